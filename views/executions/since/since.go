package since

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"iscope/api/safe"
	"iscope/ui/cell"
)

// Kept is how long a tenant keeps executions before it archives them.
const Kept = 90 * 24 * time.Hour

// Range is a stretch of time. The zero Range is none: it leaves nothing out.
type Range struct {
	From time.Time // inclusive
	To   time.Time // exclusive; zero: now and whatever comes
	Cut  bool      // more was asked for than is kept: From is where that begins
	Text string    // as typed
}

// IsZero reports whether r is no range.
func (r Range) IsZero() bool { return r.From.IsZero() }

// Contains reports whether t is in r. The zero time, of what has not begun, is
// in ranges that go on.
func (r Range) Contains(t time.Time) bool {
	switch {
	case r.IsZero():
		return true
	case t.IsZero():
		return r.To.IsZero()
	}
	return !t.Before(r.From) && (r.To.IsZero() || t.Before(r.To))
}

// Parse reads text as a range, as it is at the moment now in a zone. An empty
// text is the zero Range. Errors are sentences for the person who typed it.
func Parse(text string, now time.Time, zone *time.Location) (Range, error) {
	p := parser{now: now.In(zone), zone: zone}
	words := strings.Join(strings.Fields(strings.ToLower(text)), " ")
	if words == "" {
		return Range{}, nil
	}
	r, err := p.read(words)
	if err == nil {
		r, err = p.fit(r)
	}
	if err != nil {
		return Range{}, err
	}
	r.Text = strings.TrimSpace(text)
	return r, nil
}

// parser knows when and where something was typed.
type parser struct {
	now  time.Time
	zone *time.Location
}

// read reads a whole text in lower case, before it is fitted into what there is.
func (p parser) read(text string) (Range, error) {
	if text == "all" {
		return Range{From: p.now.Add(-Kept)}, nil
	}
	for _, word := range []string{"since ", "from ", "after "} {
		if rest, ok := strings.CutPrefix(text, word); ok {
			if !strings.Contains(rest, "..") && !strings.Contains(rest, " to ") {
				rest += ".."
			}
			text = rest
		}
	}
	for _, word := range []string{"until ", "before "} {
		if rest, ok := strings.CutPrefix(text, word); ok {
			text = ".." + rest
		}
	}
	for _, between := range []string{"..", "…", "–", " - ", " to "} {
		if from, to, ok := strings.Cut(text, between); ok {
			return p.between(strings.TrimSpace(from), strings.TrimSpace(to))
		}
	}
	s, err := p.span(text)
	if err != nil {
		return Range{}, err
	}
	if s.moment() {
		return Range{From: s.from}, nil
	}
	return Range{From: s.from, To: s.to}, nil
}

// between reads the two ends of a range, of which one may be open.
func (p parser) between(from, to string) (Range, error) {
	if from == "" && to == "" {
		return Range{}, errors.New("say when it begins, or when it ends")
	}
	first, last := span{from: p.now.Add(-Kept)}, span{}
	var err error
	if from != "" {
		if first, err = p.span(from); err != nil {
			return Range{}, err
		}
	}
	if to != "" {
		if last, err = p.end(first, from != "", to); err != nil {
			return Range{}, err
		}
		if !last.to.After(first.from) {
			return Range{}, errors.New("it ends before it begins")
		}
	}
	return Range{From: first.from, To: last.to}, nil
}

// end reads where a range ends. A time alone is one on the day the range begins,
// or on the next where the range goes over midnight.
func (p parser) end(first span, bounded bool, text string) (span, error) {
	clock, ok := readClock(text)
	if !ok || !bounded {
		last, err := p.span(text)
		if err == nil && last.moment() {
			last.to = last.from
		}
		return last, err
	}
	day := first.from.In(p.zone)
	at := clock.on(day, 0)
	if !at.After(first.from) {
		at = clock.on(day, 1)
	}
	return span{at, at}, nil
}

// fit keeps a range within what is kept and what has been.
func (p parser) fit(r Range) (Range, error) {
	kept := p.now.Add(-Kept)
	if r.From.After(p.now) {
		return Range{}, errors.New("that is still to come")
	}
	if r.To.After(p.now) {
		r.To = time.Time{}
	}
	if !r.To.IsZero() && !r.To.After(kept) {
		return Range{}, fmt.Errorf("archived: executions are kept for 90 days, since %s", day(kept))
	}
	if r.From.Before(kept) {
		r.From, r.Cut = kept, true
	}
	return r, nil
}

// unknown says that a text is no time, and what is.
func unknown(text string) error {
	return fmt.Errorf("%s is no time; try 2h, fri, 1 Mar or 14:00..15:30", cell.Cut(safe.Line(text), 14))
}
