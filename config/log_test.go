package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenLog(t *testing.T) {
	c := &Config{LogFile: filepath.Join(t.TempDir(), "iscope.log")}
	for _, word := range []string{"first", "second"} {
		log, closeLog, err := c.OpenLog()
		if err != nil {
			t.Fatal(err)
		}
		log.Info(word)
		closeLog()
	}
	got, err := os.ReadFile(c.LogFile)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(got); !strings.Contains(s, "first") || !strings.Contains(s, "second") {
		t.Errorf("the log holds %q", s)
	}
	if info, err := os.Stat(c.LogFile); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	log, closeLog, err := (&Config{}).OpenLog()
	if err != nil {
		t.Fatal(err)
	}
	log.Info("nothing is written")
	closeLog()
	if _, _, err := (&Config{LogFile: t.TempDir()}).OpenLog(); err == nil {
		t.Error("a folder is taken for a log file")
	}
}

func TestVersion(t *testing.T) {
	if v := Version(); !strings.Contains(v, "go1") {
		t.Errorf("version %q", v)
	}
}
