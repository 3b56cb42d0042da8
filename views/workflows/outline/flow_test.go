package outline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/workflows/refs"
)

// definition reads steps written one a line: "name > next", "name ? target if
// $.x, target", "name ." for an end.
func definition(start, text string) api.Definition {
	d := api.Definition{Start: start}
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		s := api.Step{Name: f[0], Type: "action"}
		switch f[1] {
		case ">":
			s.NextStep = strings.Join(f[2:], " ")
		case ".":
			s.Type = "success"
		case "?":
			s.Type = "choice"
			for _, to := range f[2 : len(f)-1] {
				s.Choices = append(s.Choices, api.Choice{Comparator: "BooleanEquals", A: "$." + to, B: "true", NextStep: to})
			}
			s.DefaultStep = f[len(f)-1]
		}
		d.Steps = append(d.Steps, s)
	}
	return d
}

// laid lays a definition out and writes it one line a line, without its looks.
func laid(def api.Definition) (*View, string) {
	v := New(&screen.Env{Styles: theme.New("mono", true, false, "")})
	v.SetDefinition(def, 1)
	v.ensure()
	var b strings.Builder
	for i := range v.lines {
		b.WriteString(v.plain(i) + "\n")
	}
	return v, b.String()
}

func (v *View) plain(i int) string {
	l := &v.lines[i]
	s := l.rails
	switch l.kind {
	case stepLine:
		s += fmt.Sprintf("%d %s", l.num, title(v.graph.Node(l.node).Step))
	default:
		s += l.words
	}
	if l.leads != nil {
		s += " → "
		if l.leads.num > 0 {
			s += fmt.Sprintf("%d ", l.leads.num)
		}
		s += l.leads.name
	}
	if l.kind != stepLine {
		if l.flaw {
			s += " !"
		}
		return s
	}
	for _, m := range v.marksOf(l.node) {
		if m.flaw && m.words != "no action" && m.words != "no type" {
			s += " !" + m.words
		}
	}
	return s
}

func second(_ *View, words string) string { return words }

