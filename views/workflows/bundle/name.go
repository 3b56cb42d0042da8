package bundle

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// stemBytes is the longest a name is made, without number and ending: file
// systems take 255 bytes, encrypted ones 140.
const stemBytes = 100

// reserved are names that Windows keeps for devices, whatever their ending.
var reserved = []string{
	"con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
	"lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
}

// Stem returns the name of the file of a workflow of that name, without its
// ending: letters and digits of any script in lower case, with a hyphen for all
// that stands between. It is never empty, and can be used on every system.
func Stem(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case unicode.Is(unicode.M, r) && b.Len() > 0 && !gap: // part of the letter before
			b.WriteRune(r)
		case r == '\'' || r == '’': // Anna's is one word
		default:
			gap = true
		}
	}
	stem := cut(b.String(), stemBytes)
	switch {
	case stem == "":
		return "workflow"
	case slices.Contains(reserved, stem):
		return "workflow-" + stem
	}
	return stem
}

// cut shortens a stem to n bytes, not within a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.TrimRight(s[:n], "-")
}

// Names returns a name for each stem such that no two are the same on any
// system: those that come again are numbered from -2.
func Names(stems []string) []string {
	taken, next := make(map[string]bool, len(stems)), make(map[string]int, len(stems))
	out := make([]string, len(stems))
	for i, stem := range stems { // one that is alone keeps its name
		if k := same(stem); !taken[k] {
			taken[k], out[i] = true, stem
		}
	}
	for i, stem := range stems {
		if out[i] != "" {
			continue
		}
		k := same(stem)
		for n := max(next[k], 2); ; n++ {
			name := stem + "-" + strconv.Itoa(n)
			if !taken[same(name)] {
				taken[same(name)], out[i], next[k] = true, name, n+1
				break
			}
		}
	}
	return out
}

// same returns what two names have in common that are one on some system: there
// case does not matter.
func same(stem string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, stem)
}

// inOrder compares the names of files such that those numbered by Names follow
// each other: a, a-2, a-10.
func inOrder(a, b string) int {
	as, an := numbered(a)
	bs, bn := numbered(b)
	if as != bs {
		return strings.Compare(as, bs)
	}
	if an != bn {
		return an - bn
	}
	return strings.Compare(a, b)
}

// numbered parts a name, its ending left out, into stem and number.
func numbered(name string) (stem string, n int) {
	name = name[:len(name)-len(ending(name))]
	if i := strings.LastIndexByte(name, '-'); i >= 0 {
		if n, err := strconv.Atoi(name[i+1:]); err == nil && n > 1 {
			return name[:i], n
		}
	}
	return name, 1
}

// ending returns that of a name, with its dot.
func ending(name string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[i:]
	}
	return ""
}
