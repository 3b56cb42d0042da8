package session

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"sync"
	"testing"

	"iscope/api"
	"iscope/views/internal/change/changetest"
)

// records are the sessions of the fake, as NERM writes them.
var records = map[string]string{
	idA: `{"id":"` + idA + `","uid":"0a1b2c3d4e5f60718293a4b5c6d7e8f9","workflow_id":"wf-contractor","requester_id":"u-ada","requester_type":"User",
		"profile_id":"p-zoe","status":"pending_approval","attributes":{"contract_end":"03/31/2026","national_id":"AB123456","reason":"Project runs on.\nSponsor agrees.","site":"Leeds","cv":"cv.pdf"}}`,
	idB: `{"id":"` + idB + `","uid":"1a1b2c3d4e5f60718293a4b5c6d7e8f0","workflow_id":"wf-review","requester_id":"u-grace","requester_type":"User",
		"profile_ids":"p-zoe, p-ngu","status":"processing","attributes":{}}`,
	idC: `{"id":"` + idC + `","uid":"2a1b2c3d4e5f60718293a4b5c6d7e8f1","workflow_id":"wf-contractor","requester_id":"p-ngu","requester_type":"NeprofileUser","status":"failed","attributes":{"site":"Bergen"}}`,
}

func read(t testing.TB, raw string) api.Session {
	t.Helper()
	s, ok := api.ReadSession([]byte(raw))
	if !ok {
		t.Fatalf("no session: %s", raw)
	}
	s.SetRaw(api.RawRow([]byte(raw)))
	return s
}

// patch is one PATCH the fake received.
type patch struct {
	id   string
	body string
	run  bool
}

// fake is a NERM tenant in memory. Its hooks, when set, answer instead.
type fake struct {
	t       testing.TB
	mu      sync.Mutex
	order   []string
	rows    map[string]map[string]any
	kinds   []api.NEAttribute
	journal *changetest.Journal
	patches []patch
	reads   int
	lists   int

	posts    []patch // and POST
	searches []string
	asked    []string // attributes whose choices were asked for
	options  map[string][]string
	actions  map[string]string
	queries  []api.SessionQuery

	onPost    func(apply func() api.Session) (api.Session, error)
	onOptions error
	onActions error
	onList    func() error
	onRead    func(n int) error // n counts reads of single sessions, from 1
	onPatch   func(apply func() api.Session) (api.Session, error)
	onKinds   error
	onLookups error
}

func newFake(t testing.TB) *fake {
	f := &fake{t: t, journal: changetest.New(), order: []string{idA, idB, idC}, rows: map[string]map[string]any{}, kinds: []api.NEAttribute{
		{ID: "1", UID: "contract_end", Label: "Contract end", DataType: "date", DateFormat: "mm/dd/yyyy"},
		{ID: "2", UID: "national_id", Label: "National identity number", DataType: "text field", Encrypted: true, ToolTip: "Stored encrypted"},
		{ID: "3", UID: "reason", Label: "Reason", DataType: "text area"},
		{ID: "4", UID: "site", Label: "Site", DataType: "drop-down"},
		{ID: "5", UID: "cv", Label: "Curriculum vitae", DataType: "attachment"},
		{ID: "6", UID: "shift", Label: "Shift", DataType: "radio buttons"},
		{ID: "7", UID: "sponsor", Label: "Sponsor", DataType: "owner search"},
		{ID: "8", UID: "contacts", Label: "Line contacts", DataType: "contributor search", Multiple: true},
		{ID: "9", UID: "employer", Label: "Employer", DataType: "profile search", Multiple: true},
		{ID: "10", UID: "access", Label: "Access needed", DataType: "check boxes"},
		{ID: "11", UID: "skills", Label: "Skills", DataType: "tags"},
		{ID: "12", UID: "title", Label: "Job title", DataType: "text field"},
	}, options: map[string][]string{"4": {"Bergen", "Leeds", "Rotterdam", "Rome"}, "6": {"day", "night"}, "10": {"badge", "laptop", "VPN"}, "11": {"welding"}}}
	for id, raw := range records {
		var row map[string]any
		if err := json.Unmarshal([]byte(raw), &row); err != nil {
			t.Fatal(err)
		}
		f.rows[id] = row
	}
	return f
}

