package trigger

import (
	"strings"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/workflows/path"
)

// Lookup returns an item of the step library by its id.
type Lookup func(id string) (api.LibraryItem, bool)

// runsShown is how many of the next runs are listed.
const runsShown = 5

// Lines writes all that is known of a trigger as lines of at most w cells: what
// it is in a sentence, its filter term by term, its next runs in the zone of the
// trigger and in that of the screen, and its fields. lookup may be nil. enabled
// says whether the workflow runs at all.
func Lines(env *screen.Env, t api.Trigger, lookup Lookup, w int, enabled bool) []string {
	out := append(cell.Wrap(Sentence(t), w), "")
	event, about := t.Event, ""
	if lookup != nil && t.Event != "" {
		if it, ok := lookup(t.Event); ok {
			event, about = libraryWords(t.Event, it)
		}
	}
	pairs := [][2]string{
		{"type", Kind(t)},
		{"event", event},
		{"about", about},
		{"filter", t.Filter},
		{"attribute", t.Attribute},
		{"form", t.Form},
		{"description", t.Description},
	}
	if Kind(t) == "schedule" {
		pairs = append(pairs, runPairs(env, t, enabled)...)
	}
	out = append(out, pane.Fields(env, w, append(pairs,
		[2]string{"frequency", t.Frequency},
		[2]string{"cron", t.Cron},
		[2]string{"days", strings.Join(t.WeeklyDays, ", ")},
		[2]string{"times", strings.Join(append(append([]string{}, t.WeeklyTimes...), t.YearlyTimes...), ", ")},
		[2]string{"name", t.Name},
		[2]string{"address", t.URL},
		[2]string{"client id", t.ClientID},
	)...)...)
	return append(out, filterLines(env, t.Filter, w)...)
}

// libraryWords says what the library calls an event, and what it tells of it.
func libraryWords(id string, it api.LibraryItem) (event, about string) {
	if event = id; it.Name != "" && it.Name != id {
		event += " · " + it.Name
	}
	about = it.Description
	if it.Deprecated {
		about = strings.TrimSpace("Deprecated. " + about)
	}
	return event, about
}

// filterLines explains a filter term by term, or says why it cannot be. A filter
// of one term is in the sentence above already.
func filterLines(env *screen.Env, filter string, w int) []string {
	if strings.TrimSpace(filter) == "" {
		return nil
	}
	st := env.Styles
	out := []string{""}
	put := func(sign string, style theme.Style, text string, depth int) {
		lead := strings.Repeat("  ", depth+1)
		for i, l := range cell.Wrap(text, max(w-cell.Width(lead)-cell.Width(sign), 8)) {
			if i > 0 {
				sign = cell.Spaces(cell.Width(sign))
			}
			out = append(out, cell.Cut(lead+sign+style.Render(l), w))
		}
	}
	p, err := path.Parse(strings.TrimSpace(filter))
	if err != nil {
		put(st.Glyph(theme.Bad)+" ", st.Bad, "The filter cannot be read, "+clean(err.Error()), 0)
		return out
	}
	if _, test, ok := parts(p); ok && test != nil && test.Logic != path.Term {
		put("", st.Muted, "The filter, term by term", -1)
		for _, l := range explain(test, p.String()) {
			if l.term == nil {
				put("", st.Muted, l.words, l.depth)
			} else {
				put(st.Glyphs.Dot+" ", theme.Style{}, l.words, l.depth)
			}
		}
	}
	switch doubt := p.Doubt(); {
	case doubt != nil:
		put(st.Glyph(theme.Warn)+" ", st.Warn, safe.Line("The filter "+doubt.Error()), -1)
	case env.Keys.Key("app.open") != "":
		put("", st.Muted, env.Keys.Key("app.open")+" tries the filter on an input", -1)
	}
	return out
}

// runPairs are the next runs of a schedule, and its zone.
func runPairs(env *screen.Env, t api.Trigger, enabled bool) [][2]string {
	first := NextWords(t, env.Now(), env.Zone)
	if env.Aloud() { // the moment alone: how far off it is changes
		first, _, _ = strings.Cut(first, " · in ")
	}
	zone := t.TimeZone
	switch {
	case zone == "":
		zone = "none named; taken as UTC"
	case first == unknownRun:
		if _, ok := zoneOf(t); !ok {
			zone += " (not known here)"
		}
	}
	if !enabled {
		first += ", if it were enabled"
	}
	out := [][2]string{{"next run", first}}
	next := Next(t, env.Now(), runsShown)
	for i, at := range next[min(1, len(next)):] {
		label := ""
		if i == 0 {
			label = "then"
		}
		out = append(out, [2]string{label, momentWords(at, env.Zone)})
	}
	return append(out, [2]string{"time zone", zone})
}
