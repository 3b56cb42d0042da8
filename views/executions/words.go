package executions

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/executions/run"
)

// page writes what is known of a step, for a pane w cells wide.
type page struct {
	r     *run.Run
	env   *screen.Env
	w     int
	lines []string
}

func (p *page) add(lines ...string) { p.lines = append(p.lines, lines...) }

// prose adds wrapped text in a style.
func (p *page) prose(text string, style theme.Style) {
	for _, l := range cell.Wrap(text, max(p.w, 8)) {
		p.add(style.Render(l))
	}
}

// heading begins a section.
func (p *page) heading(title string) {
	if len(p.lines) > 0 {
		p.add("")
	}
	p.add(p.env.Styles.Strong.Render(title))
}

// json adds a section with a document, nothing where there is none.
func (p *page) json(title string, raw json.RawMessage) {
	if len(raw) == 0 || string(raw) == "null" || string(raw) == "{}" {
		return
	}
	p.heading(title)
	p.add(strings.Split(api.Pretty(raw), "\n")...)
}

// stepText tells about a step: why it failed first, then when, what went in and what
// came out.
func stepText(r *run.Run, s *run.Step, env *screen.Env, w int) []string {
	p := &page{r: r, env: env, w: w}
	if e := p.r.Error(s); e != "" {
		p.prose(e, env.Styles.State(p.r.State(s)))
		p.add("")
	}
	for _, n := range s.Notes {
		p.prose(n, env.Styles.Warn)
	}
	if len(s.Notes) > 0 {
		p.add("")
	}
	switch s.Kind {
	case run.Whole:
		p.wholeWords()
	case run.Loose:
		p.looseWords(s)
	default:
		p.stepWords(s)
	}
	return p.lines
}

func (p *page) wholeWords() {
	e := p.r.Exec
	p.add(pane.Fields(p.env, p.w,
		[2]string{"workflow", p.r.Workflow},
		[2]string{"status", statusWord(e.Status)},
		[2]string{"started", cell.Stamp(e.Start, p.env.Zone)},
		[2]string{"closed", stampOrNone(e.Close, p.env.Zone)},
		[2]string{"execution", e.ID},
		[2]string{"workflow id", e.WorkflowID},
		[2]string{"request", e.RequestID},
		[2]string{"events", cell.Thousands(len(p.r.Events))},
		[2]string{"definition", p.r.Basis},
	)...)
	t := p.r.Whole.Tries[0]
	for _, i := range []int{t.Scheduled, t.Started} {
		p.json("Input", p.r.Attribute(i, "input"))
	}
	p.json("Result", p.r.Attribute(t.Ended, "result", "output"))
	p.json("Other attributes", p.r.Others(p.r.Whole.Events))
}

func stampOrNone(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return cell.Stamp(t, loc)
}

func (p *page) looseWords(s *run.Step) {
	p.prose("iscope does not know events of this type. They are shown as the tenant sent them.", p.env.Styles.Muted)
	for n, i := range s.Events {
		if n == triesShown {
			p.add("", p.env.Styles.Muted.Render(cell.Count(len(s.Events)-n, "further event")))
			return
		}
		p.json(clockTime(p.r.Events[i].Time, p.env.Zone)+"  "+p.r.Events[i].Type, p.r.Events[i].Attributes)
	}
}

// triesShown is how many tries of a step its text tells about: the last ones,
// and those that failed.
const triesShown = 8

func (p *page) stepWords(s *run.Step) {
	name := s.Name
	if name == s.Label {
		name = ""
	}
	about := [][2]string{{"step", name}, {"action", s.Action}, {"went to", s.Branch}, {"because", s.Condition}}
	shown := p.telling(s)
	if len(s.Tries) == 1 {
		about = append(about, p.tryFields(s.Tries[0])...)
	}
	p.add(pane.Fields(p.env, p.w, about...)...)
	for _, n := range shown {
		p.tryWords(s, n)
	}
	if left := len(s.Tries) - len(shown); left > 0 {
		p.add("", p.env.Styles.Muted.Render(cell.Count(left, "further try")+" without error"))
	}
	p.branchWords(s)
	p.definition(s)
}

