package executions

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// page writes what is known of a step, for a pane w cells wide.
type page struct {
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

// words tells about a step: why it failed first, then when, what went in and what
// came out.
func (r *run) words(s *step, env *screen.Env, w int) []string {
	p := &page{env: env, w: w}
	if e := r.errorOf(s); e != "" {
		p.prose(e, env.Styles.State(r.stateOf(s)))
		p.add("")
	}
	for _, n := range s.notes {
		p.prose(n, env.Styles.Warn)
	}
	if len(s.notes) > 0 {
		p.add("")
	}
	switch s.kind {
	case whole:
		r.wholeWords(p)
	case loose:
		r.looseWords(p, s)
	default:
		r.stepWords(p, s)
	}
	return p.lines
}

func (r *run) wholeWords(p *page) {
	e := r.exec
	p.add(pane.Fields(p.env, p.w,
		[2]string{"workflow", r.workflow},
		[2]string{"status", statusWord(e.Status)},
		[2]string{"started", cell.Stamp(e.Start, p.env.Zone)},
		[2]string{"closed", stampOrNone(e.Close, p.env.Zone)},
		[2]string{"execution", e.ID},
		[2]string{"workflow id", e.WorkflowID},
		[2]string{"request", e.RequestID},
		[2]string{"events", cell.Thousands(len(r.events))},
		[2]string{"definition", r.basis},
	)...)
	t := r.whole.tries[0]
	for _, i := range []int{t.scheduled, t.started} {
		p.json("Input", r.attribute(i, "input"))
	}
	p.json("Result", r.attribute(t.ended, "result", "output"))
	p.json("Other attributes", r.others(r.whole.events))
}

func stampOrNone(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return cell.Stamp(t, loc)
}

func (r *run) looseWords(p *page, s *step) {
	p.prose("iscope does not know events of this type. They are shown as the tenant sent them.", p.env.Styles.Muted)
	for n, i := range s.events {
		if n == triesShown {
			p.add("", p.env.Styles.Muted.Render(cell.Count(len(s.events)-n, "further event")))
			return
		}
		p.json(clockTime(r.events[i].Time, p.env.Zone)+"  "+r.events[i].Type, r.events[i].Attributes)
	}
}

// triesShown is how many tries of a step its text tells about: the last ones,
// and those that failed.
const triesShown = 8

func (r *run) stepWords(p *page, s *step) {
	name := s.name
	if name == s.label {
		name = ""
	}
	about := [][2]string{{"step", name}, {"action", s.action}, {"went to", s.branch}, {"because", s.condition}}
	shown := r.telling(s)
	if len(s.tries) == 1 {
		about = append(about, r.tryFields(p, s.tries[0])...)
	}
	p.add(pane.Fields(p.env, p.w, about...)...)
	for _, n := range shown {
		r.tryWords(p, s, n)
	}
	if left := len(s.tries) - len(shown); left > 0 {
		p.add("", p.env.Styles.Muted.Render(cell.Count(left, "further try")+" without error"))
	}
	r.branchWords(p, s)
	if d := stepNamed(r.def, s.name); d != nil && s.kind != round {
		p.json("In the definition", d.Attributes)
	}
}

// telling picks the tries worth telling about, in order.
func (r *run) telling(s *step) []int {
	var out []int
	for n := len(s.tries) - 1; n >= 0 && len(out) < triesShown; n-- {
		if n == len(s.tries)-1 || len(s.tries) <= 3 || r.state(s.tries[n]) != theme.Good {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

func (r *run) tryWords(p *page, s *step, n int) {
	t := s.tries[n]
	if len(s.tries) > 1 {
		p.heading(ordinal(n+1) + " " + map[bool]string{true: "iteration", false: "try"}[s.kind == loop || s.depth > 0])
	}
	if t.ended >= 0 && n < len(s.tries)-1 && r.events[t.ended].Error != "" {
		p.prose(r.events[t.ended].Error, p.env.Styles.Bad)
	}
	if len(s.tries) > 1 {
		p.add(pane.Fields(p.env, p.w, r.tryFields(p, t)...)...)
	}
	input := r.attribute(t.scheduled, "input")
	if input == nil {
		input = r.attribute(t.started, "input")
	}
	p.json("Input", input)
	p.json("Output", r.attribute(t.ended, "output", "result"))
	var events []int
	for _, i := range []int{t.scheduled, t.started, t.ended} {
		if i >= 0 {
			events = append(events, i)
		}
	}
	p.json("Other attributes", r.others(events))
}

func (r *run) tryFields(p *page, t try) [][2]string {
	return [][2]string{
		{"scheduled", r.moment(p, t.scheduled, -1)}, {"began", r.moment(p, t.started, t.scheduled)}, {endWord(t), r.moment(p, t.ended, t.started)},
	}
}

func endWord(t try) string {
	if w := verbWords[t.how]; w != "" {
		return w
	}
	return "ended"
}

// moment writes when event i was, and how long after event before.
func (r *run) moment(p *page, i, before int) string {
	if i < 0 {
		return ""
	}
	s := clockTime(r.time(i), p.env.Zone)
	if d := r.time(i).Sub(r.time(before)); before >= 0 && d >= 0 && !r.time(before).IsZero() && !r.time(i).IsZero() {
		s += "  +" + fine(d)
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

func (r *run) branchWords(p *page, s *step) {
	d := stepNamed(r.def, s.name)
	if s.kind != choice || d == nil {
		return
	}
	p.heading("Branches")
	line := func(text, to string) {
		mark := "  "
		if e := stepNamed(r.def, to); to == s.branch || e != nil && nameOf(e) == s.branch {
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

// told are the attributes that stand in a section of their own.
var told = []string{"displayName", "stepName", "technicalName", "error", "input", "output", "result"}

// attribute returns the first of the named attributes that event i has.
func (r *run) attribute(i int, names ...string) json.RawMessage {
	if i < 0 || len(r.events[i].Attributes) == 0 {
		return nil
	}
	var a map[string]json.RawMessage
	if json.Unmarshal(r.events[i].Attributes, &a) != nil {
		return nil
	}
	for _, name := range names {
		if v, ok := a[name]; ok {
			return v
		}
	}
	return nil
}

// others returns the attributes of events that are told nowhere else, and an
// error that is more than a text.
func (r *run) others(events []int) json.RawMessage {
	rest := map[string]json.RawMessage{}
	for _, i := range events {
		var a map[string]json.RawMessage
		if json.Unmarshal(r.events[i].Attributes, &a) != nil {
			continue
		}
		for name, v := range a {
			if !slices.Contains(told, name) || name == "error" && bytes.HasPrefix(v, []byte("{")) {
				rest[name] = v
			}
		}
	}
	if len(rest) == 0 {
		return nil
	}
	raw, err := json.Marshal(rest)
	if err != nil {
		return nil
	}
	return raw
}

// eventWords tells about a single event.
func (r *run) eventWords(i int, env *screen.Env, w int) []string {
	e := &r.events[i]
	p := &page{env: env, w: w}
	if e.Error != "" {
		p.prose(e.Error, env.Styles.Bad)
		p.add("")
	}
	p.add(pane.Fields(env, w, [2]string{"event", e.Type}, [2]string{"time", clockTime(e.Time, env.Zone)}, [2]string{"step", e.Step}, [2]string{"action", e.Action})...)
	p.json("Attributes", e.Attributes)
	return p.lines
}

// asDocument returns events as the JSON list the tenant sent them as, cleaned and
// indented.
func asDocument(events []api.Event) string {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := range events {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(eventJSON(&events[i]))
	}
	b.WriteByte(']')
	return api.Pretty(b.Bytes())
}

// eventJSON writes one event as the tenant does.
func eventJSON(e *api.Event) json.RawMessage {
	attributes := e.Attributes
	if len(attributes) == 0 {
		attributes = json.RawMessage("{}")
	}
	var at *time.Time
	if !e.Time.IsZero() {
		at = &e.Time
	}
	raw, err := json.Marshal(struct {
		Type       string          `json:"type"`
		Timestamp  *time.Time      `json:"timestamp"`
		Attributes json.RawMessage `json:"attributes"`
	}{e.Type, at, attributes})
	if err != nil {
		return json.RawMessage("null")
	}
	return raw
}
