package spectest

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"iscope/api/sandbox/internal/kit"
)

// A document is read once per test binary: the large ones take a while.
var documents sync.Map // file name → func() *openapi3.T

// document loads the vendor's document of that name, nil where there is none.
// Two of them break OpenAPI's own rules, so the document itself is not validated.
func document(name string) *openapi3.T {
	load, _ := documents.LoadOrStore(name, sync.OnceValue(func() *openapi3.T {
		dir, ok := specFolder()
		if !ok {
			return nil
		}
		doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(dir, name))
		if err != nil {
			return nil
		}
		return doc
	}))
	return load.(func() *openapi3.T)()
}

// absent ends a test for want of a document, as iscope/api/rest/contract does
// for the clients; the demo tenant imports nothing of theirs.
func absent(t testing.TB, name string) {
	t.Helper()
	what := "nothing is checked: the vendor's document " + name + " is not in ../shared/spec beside the repository, or cannot be read"
	if os.Getenv("CI") == "true" && os.Getenv("ISCOPE_SPEC") == "required" {
		t.Fatal(what + ", and ISCOPE_SPEC requires it")
	}
	t.Skip(what)
}

// specFolder looks beside the repository for the folder shared/spec.
func specFolder() (string, bool) {
	dir, err := os.Getwd()
	if err != nil {
		return "", false
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			spec := filepath.Join(filepath.Dir(dir), "shared", "spec")
			info, err := os.Stat(spec)
			return spec, err == nil && info.IsDir()
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", false
		}
		dir = up
	}
}

// fileOf names the document of a generation.
func fileOf(gen kit.Generation) string {
	if gen == kit.NERM {
		return "nerm.json"
	}
	return "isc-" + string(gen) + ".json"
}

// pathOf writes a canonical path as the generation's document does: without the
// version in front, and with v1 after the first segment in the per-service form.
func pathOf(gen kit.Generation, path string) string {
	if gen != kit.V1 {
		return path
	}
	service, rest, found := strings.Cut(path[1:], "/")
	if !found {
		return "/" + service + "/v1"
	}
	return "/" + service + "/v1/" + rest
}
