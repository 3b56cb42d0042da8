package jsonedit

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"iscope/api/safe"
)

// Problem is why a text cannot be taken. Line and Column count from 1, columns
// in characters. The zero Problem is none.
type Problem struct {
	Line, Column int
	Text         string
}

// Bad reports whether there is a problem.
func (p Problem) Bad() bool { return p.Text != "" }

// Check says what keeps a text from being a JSON object.
func Check(text string) Problem {
	var raw json.RawMessage
	err := json.Unmarshal([]byte(text), &raw)
	var syntax *json.SyntaxError
	body := strings.TrimLeft(text, " \n")
	switch {
	case body == "":
		return Problem{1, 1, "nothing stands here; {} is the least there can be"}
	case errors.As(err, &syntax):
		at := max(int(syntax.Offset)-1, 0)
		if strings.Contains(syntax.Error(), "unexpected end") {
			at = len(strings.TrimRight(text, " \n"))
		}
		return problem(text, at, safe.Line(syntax.Error()))
	case err != nil:
		return Problem{1, 1, safe.Line(err.Error())}
	case body[0] != '{':
		return problem(text, len(text)-len(body), "an object is wanted: { … }")
	}
	return Problem{}
}

// problem finds line and column of a byte.
func problem(text string, at int, words string) Problem {
	before := text[:min(at, len(text))]
	line := strings.Count(before, "\n")
	if line > 0 {
		before = before[strings.LastIndexByte(before, '\n')+1:]
	}
	return Problem{line + 1, utf8.RuneCountInString(before) + 1, words}
}
