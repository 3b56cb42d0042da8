package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api/demotest"
	"iscope/api/sandbox"
)

// What really happened is read in three places, and none of them by means of
// the program: the tenant's own record of what it received, its items as they
// are now, and the bytes of the journal.

// writes returns the paths of the requests that change something.
func writes(tn *sandbox.Tenant) []string {
	var out []string
	for _, e := range tn.Record().Entries {
		if e.Method != "GET" && e.Method != "HEAD" && !strings.Contains(e.Path, "/oauth/") {
			out = append(out, e.Method+" "+e.Path)
		}
	}
	return out
}

// request is one request of the record that decides about a work item.
type request struct {
	sandbox.Entry
	item, line, verb string
}

// decisions returns the requests that decide, in the order they came.
func decisions(tn *sandbox.Tenant) []request {
	var out []request
	for _, e := range tn.Record().Entries {
		if r, ok := decides(e.Method, e.Path); ok {
			r.Entry = e
			out = append(out, r)
		}
	}
	return out
}

// decides reports whether a request decides about a work item, and which.
func decides(method, path string) (request, bool) {
	rest, ok := strings.CutPrefix(path, "/v3/work-items/")
	if !ok || method != http.MethodPost {
		return request{}, false
	}
	switch p := strings.Split(rest, "/"); {
	case len(p) == 1:
		return request{item: p[0], verb: "complete"}, true
	case strings.HasPrefix(p[0], "bulk-"):
		return request{item: p[1], verb: strings.TrimPrefix(p[0], "bulk-")}, true
	case len(p) == 3:
		return request{item: p[0], verb: p[1], line: p[2]}, true
	default:
		return request{item: p[0], verb: p[1]}, true
	}
}

// perItem counts decisions by item: all that came, and those that the tenant
// acted on, whatever it answered.
func perItem(tn *sandbox.Tenant) (came, acted map[string]int) {
	came, acted = map[string]int{}, map[string]int{}
	for _, r := range decisions(tn) {
		came[r.item]++
		if r.Handled {
			acted[r.item]++
		}
	}
	return came, acted
}

// most returns the largest count.
func most(counts map[string]int) int {
	return slices.Max(append(slices.Collect(maps.Values(counts)), 0))
}

// workItem is as much of an item as shows what was decided about it.
type workItem struct {
	ID, Type, State, OwnerID          string
	Description, RequesterDisplayName string
	ApprovalItems                     []approvalItem
}

type approvalItem struct{ ID, State, Value string }

func (w workItem) approval() bool { return w.Type == "Approval" }

// plain reports whether the item is a request for one thing, in one alphabet,
// which one key decides: about others the person is asked once more.
func (w workItem) plain() bool {
	ascii := !strings.ContainsFunc(w.Description+w.RequesterDisplayName, func(r rune) bool { return r > '~' })
	return w.Type == "Approval" && len(w.ApprovalItems) == 1 && w.decided(w.ApprovalItems[0].ID) == "" && ascii
}

// decided returns what was decided about the item, or about one line of it:
// "Finished", "Rejected", or "" while it is open. An item is finished when all
// its lines are decided, however that was.
func (w workItem) decided(line string) string {
	if w.State == "Pending" && line == "" {
		return ""
	}
	state := w.State
	for _, l := range w.ApprovalItems {
		if l.ID == line || line == "" && len(w.ApprovalItems) == 1 {
			state = l.State
		}
	}
	return strings.TrimPrefix(state, "Pending")
}

// shows reports whether the item, or one line of it, was decided like that.
func (w workItem) shows(line, verdict string) bool {
	return slices.ContainsFunc(w.ApprovalItems, func(l approvalItem) bool {
		return l.State == verdict && (l.ID == line || line == "" && w.State != "Pending")
	})
}

// still is a tenant in which nothing happens by itself: its clock stands.
func still() sandbox.Options {
	now := time.Now()
	return sandbox.Options{Now: func() time.Time { return now }, NoRateLimit: true}
}

// eye reads items as they are. It speaks another API version than the program,
// since the rate limit counts each by itself.
type eye struct {
	t     *testing.T
	h     http.Handler
	form  url.Values
	token string
}

// lookAt opens an eye on a tenant.
func lookAt(t *testing.T, tn *sandbox.Tenant) *eye {
	t.Helper()
	vars := demotest.Vars(tn.Env(""))
	return &eye{t: t, h: tn.Handler(), form: url.Values{
		"grant_type": {"client_credentials"}, "client_id": {vars["SAIL_CLIENT_ID"]}, "client_secret": {vars["SAIL_CLIENT_SECRET"]},
	}}
}

