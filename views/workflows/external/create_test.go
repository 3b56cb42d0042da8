package external

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/sandbox"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

func TestCreate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.shows("badge-lost", "acme", "enabled", "Dry test", "Run it live", "Create an OAuth client")
		s.Press(char('G'), enter)
		s.shows("Tenant acme", flowID, "No client of it is known here.", "is not documented", "only this once")
		s.Agree("Create an OAuth client?")
		f.journal.Is(t, "begin create external OAuth client "+flowID, "send create external OAuth client", "end done")
		s.shows("only this once", "1a58c03a6bf64dc2876f6988c6e2c7b7", "············", f.w.Trigger.URL[:40])
		if strings.Contains(s.frame(94, 30), theSecret) {
			t.Error("the secret is shown before anybody asked for it")
		}
		if ok, why := s.desk.CanLeave(); ok || !strings.Contains(why, "was not copied") {
			t.Errorf("%v %q", ok, why)
		}
		s.Press(char('v'), char('y'))
		if strings.Contains(s.frame(94, 30), theSecret) || len(s.copies()) != 0 {
			t.Error("a key counts that was pressed before the secret could be seen")
		}
		s.Advance(time.Second)
		s.Press(char('v'))
		s.shows(theSecret)
		s.Press(char('v'))
		if strings.Contains(s.frame(94, 30), theSecret) {
			t.Error("the secret is not hidden again")
		}
		s.Press(char('y'))
		if c := s.copies(); len(c) != 1 || c[0].Text != theSecret || c[0].What != "client secret" {
			t.Errorf("%v", c)
		}
		s.shows("Copied")
		if ok, why := s.desk.CanLeave(); !ok {
			t.Error(why)
		}
		s.Press(esc)
		s.shows("The client 1a58c03a6bf64dc2876f6988c6e2c7b7 was created; its secret was copied, and is not here any more", "client id 1a58")
		if s.desk.panel.secret != nil {
			t.Error("the secret is kept")
		}
		s.Press(char('y'))
		if c := s.copies(); len(c) != 2 || c[1].Text != "1a58c03a6bf64dc2876f6988c6e2c7b7" {
			t.Errorf("%v", c)
		}
		s.Press(esc)
		if len(s.Stack) != 0 || f.count(api.CreateExternalClient) != 1 {
			t.Errorf("%d windows, %d requests", len(s.Stack), f.count(api.CreateExternalClient))
		}
		if o := s.outcomes(); len(o) != 1 || o[0] != "create OAuth client: done: created the client 1a58c03a6bf64dc2876f6988c6e2c7b7" {
			t.Errorf("%q", o)
		}
	})
}

// TestUncopied pins that a secret is not lost by one key.
func TestUncopied(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.create()
		s.Press(esc)
		if c, ok := s.Stack[len(s.Stack)-1].(*dialog.Confirm); !ok || !c.Grave {
			t.Fatal("it closes without a question")
		}
		s.Press(char('n'))
		s.shows("············")
		if s.desk.panel.secret == nil {
			t.Fatal("the secret is lost though nobody agreed")
		}
		s.Press(esc)
		s.Agree("Close without copying the secret?")
		s.shows("was not shown, and cannot be any more")
		if s.desk.panel.secret != nil {
			t.Error("the secret is kept")
		}
		s.create()
		s.Press(char('v'), esc)
		s.Agree("Close without copying the secret?")
		s.shows("its secret was shown, and is not here any more")
	})
}

