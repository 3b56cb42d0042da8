package term

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// show feeds output to a screen and returns its lines, without the empty ones
// at the end.
func show(width, height int, output string) []string {
	s := New(width, height, Options{})
	_, _ = s.Write([]byte(output))
	return lines(s)
}

func lines(s *Screen) []string {
	return strings.Split(strings.TrimRight(s.Text(), "\n"), "\n")
}

func TestText(t *testing.T) {
	tests := []struct {
		name, output string
		want         []string
	}{
		{"line feed alone keeps the column", "ab\ncd", []string{"ab", "  cd"}},
		{"carriage return", "ab\r\ncd", []string{"ab", "cd"}},
		{"wraps after the last column", "abcdefgh12", []string{"abcdefgh", "12"}},
		{"a full line and a new one make two", "abcdefgh\r\n12", []string{"abcdefgh", "12"}},
		{"no wrap", "\x1b[?7labcdefgh12", []string{"abcdefg2"}},
		{"scrolls", "1\r\n2\r\n3\r\n4\r\n5", []string{"2", "3", "4", "5"}},
		{"wide characters take two cells", "日本x", []string{"日本x"}},
		{"a wide character does not fit the last cell", "abcdefg日", []string{"abcdefg", "日"}},
		{"half of a wide character is lost with the other", "日\r\x1b[Cx", []string{" x"}},
		{"the left half written over", "日\rx", []string{"x"}},
		{"combining marks", "e\u0301x", []string{"e\u0301x"}},
		{"a mark on the last column", "abcdefge\u0301", []string{"abcdefge\u0301"}},
		{"a mark on nothing", "\u0301x", []string{"x"}},
		{"position", "\x1b[2;3Hx", []string{"", "  x"}},
		{"column and row", "\x1b[4Gx\x1b[3dy", []string{"   x", "", "    y"}},
		{"back and tab", "ab\bc\tx", []string{"ac     x"}},
		{"tab back", "\x1b[8Gx\x1b[2Zy", []string{"y      x"}},
		{"repeat", "x\x1b[3b", []string{"xxxx"}},
		{"erase to the end of the line", "abcd\x1b[2G\x1b[K", []string{"a"}},
		{"erase to its start", "abcd\x1b[2G\x1b[1K", []string{"  cd"}},
		{"erase characters", "abcd\x1b[2G\x1b[2X", []string{"a  d"}},
		{"erase below", "1\r\n2\r\n3\x1b[2;1H\x1b[J", []string{"1"}},
		{"erase above", "1\r\n2\r\n3\x1b[2;1H\x1b[1J", []string{"", "", "3"}},
		{"insert and delete characters", "abcd\x1b[2G\x1b[@\x1b[4G\x1b[P", []string{"a bd"}},
		{"insert mode", "bc\r\x1b[4ha\x1b[4l", []string{"abc"}},
		{"insert lines", "1\r\n2\r\n3\x1b[2;1H\x1b[Lx", []string{"1", "x", "2", "3"}},
		{"delete lines", "1\r\n2\r\n3\x1b[2;1H\x1b[M", []string{"1", "3"}},
		{"scroll region", "1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[3;1H\nx", []string{"1", "3", "x", "4"}},
		{"reverse index scrolls down", "1\r\n2\x1b[1;1H\x1bMx", []string{"x", "1", "2"}},
		{"scroll up and down", "1\r\n2\r\n3\x1b[2S\x1b[T", []string{"", "3"}},
		{"save and restore", "a\x1b7\x1b[3;3Hb\x1b8c", []string{"ac", "", "  b"}},
		{"the keyboard protocol is no restore", "\x1b[3;3H\x1b[s\x1b[H\x1b[>1u\x1b[=1;1ux", []string{"x"}},
		{"alternate screen", "main\x1b[?1049h\x1b[Hother", []string{"other"}},
		{"and back", "main\x1b[?1049h\x1b[Hother\x1b[?1049l!", []string{"main!"}},
		{"links and titles leave no text", "\x1b]0;t\a\x1b]8;;https://x\x1b\\a\x1b]8;;\x1b\\", []string{"a"}},
		{"reset", "abc\x1bcx", []string{"x"}},
		{"unknown sequences leave no text", "\x1b[?1;2q\x1b[5 q\x1bPq#1\x1b\\a", []string{"a"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, show(8, 4, tt.output)); diff != "" {
				t.Error(diff)
			}
			// Where a read happens to end must not matter.
			s := New(8, 4, Options{})
			for i := range len(tt.output) {
				_, _ = s.Write([]byte(tt.output[i : i+1]))
			}
			if diff := cmp.Diff(tt.want, lines(s)); diff != "" {
				t.Error("byte by byte:", diff)
			}
		})
	}
}

func TestNewline(t *testing.T) {
	s := New(8, 3, Options{Newline: true})
	_, _ = s.Write([]byte("ab\ncd"))
	if diff := cmp.Diff([]string{"ab", "cd"}, lines(s)); diff != "" {
		t.Error(diff)
	}
}

