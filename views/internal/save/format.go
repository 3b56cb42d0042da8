package save

import (
	"path/filepath"
	"slices"
	"strings"

	"iscope/api/export"
)

// format is a way to write.
type format struct {
	label  string
	ending string
	export export.Format
	table  bool // columns, not records
	all    bool // columns that are hidden too
}

var formats = []format{
	{"CSV as shown", ".csv", export.CSV, true, false},
	{"CSV all columns", ".csv", export.CSV, true, true},
	{"JSON", ".json", export.JSON, false, false},
	{"JSON Lines", ".jsonl", export.JSONLines, false, false},
	{"YAML", ".yaml", export.YAML, false, false},
}

// rename gives a path the ending of a format, unless it has one of its own that
// no format has.
func rename(path string, f format) string {
	ext := filepath.Ext(path)
	if _, err := export.FormatOf(path); err == nil {
		return strings.TrimSuffix(path, ext) + f.ending
	}
	if ext == "" && path != "" && !strings.HasSuffix(path, "~") && !endsFolder(path) {
		return path + f.ending
	}
	return path
}

func endsFolder(path string) bool { return strings.HasSuffix(filepath.ToSlash(path), "/") }

// disagrees says that the name of a file stands for another format.
func disagrees(path string, f format) string {
	if of, err := export.FormatOf(path); err == nil && of != f.export {
		return "The name ends in " + filepath.Ext(path) + ", which is not " + f.export.String()
	}
	return ""
}

// another returns a path for a file beside one that is there: its name with a
// number, or with the next.
func another(path string) string {
	ext := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ext)
	if i := strings.LastIndexByte(stem, '-'); i >= 0 {
		if n := number(stem[i+1:]); n > 1 {
			return stem[:i+1] + digits(n+1) + ext
		}
	}
	return stem + "-2" + ext
}

// number reads one or two digits, which cannot be the time in a name; 0 for
// anything else.
func number(s string) int {
	if len(s) == 0 || len(s) > 2 || s[0] == '0' || strings.Trim(s, "0123456789") != "" {
		return 0
	}
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

func digits(n int) string {
	var out []byte
	for ; n > 0; n /= 10 {
		out = append(out, byte('0'+n%10))
	}
	slices.Reverse(out)
	return string(out)
}

// stem makes a part of a file's name of a text.
func stem(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.' {
			return r
		}
		return '-'
	}, s)
	return strings.Trim(s, "-.")
}
