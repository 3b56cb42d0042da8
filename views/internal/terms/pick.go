package terms

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"iscope/ui/cell"
)

// Named is something with an id, and with a name that others may have too.
type Named struct{ ID, Name string }

// named is how many a message names, and nameRoom how much of each.
const (
	named    = 5
	nameRoom = 32
)

// Pick returns the one of all that a text means: by its id, by its whole name,
// or by a part of the name that no other has, in any case. What says what they
// are, such as "workflow"; errors name those that may have been meant.
func Pick(what, text string, all []Named) (Named, error) {
	if i := slices.IndexFunc(all, func(n Named) bool { return n.ID == text }); i >= 0 {
		return all[i], nil
	}
	want := strings.ToLower(strings.TrimSpace(text))
	var whole, part []Named
	for _, n := range all {
		switch name := strings.ToLower(n.Name); {
		case want == "":
		case name == want:
			whole = append(whole, n)
		case strings.Contains(name, want):
			part = append(part, n)
		}
	}
	switch {
	case len(whole) == 1:
		return whole[0], nil
	case len(whole) > 1:
		return Named{}, fmt.Errorf("several %ss are called %q; give the id of one: %s", what, shown(text), list(whole, func(n Named) string { return n.ID }))
	case len(part) == 1:
		return part[0], nil
	case len(part) > 1:
		return Named{}, fmt.Errorf("several %ss have %q in their name: %s; give the whole name, or the id", what, shown(text), list(part, name))
	}
	return Named{}, none(fmt.Sprintf("no %s is called %q%s", what, shown(text), instead(want, all)))
}

// ErrNone is what errors of Pick are where nothing is called like that.
var ErrNone = errors.New("nothing is called that")

type none string

// Error returns the sentence.
func (n none) Error() string { return string(n) }

// Is makes it ErrNone.
func (n none) Is(err error) bool { return err == ErrNone }

func name(n Named) string { return cell.Cut(n.Name, nameRoom) }

// list names the first of several.
func list(some []Named, word func(Named) string) string {
	var out []string
	for _, n := range some[:min(len(some), named)] {
		out = append(out, word(n))
	}
	if more := len(some) - named; more > 0 {
		return strings.Join(out, ", ") + fmt.Sprintf(" and %d more", more)
	}
	return And(out)
}

// instead names what there is in place of a name that there is not: all of a
// few, else those that are written alike.
func instead(want string, all []Named) string {
	some := all
	if len(all) > named {
		names := make([]string, len(all))
		for i, n := range all {
			names[i] = strings.ToLower(n.Name)
		}
		some = nil
		for _, m := range fuzzy.Find(want, names) {
			some = append(some, all[m.Index])
		}
		some = some[:min(len(some), named)]
	}
	if len(some) == 0 {
		return ""
	}
	return "; there are " + list(some, name)
}
