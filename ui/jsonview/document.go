package jsonview

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"iscope/api/safe"
	"iscope/ui/cell"
)

// Doc is an indented JSON document. It is not changed once it is made.
type Doc struct {
	text  string
	lines []line
	items []int32 // lines on which the members of the outermost value begin
}

// line is where a line begins, how wide it is, and the line at the other end of
// the object or array that it opens or closes.
type line struct {
	start int32
	width int32
	pair  int32
}

// alone is the pair of a line that opens and closes nothing.
const alone = -1

// Parse reads text, which is clean and indented by two blanks a level, the way
// json.MarshalIndent does. Text that is no JSON is lines that cannot be folded.
func Parse(text string) *Doc {
	d := &Doc{text: text, lines: make([]line, 0, strings.Count(text, "\n")+1)}
	var open []int32
	at := int32(0)
	for l := range strings.Lines(text) {
		body := strings.TrimSuffix(l, "\n")
		ln := line{at, int32(cell.Width(body)), alone}
		at += int32(len(l))
		n := int32(len(d.lines))
		switch trimmed := strings.TrimLeft(body, " "); {
		case strings.HasPrefix(trimmed, "}") || strings.HasPrefix(trimmed, "]"):
			if k := len(open) - 1; k >= 0 {
				ln.pair, d.lines[open[k]].pair = open[k], n
				open = open[:k]
			}
		default:
			if len(open) == 1 {
				d.items = append(d.items, n)
			}
			if strings.HasSuffix(trimmed, "{") || strings.HasSuffix(trimmed, "[") {
				open = append(open, n)
			}
		}
		d.lines = append(d.lines, ln)
	}
	return d
}

// Len returns the number of lines.
func (d *Doc) Len() int { return len(d.lines) }

// Items returns the number of members of the outermost object or array.
func (d *Doc) Items() int { return len(d.items) }

// Item returns the line on which the nth of them begins, from 0.
func (d *Doc) Item(n int) int { return int(d.items[n]) }

// ItemAt returns which of them a line belongs to, -1 for none.
func (d *Doc) ItemAt(line int) int {
	i, found := slices.BinarySearch(d.items, int32(line))
	if found {
		return i
	}
	return i - 1
}

// raw returns a line as it is in the text.
func (d *Doc) raw(i int) string {
	from, to := int(d.lines[i].start), len(d.text)
	if i+1 < len(d.lines) {
		to = int(d.lines[i+1].start)
	}
	return strings.TrimSuffix(d.text[from:to], "\n")
}

// opens reports whether an object or array of several lines begins on line i.
func (d *Doc) opens(i int) bool { return int(d.lines[i].pair) > i }

// closes reports whether one ends there.
func (d *Doc) closes(i int) bool { return d.lines[i].pair >= 0 && int(d.lines[i].pair) < i }

// above returns the line of the object or array that line i is in, -1 for none,
// and how many members of it come before.
func (d *Doc) above(i int) (parent, before int) {
	if d.closes(i) {
		i = int(d.lines[i].pair)
	}
	for i--; i >= 0; i-- {
		switch {
		case d.closes(i):
			i = int(d.lines[i].pair)
			before++
		case d.opens(i):
			return i, before
		default:
			before++
		}
	}
	return -1, before
}

// members counts what is in the object or array that line i opens.
func (d *Doc) members(i int) int {
	n := 0
	for k, end := i+1, int(d.lines[i].pair); k < end; k++ {
		if d.opens(k) {
			k = int(d.lines[k].pair)
		}
		n++
	}
	return n
}

// key returns the name of the member on a line, "" where there is none, and what
// follows it.
func key(text string) (name, rest string) {
	if !strings.HasPrefix(text, `"`) {
		return "", text
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			rest, ok := strings.CutPrefix(text[i+1:], ": ")
			if !ok || json.Unmarshal([]byte(text[:i+1]), &name) != nil {
				return "", text
			}
			return name, rest
		}
	}
	return "", text
}

// Path returns the JSONPath of the value on line i: $.steps[2]['odd name'].
func (d *Doc) Path(i int) string {
	var parts []string
	for {
		if d.closes(i) {
			i = int(d.lines[i].pair)
		}
		parent, before := d.above(i)
		if parent < 0 {
			break
		}
		part := "[" + strconv.Itoa(before) + "]"
		if strings.HasSuffix(d.raw(parent), "{") {
			name, _ := key(strings.TrimLeft(d.raw(i), " "))
			part = member(name)
		}
		parts = append(parts, part)
		i = parent
	}
	slices.Reverse(parts)
	return "$" + strings.Join(parts, "")
}

// member writes the step of a path to a member.
func member(name string) string {
	for i, r := range name {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return fmt.Sprintf("['%s']", strings.ReplaceAll(safe.Line(name), "'", `\'`))
		}
	}
	if name == "" {
		return "['']"
	}
	return "." + name
}

// Value returns the value on line i: the words of a text, an object or array as
// indented JSON, anything else as it is written.
func (d *Doc) Value(i int) string {
	if d.closes(i) {
		i = int(d.lines[i].pair)
	}
	first := d.raw(i)
	body := strings.TrimLeft(first, " ")
	indent := len(first) - len(body)
	_, body = key(body)
	if d.opens(i) {
		var b strings.Builder
		b.WriteString(body)
		for k := i + 1; k <= int(d.lines[i].pair); k++ {
			b.WriteString("\n" + strings.TrimPrefix(d.raw(k), cell.Spaces(indent)))
		}
		body = b.String()
	}
	body = strings.TrimSuffix(body, ",")
	var words string
	if json.Unmarshal([]byte(body), &words) == nil && body != "null" {
		return safe.Text(words)
	}
	return body
}
