package query

import "strings"

// source returns the id of a source that is named, or given by its id.
func (k Known) source(t token) (string, *Error) {
	for _, s := range k.Sources {
		if s.ID == t.text {
			return s.ID, nil
		}
	}
	found := ""
	for _, s := range k.Sources {
		if !strings.EqualFold(s.Name, t.text) {
			continue
		}
		if found != "" && found != s.ID {
			return "", wrong(t.at, t.end, "several sources are called “%s”; give the id of one", t.text)
		}
		found = s.ID
	}
	switch {
	case found != "":
		return found, nil
	case identifier(t.text):
		return t.text, nil
	}
	return "", wrong(t.at, t.end, "no source seen so far is called “%s”; its id will do", t.text)
}

// identifier reports whether a text looks like an id: 32 hexadecimal digits,
// with dashes or without.
func identifier(s string) bool {
	s = strings.ToLower(strings.ReplaceAll(s, "-", ""))
	return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == ""
}
