package edit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/internal/draft"
	"iscope/views/workflows/check/place"
	"iscope/views/workflows/secret"
)

// freshPrefix begins the ids of drafts of workflows that do not exist yet.
const freshPrefix = "new "

// kept is what a draft has: the text as it was typed, and what the edit began
// with, by which it can be merged with what others did since. Literal secrets are
// left out of both.
type kept struct {
	ID       string    `json:"id"`             // of the workflow, or freshPrefix and a number
	Copy     int       `json:"copy,omitempty"` // which of several of that workflow, from 0
	Name     string    `json:"name"`
	Part     string    `json:"part"`
	Pointer  string    `json:"pointer,omitempty"`
	Saved    time.Time `json:"saved"`
	Modified time.Time `json:"modified,omitzero"` // of the workflow as the edit began
	Enabled  bool      `json:"enabled,omitempty"`
	Base     string    `json:"base"`
	Text     string    `json:"text"`
	Left     int       `json:"left_out,omitempty"` // secrets typed that are not kept
	// Beside are files of editors whose texts are in the draft, but for secrets;
	// Settled says that a person wants them to stay.
	Beside  []string `json:"beside,omitempty"`
	Settled bool     `json:"settled,omitempty"`

	sum string // of the file it was read from
}

// name is what the draft is kept under.
func (k *kept) name() string { return draft.Name(k.ID, k.Copy) }

// called tells a draft from others by when it was saved: "a draft of 5m ago".
func (k *kept) called(env *screen.Env) string { return "a draft of " + draft.When(env, k.Saved) }

// placed returns what makes the draft for the place that it gets.
func (k kept) placed(n int) ([]byte, error) {
	k.Copy = n
	return json.Marshal(k)
}

// What stands in a draft for a secret. After tenantHas follows which one it was.
const (
	tenantHas = "(not kept in the draft, the tenant has it)"
	typeAgain = "(not kept in the draft, type it again)"
)

// cutter takes secrets out of texts.
var cutter = secret.Cutter{Stand: typeAgain, Old: []string{tenantHas}}

// origin is where the tenant had a secret as the edit began, and the print of all
// that it belongs to.
type origin struct{ print, pointer string }

// stand returns what stands in a draft for a secret that the tenant had there.
func (o origin) stand() string { return tenantHas + " " + o.print + " " + o.pointer }

// originOf returns what a stand-in tells.
func originOf(s string) (origin, bool) {
	rest, ok := strings.CutPrefix(s, tenantHas+" ")
	o := origin{}
	o.print, o.pointer, _ = strings.Cut(rest, " ")
	return o, ok
}

// key is how a secret of the tenant is noted down.
func (o origin) key(value string) string {
	return fmt.Sprintf("%s %d %s%s", o.print, len(o.pointer), o.pointer, value)
}

// originOfKey returns what key noted down.
func originOfKey(key string) (o origin, value string) {
	var rest string
	var size int
	o.print, rest, _ = strings.Cut(key, " ")
	length, rest, _ := strings.Cut(rest, " ")
	if size, _ = strconv.Atoi(length); size > len(rest) {
		return origin{}, ""
	}
	o.pointer = rest[:size]
	return o, rest[size:]
}

// withhold takes literal secrets out of a text. Those in had, as secretsIn returns
// them, are the tenant's, which gives them back as long as all that they belong to
// is as it was; the others, which nobody else has, are counted. A nil had takes all
// for the tenant's.
func withhold(text string, had map[string]bool) (out string, left int) {
	root := read([]byte(text))
	if root == nil {
		return cutter.Text(text)
	}
	found := cutter.Find(root)
	if len(found) == 0 {
		return text, 0
	}
	if had == nil {
		had = secretsIn(text)
	}
	origins := make(map[string][]origin, len(had))
	for key := range had {
		o, value := originOfKey(key)
		origins[value] = append(origins[value], o)
	}
	p := newPrinter(root, found)
	var b strings.Builder
	last := 0
	for _, f := range found {
		stand, had := f.Text, origins[string(f.Node.Compact(nil))]
		if o, ok := p.from(f, had); ok {
			stand = o.stand()
		} else if len(had) == 0 {
			left += f.Count
		}
		b.WriteString(text[last:f.Node.Start])
		b.Write(quoted(stand))
		last = f.Node.End
	}
	return b.String() + text[last:], left
}

// secretsIn returns the literal secrets of a document, with where they stand and
// the print of what they belong to.
func secretsIn(text string) map[string]bool {
	out := map[string]bool{}
	root := read([]byte(text))
	found := cutter.Find(root)
	p := newPrinter(root, found)
	for _, f := range found {
		if root.At(f.Pointer) == f.Node { // and not one that another of its name replaces
			o := origin{p.at(unit(f.Pointer)), f.Pointer}
			out[o.key(string(f.Node.Compact(nil)))] = true
		}
	}
	return out
}

// stepOf is the innermost step that a pointer leads into.
var stepOf = regexp.MustCompile(`^/definition/steps/[^/]+(?:/attributes/steps/[^/]+)*`)

// unit returns the pointer of what a secret belongs to: the step, which says where
// it is sent, else the member of the document.
func unit(pointer string) string {
	if step := stepOf.FindString(pointer); step != "" {
		return step
	}
	if i := strings.IndexByte(strings.TrimPrefix(pointer, "/"), '/'); i >= 0 {
		return pointer[:i+1]
	}
	return pointer
}

// printer identifies what secrets belong to, by all that is not secret in it.
type printer struct {
	root  *place.Node
	cut   map[*place.Node]string // what is left of texts with secrets
	known map[string]string      // prints by pointer
}