func (f *fake) session(id string) api.Session {
	b, err := json.Marshal(f.rows[id])
	if err != nil {
		f.t.Fatal(err)
	}
	return read(f.t, string(b))
}

// alter is what somebody else does to a session.
func (f *fake) alter(id, member string, value any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if uid, ok := strings.CutPrefix(member, attrKey); ok {
		f.rows[id]["attributes"].(map[string]any)[uid] = value
		return
	}
	f.rows[id][member] = value
}

func (f *fake) Sessions(_ context.Context, q api.SessionQuery) (api.Page[api.Session], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lists++
	f.queries = append(f.queries, q)
	if f.onList != nil {
		if err := f.onList(); err != nil {
			return api.Page[api.Session]{}, err
		}
	}
	p := api.Page[api.Session]{Offset: q.Offset, Total: -1}
	var fit []api.Session
	for _, id := range f.order {
		s := f.session(id)
		status, _ := api.FilterStatus(s.Status)
		if (q.WorkflowID == "" || q.WorkflowID == s.WorkflowID) && (q.RequesterID == "" || q.RequesterID == s.RequesterID) && (q.Status == "" || q.Status == status) &&
			(q.UID == "" || q.UID == s.UID) && (q.ProfileID == "" || q.ProfileID == s.ProfileID) {
			fit = append(fit, s)
		}
	}
	p.Items = fit[min(q.Offset, len(fit)):min(q.Offset+q.Limit, len(fit))]
	p.Next = q.Offset + len(p.Items)
	p.More = p.Next < len(fit)
	return p, nil
}

func (f *fake) Session(_ context.Context, id string) (api.Session, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads++
	if f.onRead != nil {
		if err := f.onRead(f.reads); err != nil {
			return api.Session{}, err
		}
	}
	if f.rows[id] == nil {
		return api.Session{}, &api.Error{Kind: api.NotFound, Op: api.GetSession, Status: 404, Detail: "The requested Workflow session was not found"}
	}
	return f.session(id), nil
}

