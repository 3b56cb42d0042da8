package api

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"io"
	"strings"
	"sync"
)

// MaxPage is the largest page ISC serves.
const MaxPage = 250

// Page is one page of a list.
type Page[T any] struct {
	Items  []T
	Offset int  // record index of the first item, as asked for
	Total  int  // number of records in all, -1 when the server did not say
	Bad    int  // rows that could not be read and are missing from Items
	More   bool // whether a further page may exist
	Next   int  // offset of that page
}

// Raw is one JSON record as the server sent it. Records of a page are kept
// deflated together, since a list of a hundred thousand is otherwise larger
// than the memory we promise to stay in; JSON inflates the page again, and
// the last page inflated is kept for the next look. The zero Raw holds nothing.
type Raw struct {
	page *rawPage
	row  int32
}

type rawPage struct {
	deflated []byte
	plain    []byte  // instead of deflated, where deflating gains nothing
	ends     []int32 // end of each row in the inflated bytes
}

// worthDeflating is the size of a page in bytes below which its records are
// kept as they are.
const worthDeflating = 16 << 10

// RawRows returns the rows of one page as Raw values, in order.
func RawRows(rows []json.RawMessage) []Raw {
	if len(rows) == 0 {
		return nil
	}
	p := &rawPage{ends: make([]int32, len(rows))}
	var plain bytes.Buffer
	out := make([]Raw, len(rows))
	for i, r := range rows {
		if json.Compact(&plain, r) != nil {
			plain.Write(r)
		}
		p.ends[i] = int32(plain.Len())
		out[i] = Raw{p, int32(i)}
	}
	if plain.Len() < worthDeflating || !p.deflate(plain.Bytes()) {
		p.plain = bytes.Clone(plain.Bytes())
	}
	return out
}

// RawRow returns one record as a Raw.
func RawRow(row []byte) Raw { return RawRows([]json.RawMessage{row})[0] }

var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, 6) // a third slower than the fastest level and a quarter smaller
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

func (p *rawPage) deflate(plain []byte) bool {
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	var out bytes.Buffer
	w.Reset(&out)
	if _, err := w.Write(plain); err != nil {
		return false
	}
	if err := w.Close(); err != nil {
		return false
	}
	p.deflated = bytes.Clone(out.Bytes())
	return true
}

// inflated holds the page that was looked at last.
var inflated struct {
	sync.Mutex
	page  *rawPage
	plain []byte
}

// JSON returns the record, compacted. The caller must not change it.
func (r Raw) JSON() json.RawMessage {
	if r.page == nil {
		return nil
	}
	plain := r.page.plain
	if plain == nil {
		inflated.Lock()
		defer inflated.Unlock()
		if inflated.page != r.page {
			b := make([]byte, r.page.ends[len(r.page.ends)-1])
			if _, err := io.ReadFull(flate.NewReader(bytes.NewReader(r.page.deflated)), b); err != nil {
				return nil // what we deflated ourselves inflates
			}
			inflated.page, inflated.plain = r.page, b
		}
		plain = inflated.plain
	}
	start := int32(0)
	if r.row > 0 {
		start = r.page.ends[r.row-1]
	}
	return plain[start:r.page.ends[r.row]:r.page.ends[r.row]]
}

// IsZero reports whether r holds nothing.
func (r Raw) IsZero() bool { return r.page == nil }

// packed is a record with texts of its own, not shared with other records.
type packed interface{ texts() []*string }

// PackTexts moves the texts of the records of one page next to each other, and
// equal ones into one place. A hundred thousand rows then hold some hundred pieces
// of memory instead of half a million, and the garbage collector has as much less to look at.
func PackTexts[T any](items []T) {
	places := map[string]int{} // where a text begins among those packed
	var packing []string
	size := 0
	for i := range items {
		p, ok := any(&items[i]).(packed)
		if !ok {
			return
		}
		for _, s := range p.texts() {
			if _, there := places[*s]; !there {
				places[*s] = size
				packing = append(packing, *s)
				size += len(*s)
			}
		}
	}
	var b strings.Builder
	b.Grow(size)
	for _, s := range packing {
		b.WriteString(s)
	}
	all := b.String()
	for i := range items {
		for _, s := range any(&items[i]).(packed).texts() {
			at := places[*s]
			*s = all[at : at+len(*s)]
		}
	}
}
