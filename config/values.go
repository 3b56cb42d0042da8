package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// word is a value from a flag or a variable: text that may stand for a number
// or a boolean, as a TOML string may not.
type word string

// put reads v into to; to keeps its value when v is wrong.
func put[T any](to *T, v any, read func(any) (T, *mistake)) *mistake {
	x, m := read(v)
	if m == nil {
		*to = x
	}
	return m
}

// kind names the type of a TOML value.
func kind(v any) string {
	switch v.(type) {
	case string, word:
		return "a string"
	case int64:
		return "an integer"
	case float64:
		return "a number with a fraction"
	case bool:
		return "a boolean"
	case map[string]any:
		return "a table"
	case []any:
		return "a list"
	case []map[string]any:
		return "a list of tables"
	case time.Time:
		return "a date"
	}
	return fmt.Sprintf("a %T", v)
}

// asText returns v if it is a string.
func asText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case word:
		return string(v), true
	}
	return "", false
}

// text reads a string that is not empty.
func text(v any) (string, *mistake) {
	switch s, ok := asText(v); {
	case !ok:
		return "", wrong("want a string, found %s", kind(v))
	case strings.TrimSpace(s) == "":
		return "", wrong("is empty")
	default:
		return s, nil
	}
}

var (
	yes = []string{"true", "yes", "on", "1"}
	no  = []string{"false", "no", "off", "0"}
)

// boolean reads true or false.
func boolean(v any) (bool, *mistake) {
	switch v := v.(type) {
	case bool:
		return v, nil
	case word:
		s := strings.ToLower(string(v))
		if slices.Contains(yes, s) || slices.Contains(no, s) {
			return slices.Contains(yes, s), nil
		}
		return false, wrong("%s is neither true nor false", quote(string(v)))
	}
	return false, wrong("want true or false, found %s", kind(v))
}

// oneOf reads one of the valid words.
func oneOf(valid []string) func(any) (string, *mistake) {
	return func(v any) (string, *mistake) {
		s, ok := asText(v)
		switch {
		case !ok:
			return "", wrong("want one of %s, found %s", strings.Join(valid, ", "), kind(v))
		case slices.Contains(valid, s):
			return s, nil
		}
		return "", &mistake{text: fmt.Sprintf("%s is none of %s", quote(s), strings.Join(valid, ", ")), suggest: nearest(s, valid)}
	}
}

// slowLine reads one of SlowLines; a boolean is understood too.
func slowLine(v any) (string, *mistake) {
	if b, ok := v.(bool); ok {
		v = map[bool]string{true: "yes", false: "no"}[b]
	}
	return oneOf(SlowLines)(v)
}

// span reads a duration between least and most; most 0 is no limit.
func span(least, most time.Duration) func(any) (time.Duration, *mistake) {
	return func(v any) (time.Duration, *mistake) {
		s, ok := asText(v)
		if !ok {
			return 0, wrong(`want a duration such as "15s" or "2m", found %s`, kind(v))
		}
		d, err := time.ParseDuration(strings.TrimSpace(s))
		switch {
		case err != nil:
			m := wrong(`%s is not a duration such as "15s" or "2m"`, quote(s))
			if _, err := time.ParseDuration(s + "s"); err == nil {
				m.suggest = s + "s"
			}
			return 0, m
		case d < least:
			return 0, wrong("%s is too short, the least is %s", brief(d), brief(least))
		case most > 0 && d > most:
			return 0, wrong("%s is too long, the most is %s", brief(d), brief(most))
		}
		return d, nil
	}
}

// brief writes a duration without units that are zero.
func brief(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// colors are the names of colours and the indexes they stand for: the bright
// half of the 16 that every terminal draws.
var colors = []struct{ name, index string }{
	{"red", "9"}, {"green", "10"}, {"yellow", "11"}, {"blue", "12"}, {"magenta", "13"}, {"cyan", "14"}, {"white", "15"}, {"gray", "8"},
}

var hexColor = regexp.MustCompile(`^#(?:[0-9a-fA-F]{3}){1,2}$`)

// color reads a colour and returns it as a palette index or #rrggbb.
func color(v any) (string, *mistake) {
	s, ok := asText(v)
	if n, isInt := v.(int64); isInt {
		s, ok = strconv.FormatInt(n, 10), true
	}
	if !ok {
		return "", wrong(`want a colour such as "red", "203" or "#ff5f5f", found %s`, kind(v))
	}
	names := make([]string, len(colors))
	for i, c := range colors {
		if names[i] = c.name; strings.EqualFold(s, c.name) {
			return c.index, nil
		}
	}
	if n, err := strconv.Atoi(s); err == nil && n >= 0 && n <= 255 {
		return strconv.Itoa(n), nil
	}
	if hexColor.MatchString(s) {
		if s = strings.ToLower(s); len(s) == 4 {
			s = string([]byte{'#', s[1], s[1], s[2], s[2], s[3], s[3]})
		}
		return s, nil
	}
	return "", &mistake{
		text:    fmt.Sprintf("%s is no colour: want %s, a number from 0 to 255 or #rrggbb", quote(s), strings.Join(names, ", ")),
		suggest: nearest(s, names),
	}
}

// keys reads one key or a list of keys.
func keys(v any) ([]string, *mistake) {
	if s, ok := v.(string); ok {
		return []string{s}, nil
	}
	list, ok := v.([]any)
	if !ok {
		return nil, wrong(`want a key such as "a" or a list of keys, found %s`, kind(v))
	}
	out := make([]string, len(list))
	for i, v := range list {
		s, ok := v.(string)
		if !ok {
			return nil, wrong(`want a list of keys such as ["a", "ctrl+y"], found %s in it`, kind(v))
		}
		out[i] = s
	}
	return out, nil
}
