package spectest

import (
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/vendordocs"
)

// document returns the vendor's document of a generation, nil where there are
// none.
func document(t testing.TB, gen kit.Generation) *openapi3.T {
	t.Helper()
	if !vendordocs.Here() {
		return nil
	}
	return vendordocs.Spec(t, fileOf(gen))
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