func (f *fake) CreateSession(ctx context.Context, d api.SessionDraft, run bool) (api.Session, error) {
	if err := f.journal.Guard(ctx, api.CreateSession); err != nil {
		return api.Session{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	body, err := json.Marshal(d)
	if err != nil {
		f.t.Fatal(err)
	}
	f.posts = append(f.posts, patch{"", string(body), run})
	apply := func() api.Session {
		id := fmt.Sprintf("99f072dd-13b4-41e1-8ea0-%012d", len(f.order))
		var row map[string]any
		if err := json.Unmarshal(body, &row); err != nil {
			f.t.Fatal(err)
		}
		row["id"], row["uid"], row["status"] = id, "made"+strconv.Itoa(len(f.order)), map[bool]string{false: "new", true: "processing"}[run]
		if row["attributes"] == nil {
			row["attributes"] = map[string]any{}
		}
		f.rows[id] = row
		f.order = append(f.order, id)
		return f.session(id)
	}
	if f.onPost != nil {
		return f.onPost(apply)
	}
	return apply(), nil
}

func (f *fake) PatchSession(ctx context.Context, id string, c api.SessionChange, run bool) (api.Session, error) {
	if err := f.journal.Guard(ctx, api.PatchSession); err != nil {
		return api.Session{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	body, err := json.Marshal(c)
	if err != nil {
		f.t.Fatal(err)
	}
	f.patches = append(f.patches, patch{id, string(body), run})
	apply := func() api.Session {
		var in struct {
			S map[string]any `json:"workflow_session"`
		}
		if err := json.Unmarshal(body, &in); err != nil {
			f.t.Fatal(err)
		}
		for k, v := range in.S {
			switch k {
			case "attributes":
				maps.Copy(f.rows[id]["attributes"].(map[string]any), v.(map[string]any))
			case "status_uid":
				f.rows[id]["status"] = v
			case "status":
			default:
				f.rows[id][k] = v
			}
		}
		return f.session(id)
	}
	if f.onPatch != nil {
		return f.onPatch(apply)
	}
	return apply(), nil
}

// users and profiles that a list has, and those that only a search finds.
var (
	listedUsers    = []api.NERMUser{{ID: "u-ada", Name: "Ada Lovelace", Email: "ada@acme.example", Login: "ada", Status: "Active"}, {ID: "u-grace", Login: "grace", Status: "Disabled"}}
	foundUsers     = []api.NERMUser{{ID: "u-far", Name: "Farah Away", Email: "farah@acme.example", Status: "Active"}}
	listedProfiles = []api.Profile{{ID: "p-zoe", Name: "Zoë Müller", Status: "Active"}, {ID: "p-ngu", Name: "阮 Nguyễn", Status: "Active"}, {ID: "p-gmbh", Name: "Müller, GmbH", Status: "On Leave"}}
)

func (f *fake) Users(_ context.Context, q api.PeopleQuery) (api.Page[api.NERMUser], error) {
	f.mu.Lock()
	f.searches = append(f.searches, q.Name+q.Email)
	f.mu.Unlock()
	if f.onLookups != nil {
		return api.Page[api.NERMUser]{}, f.onLookups
	}
	if q.Name+q.Email == "" {
		return api.Page[api.NERMUser]{Offset: q.Offset, Items: listedUsers}, nil
	}
	p := api.Page[api.NERMUser]{}
	for _, u := range foundUsers {
		if strings.EqualFold(u.Name, q.Name) || u.Email == q.Email {
			p.Items = append(p.Items, u)
		}
	}
	return p, nil
}

func (f *fake) Profiles(_ context.Context, q api.PeopleQuery) (api.Page[api.Profile], error) {
	if f.onLookups != nil {
		return api.Page[api.Profile]{}, f.onLookups
	}
	if q.Name != "" {
		return api.Page[api.Profile]{}, nil
	}
	return api.Page[api.Profile]{Offset: q.Offset, Items: listedProfiles}, nil
}

func (f *fake) AttributeOptions(_ context.Context, id string, _, _ int) (api.Page[api.NEOption], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, id)
	if f.onOptions != nil {
		return api.Page[api.NEOption]{}, f.onOptions
	}
	p := api.Page[api.NEOption]{Items: []api.NEOption{{ID: "x", AttributeID: "another", Text: "of another"}}}
	for i, text := range f.options[id] {
		p.Items = append(p.Items, api.NEOption{ID: id + strconv.Itoa(i), AttributeID: id, Text: text})
	}
	return p, nil
}

func (f *fake) WorkflowActions(_ context.Context, id string) ([]api.WorkflowAction, error) {
	if f.onActions != nil {
		return nil, f.onActions
	}
	return []api.WorkflowAction{{WorkflowID: id, Description: f.actions[id]}}, nil
}

func (f *fake) Attributes(context.Context, int, int) (api.Page[api.NEAttribute], error) {
	if f.onKinds != nil {
		return api.Page[api.NEAttribute]{}, f.onKinds
	}
	return api.Page[api.NEAttribute]{Items: f.kinds}, nil
}

// memory is a Drafts in memory.
type memory struct {
	mu    sync.Mutex
	kept  map[string]string
	saves int
	fail  error
}

func newMemory() *memory { return &memory{kept: map[string]string{}} }

func (d *memory) Load(id string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return []byte(d.kept[id]), d.fail
}

func (d *memory) Save(id string, body []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.saves++
	if d.fail == nil {
		d.kept[id] = string(body)
	}
	return d.fail
}

func (d *memory) Drop(id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.kept, id)
	return d.fail
}

func (d *memory) ListOf(nameOf func([]byte) string) ([][]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out [][]byte
	for name, body := range d.kept {
		if nameOf([]byte(body)) == name {
			out = append(out, []byte(body))
		}
	}
	return out, d.fail
}
