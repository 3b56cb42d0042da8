package config

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A clock kept in a file moves when the file does, never back, and stands
// still where the file cannot be read.
func TestClockInAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "clock")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("2026-03-02T09:00:00Z\n")
	flags, err := ParseArgs([]string{"--demo", "--clock", "@" + file}, io.Discard)
	if err != nil || flags.ClockFile != file {
		t.Fatalf("file %q, error %v", flags.ClockFile, err)
	}
	now := flags.Now()
	for _, step := range []struct{ text, want string }{
		{"2026-03-02T09:00:00Z", "09:00:00"}, {"2026-03-02T09:00:01.5Z", "09:00:01.5"}, {"2026-03-02T09:00:01Z", "09:00:01.5"},
		{"", "09:00:01.5"}, {"noon", "09:00:01.5"}, {"2026-03-02T10:00:00Z\n", "10:00:00"},
	} {
		write(step.text)
		if got := now().Format("15:04:05.999"); got != step.want {
			t.Errorf("after %q: %s, want %s", step.text, got, step.want)
		}
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if got := now(); !got.Equal(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)) {
		t.Errorf("without the file: %s", got)
	}
	if _, err := ParseArgs([]string{"--demo", "--clock", "@" + file}, io.Discard); err == nil || !strings.Contains(err.Error(), "--clock: open ") {
		t.Errorf("a file that is not there: %v", err)
	}
}
