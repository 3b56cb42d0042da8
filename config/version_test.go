package config

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestReadBuild(t *testing.T) {
	set := func(pairs ...string) []debug.BuildSetting {
		var out []debug.BuildSetting
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, debug.BuildSetting{Key: pairs[i], Value: pairs[i+1]})
		}
		return out
	}
	checkout := set("vcs.revision", "0123456789abcdef0123", "vcs.time", "2026-03-02T09:00:00Z", "vcs.modified", "true")
	for _, c := range []struct {
		name                  string
		main                  string
		settings              []debug.BuildSetting
		version, commit, date string
		want                  string
	}{
		{"go build", "(devel)", checkout, "", "", "", "devel (commit 0123456789ab with changes, 2026-03-02T09:00:00Z), go1.26"},
		{"go install", "v1.2.3", nil, "", "", "", "1.2.3, go1.26"},
		{"release", "(devel)", checkout, "v1.2.3", "fedcba9876543210", "2026-04-01T00:00:00Z", "1.2.3 (commit fedcba987654, 2026-04-01T00:00:00Z), go1.26"},
		{"version alone", "(devel)", set("vcs.revision", "abc"), "1.2.3", "", "", "1.2.3 (commit abc), go1.26"},
		{"nothing", "", nil, "", "", "", "devel, go1.26"},
	} {
		info := &debug.BuildInfo{GoVersion: "go1.26", Main: debug.Module{Version: c.main}, Settings: c.settings}
		b := readBuild(info, c.version, c.commit, c.date)
		if got := b.String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if day := b.day(); strings.Contains(day, "T") {
			t.Errorf("%s: the day is %s", c.name, day)
		}
	}
	if Version() == "" {
		t.Error("no version")
	}
}