func TestLayOut(t *testing.T) {
	for name, c := range map[string]struct {
		def  api.Definition
		want string
	}{
		"a sequence": {definition("a", "c .\na > b\nb > c"), "1 a\n2 b\n3 c\n"},
		"a way out is indented, the rest goes on": {
			definition("a", "a ? stop b\nb > c\nc > d\nd .\nstop ."),
			"1 a\nTif $.stop is true\nI2 stop\nLotherwise → 3 b\n3 b\n4 c\n5 d\n",
		},
		"guards with one end": {
			definition("a", "a ? b end\nb > c\nc ? d end\nd > e\ne > end\nend ."),
			"1 a\nTif $.b is true → 2 b\nLotherwise → 6 end\n2 b\n3 c\nTif $.d is true → 4 d\nLotherwise → 6 end\n4 d\n5 e\n6 end\n",
		},
		"branches that meet": {
			definition("a", "a ? b c\nb > b2\nb2 > b3\nb3 > z\nc > c2\nc2 > c3\nc3 > z\nz > end\nend ."),
			"1 a\nTif $.b is true\nI2 b\nI3 b2\nI4 b3\nI → 8 z\nLotherwise\n 5 c\n 6 c2\n 7 c3\n  → 8 z\n8 z\n9 end\n",
		},
		"branches that never meet": {
			definition("a", "a ? b c\nb > b2\nb2 > b3\nb3 .\nc > c2\nc2 > c3\nc3 ."),
			"1 a\nTif $.b is true\nI2 b\nI3 b2\nI4 b3\nLotherwise\n 5 c\n 6 c2\n 7 c3\n",
		},
		"a cycle": {
			definition("a", "a > b\nb ? end w\nw > a\nend ."),
			"1 a\n2 b\nTif $.end is true\nI3 end\nLotherwise\n 4 w\n  → 1 a\n",
		},
		"a step that leads to itself": {definition("a", "a > a"), "1 a !endless circle\n → 1 a\n"},
		"dangling and missing": {
			definition("a", "a ? gone b c\nb >\nc > lost"),
			"1 a\nTif $.gone is true → gone !\nTif $.b is true\nI2 b\nInothing follows: the flow stops without an end !\nLotherwise\n 3 c\n  → lost !\n",
		},
		"unreached":           {definition("a", "a .\ny > z\nz .\nx1 > x2\nx2 > x1"), "1 a\nnever reached: !\n2 y !never reached\n3 z !never reached\n4 x1 !never reached !endless circle\n5 x2 !never reached !endless circle\n → 4 x1\n"},
		"no start":            {definition("", "a ."), "no step is named to start with !\nnever reached: !\n1 a !never reached\n"},
		"a start that is not": {definition("b", "a ."), "starts with b, which does not exist !\nnever reached: !\n1 a !never reached\n"},
		"nothing":             {api.Definition{}, "no steps\n"},
		"a choice without a way": {
			api.Definition{Start: "a", Steps: []api.Step{{Name: "a", Type: "choice"}}},
			"1 a\nLotherwise, nothing: no step is named !\n",
		},
	} {
		if diff := cmp.Diff(c.want, second(laid(c.def))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestLayOutNestsLoops(t *testing.T) {
	inner := definition("x", "x > y\ny .\nz .")
	def := definition("a", "a > b\nb > end\nend .")
	def.Steps[1].Loop = &inner
	want := "1 a\n2 b\nfor each of a list that is not named\nI3 x\nI4 y\nInever reached: !\nI5 z !never reached\n6 end\n"
	if diff := cmp.Diff(want, second(laid(def))); diff != "" {
		t.Error(diff)
	}
}

// drawDefinition makes any definition at all: steps of any type that lead
// anywhere, in loops as well.
func drawDefinition(t *rapid.T, depth int) api.Definition {
	n := rapid.IntRange(0, 14).Draw(t, "steps")
	name := rapid.Custom(func(t *rapid.T) string {
		if i := rapid.IntRange(-2, n).Draw(t, "target"); i >= 0 {
			return fmt.Sprint("s", i)
		}
		return ""
	})
	d := api.Definition{Start: name.Draw(t, "start")}
	for i := range n {
		s := api.Step{Name: fmt.Sprint("s", i), Type: rapid.SampledFrom([]string{"action", "choice", "success", "failure", "Mutation", ""}).Draw(t, "type")}
		if rapid.Bool().Draw(t, "has next") {
			s.NextStep = name.Draw(t, "next")
		}
		if s.Type == "choice" {
			for range rapid.IntRange(0, 3).Draw(t, "choices") {
				s.Choices = append(s.Choices, api.Choice{NextStep: name.Draw(t, "choice")})
			}
			s.DefaultStep = name.Draw(t, "default")
		}
		if depth > 0 && rapid.IntRange(0, 9).Draw(t, "loop") == 0 {
			inner := drawDefinition(t, depth-1)
			s.Loop = &inner
		}
		d.Steps = append(d.Steps, s)
	}
	return d
}

// count walks a definition with its loops and counts each step, and which
// of them the flow arrives at.
func count(d *api.Definition, steps map[*api.Step]bool) {
	next := map[string]*api.Step{}
	for i := range d.Steps {
		next[d.Steps[i].Name] = &d.Steps[i]
	}
	reached := map[*api.Step]bool{}
	var visit func(name string)
	visit = func(name string) {
		s := next[name]
		if s == nil || reached[s] {
			return
		}
		reached[s] = true
		if refs.IsEnd(s) {
			return
		}
		if !refs.IsChoice(s) {
			visit(s.NextStep)
			return
		}
		for _, c := range s.Choices {
			visit(c.NextStep)
		}
		if visit(s.DefaultStep); s.DefaultStep == "" {
			visit(s.NextStep)
		}
	}
	visit(d.Start)
	for i := range d.Steps {
		s := &d.Steps[i]
		steps[s] = reached[s]
		if s.Loop != nil {
			count(s.Loop, steps)
		}
	}
}

// TestLayOutHoldsForAnyDefinition pins what the tree promises: each step once
// as itself, numbered in order, marked exactly when the flow never arrives at
// it; and every pointer leads to the step it names.
func TestLayOutHoldsForAnyDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		def := drawDefinition(t, 2)
		steps := map[*api.Step]bool{}
		count(&def, steps)
		seen := map[*api.Step]bool{}
		titles := map[int]string{}
		v, words := laid(def)
		for i, l := range v.lines {
			if l.kind != stepLine {
				continue
			}
			step := v.graph.Node(l.node).Step
			if seen[step] {
				t.Fatalf("%s stands there twice:\n%s", step.Name, words)
			}
			seen[step] = true
			titles[l.num] = step.Name
			if l.num != len(seen) || int(v.tree.place[l.node]) != i {
				t.Fatalf("step %d has the number %d and the place %d", len(seen), l.num, v.tree.place[l.node])
			}
			if reached := steps[step]; strings.Contains(v.plain(i), "!never reached") == reached {
				t.Fatalf("%s: reached is %v:\n%s", step.Name, reached, words)
			}
		}
		if len(seen) != len(steps) || v.graph.Len() != len(steps) {
			t.Fatalf("%d of %d steps:\n%s", len(seen), len(steps), words)
		}
		for i, l := range v.lines {
			if l.leads != nil && l.leads.num > 0 && (titles[l.leads.num] != l.leads.name || v.graph.Node(l.leads.to).Step.Name != l.leads.name) {
				t.Fatalf("%q leads to %q", v.plain(i), titles[l.leads.num])
			}
			if len(l.rails) > maxRails {
				t.Fatalf("a tree of %d levels", len(l.rails))
			}
		}
	})
}

// large is a definition of n steps: guards, a retry now and then, and branches
// that meet again.
func large(n int) api.Definition {
	var b strings.Builder
	for i := range n {
		next := fmt.Sprint("s", i+1)
		switch {
		case i == n-1:
			next = "end"
			fallthrough
		case i%5 == 0:
			fmt.Fprintf(&b, "s%d > %s\n", i, next)
		case i%5 == 1:
			fmt.Fprintf(&b, "s%d ? end %s\n", i, next)
		case i%5 == 2:
			fmt.Fprintf(&b, "s%d ? s%d %s\n", i, i-2, next)
		default:
			fmt.Fprintf(&b, "s%d ? s%d s%d %s\n", i, min(i+7, n-1), min(i+19, n-1), next)
		}
	}
	return definition("s0", b.String()+"end .\n")
}

func TestLayOutIsBounded(t *testing.T) {
	// Each step chooses between the next two: the ways through it are beyond
	// counting, the lines are not.
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "s%d ? s%d s%d\n", i, i+1, i+2)
	}
	if v, _ := laid(definition("s0", b.String())); len(v.lines) > 4*3000 {
		t.Errorf("%d lines for 3,000 steps", len(v.lines))
	}
}
