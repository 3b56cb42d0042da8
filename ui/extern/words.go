package extern

import (
	"errors"
	"strings"
)

// Reasons why a command cannot be split into words.
var (
	errQuote  = errors.New("a quote is not closed")
	errEscape = errors.New("nothing stands behind the last backslash")
)

// Split splits a command into words as a POSIX shell does it: at blanks, with
// 'single' and "double" quotes and a backslash that takes the next character as
// it stands. Nothing is expanded: $, ~ and * are characters like others.
func Split(command string) ([]string, error) {
	var words []string
	var word strings.Builder
	open := false // a word is being read, which may be empty
	for i := 0; i < len(command); i++ {
		c := command[i]
		switch c {
		case ' ', '\t', '\n', '\r':
			if open {
				words, open = append(words, word.String()), false
				word.Reset()
			}
			continue
		case '\'', '"':
			n, err := quoted(&word, command[i+1:], c)
			if err != nil {
				return nil, err
			}
			i += n
		case '\\':
			if i++; i == len(command) {
				return nil, errEscape
			}
			if command[i] == '\n' { // a line that goes on
				continue
			}
			word.WriteByte(command[i])
		default:
			word.WriteByte(c)
		}
		open = true
	}
	if open {
		words = append(words, word.String())
	}
	return words, nil
}

// quoted reads up to the closing quote and returns how many bytes it took.
func quoted(word *strings.Builder, rest string, quote byte) (int, error) {
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		switch {
		case c == quote:
			return i + 1, nil
		case c == '\\' && quote == '"' && i+1 < len(rest) && strings.IndexByte("\"\\$`\n", rest[i+1]) >= 0:
			if i++; rest[i] != '\n' {
				word.WriteByte(rest[i])
			}
		default:
			word.WriteByte(c)
		}
	}
	return 0, errQuote
}
