package connect

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api/probe"
	"iscope/config"
	"iscope/ui/cell"
	"iscope/ui/theme"
)

// highest is more lines than the window asks for.
const highest = 30

// Render draws the form, or the steps of a check.
func (p *Panel) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	h = min(h, highest)
	foot := p.foot(w, h)
	body := h - len(foot)
	if p.stage != editing {
		lines := append(p.window(p.drawn(w), body), foot...)
		return cell.Fit(lines, w, h), nil
	}
	text, cursor := p.form.Render(w, body)
	return cell.Fit(append(strings.Split(text, "\n"), foot...), w, h), cursor
}

// foot says where the addresses lead, and what the last key came to.
func (p *Panel) foot(w, h int) []string {
	st := p.env.Styles
	var out []string
	put := func(style theme.Style, text string, most int) {
		for _, l := range wrapped(text, w, most) {
			out = append(out, style.Render(l))
		}
	}
	if p.note != "" {
		style := st.Warn
		if p.bad {
			style = st.Bad
		}
		put(style, p.note, 2)
	}
	if p.stage == editing {
		put(st.Muted, p.leads(), 1+min(h/20, 1))
		if h >= 16 && p.note == "" {
			put(st.Muted, "saved in "+config.Short(p.file)+", after a check", 1)
		}
	}
	if h >= 10 && len(out) > 0 {
		out = append([]string{""}, out...)
	}
	return out
}

// wrapped breaks a text into at most so many lines of w cells; one that is longer
// ends in … after a word.
func wrapped(text string, w, most int) []string {
	lines := cell.Wrap(text, w)
	if len(lines) > most {
		last := strings.TrimRight(lines[most-1], " ")
		for cell.Width(last)+1 > w {
			i := strings.LastIndexByte(last, ' ')
			if i < 0 {
				last = cell.Cut(last, w-1)
				break
			}
			last = strings.TrimRight(last[:i], " ")
		}
		lines = append(lines[:most-1:most-1], last+"…")
	}
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

// leads says what the addresses resolve to.
func (p *Panel) leads() string {
	arrow := p.env.Styles.Glyphs.Arrow + " "
	base, _, err := config.Resolve(p.form.Value(fieldURL))
	if p.form.Focused() == fieldNERM || p.form.Focused() == fieldNERMToken {
		nerm, e := config.ResolveNERM(p.form.Value(fieldNERM))
		if e == nil {
			return arrow + nerm
		}
	}
	if err != nil {
		return arrow + "no address yet"
	}
	return arrow + base
}

// window cuts the lines of the steps to what is in sight: the latest while they
// are made, from top on afterwards.
func (p *Panel) window(lines []string, h int) []string {
	p.page, p.over = h, max(len(lines)-h, 0)
	if p.stage == checked {
		if p.jump && h > 0 && p.over > 0 {
			p.top = p.firstBad
		}
		p.top, p.jump = min(p.top, p.over), false
	} else if p.top = 0; len(p.steps) > 0 {
		p.top = max(min(p.over, len(p.made(lines))-h+1), 0)
	}
	lines = lines[p.top:min(len(lines), p.top+h)]
	for len(lines) < h {
		lines = append(lines, "")
	}
	return lines
}

// made returns the lines of the steps that are over or under way.
func (p *Panel) made(lines []string) []string {
	return lines[:max(len(lines)-max(len(p.names)-len(p.steps)-1, 0), 0)]
}

// nameWidth is how wide the names of the steps are.
const nameWidth = 15

// drawn returns the lines of the steps, made and to come.
func (p *Panel) drawn(w int) []string {
	st := p.env.Styles
	out := []string{st.Strong.Render(cell.Cut(p.headline(), w)), ""}
	if w < 50 {
		out = out[:1]
	}
	p.firstBad = 0
	for _, s := range p.steps {
		if p.firstBad == 0 && s.State == p.worst() {
			p.firstBad = len(out)
		}
		out = append(out, p.step(s, w)...)
	}
	if p.stage != checking {
		return out
	}
	for i := len(p.steps); i < len(p.names); i++ {
		state, word := theme.Queued, ""
		if i == len(p.steps) {
			state, word = theme.Running, "checking"
		}
		out = append(out, cell.Cut(st.Glyph(state)+" "+cell.Left(p.names[i], nameWidth)+" "+st.Muted.Render(word), w))
	}
	return out
}

// headline says how far it is.
func (p *Panel) headline() string {
	name := p.creds.tenant.Name
	switch {
	case p.stage == checking:
		return "Checking " + name
	case p.stage == saving:
		return "Saving " + name
	case p.worst() == probe.Problem:
		return name + " cannot be used as it is; nothing was saved"
	}
	return name + " can be used, but not all of it; nothing was saved yet"
}

// step draws one step: how it ended, in a sign and a word, what was found, and
// what to do.
func (p *Panel) step(s probe.Step, w int) []string {
	st := p.env.Styles
	state := map[probe.State]theme.State{probe.OK: theme.Good, probe.Warning: theme.Warn, probe.Problem: theme.Bad, probe.Skipped: theme.Off}[s.State]
	text, style := s.Words, theme.Style{}
	if s.State != probe.OK {
		text, style = s.State.String()+": "+text, st.State(state)
	}
	lead := 2 + nameWidth + 1
	head := st.Glyph(state) + " " + cell.Left(s.Name, nameWidth) + " "
	var out []string
	if w < 50 { // words below the name
		out, lead = append(out, cell.Cut(st.Glyph(state)+" "+s.Name, w)), 2
		head = cell.Spaces(lead)
	}
	for i, l := range cell.Wrap(text, max(w-lead, 1)) {
		if i > 0 {
			head = cell.Spaces(lead)
		}
		out = append(out, head+style.Render(strings.TrimRight(l, " ")))
	}
	if s.Remedy == "" {
		return out
	}
	for i, l := range cell.Wrap(s.Remedy, max(w-lead-2, 1)) {
		mark := "  "
		if i == 0 {
			mark = st.Accent.Render(st.Glyphs.Arrow) + " "
		}
		out = append(out, cell.Spaces(lead)+mark+strings.TrimRight(l, " "))
	}
	return out
}
