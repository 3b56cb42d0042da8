package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ThemeFiles returns the palettes of a person's own, themes/NAME.toml beside the
// default configuration. What is in them is the affair of whoever draws.
func ThemeFiles() []string {
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(DefaultFile()), "themes", "*.toml"))
	return slices.DeleteFunc(files, func(f string) bool {
		info, err := os.Stat(f)
		return err != nil || !info.Mode().IsRegular()
	})
}

// themeNames are the values that theme may have.
func themeNames() []string {
	names := slices.Clone(Themes)
	for _, f := range ThemeFiles() {
		if name := strings.TrimSuffix(filepath.Base(f), ".toml"); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// What holds for every tenant is remembered as if it belonged to one that nobody
// can have.
const (
	everywhere = "*"
	fromChoice = "chosen in iscope, with :theme"
)

// MemoryTheme is the key under which OpenChoices remembers the theme that was
// chosen last.
const MemoryTheme = "theme"

// OpenChoices opens the memory of what a person chose for every tenant, as
// OpenMemory does that of one.
func OpenChoices() *Memory { return OpenMemory(everywhere) }

// StartTheme returns the theme to begin with. Where a flag, a variable or the
// file names it, that is fixed; else it is what chosen remembers, and the default
// where that is nothing. From says which. Sources are those that c was loaded
// from.
func (c *Config) StartTheme(s Sources, chosen *Memory) (name, from string, fixed bool) {
	p := &shower{Sources: s.filled(), cfg: c}
	if from = p.from(settingOf("theme")); from != fromDefault {
		return c.Theme, from, true
	}
	if name = chosen.Recall(MemoryTheme); slices.Contains(themeNames(), name) {
		return name, fromChoice, false
	}
	return c.Theme, fromDefault, false
}
