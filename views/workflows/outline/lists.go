package outline

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/workflows/refs"
)

// maxItems bounds a list; nobody reads more.
const maxItems = 5_000

// listRefs lists everything that refers to the step under the cursor.
func (v *View) listRefs() tea.Cmd {
	node := v.node()
	if node < 0 {
		return screen.Say(screen.Info, "This line is not about a step")
	}
	list := v.graph.UsedBy(node)
	if len(list) == 0 {
		return screen.Say(screen.Info, "Nothing refers to "+title(v.graph.Node(node).Step))
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b refs.Ref) int { return v.number(a.From) - v.number(b.From) })
	p := &listPage{title: "Refers to " + v.called(node)}
	for _, r := range list[:min(len(list), maxItems)] {
		it := item{target: r.From, head: "the workflow itself"}
		if r.From >= 0 {
			it.head = v.called(r.From)
		}
		it.more = []string{v.refWords(r)}
		p.items = append(p.items, it)
	}
	v.page = p
	return nil
}

// refWords says how a step is referred to.
func (v *View) refWords(r refs.Ref) string {
	switch r.Kind {
	case refs.ByStart:
		if r.From >= 0 {
			return "every round begins with it"
		}
		return "begins with it"
	case refs.ByNext:
		return "leads to it"
	case refs.ByChoice:
		return "leads to it if " + conditionWords(v.graph.Node(r.From).Step.Choices[r.Choice])
	case refs.ByDefault:
		return "leads to it otherwise"
	case refs.ByChange:
		return "changes its variable " + r.Text
	}
	return "uses its result in " + placeWords(r.At) + ": " + r.Text
}

// placeWords writes a JSON pointer in a step as people read it.
func placeWords(pointer string) string {
	pointer = strings.TrimPrefix(pointer, "/attributes/")
	if rest, ok := strings.CutPrefix(pointer, "/choiceList/"); ok {
		n, _, _ := strings.Cut(rest, "/")
		i := 0
		if _, err := fmt.Sscan(n, &i); err == nil {
			return fmt.Sprintf("condition %d", i+1)
		}
	}
	return strings.NewReplacer("~1", "/", "~0", "~", "/", " › ").Replace(strings.TrimPrefix(pointer, "/"))
}

// listData lists the expressions of the step under the cursor, who makes what
// they ask for, and what they had in the run that was read.
func (v *View) listData() tea.Cmd {
	node := v.node()
	if node < 0 {
		return screen.Say(screen.Info, "This line is not about a step")
	}
	uses := v.graph.Producers(node)
	if len(uses) == 0 {
		return screen.Say(screen.Info, title(v.graph.Node(node).Step)+" uses no data of other steps")
	}
	p := &listPage{title: "Data of " + v.called(node), data: uses[:min(len(uses), maxItems)]}
	p.items = v.dataItems(p.data)
	v.page = p
	return nil
}

func (v *View) dataItems(uses []refs.Use) []item {
	items := make([]item, len(uses))
	for i := range uses {
		items[i] = v.dataItem(&uses[i])
	}
	return items
}

func (v *View) dataItem(u *refs.Use) item {
	it := item{head: u.Text, target: missing, more: []string{"in " + placeWords(u.At) + formWords[u.Form]}}
	if len(u.Producers) > 0 {
		it.target = u.Producers[0]
	}
	if u.Source == refs.Secret {
		it.more = []string{"in " + placeWords(u.At)} // that is how they are written
	} else {
		if value, ok := v.valueOf(u); ok {
			it.more = append(it.more, "in the run: "+value)
		} else if v.Values != nil && u.Source != refs.Unknown && u.Source != refs.LoopInput && u.Source != refs.LoopContext {
			it.more = append(it.more, "in the run: nothing")
		}
	}
	words, warn := v.sourceWords(u)
	if u.Via != nil {
		outer, w := v.sourceWords(u.Via)
		words += "; there it is " + u.Via.Text + ", " + outer
		warn = warn || w
		if len(u.Via.Producers) > 0 && u.Via.Source == refs.Result {
			it.target = u.Via.Producers[0]
		}
	}
	if warn {
		words = v.env.Styles.Plain(theme.Warn) + " " + words
	}
	it.more, it.warn = append(it.more, words), warn
	return it
}

// valueOf returns what an expression had in the run. What a loop hands over is
// looked up outside, where it stands for all rounds.
func (v *View) valueOf(u *refs.Use) (string, bool) {
	if v.Values == nil {
		return "", false
	}
	for ; u != nil && u.Source != refs.Secret; u = u.Via {
		if value, ok := v.Values(u.Text); ok {
			return value, true
		}
	}
	return "", false
}

// formWords say how an expression stands in its place.
var formWords = map[refs.Form]string{
	refs.Nested: ", inside another expression", refs.Target: ", which is changed",
	refs.Text: ", as a text: its name has no .$ that would make it a path",
}

// sourceWords says where data comes from, and whether that is a worry.
func (v *View) sourceWords(u *refs.Use) (words string, warn bool) {
	switch u.Source {
	case refs.Whole:
		return "all data there is", false
	case refs.Trigger:
		return "from the trigger", false
	case refs.Secret:
		return "a reference to the vault", false
	case refs.Function:
		return "worked out when it is asked for", false
	case refs.LoopInput:
		return "the current element of " + v.called(u.Producers[0]), false
	case refs.LoopContext:
		return "handed over by " + v.called(u.Producers[0]), false
	case refs.Result:
		return v.resultWords(u)
	}
	if name, _, _, _ := refs.Root(u.Text); name == "loop" {
		return "not known: there is no loop around this step, or it hands over no such thing", true
	}
	return "not known: no step has a result of this name", u.Form != refs.Text
}

func (v *View) resultWords(u *refs.Use) (words string, warn bool) {
	var names []string
	for _, p := range u.Producers {
		names = append(names, v.called(p))
	}
	words = "from " + strings.Join(names, " or ")
	if len(names) > 1 {
		words += ", whose names are alike"
	}
	switch u.Reach {
	case refs.Always:
		return words + ", before this step on every way", false
	case refs.Sometimes:
		return words + ", before this step on some ways only", true
	case refs.Outside:
		return words + ", outside of this loop: its steps are sure to get $.loop only", true
	}
	return words + ", which never runs before this step", true
}
