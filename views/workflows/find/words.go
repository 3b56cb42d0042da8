package find

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// words are texts, each known by its number. They are a view of a dictionary as
// it was at some moment: more may have come since.
type words struct {
	text  []string
	fold  []byte   // all of them in small letters, each ended by a zero
	ends  []uint32 // of each in fold, without the zero
	about []about
}

// about is what a text looks like by itself.
type about uint8

const (
	hasSource  about = 1 << iota // says "source"
	isAddress                    // is, or holds, an address of the web or of mail
	addressKey                   // names what holds an address
	hasSecret                    // refers to the vault
)

// Texts of which every dictionary knows the number.
const (
	wDefinition uint32 = iota
	wSteps
	wAttributes
	wActionID
	wTrigger
	wType
	wID
	wOwner
	wName
	wDisplayName
	wSOURCE
	wRefID
	wCreated
	wModified
	wExecutions
	wFailures
	wComparator
)

var wellKnown = []string{"definition", "steps", "attributes", "actionId", "trigger", "type", "id", "owner", "name", "displayName", "SOURCE", "refID",
	"created", "modified", "executionCount", "failureCount", "comparator"}

// dictionary collects texts. It only grows, so that views of it stay good; one
// goroutine at a time adds to it.
type dictionary struct {
	mu  sync.Mutex
	ids map[string]uint32
	words
}

func newDictionary() *dictionary {
	d := &dictionary{ids: map[string]uint32{}}
	for _, w := range wellKnown {
		d.number([]byte(w))
	}
	return d
}

// number returns the number of a text, a new one for a new text.
func (d *dictionary) number(b []byte) uint32 {
	if n, known := d.ids[string(b)]; known {
		return n
	}
	s, n := string(b), uint32(len(d.text))
	d.ids[s] = n
	d.text = append(d.text, s)
	d.fold = append(d.fold, fold(s)...)
	d.ends = append(d.ends, uint32(len(d.fold)))
	d.fold = append(d.fold, 0)
	d.about = append(d.about, look(s))
	return n
}

// fold returns s in small letters, rune for rune.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return strings.Map(unicode.ToLower, s)
		}
	}
	return strings.ToLower(s)
}

// folded returns text n in small letters.
func (w *words) folded(n uint32) string {
	start := uint32(0)
	if n > 0 {
		start = w.ends[n-1] + 1
	}
	return string(w.fold[start:w.ends[n]])
}

// bits is a set of texts.
type bits []uint64

func (b bits) has(n uint32) bool { return b[n>>6]&(1<<(n&63)) != 0 }
func (b bits) add(n uint32)      { b[n>>6] |= 1 << (n & 63) }

// holding returns the texts that contain q, which is in small letters, and whether
// there is one. All of them contain "".
func (w *words) holding(q string) (set bits, some bool) {
	set = make(bits, len(w.text)/64+1)
	if q == "" {
		for i := range set {
			set[i] = ^uint64(0)
		}
		return set, true
	}
	want := []byte(q)
	n := 0
	for at := 0; at < len(w.fold); {
		i := bytes.Index(w.fold[at:], want)
		if i < 0 {
			break
		}
		n += search(w.ends[n:], uint32(at+i))
		set.add(uint32(n))
		some = true
		at = int(w.ends[n]) + 1
		n++
	}
	return set, some
}

// search returns the first of the ends that is not before pos. What is looked
// for is mostly near.
func search(ends []uint32, pos uint32) int {
	step := 1
	for step < len(ends) && ends[step] < pos {
		step *= 2
	}
	from := step / 2
	i, _ := slices.BinarySearch(ends[from:min(step+1, len(ends))], pos)
	return from + i
}

// look says what a text looks like.
func look(s string) about {
	var a about
	low := strings.ToLower(s)
	if strings.Contains(low, "source") {
		a |= hasSource
	}
	if strings.Contains(s, "://") || mail(s) {
		a |= isAddress
	}
	switch strings.TrimSuffix(low, ".$") {
	case "url", "uri", "host", "hostname", "endpoint", "baseurl", "requesturl", "webhook", "webhookurl", "address":
		a |= addressKey
	}
	if strings.Contains(s, secretPrefix) {
		a |= hasSecret
	}
	return a
}

// mail reports whether s holds a mail address.
func mail(s string) bool {
	for rest := s; ; {
		name, host, ok := strings.Cut(rest, "@")
		if !ok {
			return false
		}
		end := strings.IndexFunc(host, func(r rune) bool { return !inHost(r) })
		if end < 0 {
			end = len(host)
		}
		last := strings.LastIndexFunc(name, inHost)
		if dot := strings.IndexByte(host[:end], '.'); last >= 0 && last == len(name)-1 && dot > 0 && dot < end-1 {
			return true
		}
		rest = host
	}
}

func inHost(r rune) bool {
	return r == '-' || r == '.' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}