// signIn gets a token where there is none that is good.
func (e *eye) signIn() {
	r := httptest.NewRequest(http.MethodPost, "/oauth/token", strings.NewReader(e.form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	e.h.ServeHTTP(w, r)
	var grant struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &grant); err != nil {
		e.t.Fatalf("sign in: %v: %s", err, w.Body)
	}
	e.token = grant.Token
}

func (e *eye) get(path string, into any) {
	e.t.Helper()
	for range 2 {
		r := httptest.NewRequest(http.MethodGet, "/v2025/work-items"+path, http.NoBody)
		r.Header.Set("Authorization", "Bearer "+e.token)
		w := httptest.NewRecorder()
		e.h.ServeHTTP(w, r)
		if w.Code == http.StatusUnauthorized {
			e.signIn()
			continue
		}
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil || w.Code != http.StatusOK {
			e.t.Fatalf("%s: status %d, %v: %s", r.URL, w.Code, err, w.Body)
		}
		return
	}
	e.t.Fatal("no token is good")
}

// item reads an item.
func (e *eye) item(id string) (w workItem) {
	e.t.Helper()
	e.get("/"+id, &w)
	return w
}

// pending reads the open items that fit, newest first.
func (e *eye) pending(fits func(workItem) bool) []workItem {
	e.t.Helper()
	return slices.DeleteFunc(e.list("?"), func(w workItem) bool { return !fits(w) })
}

// all reads every item there is, by id.
func (e *eye) all() map[string]workItem {
	e.t.Helper()
	out := map[string]workItem{}
	for _, w := range append(e.list("?"), e.list("/completed?")...) {
		out[w.ID] = w
	}
	return out
}

func (e *eye) list(path string) (all []workItem) {
	e.t.Helper()
	for {
		var page []workItem
		if e.get(fmt.Sprintf("%slimit=250&offset=%d", path, len(all)), &page); len(page) == 0 {
			return all
		}
		all = append(all, page...)
	}
}

// intent is what the journal has of one decision.
type intent struct {
	ID, Op, Target, Line, Name string

	sent    int      // times that it is said to have left
	endings []string // what is said to have come of it, the last counts
	words   string
}

// ending is what came of it by the journal, "" while that is open.
func (i *intent) ending() string {
	if len(i.endings) == 0 {
		return ""
	}
	return i.endings[len(i.endings)-1]
}

// journal is the file of a home folder, as far as it was read.
type journal struct {
	home    string
	read    int64
	intents []*intent // in the order they were written
	byID    map[string]*intent
	torn    int // lines that are none
}

// journalOf reads the journal in a home folder.
func journalOf(t *testing.T, home string) []*intent {
	t.Helper()
	return (&journal{home: home}).more(t)
}

// more reads what was written since, and returns all.
func (j *journal) more(t *testing.T) []*intent {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(j.home, "iscope", "journal", "*.jsonl"))
	if err != nil || len(files) > 1 {
		t.Fatalf("journals %v, %v", files, err)
	}
	if len(files) == 0 {
		return nil
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if j.byID == nil {
		j.byID = map[string]*intent{}
	}
	text = text[j.read:]
	text = text[:bytes.LastIndexByte(text, '\n')+1] // the rest is being written
	j.read += int64(len(text))
	for line := range bytes.Lines(text) {
		j.line(line)
	}
	return j.intents
}

func (j *journal) line(text []byte) {
	var e struct{ E, ID, Op, Target, Line, Name, Ending, Words string }
	if json.Unmarshal(text, &e) != nil {
		j.torn++
		return
	}
	i := j.byID[e.ID]
	switch {
	case e.E == "intent":
		i = &intent{ID: e.ID, Op: e.Op, Target: e.Target, Line: e.Line, Name: e.Name}
		j.byID[e.ID], j.intents = i, append(j.intents, i)
	case i == nil: // the head of the file
	case e.E == "sent":
		i.sent++
	case e.E == "outcome":
		i.endings, i.words = append(i.endings, e.Ending), e.Words
	}
}

// open returns the intents of which the journal does not know what came.
func open(intents []*intent) []*intent {
	return slices.DeleteFunc(slices.Clone(intents), func(i *intent) bool { return i.ending() != "" })
}
