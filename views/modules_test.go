package views

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestModulesAreExplained compares the modules that go.mod asks for by name with
// the table of the README that says why each is there.
func TestModulesAreExplained(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	var asked []string
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(mod), -1) {
		asked = append(asked, m[1])
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "<!-- dependencies -->")
	table, _, closed := strings.Cut(rest, "<!-- /dependencies -->")
	if !closed {
		t.Fatal("README.md has no table of modules")
	}
	var explained []string
	for _, row := range regexp.MustCompile(`(?m)^\| ([^|]+\.[^|]+) \|`).FindAllStringSubmatch(table, -1) {
		explained = append(explained, strings.Split(row[1], ", ")...)
	}
	slices.Sort(asked)
	slices.Sort(explained)
	if len(asked) == 0 || !slices.Equal(asked, explained) {
		t.Errorf("go.mod asks for\n%s\nthe README explains\n%s", strings.Join(asked, "\n"), strings.Join(explained, "\n"))
	}
}
