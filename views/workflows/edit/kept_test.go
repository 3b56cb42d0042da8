package edit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"iscope/ui/extern"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/draft"
)

// TestDraftIsTakenUp is a crash: another run of the program finds the draft, also
// a malformed one, and merges it with what happened since.
func TestDraftIsTakenUp(t *testing.T) {
	store, f := newDisk(), newTenant()
	bubble(t, func(t *testing.T) {
		s := openWith(t, f, f, store, changetest.New())
		s.edit(OneStep("/definition/steps/Order"))
		s.replace(`example.test/orders`, `example.test/v2`)
		s.replace(`"method": "post"`, `"method": "po`)
		s.Advance(time.Second)
		if ok, why := s.desk.CanLeave(); !ok {
			t.Errorf("a draft on disk cannot be left: %s", why)
		}
	})
	bubble(t, func(t *testing.T) {
		f.alter(idA, "grace", func(row map[string]any) { row["description"] = "Theirs." })
		s := openWith(t, f, f, store, changetest.New())
		s.Do(s.desk.Recover())
		s.said("A draft of a workflow was kept: Joiner: provision laptop; e goes on")
		s.edit(Whole)
		s.Choose("Continue the draft")
		s.shows("step Order", "The workflow changed since this was typed by Grace", `"method": "po`)
		s.Press(next)
		s.shows("the line ends within")
		s.replace(`"method": "po`, `"method": "put"`)
		s.Press(next)
		s.shows("Nobody touched what you changed", "PATCH", "example.test/v2")
		s.Press(next)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		w := string(s.tenant.read(idA).Raw.JSON())
		if !strings.Contains(w, "Theirs.") || !strings.Contains(w, "example.test/v2") || len(store.kept) != 0 {
			t.Errorf("%s, drafts %q", w, store.all())
		}
	})
}

func TestDraftThatIsNotTakenUp(t *testing.T) {
	store, f := newDisk(), newTenant()
	bubble(t, func(t *testing.T) {
		s := openWith(t, f, f, store, changetest.New())
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Press(esc)
		s.Advance(time.Second)
		s.said("The draft is kept")
		s.edit(Whole)
		s.Choose("Start over, keep the draft")
		s.shows("Orders a laptop")
		s.Press(esc)
		s.Advance(time.Second)
		if s.desk.Pending() || !strings.Contains(store.all(), "Orders one laptop") {
			t.Error("a draft that was left alone is gone")
		}
		s.edit(Whole)
		s.Choose("Discard the draft")
		s.Agree("Discard the draft?")
		s.Advance(time.Second)
		s.shows("Orders a laptop")
		if len(store.kept) != 0 {
			t.Error("a discarded draft is there")
		}
		s.replace(`Orders a laptop`, `Orders two laptops`)
		s.Advance(time.Second)
		s.Press(ctrl('x'))
		s.Agree("Discard the draft?")
		s.Advance(time.Second)
		if s.desk.Pending() || len(store.kept) != 0 {
			t.Errorf("drafts %q", store.all())
		}
	})
}

func TestTypedBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Advance(time.Second)
		s.Press(ctrl('z'))
		s.shows("Orders a laptop", "once more brings your text back")
		s.Advance(time.Second)
		if len(s.disk.kept) != 0 {
			t.Error("a draft without changes stays")
		}
		s.Press(ctrl('z'))
		s.shows("Orders one laptop")
		s.Advance(time.Second)
		if len(s.disk.kept) != 1 {
			t.Error("what came back is not kept")
		}
	})
}

func TestDraftsThatCannotBeUsed(t *testing.T) {
	for _, body := range map[string]string{"no JSON": `{`, "another's": `{"id":"x"}`, "huge": strings.Repeat(" ", draft.Max+1)} {
		bubble(t, func(t *testing.T) {
			store, f := newDisk(), newTenant()
			store.kept[idA] = []byte(body)
			s := openWith(t, f, f, store, changetest.New())
			s.edit(Whole)
			s.said("left alone")
			s.shows("Orders a laptop")
		})
	}
}

