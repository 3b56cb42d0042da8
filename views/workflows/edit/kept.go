package edit

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"iscope/api"
	"iscope/views/internal/draft"
	"iscope/views/workflows/check/place"
)

// freshPrefix begins the ids of drafts of workflows that do not exist yet.
const freshPrefix = "new "

// kept is what a draft has: the text as it was typed, and what the edit began
// with, by which it can be merged with what others did since. Literal secrets are
// left out of both.
type kept struct {
	ID       string    `json:"id"` // of the workflow, or freshPrefix and a number
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
}

// What stands in a draft for a secret.
const (
	tenantHas = "(not kept in the draft, the tenant has it)"
	typeAgain = "(not kept in the draft, type it again)"
)

// assignment is a member of an object whose value is a text. It is looked for in
// the text itself, which may be no JSON yet.
var assignment = regexp.MustCompile(`"((?:[^"\\\n]|\\.)*)"(\s*:\s*)"((?:[^"\\\n]|\\.)*)"`)

// secretive are the words that tell a member which holds a secret, in lower case
// and without signs.
var secretive = []string{"secret", "password", "passwd", "passphrase", "apikey", "accesstoken", "refreshtoken", "bearertoken", "authtoken", "privatekey", "authorization"}

// secret reports whether a member holds a secret literally, and not a way to one.
func secret(name, value string) bool {
	if value == "" || strings.HasPrefix(value, "$.") || strings.HasPrefix(value, "{{") || strings.HasSuffix(name, ".$") || value == tenantHas || value == typeAgain {
		return false
	}
	name = strings.NewReplacer("_", "", "-", "", " ", "", ".", "").Replace(strings.ToLower(name))
	for _, w := range secretive {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// stems are what one of which the name of a secret has, however it is written.
var stems = []string{"secret", "pass", "key", "token", "authorization"}

// suspect reports whether a text may have a secret. Most have none, and need not
// be searched.
func suspect(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(stems, func(stem string) bool { return strings.Contains(text, stem) })
}

// withhold takes literal secrets out of a text. Those in had are the tenant's,
// which gives them back; the others are counted. A nil had takes all for the
// tenant's.
func withhold(text string, had map[string]bool) (out string, left int) {
	if !suspect(text) {
		return text, 0
	}
	out = assignment.ReplaceAllStringFunc(text, func(m string) string {
		part := assignment.FindStringSubmatch(m)
		if !secret(part[1], part[3]) {
			return m
		}
		stand := tenantHas
		if had != nil && !had[part[3]] {
			stand = typeAgain
			left++
		}
		return `"` + part[1] + `"` + part[2] + `"` + stand + `"`
	})
	return out, left
}

// secretsIn returns the literal secrets of a text.
func secretsIn(text string) map[string]bool {
	out := map[string]bool{}
	if !suspect(text) {
		return out
	}
	for _, m := range assignment.FindAllStringSubmatch(text, -1) {
		if secret(m[1], m[3]) {
			out[m[3]] = true
		}
	}
	return out
}

// giveBack puts the secrets that the tenant has back into a document or a part of
// one. What it does not have any more has to be typed again. A text that is no
// JSON stays as it is.
func giveBack(text string, at string, tenant []byte) string {
	if !strings.Contains(text, tenantHas) {
		return text
	}
	root := read([]byte(text))
	if root == nil {
		return text
	}
	restore(root, read(tenant).At(at))
	return string(root.Indent())
}

func restore(n, theirs *place.Node) {
	switch n.Kind {
	case place.String:
		if n.Text == tenantHas {
			if n.Text = typeAgain; theirs.Is(place.String) {
				n.Text = theirs.Text
			}
		}
	case place.Object:
		for i := range n.Members {
			restore(n.Members[i].Value, theirs.Get(n.Members[i].Key))
		}
	case place.Array:
		for i, item := range n.Items {
			var other *place.Node
			if theirs.Is(place.Array) && i < len(theirs.Items) {
				other = theirs.Items[i]
			}
			restore(item, other)
		}
	}
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