func newPrinter(root *place.Node, found []secret.Found) printer {
	p := printer{root, make(map[*place.Node]string, len(found)), map[string]string{}}
	for _, f := range found {
		p.cut[f.Node] = f.Text
	}
	return p
}

// at returns the print of the value that a pointer leads to, "" for none.
func (p printer) at(pointer string) string {
	n := p.root.At(pointer)
	if n == nil {
		return ""
	}
	if _, ok := p.known[pointer]; !ok {
		sum := sha256.Sum256(p.bare(n, 0).Compact(nil))
		p.known[pointer] = hex.EncodeToString(sum[:8])
	}
	return p.known[pointer]
}

// from returns which of the secrets of the tenant that read the same is the one
// found in a document or a part of one. It returns none where anything differs in
// what they belong to.
func (p printer) from(f secret.Found, of []origin) (origin, bool) {
	for _, o := range of {
		at, ends := strings.CutSuffix(o.pointer, f.Pointer)
		within, below := strings.CutPrefix(unit(o.pointer), at)
		if ends && below && p.root.At(f.Pointer) == f.Node && p.at(within) == o.print {
			return o, true
		}
	}
	return origin{}, false
}

// bare returns a step or another value without its secrets, in one order. The steps
// within a step are not part of it, nor is which one follows. Depth is 0 for it, 1
// for its attributes and more below.
func (p printer) bare(n *place.Node, depth int) *place.Node {
	if cut, ok := p.cut[n]; ok {
		return &place.Node{Kind: place.String, Text: cut}
	}
	out := &place.Node{Kind: n.Kind, Text: n.Text}
	for _, item := range n.Items {
		out.Items = append(out.Items, p.bare(item, depth+2))
	}
	for _, m := range n.Unique() {
		below := depth + 2
		switch {
		case depth == 0 && (m.Key == "nextStep" || m.Key == "catch"), depth == 1 && m.Key == "steps":
			continue
		case depth == 0 && m.Key == "attributes":
			below = 1
		}
		out.Members = append(out.Members, place.Member{Key: m.Key, Value: p.bare(m.Value, below)})
	}
	slices.SortFunc(out.Members, func(a, b place.Member) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// giveBack puts the secrets that the tenant has back into a document, or the part
// of one that stands at a pointer: each where it stood, and only as long as nothing
// else differs in what it belongs to, neither in the text nor at the tenant. The
// others have to be typed again. A text that is not JSON stays as it is.
func giveBack(text string, at string, tenant []byte) string {
	if !strings.Contains(text, tenantHas) {
		return text
	}
	root, theirs := read([]byte(text)), read(tenant)
	if root == nil {
		return text
	}
	stands := fill(root, at, theirs)
	mine, now := newPrinter(root, cutter.Find(root)), newPrinter(theirs, cutter.Find(theirs))
	for n, o := range stands {
		within, below := strings.CutPrefix(unit(o.pointer), at)
		if !below || mine.at(within) != o.print || now.at(unit(o.pointer)) != o.print {
			*n = place.Node{Kind: place.String, Text: typeAgain}
		}
	}
	return string(root.Indent())
}

// fill puts what the tenant has in the places of stand-ins, and returns where. Those
// that stand elsewhere than they were put have to be typed again.
func fill(root *place.Node, at string, theirs *place.Node) map[*place.Node]origin {
	out := map[*place.Node]origin{}
	var walk func(n *place.Node, pointer string)
	walk = func(n *place.Node, pointer string) {
		for _, m := range n.Members {
			walk(m.Value, place.Step(pointer, m.Key))
		}
		for i, item := range n.Items {
			walk(item, place.Item(pointer, i))
		}
		if n.Kind != place.String || !strings.HasPrefix(n.Text, tenantHas) {
			return
		}
		o, ok := originOf(n.Text)
		v := theirs.At(pointer)
		if n.Text = typeAgain; ok && o.pointer == pointer && (v.Is(place.String) || v.Is(place.Number)) {
			*n, out[n] = *v, o
		}
	}
	walk(root, at)
	return out
}

// readKept decodes the draft of an object; nil where there is none.
func readKept(body []byte, id string) (*kept, error) {
	if len(body) == 0 {
		return nil, nil
	}
	if len(body) > draft.Max {
		return nil, fmt.Errorf("it has more than %d MB", draft.Max>>20)
	}
	var k kept
	if err := json.Unmarshal(body, &k); err != nil {
		return nil, err
	}
	if k.ID != id || id == "" {
		return nil, fmt.Errorf("it is that of another workflow")
	}
	k.sum = draft.Sum(body)
	return &k, nil
}

// base returns the workflow that the edit of the draft began with, as far as the
// draft has it; the rest is that of now.
func (k *kept) base(now api.Workflow) version {
	tenant := documentOf(now.Raw.JSON())
	v := version{modified: k.Modified, enabled: k.Enabled, name: now.Name, doc: []byte(giveBack(k.Base, "", tenant))}
	if !read(v.doc).Is(place.Object) { // nobody knows: all that differs now is the person's
		return versionOf(&now)
	}
	return v
}

// version is a workflow at a moment, as far as an edit goes by it.
type version struct {
	name     string
	modified time.Time
	enabled  bool
	doc      []byte
}

func versionOf(w *api.Workflow) version {
	return version{name: w.Name, modified: w.Modified, enabled: w.Enabled, doc: documentOf(w.Raw.JSON())}
}

// moved reports whether two versions are not of the same moment.
func (v version) moved(now version) bool {
	return !v.modified.Equal(now.modified) || v.enabled != now.enabled || !same(v.doc, now.doc)
}
