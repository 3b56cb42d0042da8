package config

import (
	"io"
	"strings"
	"testing"
	"time"
)

func TestAccessible(t *testing.T) {
	for _, c := range []struct {
		name          string
		file          string
		env           map[string]string
		args          []string
		on            bool
		refresh, undo time.Duration
	}{
		{"not", "", nil, nil, false, 15 * time.Second, 5 * time.Second},
		{"by flag", "", nil, []string{"--accessible"}, true, 2 * time.Minute, 30 * time.Second},
		{"by the variable of all programs", "", map[string]string{"ACCESSIBLE": "1"}, nil, true, 2 * time.Minute, 30 * time.Second},
		{"which says no", "", map[string]string{"ACCESSIBLE": "0"}, nil, false, 15 * time.Second, 5 * time.Second},
		{"which says what we do not know", "", map[string]string{"ACCESSIBLE": "perhaps"}, nil, false, 15 * time.Second, 5 * time.Second},
		{"the file knows better", "accessible = false\n", map[string]string{"ACCESSIBLE": "1"}, nil, false, 15 * time.Second, 5 * time.Second},
		{"and our variable best", "accessible = false\n", map[string]string{"ACCESSIBLE": "0", "ISCOPE_ACCESSIBLE": "1"}, nil, true, 2 * time.Minute, 30 * time.Second},
		{"what is set stays", "refresh = \"20s\"\n", map[string]string{"ISCOPE_UNDO": "5s"}, []string{"--accessible"}, true, 20 * time.Second, 5 * time.Second},
		{"also by flag", "", nil, []string{"--accessible", "--refresh", "1m"}, true, time.Minute, 30 * time.Second},
	} {
		flags, err := ParseArgs(append([]string{"--demo"}, c.args...), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := Load(Sources{File: "config.toml", Flags: flags, ReadFile: func(string) ([]byte, error) { return []byte(c.file), nil },
			Env: func(name string) (string, bool) { v, ok := c.env[name]; return v, ok }})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if cfg.Accessible != c.on || cfg.Refresh != c.refresh || cfg.Undo != c.undo {
			t.Errorf("%s: accessible %v, refresh %v, undo %v", c.name, cfg.Accessible, cfg.Refresh, cfg.Undo)
		}
	}
}

// TestAccessibleIsTakenEverywhere: who has it in an alias is refused nowhere.
func TestAccessibleIsTakenEverywhere(t *testing.T) {
	for _, args := range []string{"doctor", "get tasks", "watch 1", "sandbox", "config show", "config validate", "help keys"} {
		flags, err := ParseArgs(append(strings.Fields(args), "--accessible"), io.Discard)
		if err != nil || !flags.Accessible {
			t.Errorf("iscope %s --accessible: %v, %v", args, flags.Accessible, err)
		}
	}
}

func TestShowSaysWhyItIsAccessible(t *testing.T) {
	env := map[string]string{"ACCESSIBLE": "true"}
	s := Sources{File: "config.toml", ReadFile: func(string) ([]byte, error) { return nil, nil }, Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
	cfg, err := Load(s)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err = cfg.Show(&out, s, true); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# ACCESSIBLE", `refresh = "2m"`, `undo = "30s"`, "# default when accessible"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is missing in\n%s", want, &out)
		}
	}
}