func TestStyle(t *testing.T) {
	tests := []struct {
		sgr  string
		want Style
	}{
		{"1", Style{Bold: true}},
		{"1;2;22", Style{}},
		{"2", Style{Faint: true}},
		{"3;4;7;8;9", Style{Italic: true, Underline: true, Reverse: true, Conceal: true, Strike: true}},
		{"3;4;7;8;9;23;24;27;28;29", Style{}},
		{"4:3", Style{Underline: true}},
		{"4:0", Style{}},
		{"31;42", Style{FG: Indexed(1), BG: Indexed(2)}},
		{"91;102", Style{FG: Indexed(9), BG: Indexed(10)}},
		{"38;5;200;1", Style{FG: Indexed(200), Bold: true}},
		{"38;5;9", Style{FG: Indexed(9)}},
		{"38;2;1;2;3;48;2;4;5;6", Style{FG: RGB(1, 2, 3), BG: RGB(4, 5, 6)}},
		{"38:2::1:2:3", Style{FG: RGB(1, 2, 3)}},
		{"38;2;0;0;1", Style{FG: RGB(0, 0, 1)}},
		{"58;5;3;1", Style{Bold: true}},
		{"31;42;39;49", Style{}},
		{"31;1;0", Style{}},
		{"31;1;", Style{}},
		{"", Style{}},
	}
	for _, tt := range tests {
		s := New(4, 1, Options{})
		_, _ = s.Write([]byte("\x1b[" + tt.sgr + "mx"))
		if got := s.Row(0)[0].Style; got != tt.want {
			t.Errorf("SGR %q: %+v, want %+v", tt.sgr, got, tt.want)
		}
	}
}

// Erased cells keep the background, and nothing else, of the pen.
func TestEraseKeepsBackground(t *testing.T) {
	s := New(4, 1, Options{})
	_, _ = s.Write([]byte("\x1b[1;31;44m\x1b[K"))
	if got, want := s.Row(0)[3], (Cell{Width: 1, Style: Style{BG: Indexed(4)}}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestReplies(t *testing.T) {
	tests := []struct{ name, query, want string }{
		{"background", "\x1b]11;?\x1b\\", "\x1b]11;rgb:10/20/30\x1b\\"},
		{"foreground", "\x1b]10;?\a", "\x1b]10;rgb:ff/ee/dd\x1b\\"},
		{"a colour that is set, not asked for", "\x1b]11;#fff\a", ""},
		{"synchronized output", "\x1b[?2026$p", "\x1b[?2026;2$y"},
		{"synchronized output, within", "\x1b[?2026h\x1b[?2026$p", "\x1b[?2026;1$y"},
		{"grapheme clusters, which it does not have", "\x1b[?2027$p", "\x1b[?2027;0$y"},
		{"cursor position", "\x1b[2;3H\x1b[6n", "\x1b[2;3R"},
		{"keyboard protocol", "\x1b[?u", "\x1b[?0u"},
		{"device", "\x1b[c", "\x1b[?62;22c"},
		{"name, which it keeps to itself", "\x1b[>q", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var answer strings.Builder
			s := New(8, 4, Options{Reply: &answer, Foreground: "#ffeedd", Background: "#102030"})
			_, _ = s.Write([]byte(tt.query))
			if answer.String() != tt.want {
				t.Errorf("%q, want %q", answer.String(), tt.want)
			}
			_, _ = New(8, 4, Options{}).Write([]byte(tt.query)) // nobody listens
		})
	}
}

func TestState(t *testing.T) {
	s := New(8, 4, Options{})
	_, _ = s.Write([]byte("\x1b]2;title\a\x1b[?25l\x1b[?2026h\x1b[3;4H"))
	x, y, visible := s.Cursor()
	if s.Title() != "title" || x != 3 || y != 2 || visible || !s.Updating() {
		t.Errorf("title %q, cursor %d,%d %v, updating %v", s.Title(), x, y, visible, s.Updating())
	}
	_, _ = s.Write([]byte("\x1b[?25h\x1b[?2026l"))
	if _, _, visible = s.Cursor(); !visible || s.Updating() {
		t.Error("the cursor is hidden or the update goes on")
	}
	if w, h := s.Size(); w != 8 || h != 4 {
		t.Errorf("size %dx%d", w, h)
	}
}

// FuzzScreen holds that no output breaks a screen: every row keeps its width
// and each wide character both its halves.
func FuzzScreen(f *testing.F) {
	for _, seed := range []string{
		"a\x1b[9999999999999999999b", "日本\x1b[1G\x1b[P", "\x1b[2;2r\x1b[99L\x1b[99M\x1b[99S\x1b[99T",
		"\x1b[38;2;1m\x1b[38:2:1:2m\x1b[48;5m", "\xff\xfe\x1b", "\x1b[?6h\x1b[99;99Hx", "日\x1b[4h\r日x\x1b[D\x1b[X",
	} {
		f.Add([]byte(seed), uint8(5), uint8(3))
	}
	f.Fuzz(func(t *testing.T, output []byte, width, height uint8) {
		s := New(int(width%20), int(height%10), Options{Background: "#000000"})
		_, _ = s.Write(output)
		w, h := s.Size()
		for y := range h {
			row := s.Row(y)
			if len(row) != w {
				t.Fatalf("row %d has %d cells of %d", y, len(row), w)
			}
			for x, c := range row {
				if c.Width == 0 && (x == 0 || row[x-1].Width != 2) {
					t.Fatalf("cell %d,%d is the right half of nothing", x, y)
				}
				if c.Width == 2 && x+1 < w && row[x+1].Width != 0 {
					t.Fatalf("cell %d,%d has lost its right half", x, y)
				}
			}
		}
		if x, y, _ := s.Cursor(); x < 0 || y < 0 || x >= w || y >= h {
			t.Fatalf("the cursor is at %d,%d of %dx%d", x, y, w, h)
		}
	})
}
