package keymap

import (
	"slices"
	"strings"
	"testing"
)

// mdRow is one row of a rendered table and the heading it stands under.
type mdRow struct{ heading, key, help string }

// readMarkdown reads the tables back.
func readMarkdown(t *testing.T, text string) []mdRow {
	t.Helper()
	var rows []mdRow
	heading := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "**"):
			heading = strings.Trim(line, "*")
		case strings.HasPrefix(line, "<details>"):
			heading = strings.TrimSuffix(strings.TrimPrefix(line, "<details><summary>"), "</summary>")
		case strings.HasPrefix(line, "| "):
			cells := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|")
			if len(cells) != 4 {
				t.Fatalf("a row of %d cells: %q", len(cells)-2, line)
			}
			row := mdRow{heading, strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])}
			if row.key != "key" && row.key != "---" {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

func TestMarkdownHasEveryActionOnce(t *testing.T) {
	rows := readMarkdown(t, Markdown())
	if len(rows) != len(table) {
		t.Fatalf("%d rows for %d actions", len(rows), len(table))
	}
	for _, b := range table {
		want := mdRow{b.Scope.Title(), keyCell(b.Keys), b.Help}
		if b.Writes {
			want.help += " †"
		}
		if !slices.Contains(rows, want) {
			t.Errorf("%s is not in the table as %+v", b.Action, want)
		}
	}
}

func TestEveryScopeHasAPlace(t *testing.T) {
	for _, b := range table {
		if !slices.Contains(scopes, b.Scope) {
			t.Errorf("%s is of the scope %q, which the README would leave out", b.Action, b.Scope)
		}
	}
}

func TestMarkdownEscapes(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want string
	}{
		{nil, "palette"},
		{[]string{"a", "ctrl+y"}, "`a` `ctrl+y`"},
		{[]string{"up"}, "`↑`"},
		{[]string{"|"}, "`\\|`"},
		{[]string{"`"}, "`` ` ``"},
	} {
		if got := keyCell(c.keys); got != c.want {
			t.Errorf("keyCell(%q) = %s, want %s", c.keys, got, c.want)
		}
	}
}
