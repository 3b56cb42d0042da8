package external

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/diff"
	"iscope/ui/theme"
	"iscope/views/internal/change"
	"iscope/views/workflows/delta"
)

// echo is what a dry test was answered with.
type echo struct {
	raw   json.RawMessage
	lines []diff.Line // how it differs from what was sent, nil where it does not
}

// test sends an input to be echoed. Nothing runs.
func (d *Desk) test(input json.RawMessage) tea.Cmd {
	p := d.panel
	p.busy = echoing
	p.note = ""
	isc, id := d.on.Cmds.ISC, p.w.ID
	ctx, t := d.on.Reads.NextFor(api.TestExternal, id)
	return order(d, ctx, t, func(ctx context.Context) (echo, error) {
		raw, err := isc.TestExternal(ctx, id, input)
		if err != nil {
			return echo{}, err
		}
		return echo{raw, delta.Diff(input, raw)}, nil
	})
}

// echoed takes the answer to a dry test.
func (p *Panel) echoed(r api.Result[echo]) {
	p.busy = idle
	if r.Err != nil {
		if r.Err.Kind == api.Canceled {
			return
		}
		p.note = "The dry test failed: " + change.Why(r.Err)
		return
	}
	p.echo, p.page = &r.Value, echoPage
	p.drawn = -1
	p.text.Top()
}

// echoLines writes what came back.
func (p *Panel) echoLines(w int) []string {
	st, e := p.env.Styles, p.echo
	var out []string
	put := func(sign string, style theme.Style, text string) {
		for i, l := range cell.Wrap(text, max(w-cell.Width(sign), 8)) {
			if i > 0 {
				sign = cell.Spaces(cell.Width(sign))
			}
			out = append(out, sign+style.Render(l))
		}
	}
	if e.lines == nil {
		put(st.Glyph(theme.Good)+" ", theme.Style{}, "The echo is what was sent. Nothing ran.")
	} else {
		came, sent := diff.Count(e.lines)
		put(st.Glyph(theme.Warn)+" ", st.Warn, "The echo differs from what was sent. Nothing ran.")
		put("  ", st.Muted, fmt.Sprintf("- only in what was sent: %s   + only in what came back: %s", cell.Count(sent, "line"), cell.Count(came, "line")))
		out = append(append(out, ""), diff.Render(st, e.lines, w)...)
	}
	out = append(out, "", st.Muted.Render("What came back"))
	for l := range strings.SplitSeq(api.Pretty(e.raw), "\n") {
		out = append(out, cell.Wrap(l, w)...)
	}
	return out
}

// send checks the input and asks for its echo.
func (p *Panel) send() tea.Cmd {
	if pr := p.editor.Check(); pr.Bad() {
		p.editor.GoTo(pr.Line, pr.Column)
		p.note = fmt.Sprintf("line %d, column %d: %s", pr.Line, pr.Column, pr.Text)
		return nil
	}
	return p.desk.test(json.RawMessage(p.editor.Text()))
}
