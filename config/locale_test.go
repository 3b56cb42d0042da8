package config

import (
	"io"
	"runtime"
	"strings"
	"testing"
)

func TestWhatALocaleSaysOfTheTerminal(t *testing.T) {
	for _, c := range []struct {
		env  string
		name string
		utf8 bool
	}{
		{"", "no LANG", false},
		{"LANG=C", "LANG=C", false},
		{"LANG=POSIX", "LANG=POSIX", false},
		{"LANG=C.UTF-8", "LANG=C.UTF-8", true},
		{"LANG=de_DE.utf8", "LANG=de_DE.utf8", true},
		{"LANG=sr_RS.UTF-8@latin", "LANG=sr_RS.UTF-8@latin", true},
		{"LC_CTYPE=UTF-8", "LC_CTYPE=UTF-8", true}, // macOS, handed on over SSH
		{"LANG=de_DE", "LANG=de_DE", false},
		{"LANG=de_DE.ISO-8859-1", "LANG=de_DE.ISO-8859-1", false},
		{"LANG=de_DE.ISO8859-15@euro", "LANG=de_DE.ISO8859-15@euro", false},
		{"LANG=ja_JP.eucJP", "LANG=ja_JP.eucJP", false},
		{"LANG=en_US.UTF-16", "LANG=en_US.UTF-16", false},
		{"LC_ALL=C LC_CTYPE=C.UTF-8 LANG=C.UTF-8", "LC_ALL=C", false},
		{"LC_ALL= LC_CTYPE=C.UTF-8 LANG=C", "LC_CTYPE=C.UTF-8", true}, // an empty one counts as not set
		{"LC_ALL=C.UTF-8 LANG=C", "LC_ALL=C.UTF-8", true},
		{"LC_MESSAGES=C LANG=C.UTF-8", "LANG=C.UTF-8", true},
	} {
		env := map[string]string{}
		for _, pair := range strings.Fields(c.env) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		s := Sources{Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
		if l := s.localeOn("linux"); l.UTF8 != c.utf8 || l.String() != c.name {
			t.Errorf("%q: %s, UTF-8 %v", c.env, l, l.UTF8)
		}
		for _, system := range []string{"windows", "darwin"} {
			if l := s.localeOn(system); !l.UTF8 {
				t.Errorf("%q on %s: no UTF-8", c.env, system)
			}
		}
	}
	if l := (Locale{Variable: "LANG", Value: "C\x1b[2J"}); strings.Contains(l.String(), "\x1b") {
		t.Errorf("%q", l)
	}
}

func TestTheLocaleIsHeardWhereNobodySaysASCII(t *testing.T) {
	if (Sources{Env: environ(map[string]string{"LANG": "C"})}).Locale().UTF8 {
		t.Skipf("on %s the locale says nothing", runtime.GOOS)
	}
	for _, c := range []struct {
		lang, file, variable, flag string
		ascii                      bool
		why                        string
	}{
		{"C", "", "", "", true, "LANG=C"},
		{"C.UTF-8", "", "", "", false, "default"},
		{"C", "ascii = false", "", "", false, "config.toml:1"},
		{"C", "", "0", "", false, "ISCOPE_ASCII"},
		{"C", "", "", "--ascii=false", false, "--ascii"},
		{"C", "ascii = true", "", "", true, "config.toml:1"},
		{"C.UTF-8", "ascii = true", "", "", true, "config.toml:1"},
		{"C.UTF-8", "ascii = true", "no", "--ascii", true, "--ascii"},
	} {
		env := map[string]string{"LANG": c.lang, "ISCOPE_ASCII": c.variable}
		var args []string
		if c.flag != "" {
			args = append(args, c.flag)
		}
		cfg := must(t, c.file, env, args...)
		flags, err := ParseArgs(args, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if why := cfg.WhyASCII(Sources{Env: environ(env), Flags: flags}); cfg.ASCII != c.ascii || why != c.why {
			t.Errorf("%+v: ASCII %v, by %s", c, cfg.ASCII, why)
		}
	}
}
