// Package vendordocs is the way of tests to the vendor's OpenAPI documents and
// recorded answers, which lie in ../shared/spec beside the repository.
//
//	doc := vendordocs.Spec(t, "nerm.json")
//	body := vendordocs.Example(t, "work-item.json")
//
// Where that folder is absent there is nothing to hold anything against. One
// rule ends such a test, see [Absent]: it is skipped with a message, and fails
// where the environment has CI=true and ISCOPE_SPEC=required. A folder that is
// there and lacks a file is an error everywhere.
//
// Only tests and what they are made of import it. It knows no client, so that
// the demo tenant may use it too.
package vendordocs
