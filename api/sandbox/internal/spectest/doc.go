// Package spectest drives one service of the demo tenant without a network and
// holds its answers against the vendor's OpenAPI documents.
//
// A [Rig] is a service mounted in one generation of the API:
//
//	rig := spectest.New(t, inbox.New(world), kit.V3)
//	got := rig.Do("GET", "/work-items?limit=10", "")
//	got.Decode(&items)
//
// Paths are the canonical ones of [kit.Route]. Do fails the test if the request
// or the answer departs from the document; [Rig.Bad] is for requests that are
// wrong on purpose and checks the answer alone. Where the documents are not at
// hand everything works but the checking; a test that is about nothing else
// calls [Rig.NeedDocument], which skips it, or fails it where the environment
// has CI=true and ISCOPE_SPEC=required.
//
// Only tests import this package.
package spectest
