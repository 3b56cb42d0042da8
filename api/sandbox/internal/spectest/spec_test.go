package spectest

import (
	"testing"

	"iscope/api/sandbox/internal/kit"
)

// verdict is a test that notes how it was ended.
type verdict struct {
	testing.TB
	skipped, failed bool
}

func (*verdict) Helper()        {}
func (v *verdict) Skip(...any)  { v.skipped = true }
func (v *verdict) Fatal(...any) { v.failed = true }

// TestNeedDocument pins that a build which requires the documents does not
// pass without them, and that a rig which has one goes on.
func TestNeedDocument(t *testing.T) {
	for _, c := range []struct {
		ci, spec string
		fails    bool
	}{{"true", "required", true}, {"true", "", false}, {"", "required", false}, {"", "", false}} {
		t.Setenv("CI", c.ci)
		t.Setenv("ISCOPE_SPEC", c.spec)
		without, with := &verdict{TB: t}, &verdict{TB: t}
		(&Rig{t: without, gen: kit.V3}).NeedDocument()
		if without.failed != c.fails || !without.failed && !without.skipped {
			t.Errorf("CI=%s ISCOPE_SPEC=%s: %+v", c.ci, c.spec, without)
		}
		if doc := document(t, kit.V3); doc != nil {
			(&Rig{t: with, gen: kit.V3, doc: doc}).NeedDocument()
			if with.failed || with.skipped {
				t.Error("a rig with its document ends the test")
			}
		}
	}
}
