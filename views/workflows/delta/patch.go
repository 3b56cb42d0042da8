package delta

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"github.com/wI2L/jsondiff"

	"iscope/api"
	"iscope/views/workflows/check/place"
)

// Members are what a request may set of a workflow, in the order in which they
// are sent.
var Members = []string{"name", "owner", "description", "enabled", "trigger", "definition"}

// kept are the members that every workflow has: left out of a version, they stay
// as they are.
var kept = []string{"name", "owner", "enabled"}

// Errors of Patch and the others. Errors about a text wrap ErrNotObject.
var (
	ErrNotObject   = errors.New("not a JSON object")
	ErrTriggerNull = errors.New("the tenant refuses null as a trigger: {} stands for none")
)

// Patch returns the shortest patch that makes after of before, for PATCH
// /workflows/{id}. It is nil where nothing differs that can be sent.
//
// Each object is patched member by member, or replaced as a whole where that is
// shorter; only add, remove and replace are used, which the documents name. What
// after leaves out is removed, with these exceptions: a trigger is replaced with
// {}, since the tenant refuses anything else, and name, owner and enabled stay as
// they are. A trigger of null is an ErrTriggerNull.
//
// That the patch does what it should is tried before it is returned.
func Patch(before, after []byte) ([]api.PatchOp, error) {
	b, err := read(before)
	if err != nil {
		return nil, fmt.Errorf("before: %w", err)
	}
	a, err := read(after)
	if err != nil {
		return nil, fmt.Errorf("after: %w", err)
	}
	var out []api.PatchOp
	for _, name := range Members {
		ops, err := patchMember(name, b.Get(name), a.Get(name))
		if err != nil {
			return nil, err
		}
		out = append(out, ops...)
	}
	return out, nil
}

// read reads a version.
func read(text []byte) (*place.Node, error) {
	n, err := place.Read(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotObject, err)
	}
	if n.Kind != place.Object {
		return nil, fmt.Errorf("%w: it is %s", ErrNotObject, n.Kind)
	}
	return n, nil
}

// patchMember returns the operations for one member of a workflow.
func patchMember(name string, b, a *place.Node) ([]api.PatchOp, error) {
	at := place.Step("", name)
	if name == "trigger" {
		switch {
		case a.Is(place.Null):
			return nil, ErrTriggerNull
		case noTrigger(a) && noTrigger(b):
			return nil, nil
		case noTrigger(a):
			return []api.PatchOp{operation("replace", at, &place.Node{Kind: place.Object})}, nil
		}
	}
	switch {
	case a == nil && (b == nil || slices.Contains(kept, name)):
		return nil, nil
	case a == nil:
		return []api.PatchOp{{Op: "remove", Path: at}}, nil
	case b == nil:
		return []api.PatchOp{operation("add", at, a)}, nil
	}
	ops := differ(at, b, a)
	if len(ops) > 0 && !does(ops, at, b, a) {
		ops = []api.PatchOp{operation("replace", at, a)}
	}
	return ops, nil
}

// noTrigger reports whether a trigger stands for none: it is not there, or has no type.
func noTrigger(n *place.Node) bool {
	return n == nil || n.Kind == place.Null || n.Kind == place.Object && n.Get("type").Str() == "" && !n.Get("attributes").Is(place.Object)
}

func operation(op, path string, value *place.Node) api.PatchOp {
	return api.PatchOp{Op: op, Path: path, Value: json.RawMessage(value.Compact(nil))}
}

// differ returns the shortest way from b to a, both of which are there.
func differ(at string, b, a *place.Node) []api.PatchOp {
	if b.Equal(a) {
		return nil
	}
	whole := []api.PatchOp{operation("replace", at, a)}
	var ops []api.PatchOp
	switch {
	case b.Kind == place.Object && a.Kind == place.Object:
		ops = differMembers(at, b, a)
	case b.Kind == place.Array && a.Kind == place.Array:
		ops = differItems(at, b, a)
	}
	if ops == nil || size(ops) >= size(whole) {
		return whole
	}
	return ops
}

func differMembers(at string, b, a *place.Node) []api.PatchOp {
	var ops []api.PatchOp
	before := make(map[string]*place.Node, len(b.Members))
	for _, m := range b.Unique() {
		before[m.Key] = m.Value
	}
	for _, m := range a.Unique() {
		if old, ok := before[m.Key]; ok {
			ops = append(ops, differ(place.Step(at, m.Key), old, m.Value)...)
			delete(before, m.Key)
		} else {
			ops = append(ops, operation("add", place.Step(at, m.Key), m.Value))
		}
	}
	for _, m := range b.Unique() {
		if _, left := before[m.Key]; left {
			ops = append(ops, api.PatchOp{Op: "remove", Path: place.Step(at, m.Key)})
		}
	}
	return ops
}

// mostItems bounds the lists that are compared element by element: it takes their
// lengths' product in time and memory.
const mostItems = 400

// differItems patches a list, nil where it is better replaced.
func differItems(at string, b, a *place.Node) []api.PatchOp {
	if len(b.Items) > mostItems || len(a.Items) > mostItems {
		return nil
	}
	var shortest []api.PatchOp
	for _, o := range [][]jsondiff.Option{{jsondiff.LCS()}, nil} {
		patch, err := jsondiff.CompareJSON(b.Compact(nil), a.Compact(nil), append(o, jsondiff.UnmarshalFunc(unmarshal))...)
		if err != nil {
			continue
		}
		ops := make([]api.PatchOp, len(patch))
		for i, op := range patch {
			ops[i] = api.PatchOp{Op: op.Type, Path: at + op.Path}
			if op.Type != jsondiff.OperationRemove {
				ops[i].Value = valueOf(op, a)
			}
		}
		if (shortest == nil || size(ops) < size(shortest)) && does(ops, at, b, a) {
			shortest = ops
		}
	}
	return shortest
}

// valueOf returns the value of an operation as the new list has it, with its
// members in order, where it is found there.
func valueOf(op jsondiff.Operation, list *place.Node) json.RawMessage {
	raw, err := json.Marshal(op.Value)
	if err != nil {
		return nil // it was read from JSON
	}
	n, err := place.Read(raw)
	if err != nil {
		return raw
	}
	if there := list.At(op.Path); there != nil && there.Equal(n) {
		n = there
	} else if i := slices.IndexFunc(list.Items, n.Equal); i >= 0 {
		n = list.Items[i]
	}
	return n.Compact(nil)
}

// unmarshal keeps numbers as they are written.
func unmarshal(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(v)
}

func size(ops []api.PatchOp) int {
	raw, err := json.Marshal(ops)
	if err != nil {
		return int(^uint(0) >> 1)
	}
	return len(raw)
}

// does reports whether operations below at make a of b.
func does(ops []api.PatchOp, at string, b, a *place.Node) bool {
	doc := func(n *place.Node) *place.Node { // with all that leads to at
		names := place.Split(at)
		for i := len(names) - 1; i >= 0; i-- {
			n = &place.Node{Kind: place.Object, Members: []place.Member{{Key: names[i], Value: n}}}
		}
		return n
	}
	raw, err := json.Marshal(ops)
	if err != nil {
		return false
	}
	patch, err := jsonpatch.DecodePatch(raw)
	if err != nil {
		return false
	}
	got, err := patch.Apply(doc(b).Compact(nil))
	if err != nil {
		return false
	}
	n, err := place.Read(got)
	return err == nil && n.Equal(doc(a))
}
