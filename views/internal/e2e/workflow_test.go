package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"iscope/api/sandbox"
)

// few is a tenant of few workflows and next to nothing else. Its clock goes: an
// edit shows in the time of the last change.
func few(workflows int) sandbox.Options {
	return sandbox.Options{Workflows: workflows, Executions: 1, WorkItems: 1, Tasks: 1, Sessions: 1, NoRateLimit: true}
}

// flow is as much of a workflow as edits and imports show in.
type flow struct {
	ID, Name, Description string
	Enabled               bool
	Definition            json.RawMessage
}

// call sends the tenant a request about workflows, as another client.
func (e *eye) call(method, path, kind, body string, into any) {
	e.t.Helper()
	for range 2 {
		r := httptest.NewRequest(method, "/v2025/workflows"+path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+e.token)
		if kind != "" {
			r.Header.Set("Content-Type", kind)
		}
		w := httptest.NewRecorder()
		e.h.ServeHTTP(w, r)
		if w.Code == http.StatusUnauthorized {
			e.signIn()
			continue
		}
		if w.Code != http.StatusOK {
			e.t.Fatalf("%s %s: status %d: %s", method, r.URL, w.Code, w.Body)
		}
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			e.t.Fatalf("%s %s: %v: %s", method, r.URL, err, w.Body)
		}
		return
	}
	e.t.Fatal("no token is good")
}

// flows reads all workflows.
func (e *eye) flows() (all []flow) {
	e.t.Helper()
	e.call(http.MethodGet, "", "", "", &all)
	return all
}

// flow reads a workflow.
func (e *eye) flow(id string) (f flow) {
	e.t.Helper()
	e.call(http.MethodGet, "/"+id, "", "", &f)
	return f
}

// set changes a member of a workflow by the API, as the account of the program
// itself does from elsewhere.
func (e *eye) set(id, member, text string) {
	e.t.Helper()
	body, _ := json.Marshal([]map[string]string{{"op": "replace", "path": "/" + member, "value": text}})
	e.call(http.MethodPatch, "/"+id, "application/json-patch+json", string(body), new(flow))
}

// part opens the editor on a part of the workflow under the cursor, by the name
// of the part.
func (s *session) part(name string) {
	s.t.Helper()
	s.keys("e")
	s.wait(`(?s)Edit .*Fields.*Whole workflow`)
	s.keys(name)
	s.wait(`1 of 1`)
	s.keys("\r")
}

// describe opens the form of the workflow under the cursor and writes behind its
// description.
func (s *session) describe(text string) {
	s.t.Helper()
	s.part("Fields")
	s.wait(`field 1 of`)
	s.keys("\t")
	s.wait(`field 2 of`)
	s.keys("\x1b[F" + text)
}

// agree answers a question with yes.
func (s *session) agree(question string) {
	s.t.Helper()
	s.wait(question)
	s.insist("y", question, false)
}

// kept is a draft on disk.
type kept struct{ ID, Text string }

// description returns that of the text of a draft of a whole workflow.
func (k kept) description() string {
	var f flow
	_ = json.Unmarshal([]byte(k.Text), &f) // what is half typed has none
	return f.Description
}

// keptIn reads the drafts of workflows in a home folder. A file that is no draft
// fails the test: no crash may leave half a one.
func keptIn(t *testing.T, home string) (all []kept) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(home, "iscope", "drafts", "workflow-*.json"))
	for _, f := range files {
		var k kept
		if text, err := os.ReadFile(f); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		} else if err == nil {
			if err := json.Unmarshal(text, &k); err != nil || k.ID == "" {
				t.Fatalf("%s is no draft: %v: %s", filepath.Base(f), err, text)
			}
			all = append(all, k)
		}
	}
	return all
}

// holds waits until the drafts of a home folder are one, with that text in it.
func holds(t *testing.T, home, text string) {
	t.Helper()
	eventually(t, fmt.Sprintf("a draft with %q", text), func() bool {
		all := keptIn(t, home)
		return len(all) == 1 && strings.Contains(all[0].Text, text)
	})
}
