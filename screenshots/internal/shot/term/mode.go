package term

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// private handles sequences marked as a terminal's own: DEC modes, keyboard
// protocol, queries.
func (s *Screen) private(cmd ansi.Cmd, params ansi.Params) {
	first, _, _ := params.Param(0, 0)
	switch {
	case cmd.Prefix() == '?' && cmd.Intermediate() == '$' && cmd.Final() == 'p':
		s.reportMode(first)
	case cmd.Intermediate() != 0 || cmd.Prefix() != '?':
		// Cursor shape, keyboard protocol and the like change no cell.
	case cmd.Final() == 'h' || cmd.Final() == 'l':
		for i := range params {
			mode, _, _ := params.Param(i, 0)
			s.setMode(mode, cmd.Final() == 'h')
		}
	case cmd.Final() == 'W' && first == 5:
		s.resetTabs()
	case cmd.Final() == 'u':
		s.reply("\x1b[?0u")
	}
}

func (s *Screen) setMode(mode int, on bool) {
	switch mode {
	case 6:
		s.origin = on
		s.moveTo(0, s.home())
	case 7:
		s.noWrap = !on
	case 25:
		s.hidden = !on
	case 1048:
		s.saveOrRestore(on)
	case 47, 1047:
		s.showAlternate(on)
	case 1049:
		if on {
			s.save()
		}
		s.showAlternate(on)
		if !on {
			s.restore()
		}
	case 2026:
		s.updating = on
	}
}

func (s *Screen) saveOrRestore(save bool) {
	if save {
		s.save()
		return
	}
	s.restore()
}

// showAlternate switches screens; the alternate one always starts empty.
func (s *Screen) showAlternate(on bool) {
	if on == s.alternate {
		return
	}
	s.grid, s.other, s.alternate = s.other, s.grid, on
	if on {
		for y := range s.grid {
			s.grid[y] = s.newRow()
		}
	}
}

// reportMode answers a query for a DEC mode: 1 set, 2 reset, 0 unknown. Mode
// 2027 stays unknown on purpose: this screen measures by code point.
func (s *Screen) reportMode(mode int) {
	known := map[int]bool{25: !s.hidden, 1049: s.alternate, 2026: s.updating}
	state := 0
	if on, ok := known[mode]; ok {
		state = 2
		if on {
			state = 1
		}
	}
	s.reply(fmt.Sprintf("\x1b[?%d;%d$y", mode, state))
}

func (s *Screen) report(what int) {
	switch what {
	case 5:
		s.reply("\x1b[0n")
	case 6:
		s.reply(fmt.Sprintf("\x1b[%d;%dR", s.y+1, s.x+1))
	}
}

// osc handles operating system commands: the title and questions for colours.
func (s *Screen) osc(cmd int, data []byte) {
	_, value, _ := bytes.Cut(data, []byte{';'})
	switch cmd {
	case 0, 2:
		s.title = string(value)
	case 10, 12:
		s.replyColor(cmd, value, s.opts.Foreground)
	case 11:
		s.replyColor(cmd, value, s.opts.Background)
	}
}

func (s *Screen) replyColor(cmd int, question []byte, hex string) {
	hex = strings.TrimPrefix(hex, "#")
	if string(question) != "?" || len(hex) != 6 {
		return
	}
	s.reply(fmt.Sprintf("\x1b]%d;rgb:%s/%s/%s\x1b\\", cmd, hex[:2], hex[2:4], hex[4:]))
}

func (s *Screen) reply(answer string) {
	if s.opts.Reply == nil {
		return
	}
	// A program that has gone cannot hear its answer, and there is nobody
	// else to tell.
	_, _ = io.WriteString(s.opts.Reply, answer)
}