// definition adds what the definition says of a step, and which one that is: the
// one of today may not be what the run went by.
func (p *page) definition(s *run.Step) {
	d := run.StepNamed(p.r.Definition, s.Name)
	if d == nil || s.Kind == run.Round {
		return
	}
	title := "Definition"
	if p.r.Basis != "" {
		title += ": " + p.r.Basis
	}
	p.json(title, run.StepJSON(d))
}

// telling picks the tries worth telling about, in order.
func (p *page) telling(s *run.Step) []int {
	var out []int
	for n := len(s.Tries) - 1; n >= 0 && len(out) < triesShown; n-- {
		if n == len(s.Tries)-1 || len(s.Tries) <= 3 || p.r.TryState(s.Tries[n]) != theme.Good {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

func (p *page) tryWords(s *run.Step, n int) {
	t := s.Tries[n]
	if len(s.Tries) > 1 {
		p.heading(run.Ordinal(n+1) + " " + map[bool]string{true: "iteration", false: "try"}[s.Kind == run.Loop || s.Depth > 0])
	}
	if t.Ended >= 0 && n < len(s.Tries)-1 && p.r.Events[t.Ended].Error != "" {
		p.prose(p.r.Events[t.Ended].Error, p.env.Styles.Bad)
	}
	if len(s.Tries) > 1 {
		p.add(pane.Fields(p.env, p.w, p.tryFields(t)...)...)
	}
	p.json("Input", p.r.TryInput(t))
	p.json("Output", p.r.TryOutput(t))
	var events []int
	for _, i := range []int{t.Scheduled, t.Started, t.Ended} {
		if i >= 0 {
			events = append(events, i)
		}
	}
	p.json("Other attributes", p.r.Others(events))
}

func (p *page) tryFields(t run.Try) [][2]string {
	return [][2]string{
		{"scheduled", p.moment(t.Scheduled, -1)}, {"began", p.moment(t.Started, t.Scheduled)}, {endWord(t), p.moment(t.Ended, t.Started)},
	}
}

func endWord(t run.Try) string {
	if w := t.How.String(); w != "" {
		return w
	}
	return "ended"
}

// moment writes when event i was, and how long after event before.
func (p *page) moment(i, before int) string {
	if i < 0 {
		return ""
	}
	s := clockTime(p.r.Time(i), p.env.Zone)
	if d := p.r.Time(i).Sub(p.r.Time(before)); before >= 0 && d >= 0 && !p.r.Time(before).IsZero() && !p.r.Time(i).IsZero() {
		s += "  +" + run.Fine(d)
	}
	return s
}

// clockTime writes a moment of a run to the millisecond.
func clockTime(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return "no time"
	}
	return t.In(loc).Format("2006-01-02 15:04:05.000")
}

func (p *page) branchWords(s *run.Step) {
	d := run.StepNamed(p.r.Definition, s.Name)
	if s.Kind != run.Choice || d == nil {
		return
	}
	p.heading("Branches")
	line := func(text, to string) {
		mark := "  "
		if p.env.Aloud() {
			text += ", goes to " + to
			if e := run.StepNamed(p.r.Definition, to); to == s.Branch || e != nil && run.StepTitle(e) == s.Branch {
				text += ", taken"
			}
			p.add("  " + cell.Cut(text, max(p.w-2, 4)))
			return
		}
		if e := run.StepNamed(p.r.Definition, to); to == s.Branch || e != nil && run.StepTitle(e) == s.Branch {
			mark = p.env.Styles.Glyph(theme.Good) + " "
		}
		p.add(mark + cell.Cut(text+" "+p.env.Styles.Glyphs.Arrow+" "+to, max(p.w-2, 4)))
	}
	for _, c := range d.Choices {
		line(strings.TrimSpace(c.A+" "+c.Comparator+" "+c.B), c.NextStep)
	}
	if d.DefaultStep != "" {
		line("otherwise", d.DefaultStep)
	}
}

// eventText tells about a single event.
func eventText(r *run.Run, i int, env *screen.Env, w int) []string {
	e := &r.Events[i]
	p := &page{r: r, env: env, w: w}
	if e.Error != "" {
		p.prose(e.Error, env.Styles.Bad)
		p.add("")
	}
	p.add(pane.Fields(env, w, [2]string{"event", e.Type}, [2]string{"time", clockTime(e.Time, env.Zone)}, [2]string{"step", e.Step}, [2]string{"action", e.Action})...)
	p.json("Attributes", e.Attributes)
	return p.lines
}
