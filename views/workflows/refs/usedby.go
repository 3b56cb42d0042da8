package refs

import "strconv"

// Ref is one reference to a step.
type Ref struct {
	Kind   RefKind
	From   int    // the step that refers; None for the workflow's own start
	Choice int    // of ByChoice: which of its conditions
	Text   string // of ByData and ByChange: the expression
	At     string // JSON pointer in the step that refers
}

// RefKind is how a step is referred to.
type RefKind uint8

// Kinds of a reference.
const (
	ByStart   RefKind = iota // the workflow or a loop begins with it
	ByNext                   // nextStep
	ByChoice                 // a condition leads to it
	ByDefault                // defaultStep
	ByData                   // an expression asks for its result
	ByChange                 // a mutation changes its variable
)

// UsedBy returns everything that refers to a step, in the order of the steps:
// what leads to it, and the expressions that use its result, also those in a
// loop that get it by the loop's input or context.
func (g *Graph) UsedBy(i int) []Ref {
	if g.usedBy == nil {
		g.usedBy = make([][]Ref, len(g.nodes))
		g.refer()
	}
	return g.usedBy[i]
}

func (g *Graph) refer() {
	for s := range g.scopes {
		if sc := &g.scopes[s]; sc.startTo >= 0 {
			at := "/start"
			if sc.loop >= 0 {
				at = "/attributes/start"
			}
			g.usedBy[sc.startTo] = append(g.usedBy[sc.startTo], Ref{Kind: ByStart, From: sc.loop, At: at})
		}
	}
	for i := range g.nodes {
		for _, e := range g.exits[i] {
			if e.To < 0 {
				continue
			}
			r := Ref{Kind: ByNext, From: i, At: "/nextStep"}
			switch e.Kind {
			case Choice:
				r.Kind, r.Choice, r.At = ByChoice, e.Choice, choiceAt(e.Choice)+"/nextStep"
			case Default:
				r.Kind = ByDefault
				if g.nodes[i].Step.DefaultStep != "" {
					r.At = "/defaultStep"
				}
			}
			g.usedBy[e.To] = append(g.usedBy[e.To], r)
		}
		for _, u := range g.sources(i) {
			kind := ByData
			if u.Form == Target {
				kind = ByChange
			}
			for _, p := range u.origins() {
				r := Ref{Kind: kind, From: i, Text: u.Text, At: u.At}
				if list := g.usedBy[p]; p != i && (len(list) == 0 || list[len(list)-1] != r) {
					g.usedBy[p] = append(list, r)
				}
			}
		}
	}
}

// origins are the steps whose result an expression asks for, also through loops.
func (u *Use) origins() []int {
	for u.Via != nil {
		u = u.Via
	}
	if u.Source != Result {
		return nil
	}
	return u.Producers
}

func choiceAt(i int) string { return "/choiceList/" + strconv.Itoa(i) }
