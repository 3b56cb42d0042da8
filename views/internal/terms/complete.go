package terms

import (
	"strings"

	"iscope/ui/screen"
)

// offered is how many values are offered at once.
const offered = 200

// Complete says what can stand at the end of a text, given what is typed of it
// so far: a key that the text does not have yet, or a value.
func (k Keys) Complete(text string) []screen.Completion {
	words := split(text)
	at := len(text)
	var typed word
	if n := len(words); n > 0 && words[n-1].at+len(words[n-1].raw) == len(text) {
		typed, words = words[n-1], words[:n-1]
		at = typed.at
	}
	switch key := k.find(typed.name); {
	case typed.name != "" && (key == nil || typed.not):
		return nil
	case typed.name != "":
		return key.complete(text, typed)
	case strings.HasPrefix(typed.raw, `"`) || typed.not:
		return nil // to be looked for
	}
	var out []screen.Completion
	for _, key := range k {
		if strings.HasPrefix(key.Name, strings.ToLower(typed.raw)) && !given(words, key.Name) {
			out = append(out, screen.Completion{Text: text[:at] + key.Name + ":", Label: key.Name + ":", Note: key.Help})
		}
	}
	return out
}

func given(words []word, name string) bool {
	for _, w := range words {
		if w.name == name {
			return true
		}
	}
	return false
}

// complete offers the values of a key: those that begin with what is typed, then
// those that contain it.
func (k *Key) complete(text string, w word) []screen.Completion {
	begin, part := w.last, fold(w.values[len(w.values)-1])
	if !k.Many { // what stands between commas is one value
		begin, part = w.at+len(w.name)+1, fold(strings.Join(w.values, ","))
	}
	var first, then []screen.Completion
	for _, v := range k.Values {
		c := screen.Completion{Text: text[:begin] + Quote(v.Text), Label: k.Name + ":" + Quote(v.Text), Note: v.Note}
		switch in := fold(v.Text); {
		case strings.HasPrefix(in, part):
			first = append(first, c)
		case strings.Contains(in, part) || strings.Contains(fold(v.Note), part):
			then = append(then, c)
		}
	}
	first = append(first, then...)
	return first[:min(len(first), offered)]
}
