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