// TestSecretsStayHome pins that no draft holds a secret that is written out, and
// that the tenant's own come back while others have to be typed again.
func TestSecretsStayHome(t *testing.T) {
	store, f := newDisk(), newTenant()
	attributes := steps(f.rows[idA])["Get Identity"].(map[string]any)["attributes"].(map[string]any)
	attributes["basicAuthPassword"], attributes["oauthClientSecret"] = "tenants-own-pw", "$.secrets.5f0c"
	bubble(t, func(t *testing.T) {
		s := openWith(t, f, f, store, changetest.New())
		s.edit(Whole)
		s.replace(`"method": "post"`, `"method": "put", "client_secret": "typed-secret"`)
		s.Advance(time.Second)
		if all := store.all(); strings.Contains(all, "tenants-own-pw") || strings.Contains(all, "typed-secret") || !strings.Contains(all, "$.secrets.5f0c") {
			t.Fatalf("the draft holds %s", all)
		}
		if ok, _ := s.desk.CanLeave(); ok {
			t.Error("a secret that no draft keeps can be left")
		}
		s.Press(esc)
		s.Asked("Discard what was typed?")
	})
	bubble(t, func(t *testing.T) {
		s := openWith(t, f, f, store, changetest.New())
		s.edit(Whole)
		s.Choose("Continue the draft")
		s.shows("type them again", "tenants-own-pw")
		s.Press(next)
		s.shows("a secret stood here that the draft does not keep")
		s.Press(enter)
		s.replace(typeAgain, "$.secrets.77")
		s.Press(next)
		if s.desk.job.stage == checking {
			s.Press(next)
		}
		s.shows("PATCH")
		if strings.Contains(string(s.desk.job.request.bytes), "pw") {
			t.Errorf("the request has what did not change: %s", s.desk.job.request.bytes)
		}
	})
}

// TestSecretStaysWithItsHost pins that a secret of the tenant is given back to
// nothing but what it belonged to, and that nothing is sent until it is typed.
func TestSecretStaysWithItsHost(t *testing.T) {
	store, f := newDisk(), newTenant()
	attributes := steps(f.rows[idA])["Order"].(map[string]any)["attributes"].(map[string]any)
	attributes["targets"] = []any{
		map[string]any{"host": "a.test", "password": "PW-OF-A"}, map[string]any{"host": "b.test", "password": "PW-OF-B"}}
	bubble(t, func(t *testing.T) {
		s := openWith(t, f, f, store, changetest.New())
		s.edit(Whole)
		root := read([]byte(s.desk.panel.editor.Text()))
		list := root.At("/definition/steps/Order/attributes/targets")
		list.Items = list.Items[1:]
		s.paste(string(root.Indent()))
		s.Advance(time.Second)
		s.Press(esc)
		s.Advance(time.Second)
		s.said("The draft is kept") // the tenant has what is not in it
	})
	bubble(t, func(t *testing.T) {
		s := openWith(t, f, f, store, changetest.New())
		s.edit(Whole)
		s.Choose("Continue the draft")
		if text := s.desk.panel.editor.Text(); strings.Contains(text, "PW-OF") || !strings.Contains(text, typeAgain) {
			t.Errorf("given to another host: %s", text)
		}
		s.Press(next)
		s.shows("a secret stood here that the draft does not keep")
		s.Press(next)
		s.Advance(time.Second)
		if len(f.bodies) != 0 {
			t.Errorf("sent %q", f.bodies)
		}
	})
}

// TestHalfASecretStaysHome pins that a secret that is not typed to its end is in no
// draft either, and that closing asks.
func TestHalfASecretStaysHome(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Whole)
		s.replace(`"method": "post"`, `"method": "post", "password": "hunter2hunter2`)
		s.Advance(time.Second)
		s.Press(esc)
		s.Asked("Discard what was typed?")
		if all := s.disk.all(); strings.Contains(all, "hunter2") || !strings.Contains(all, "nextStep") {
			t.Errorf("on disk: %s", all)
		}
	})
}

// TestHeadersStayHome pins that the secrets in what is not edited are in no draft.
func TestHeadersStayHome(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		attributes := steps(f.rows[idA])["Order"].(map[string]any)["attributes"].(map[string]any)
		attributes["requestHeaders"] = []any{map[string]any{"name": "Authorization", "value": "Bearer TENANTSECRET"}}
		s := open(t, f)
		s.edit(Form)
		s.desk.job.form.Set("/description", "x")
		s.Do(s.desk.formTyped())
		s.Advance(time.Second)
		if all := s.disk.all(); strings.Contains(all, "TENANTSECRET") || !strings.Contains(all, tenantHas) {
			t.Errorf("on disk: %s", all)
		}
		if ok, why := s.desk.CanLeave(); !ok {
			t.Errorf("what the tenant has cannot be left: %s", why)
		}
	})
}

// edited makes the editor of the test write a file as a real one does.
func edited(text string, d extern.Done) func(extern.Request) extern.Done {
	return func(r extern.Request) extern.Done {
		d.Text = []byte(text)
		d.Same = text == string(r.Text)
		return d
	}
}

