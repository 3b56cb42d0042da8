package config

import (
	"runtime"
	"strings"
)

// Locale is what the environment says about the characters of the terminal.
type Locale struct {
	Variable string // LC_ALL, LC_CTYPE or LANG, whichever counts; "" where none is set
	Value    string // of the variable
	UTF8     bool   // the terminal can be taken to show UTF-8
}

// Locale returns what the environment says. On Windows and macOS terminals show
// UTF-8 whatever it says, and mostly it says nothing; elsewhere no variable means
// ASCII, as it does to every other program.
func (s Sources) Locale() Locale { return s.filled().localeOn(runtime.GOOS) }

func (s Sources) localeOn(system string) Locale {
	var l Locale
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := s.env(name); v != "" {
			l.Variable, l.Value = name, v
			break
		}
	}
	l.UTF8 = system == "windows" || system == "darwin" || namesUTF8(l.Value)
	return l
}

// namesUTF8 reports whether the charset of a locale is UTF-8. A locale without a
// charset has that of its language's time before Unicode; "UTF-8" alone, which
// macOS hands on over SSH, is a charset without a language.
func namesUTF8(locale string) bool {
	_, charset, dotted := strings.Cut(locale, ".")
	if !dotted {
		charset = locale
	}
	charset, _, _ = strings.Cut(charset, "@")
	return strings.ToLower(strings.ReplaceAll(charset, "-", "")) == "utf8"
}

// String names the locale, as in LANG=C.
func (l Locale) String() string {
	if l.Variable == "" {
		return "no LANG"
	}
	return l.Variable + "=" + visible(l.Value)
}

// WhyASCII says what settled whether c, which Load made of s, draws in ASCII: a
// flag, a variable, FILE:LINE, the locale or default.
func (c *Config) WhyASCII(s Sources) string {
	return (&shower{Sources: s.filled(), cfg: c}).from(settingOf("ascii"))
}