func TestCreateGoesWrong(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(f *tenant)
		says    string
		ending  journal.Ending
		sent    int
	}{
		"unknown": {
			func(f *tenant) {
				f.fail[api.CreateExternalClient] = &api.Error{Kind: api.Offline, Op: api.CreateExternalClient, Detail: "reset " + theSecret}
			}, "an OAuth client may exist that nobody has seen", journal.Unknown, 1,
		},
		"failing tenant": {
			func(f *tenant) {
				f.fail[api.CreateExternalClient] = &api.Error{Kind: api.Server, Status: 502, Op: api.CreateExternalClient, Detail: `{"secret":"` + theSecret + `"}`}
			}, "no clear answer came (HTTP 502)", journal.Unknown, 1,
		},
		"unreadable": {
			func(f *tenant) {
				f.fail[api.CreateExternalClient] = &api.Error{Kind: api.Decode, Status: 200, Op: api.CreateExternalClient, Detail: "wanted an id and a secret"}
			}, "no clear answer came (HTTP 200)", journal.Unknown, 1,
		},
		"refused": {
			func(f *tenant) {
				f.fail[api.CreateExternalClient] = &api.Error{Kind: api.Forbidden, Status: 403, Op: api.CreateExternalClient, Detail: "Forbidden"}
			}, "Forbidden", journal.Refused, 1,
		},
		"not sent": {
			func(f *tenant) {
				f.fail[api.CreateExternalClient] = &api.Error{Kind: api.Offline, Unsent: true, Op: api.CreateExternalClient, Detail: "no route"}
			}, "nothing was sent: no route", journal.NotSent, 1,
		},
		"gone": {
			func(f *tenant) {
				f.fail[api.GetWorkflow] = &api.Error{Kind: api.NotFound, Status: 404, Op: api.GetWorkflow}
			},
			"does not have the workflow any more", journal.NotSent, 0,
		},
		"unreadable workflow": {
			func(f *tenant) {
				f.fail[api.GetWorkflow] = &api.Error{Kind: api.Offline, Op: api.GetWorkflow, Detail: "timeout"}
			},
			"could not be read first: timeout", journal.NotSent, 0,
		},
		"changed":             {func(f *tenant) { f.w.Modified = f.w.Modified.Add(time.Hour) }, "nothing was sent: ", journal.Changed, 0},
		"no trigger any more": {func(f *tenant) { f.w.Trigger = api.Trigger{Type: "EVENT"} }, "it has no external trigger any more", journal.Changed, 0},
		"defect":              {func(f *tenant) { f.panics = true }, "an OAuth client may exist that nobody has seen", journal.Unknown, 1},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant()
				s := open(t, f)
				c.prepare(f)
				s.create()
				s.shows(c.says)
				if e := f.journal.Latest(t); e.Ending != c.ending || strings.Contains(fmt.Sprintf("%+v", e), theSecret) {
					t.Errorf("in the journal: %+v", e)
				}
				if n := f.count(api.CreateExternalClient); n != c.sent {
					t.Errorf("%d requests, want %d", n, c.sent)
				}
				if s.desk.panel.secret != nil || s.desk.panel.page != menuPage {
					t.Error("there is a secret")
				}
				s.Advance(time.Hour)
				if n := f.count(api.CreateExternalClient); n != c.sent {
					t.Errorf("it was sent again: %d", n)
				}
				for _, m := range s.Sent {
					if strings.Contains(fmt.Sprintf("%+v", m), theSecret) {
						t.Errorf("the secret is in %+v", m)
					}
				}
			})
		})
	}
}

func TestJournalCannotBeWritten(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		f.journal.Fill()
		s.create()
		s.shows("nothing was sent")
		if f.count(api.CreateExternalClient)+f.count(api.GetWorkflow) != 0 {
			t.Error("something was asked all the same")
		}
	})
}

// TestWhileCreating pins that the window waits for the secret.
func TestWhileCreating(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		f.latency = 5 * time.Second
		s.Press(char('G'), enter)
		c := s.Stack[1].(*dialog.Confirm)
		c.Render(76, 60)
		cmd, _ := c.Update(char('y'))
		s.Stack = s.Stack[:1]
		s.Do(cmd)
		s.Advance(time.Second)
		s.shows("the window stays open")
		s.Press(esc)
		s.shows("One moment")
		s.Press(enter)
		if len(s.Stack) != 1 {
			t.Fatal("the window can be left")
		}
		if ok, why := s.desk.CanLeave(); ok || !strings.Contains(why, "being created") {
			t.Errorf("%v %q", ok, why)
		}
		s.Advance(time.Minute)
		s.shows("············")
		if f.count(api.CreateExternalClient) != 1 {
			t.Errorf("%d requests", f.count(api.CreateExternalClient))
		}
	})
}

func TestProtected(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.w.Trigger.ClientID = "old-client"
		s := open(t, f)
		s.env.Protected = true
		s.Press(char('G'), enter)
		c := s.Stack[1].(*dialog.Confirm)
		if c.Type != "acme" || !c.Grave {
			t.Errorf("%q %v", c.Type, c.Grave)
		}
		s.shows("It has the client old-client.", "may stop working", "acme is protected")
		c.Render(76, 60)
		s.Press(char('y'), enter)
		if f.count(api.CreateExternalClient) != 0 {
			t.Error("it was created without the name")
		}
	})
}

func TestReadOnly(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.env.ReadOnly = true
		s.Press(char('G'), enter)
		s.shows("Read-only: nothing can be changed")
		s.Press(char('k'), enter)
		if len(s.runs) != 0 || len(s.Stack) != 1 {
			t.Error("it can be run")
		}
		if cmd, mine := s.desk.Answered(dialog.Answer{Name: questions, Value: asked{panel: 1, what: askCreate}}); cmd != nil || !mine {
			t.Error("an answer is carried out")
		}
		s.Press(char('g'), enter, ctrl('s'))
		s.shows("Nothing ran.")
		if f.count(api.CreateExternalClient) != 0 || f.count(api.TestExternal) != 1 || len(f.journal.Happened()) != 0 {
			t.Errorf("%v %v", f.calls, f.journal.Happened())
		}
	})
}

