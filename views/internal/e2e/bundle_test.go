package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// folder reads the files of a folder, by name.
func folder(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, e := range entries {
		info, err := e.Info()
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", e.Name(), info.Mode())
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		must(t, err)
		out[e.Name()] = text
	}
	return out
}

// exportAll writes all n workflows of a tenant to a folder and returns what is in
// it.
func (s *session) exportAll(n int, dir string) map[string][]byte {
	s.t.Helper()
	s.wait(fmt.Sprintf(`Workflows +%d `, n))
	s.keys("*")
	s.wait(fmt.Sprintf(`%d marked`, n))
	s.keys("w")
	s.wait(fmt.Sprintf(`Export %d workflows`, n))
	s.gone(`Making the files`)
	s.keys("\x15" + dir + "\r")
	s.wait(fmt.Sprintf(`%d workflows: %d written`, n, n))
	s.keys("\r")
	s.gone(`╭`)
	return folder(s.t, dir)
}

// password is a credential that stands in a definition.
const password = "hunter2hunter2"

// add puts a member into a workflow by the API.
func (e *eye) add(id, pointer, text string) {
	e.t.Helper()
	body, _ := json.Marshal([]map[string]string{{"op": "add", "path": pointer, "value": text}})
	e.call(http.MethodPatch, "/"+id, "application/json-patch+json", string(body), new(flow))
}

// TestRoundTrip exports all workflows, imports them into an empty tenant and
// exports that: the files are the same, byte by byte, but for the texts beside
// them that say what has to be set again.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	const n = 26 // one of each kind of the demo tenant
	tn, env := tenant(t, few(n))
	look := lookAt(t, tn)
	joiner := look.flows()[0]
	look.add(joiner.ID, "/definition/steps/Create ticket/attributes/basicAuthPassword", password)
	look.add(joiner.ID, "/definition/steps/Create ticket/attributes/oAuthClientSecret", "$.secrets."+password)
	came := len(writes(tn))
	s := start(t, 140, 44, env, "--view", "workflows")
	first := s.exportAll(n, filepath.Join(t.TempDir(), "first"))
	s.leave()
	if got := writes(tn)[came:]; len(got) > 0 {
		t.Errorf("exporting sent: %v", got)
	}

	dir := t.TempDir()
	for name, text := range first {
		if bytes.Contains(text, []byte(password)) {
			t.Errorf("%s has a credential:\n%s", name, text)
		}
		must(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	empty, env := tenant(t, few(-1))
	s = start(t, 140, 44, env, "--view", "workflows")
	s.wait(`This tenant has no workflows`)
	s.keys("i")
	s.wait(`Import workflows`)
	s.keys(dir + "\r")
	s.wait(`review and create \(` + fmt.Sprint(n))
	s.keys("\x13")
	s.agree(fmt.Sprintf(`Create %d workflows\?`, n))
	s.wait(fmt.Sprintf(`%d created`, n))
	s.keys("\x1b")
	s.gone(`╭`)
	second := s.exportAll(n, filepath.Join(t.TempDir(), "second"))
	s.leave()

	notes := func(name string, _ []byte) bool { return strings.HasSuffix(name, ".notes.txt") }
	with := len(first)
	maps.DeleteFunc(first, notes)
	maps.DeleteFunc(second, notes)
	if with != len(first)+1 {
		t.Errorf("%d texts say what has to be set again", with-len(first))
	}
	if len(first) != n || !slices.Equal(slices.Sorted(maps.Keys(first)), slices.Sorted(maps.Keys(second))) {
		t.Errorf("%d files, then %d", len(first), len(second))
	}
	for name, text := range first {
		if !bytes.Equal(text, second[name]) {
			t.Errorf("%s:\n%s\n— then —\n%s", name, text, second[name])
		}
	}
	for _, f := range lookAt(t, empty).flows() {
		if f.Enabled {
			t.Errorf("%s was created enabled", f.Name)
		}
	}
	if got := len(writes(empty)); got != n {
		t.Errorf("%d requests that create", got)
	}
	t.Logf("%d workflows, %d texts beside them: the same bytes after export, import, export", n, with-len(first))
}
