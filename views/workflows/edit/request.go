package edit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/diff"
	"iscope/views/internal/change"
	"iscope/views/workflows/check/place"
	"iscope/views/workflows/delta"
)

// request is what is to be sent, exactly.
type request struct {
	op     api.Op
	method string
	path   string
	kind   string // content type
	patch  []api.PatchOp
	body   api.WorkflowDraft
	bytes  []byte // the body as it is sent
	doc    []byte // the workflow as it should be
	lines  []diff.Line
	resets []string
	owner  bool // it changes who owns the workflow
}

// compose makes the request of the job, but for its path.
func (j *job) compose() (*request, error) {
	r := &request{doc: j.document(), kind: "application/json"}
	var err error
	var content any
	switch {
	case j.fresh:
		r.op, r.method = api.CreateWorkflow, "POST"
		r.body, _, err = delta.PutBody([]byte(`{"enabled":false}`), r.doc)
		content = r.body
	case j.put:
		r.op, r.method = api.ReplaceWorkflow, "PUT"
		r.body, r.resets, err = delta.PutBody(j.shown.Raw.JSON(), r.doc)
		r.resets, content = append(r.resets, dropped(&j.shown)...), r.body
	default:
		r.op, r.method, r.kind = api.PatchWorkflow, "PATCH", "application/json-patch+json"
		r.patch, err = delta.Patch(j.base.doc, r.doc)
		content = r.patch
	}
	if err != nil {
		return nil, err
	}
	if r.bytes, err = json.Marshal(content); err != nil {
		return nil, err
	}
	r.owner = !j.fresh && !same(orNull(valueAt(j.base.doc, "/owner/id")), orNull(valueAt(r.doc, "/owner/id")))
	return r, nil
}

// path returns the path of a request as it is shown.
func (d *Desk) path(op api.Op, id string) string {
	switch {
	case d.Path != nil:
		return safe.Line(d.Path(op, id))
	case op == api.CreateWorkflow:
		return "/workflows"
	}
	return "/workflows/" + safe.Line(url.PathEscape(id))
}

// dropped says which members of a workflow a PUT leaves out, since we
// do not know them.
func dropped(w *api.Workflow) []string {
	record := read(w.Raw.JSON())
	if record == nil {
		return nil
	}
	var names []string
	for _, m := range record.Unique() {
		if !delta.Known(m.Key) {
			names = append(names, cell.Cut(safe.Line(m.Key), 40))
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{"what iscope does not know is dropped: " + strings.Join(names, ", ")}
}

// touched are the members of a workflow that the request sets, each with what it
// should be.
func (r *request) touched() map[string]*place.Node {
	out := map[string]*place.Node{}
	root := read(r.doc)
	if r.op != api.PatchWorkflow {
		for _, name := range members {
			out[name] = root.Get(name)
		}
		return out
	}
	for _, op := range r.patch {
		for _, p := range []string{op.Path, op.From} {
			if names := place.Split(p); len(names) > 0 && op.Op != "test" {
				out[names[0]] = root.Get(names[0])
			}
		}
	}
	return out
}

// missing are the members that a workflow does not have as the request wants
// them.
func (r *request) missing(now *api.Workflow) []string {
	root := read(now.Raw.JSON())
	var out []string
	for name, asked := range r.touched() {
		has := root.Get(name)
		if name == "owner" { // the tenant knows the name
			asked, has = asked.Get("id"), has.Get("id")
		}
		if !holds(has, asked) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// wantEdit marks, in the journal, a patch as an edit; what it is about stands
// beside it.
const (
	wantEdit   = "edit"
	wantBefore = "modified before"
)

// want is what the journal keeps of a request: which members it sets, each with a
// print of what it should be. The values are nobody's business.
func (r *request) want(intent string, before version) map[string]string {
	out := map[string]string{wantEdit: strings.ToLower(r.method)}
	if !before.modified.IsZero() {
		out[wantBefore] = before.modified.UTC().Format(timeForm)
	}
	for name, v := range r.touched() {
		out[name] = printOf(intent, name, v)
	}
	return out
}

const timeForm = "2006-01-02T15:04:05.999999999Z07:00"

// printOf returns what the journal has instead of a value: it can be compared
// with that of the workflow read later. The id of the intent is in it, so that
// the same value has another print elsewhere.
func printOf(intent, name string, v *place.Node) string {
	if name == "owner" {
		v = v.Get("id")
	}
	var text []byte
	if v = sorted(condense(v)); v != nil {
		text = v.Compact(nil)
	}
	sum := sha256.Sum256([]byte(intent + "\x00" + name + "\x00" + string(text)))
	return hex.EncodeToString(sum[:8])
}

// sorted returns a value with its members in the order of their names, and
// without those that say nothing.
func sorted(n *place.Node) *place.Node {
	if n == nil || n.Kind != place.Object && n.Kind != place.Array {
		return n
	}
	out := &place.Node{Kind: n.Kind}
	for _, item := range n.Items {
		v := sorted(condense(item))
		if v == nil {
			v = &place.Node{Kind: place.Null}
		}
		out.Items = append(out.Items, v)
	}
	for _, m := range n.Unique() {
		if v := sorted(condense(m.Value)); v != nil {
			out.Members = append(out.Members, place.Member{Key: m.Key, Value: v})
		}
	}
	slices.SortFunc(out.Members, func(a, b place.Member) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// plan is how the request is carried out.
func (r *request) plan(isc api.ISC, shown version) change.Plan[api.Workflow] {
	p := change.Plan[api.Workflow]{
		Words: change.Words{What: "edit workflow", Noun: "workflow", Doing: "changing", Past: "changed", Still: "not as it was sent", Changed: "changed meanwhile"},
		ID:    func(w *api.Workflow) string { return w.ID }, Name: change.WorkflowName, Title: change.WorkflowName,
		Read: isc.Workflow, ReadOp: api.GetWorkflow, Op: r.op,
		Before: func(_, now api.Workflow) (change.Ending, string, bool) {
			if !shown.moved(versionOf(&now)) {
				return change.Changed, "", false
			}
			return change.Changed, "it was changed meanwhile" + change.By(now), true
		},
		Wanted: func(now api.Workflow) bool { return len(r.missing(&now)) == 0 },
		After: func(ctx context.Context, back api.Workflow) (change.Ending, string, bool) {
			missing := r.missing(&back)
			all := len(r.touched())
			switch {
			case len(missing) == 0 && change.Stranger(ctx, isc, back):
				return change.Done, "it is as it was sent; it was changed last" + change.By(back), true
			case len(missing) > 0 && len(missing) < all || len(missing) > 0 && shown.modified.Before(back.Modified) && !change.Stranger(ctx, isc, back):
				return change.Unknown, "the tenant does not have it as it was sent: " + strings.Join(missing, ", "), true
			}
			return change.Unknown, "", false
		},
	}
	p.Send = func(ctx context.Context, id string) (api.Workflow, error) {
		if r.op == api.ReplaceWorkflow {
			return isc.ReplaceWorkflow(ctx, id, r.body)
		}
		return isc.PatchWorkflow(ctx, id, r.patch)
	}
	return p
}

// intentOf returns the decision as the journal keeps it.
func (r *request) intentOf(id, target, name string, before version) journal.Intent {
	return journal.Intent{ID: id, Op: r.op, Target: target, Name: name, Want: r.want(id, before)}
}