func TestSettle(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.w.Trigger.ClientID = "c-9"
		s := open(t, f)
		e := f.journal.Sent(t, journal.Intent{ID: "x-1", Op: api.CreateExternalClient, Target: flowID, Name: "Badge lost"})
		if !s.desk.Settles(e.Op) || s.desk.Settles(api.PatchWorkflow) {
			t.Error("the wrong ones are settled")
		}
		s.Do(s.desk.Settle([]journal.Entry{e}))
		found := false
		for _, m := range s.Sent {
			if r, ok := m.(screen.Recalled); ok {
				found = true
				if !r.Doubtful || !strings.Contains(r.Outcome, "nobody has seen") || !strings.Contains(r.Outcome, "c-9") {
					t.Errorf("%+v", r)
				}
			}
		}
		if !found || f.count(api.CreateExternalClient) != 0 {
			t.Error("it is not told, or was sent again")
		}
	})
}

// tap reads what the tenant answers to the making of a client, and may spoil it.
type tap struct {
	http.RoundTripper
	told  []byte
	spoil func([]byte) []byte
}

func (p *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := p.RoundTripper.RoundTrip(r)
	if err != nil || !strings.HasSuffix(r.URL.Path, "/external/oauth-clients") {
		return res, err
	}
	if p.told, err = io.ReadAll(res.Body); err != nil {
		return nil, err
	}
	body := p.told
	if p.spoil != nil {
		body = p.spoil(body)
	}
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	res.Header.Del("Content-Length")
	return res, nil
}

// TestSecretStaysHome searches every byte that is written while a client is made
// over the real client and a journal on disk, and every message and frame, for
// the secret.
func TestSecretStaysHome(t *testing.T) {
	for name, spoil := range map[string]func([]byte) []byte{
		"as it is":   nil,
		"without id": func(b []byte) []byte { return bytes.Replace(b, []byte(`"id"`), []byte(`"ix"`), 1) },
		"no JSON":    func(b []byte) []byte { return append(b, '!') },
		"cut":        func(b []byte) []byte { return b[:len(b)-1] },
		"a list":     func(b []byte) []byte { return append(append([]byte("["), b...), ']') },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			bubble(t, func(t *testing.T) { stayHome(t, dir, spoil) })
		})
	}
}

func stayHome(t *testing.T, dir string, spoil func([]byte) []byte) {
	demo := sandbox.New(sandbox.Options{Seed: 7})
	var log bytes.Buffer
	calls := &api.Calls{}
	j := journal.Disk(dir, "demo", "http://127.0.0.1:1", time.Now)
	wire := &tap{RoundTripper: demo.RoundTripper(), spoil: spoil}
	client := demotest.ISC(t, demo, isc.Config{Generation: isc.V3, HTTP: wire, Guard: j.Guard, Calls: calls, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	page, err := client.Workflows(t.Context(), api.Query{Limit: api.MaxPage})
	if err != nil {
		t.Fatal(err)
	}
	var w api.Workflow
	for _, x := range page.Items {
		if isExternal(x.Trigger) {
			w = x
		}
	}
	s := openWith(t, client, j, w)
	s.create()
	_, rest, _ := bytes.Cut(wire.told, []byte(`"secret":"`))
	told, _, _ := bytes.Cut(bytes.TrimLeft(rest, " "), []byte(`"`))
	if len(told) < 16 {
		t.Fatalf("the tenant told no secret: %s", wire.told)
	}
	p := s.desk.panel
	if spoil == nil && (p.secret == nil || p.secret.Reveal() != string(told)) {
		t.Fatalf("the secret did not arrive: %s", p.said)
	}
	var out bytes.Buffer
	out.Write(log.Bytes())
	for _, size := range [][2]int{{114, 30}, {74, 18}, {34, 6}} {
		frame, _ := p.Render(size[0], size[1])
		fmt.Fprintln(&out, frame, p.Title(), p.Hints())
	}
	for _, m := range append(append([]any{}, anys(s.Came)...), anys(s.Sent)...) {
		fmt.Fprintf(&out, "%v %+v %#v\n", m, m, m)
	}
	fmt.Fprintf(&out, "%+v %#v %v\n", *p, *p, errors.New(p.said))
	for _, c := range calls.Latest() {
		fmt.Fprintf(&out, "%+v\n", c)
	}
	if p.secret != nil {
		s.Press(esc)
		s.Agree("Close without copying the secret?")
	}
	s.Press(esc)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	files := 0
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Error(err)
			}
			out.Write(raw)
			files++
		}
		return err
	})
	if files == 0 || !bytes.Contains(out.Bytes(), []byte("oauth-clients")) {
		t.Error("nothing was written that could be searched")
	}
	if bytes.Contains(out.Bytes(), told) {
		at := bytes.Index(out.Bytes(), told)
		t.Errorf("the secret stands in …%s…", out.Bytes()[max(at-200, 0):min(at+200, out.Len())])
	}
	if p.secret != nil || reflect.ValueOf(*p).FieldByName("secret").IsValid() && !reflect.ValueOf(*p).FieldByName("secret").IsNil() {
		t.Error("the secret is kept after closing")
	}
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i := range list {
		out[i] = list[i]
	}
	return out
}