func TestOutside(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Definition)
		s.edits = func(r extern.Request) extern.Done {
			return extern.Done{Text: []byte(strings.Replace(string(r.Text), "orders", "v2", 1))}
		}
		s.Press(ctrl('o'))
		r := s.opened[0]
		if r.Name != "Joiner: provision laptop" || r.Ext != ".json" || r.Dir == "" || r.Owner != s.env.Tenant || r.Line != 1 {
			t.Errorf("%+v", r)
		}
		s.shows("Taken over from the editor", "example.test/v2")
		s.Advance(time.Second)
		if !strings.Contains(s.disk.all(), "example.test/v2") {
			t.Error("the draft does not have it")
		}
		// The problem under the cursor is where the editor opens.
		s.edits = edited(`{"start": }`, extern.Done{})
		s.Press(ctrl('o'), next)
		s.shows("a value is expected")
		s.Press(ctrl('o'))
		if r := s.opened[2]; r.Line == 0 || string(r.Text) != "{\"start\": }\n" {
			t.Errorf("%+v %s", r, r.Text)
		}
	})
}

// TestOutsideThatFails pins that an editor that crashes keeps what it had saved,
// and that one without a result changes nothing.
func TestOutsideThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		done extern.Done
		says []string
		has  string
	}{
		"crashed":    {extern.Done{Text: []byte(`{"start":"x"}`), Err: os.ErrInvalid}, []string{"Invalid argument", "what it had saved is taken over"}, `"start": "x"`},
		"no editor":  {extern.Done{Err: extern.ErrNone}, []string{"No editor: set $VISUAL or $EDITOR", "the text here is as it was"}, "Orders a laptop"},
		"same":       {extern.Done{Same: true, Hint: "wait for it"}, []string{"Nothing was changed in the editor; wait for it"}, "Orders a laptop"},
		"same, died": {extern.Done{Same: true, Text: []byte("x"), Err: os.ErrInvalid}, []string{"nothing was changed"}, "Orders a laptop"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := open(t, newTenant())
				s.edit(Whole)
				s.edits = func(extern.Request) extern.Done { return c.done }
				s.Press(ctrl('o'))
				s.shows(append(c.says, c.has)...)
				if s.desk.job.stage != editing {
					t.Errorf("stage %d", s.desk.job.stage)
				}
			})
		})
	}
}

// TestLeftovers pins that what an editor had as we crashed becomes a draft, and
// that its file stays until the draft is on disk.
func TestLeftovers(t *testing.T) {
	store, dir := newDisk(), t.TempDir()
	k := kept{ID: idA, Name: "Joiner", Part: "form", Saved: time.Now(), Base: "{}", Text: "{}"}
	body, _ := json.Marshal(k)
	if err := store.Save(idA, body); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(dir, "edit-1")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		".about.json": `{"owner":"acme","id":"` + outsidePrefix + idA + `","file":"joiner.json","before":"x"}`, "joiner.json": "{\"left\": true}\n",
	} {
		if err := os.WriteFile(filepath.Join(left, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := extern.Leftovers(dir, "acme", 0)
	if err != nil || len(l) != 1 {
		t.Fatalf("%v, %v", l, err)
	}
	store.fail = os.ErrPermission
	if _, err := adopt(store, l[0]); err == nil {
		t.Error("taken over without a draft on disk")
	}
	if _, err := os.Stat(filepath.Join(left, "joiner.json")); err != nil {
		t.Fatal("the file is gone before the text is safe")
	}
	store.fail = nil
	if left, err := adopt(store, l[0]); err != nil || left != nil {
		t.Fatal(left, err)
	}
	got, err := readKept(store.kept[idA], idA)
	if err != nil || got.Text != `{"left": true}` || got.Part != "whole" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("the file stays after it was taken over")
	}
	if left, err := adopt(store, extern.Leftover{ID: "of another desk"}); left != nil || err != nil {
		t.Error(left, err)
	}
}

// TestDraftWithoutBase pins that a draft of which the beginning is lost is an edit
// of the workflow as it is now.
func TestDraftWithoutBase(t *testing.T) {
	for _, base := range []string{"", "{", "[]"} {
		bubble(t, func(t *testing.T) {
			store, f := newDisk(), newTenant()
			body, _ := json.Marshal(kept{ID: idA, Part: "whole", Base: base, Text: `{"name":"Mine"}`, Saved: time.Now()})
			store.kept[idA] = body
			s := openWith(t, f, f, store, changetest.New())
			s.edit(Form)
			s.Choose("Continue the draft")
			s.Advance(time.Second)
			s.shows(`"name": "Mine"`, "draft saved")
		})
	}
}

func TestRecoverTellsOfMany(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		for i, name := range []string{"A", "B\u202e", "C", "D"} {
			id := string(rune('1' + i))
			if i == 2 {
				id = freshPrefix + id
			}
			body, _ := json.Marshal(kept{ID: id, Name: name, Saved: time.Now().Add(-time.Duration(i) * time.Hour)})
			s.disk.kept[id] = body
		}
		s.Do(s.desk.Recover())
		if got := s.Toasts(); len(got) != 1 || !strings.HasPrefix(got[0], "4 drafts of workflows were kept: A, B") || !strings.Contains(got[0], "C (new), …") || strings.Contains(got[0], "\u202e") {
			t.Errorf("%q", got)
		}
	})
}
