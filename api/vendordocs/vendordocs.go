package vendordocs

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Here reports whether the folder of the documents is beside the repository.
func Here() bool {
	_, ok := find()
	return ok
}

// Folder returns the folder of the documents. Where there is none the test
// ends; see [Absent].
func Folder(t testing.TB) string {
	t.Helper()
	folder, ok := find()
	if !ok {
		Absent(t)
	}
	return folder
}

// find looks beside the repository's root, which is above every test.
func find() (string, bool) {
	dir, err := os.Getwd()
	if err != nil {
		return "", false
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			folder := filepath.Join(dir, "..", "shared", "spec")
			info, err := os.Stat(folder)
			return folder, err == nil && info.IsDir()
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", false
		}
		dir = up
	}
}

// Absent ends a test that has no documents to hold anything against: it is
// skipped, and fails where the environment requires them.
func Absent(t testing.TB) {
	t.Helper()
	const what = "nothing is checked: the vendor's documents are not in ../shared/spec beside the repository"
	if os.Getenv("CI") == "true" && os.Getenv("ISCOPE_SPEC") == "required" {
		t.Fatal(what + ", and ISCOPE_SPEC requires them")
	}
	t.Skip(what)
}

// Read returns a document as it was written, by its path in the folder.
func Read(t testing.TB, name ...string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(append([]string{Folder(t)}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// Example returns a recorded body.
func Example(t testing.TB, name string) []byte {
	t.Helper()
	return Read(t, "examples", name)
}

// The large documents take a while to read, so that each is read once per test
// binary.
var specs sync.Map // file name → func() (*openapi3.T, error)

// Spec returns an OpenAPI document by its file name. Tests share it and change
// nothing in it. Two of the documents break OpenAPI's own rules, so that the
// document itself is not validated.
func Spec(t testing.TB, name string) *openapi3.T {
	t.Helper()
	path := filepath.Join(Folder(t), name)
	load, _ := specs.LoadOrStore(name, sync.OnceValues(func() (*openapi3.T, error) { return openapi3.NewLoader().LoadFromFile(path) }))
	doc, err := load.(func() (*openapi3.T, error))()
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
