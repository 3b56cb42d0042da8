package kind

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Yes and No are the two values of a YesNo.
const (
	Yes = "yes"
	No  = "no"
)

// Formats are the notations of dates that NERM knows, with their layouts in
// package time.
var Formats = map[string]string{
	"mm/dd/yyyy": "01/02/2006", "mm-dd-yyyy": "01-02-2006", "dd/mm/yyyy": "02/01/2006",
	"dd-mm-yyyy": "02-01-2006", "yyyy/mm/dd": "2006/01/02", "yyyy-mm-dd": "2006-01-02",
}

// Layout returns the layout of the attribute's dates, "" where it has a
// notation of its own.
func (a Attribute) Layout() string { return Formats[strings.ToLower(strings.TrimSpace(a.DateFormat))] }

// Check returns what is wrong with a value, "" where nothing is or only the
// server can tell. options are the choices, nil while they are not known; what
// was there before is taken as well. An empty value has nothing wrong with it.
func (a Attribute) Check(value string, options []string, before ...string) string {
	if strings.TrimSpace(value) == "" {
		return ""
	}
	switch a.Kind {
	case Date:
		return a.checkDate(value)
	case Number:
		if _, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err != nil {
			return "must be a number, such as 12 or 2.5"
		}
	case YesNo:
		if v := strings.ToLower(strings.TrimSpace(value)); v != Yes && v != No && v != "true" && v != "false" {
			return "must be yes or no"
		}
	case Choice:
		return a.checkChoice(value, options, before)
	case Person, Profile:
		if parts := a.Split(value); a.Many && hasTwice(parts) {
			return "has the same one twice"
		}
	}
	return ""
}

func (a Attribute) checkDate(value string) string {
	layout := a.Layout()
	if layout == "" {
		return ""
	}
	if _, err := time.Parse(layout, value); err == nil {
		return ""
	}
	example := time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC).Format(layout)
	why := "must be a date as " + strings.ToLower(a.DateFormat) + ", such as " + example
	for format, other := range Formats {
		if t, err := time.Parse(other, strings.TrimSpace(value)); err == nil && !ambiguous(format, value) {
			return why + "; did you mean " + t.Format(layout) + "?"
		}
	}
	return why
}

// ambiguous reports whether a date could be one of a notation with day and month
// the other way round.
func ambiguous(format, value string) bool {
	twin := strings.NewReplacer("mm", "dd", "dd", "mm").Replace(format)
	if strings.HasPrefix(format, "yyyy") {
		return false
	}
	_, err := time.Parse(Formats[twin], strings.TrimSpace(value))
	return err == nil
}

func (a Attribute) checkChoice(value string, options, before []string) string {
	if options == nil {
		return ""
	}
	parts := a.Split(value)
	for _, p := range parts {
		if slices.Contains(options, p) || slices.ContainsFunc(before, func(b string) bool { return b == value || slices.Contains(a.Split(b), p) }) {
			continue
		}
		return strconv.Quote(p) + " is none of the choices: " + few(options)
	}
	if hasTwice(parts) {
		return "has the same choice twice"
	}
	return ""
}

// few names some of many.
func few(options []string) string {
	const most = 8
	if len(options) == 0 {
		return "there are none"
	}
	text := strings.Join(options[:min(len(options), most)], ", ")
	if len(options) > most {
		text += " and " + strconv.Itoa(len(options)-most) + " more"
	}
	return text
}

func hasTwice(parts []string) bool {
	sorted := slices.Sorted(slices.Values(parts))
	return len(slices.Compact(sorted)) < len(parts)
}

// Words says what may be typed, as a clause: "date mm/dd/yyyy".
func (a Attribute) Words() string {
	out := a.DataType
	if a.Kind == Date && a.DateFormat != "" {
		out += " " + a.DateFormat
	}
	if a.Many {
		out += " · several"
	}
	return out
}
