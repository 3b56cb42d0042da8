package kit

import (
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"strings"

	jsonpatch "github.com/evanphx/json-patch/v5"
)

// PatchType is the only content type a JSON Patch may come in.
const PatchType = "application/json-patch+json"

// PatchOp is one step of a JSON Patch.
type PatchOp struct {
	Op    string          `json:"op"`
	Path  string          `json:"path"`
	From  string          `json:"from,omitempty"`
	Value json.RawMessage `json:"value,omitempty"` // JSON null stays "null"; absent stays empty
}

// Patch reads the request as a JSON Patch: right content type, at least one
// step, known operations, and every path (and from) at or below one of roots,
// such as "/name"; a test, which changes nothing, may look anywhere. Its errors
// are fit for [Refuse].
func (r *Request) Patch(roots ...string) ([]PatchOp, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != PatchType {
		return nil, Refusef(http.StatusUnsupportedMediaType, "Content-Type must be %s.", PatchType)
	}
	var ops []PatchOp
	if err := r.JSON(&ops); err != nil {
		return nil, err
	}
	if len(ops) == 0 {
		return nil, Refusef(http.StatusBadRequest, "The patch has no operations.")
	}
	for _, op := range ops {
		if !slices.Contains([]string{"add", "remove", "replace", "move", "copy", "test"}, op.Op) {
			return nil, Refusef(http.StatusBadRequest, "Unknown patch operation %q.", op.Op)
		}
		if op.Op == "test" {
			continue
		}
		paths := []string{op.Path}
		if op.Op == "move" || op.Op == "copy" {
			paths = append(paths, op.From)
		}
		for _, p := range paths {
			if !slices.ContainsFunc(roots, func(root string) bool { return p == root || strings.HasPrefix(p, root+"/") }) {
				return nil, Refusef(http.StatusBadRequest, "The field %q cannot be patched.", p)
			}
		}
	}
	return ops, nil
}

// ApplyPatch applies steps to doc, whose JSON form is patched, and decodes the
// outcome into out. doc itself does not change. A step that does not fit, a
// failed test among them, is a 400.
func ApplyPatch(doc any, ops []PatchOp, out any) error {
	before, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(ops)
	if err != nil {
		return err
	}
	patch, err := jsonpatch.DecodePatch(raw)
	if err != nil {
		return Refusef(http.StatusBadRequest, "The patch cannot be read: %v", err)
	}
	after, err := patch.Apply(before)
	if err != nil {
		return Refusef(http.StatusBadRequest, "The patch cannot be applied: %v", err)
	}
	if err := json.Unmarshal(after, out); err != nil {
		return Refusef(http.StatusBadRequest, "The patched record is not valid: %v", err)
	}
	return nil
}
