package nerm_test

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/nerm"
	"iscope/api/sandbox/internal/spectest"
)

func TestDeterminism(t *testing.T) {
	run := func(seed uint64) []session {
		tn := sized(t, seed, 40)
		tn.clock.Pass(10 * time.Minute)
		return tn.list("")
	}
	if !reflect.DeepEqual(run(3), run(3)) {
		t.Error("two tenants of one seed differ")
	}
	if reflect.DeepEqual(run(3), run(4)) {
		t.Error("two seeds give the same sessions")
	}
}

// TestPollingDoesNotChangeFate: asking often or once makes no difference.
func TestPollingDoesNotChangeFate(t *testing.T) {
	once, often := open(t), open(t)
	for range 180 {
		often.clock.Pass(5 * time.Second)
		often.list("?limit=1")
	}
	once.clock.Pass(15 * time.Minute)
	if a, b := once.list(""), often.list(""); !reflect.DeepEqual(a, b) {
		t.Error("the sessions differ")
	}
}

// TestAlive: waiting sessions move on, new ones begin, some always wait.
func TestAlive(t *testing.T) {
	tn := open(t)
	before := map[string]string{}
	for _, x := range tn.list("") {
		before[x.ID] = x.Status
	}
	tn.clock.Pass(10 * time.Minute)
	moved, began := 0, 0
	for _, x := range tn.list("") {
		switch was, known := before[x.ID]; {
		case !known:
			began++
		case was != x.Status:
			moved++
			if !slices.Contains([]string{"new"}, was) && !strings.HasPrefix(was, "pending") && was != "processing" {
				t.Errorf("a session that was %s moved to %s", was, x.Status)
			}
		}
	}
	if moved < 3 || began < 1 {
		t.Errorf("%d moved and %d began in ten minutes", moved, began)
	}
	tn.clock.Pass(48 * time.Hour)
	waiting := 0
	for _, x := range tn.list("") {
		if strings.HasPrefix(x.Status, "pending") {
			waiting++
		}
	}
	if waiting < 4 || len(tn.list("")) > 40+15 {
		t.Errorf("after two days %d of %d wait", waiting, len(tn.list("")))
	}
}

// TestLeftAlone: what a client has just changed is not moved under its hands.
func TestLeftAlone(t *testing.T) {
	tn := open(t)
	for _, x := range tn.list("") {
		if strings.HasPrefix(x.Status, "pending") || x.Status == "new" {
			tn.patch(x.ID, `{"attributes":{"note":"mine"}}`).Want(200)
		}
	}
	before := tn.list("")
	tn.clock.Pass(110 * time.Second)
	for _, x := range tn.list("") {
		if i := slices.IndexFunc(before, func(y session) bool { return y.ID == x.ID }); i >= 0 && before[i].Status != x.Status {
			t.Errorf("%s went from %s to %s", x.ID, before[i].Status, x.Status)
		}
	}
}

func TestPokes(t *testing.T) {
	tn := open(t)
	x := tn.find(func(x session) bool { return x.Status == "pending_approval" })
	tn.poke("move-session", map[string]string{"id": x.ID})
	if s := tn.session(x.ID).Status; s != "approved" {
		t.Errorf("moved to %s", s)
	}
	tn.clock.Pass(time.Minute)
	if s := tn.session(x.ID).Status; s != "closed" {
		t.Errorf("a minute after the approval it is %s", s)
	}
	tn.poke("move-session", map[string]string{"id": x.ID, "status": "failed"})
	tn.poke("change-session", map[string]string{"id": x.ID, "attribute": "reason", "value": "changed by another"})
	if got := tn.session(x.ID); got.Status != "failed" || got.Attributes["reason"] != "changed by another" {
		t.Errorf("poked: %+v", got)
	}
	before := tn.list("?limit=1")[0].ID
	tn.poke("new-session", nil)
	if newest := tn.list("?limit=1")[0]; newest.ID == before || newest.Status != "pending_approval" {
		t.Errorf("new-session: %+v", newest)
	}
	for _, args := range []map[string]string{{"id": "x"}, {"id": x.ID}, {"status": "great"}} {
		if err := tn.service.Poke("move-session", args); err == nil || errors.Is(err, kit.ErrUnknownPoke) {
			t.Errorf("move-session %v: %v", args, err)
		}
	}
	if err := tn.service.Poke("change-session", nil); err == nil {
		t.Error("change-session without an attribute")
	}
	if err := tn.service.Poke("juggle", nil); !errors.Is(err, kit.ErrUnknownPoke) {
		t.Errorf("an unknown poke: %v", err)
	}
}

// TestStyle: the product's answers to what the tenant refuses for it.
func TestStyle(t *testing.T) {
	styled, ok := nerm.New(spectest.NewClock().World(1)).(kit.Styled)
	if !ok || styled.Base() != "/nerm/api" {
		t.Fatal("the service has no style of its own")
	}
	for want, reply := range map[int]kit.Reply{
		http.StatusUnauthorized: styled.Unauthorized("Invalid token"), http.StatusNotFound: styled.MissingRoute(),
		http.StatusTooManyRequests: styled.Limited(1500 * time.Millisecond), http.StatusInternalServerError: styled.Broken(),
	} {
		if body := spectest.Marshal(t, reply); reply.Status != want || !strings.HasPrefix(body, `{"error":"`) {
			t.Errorf("%d: %s", reply.Status, body)
		}
	}
	if after := styled.Limited(1500 * time.Millisecond).Header.Get("Retry-After"); after != "2" {
		t.Errorf("Retry-After %q", after)
	}
}

// TestScales: none, few and very many.
func TestScales(t *testing.T) {
	if text := sized(t, 7, 0).Do("GET", "/workflow_sessions", "").Want(200).Text(); text == "" {
		t.Error("no sessions, no error body")
	}
	tn := sized(t, 7, 100_000)
	deep := tn.list("?limit=500&offset=99500")
	if len(deep) != 500 {
		t.Errorf("%d sessions at offset 99,500", len(deep))
	}
	if got := tn.session(deep[499].ID); fmt.Sprint(got) != fmt.Sprint(deep[499]) {
		t.Error("list and record differ")
	}
}

func BenchmarkPageAt99000(b *testing.B) {
	page := sized(b, 7, 100_000).Plain("GET", "/workflow_sessions?limit=250&offset=99000")
	for b.Loop() {
		page()
	}
}

// BenchmarkFilterThrough looks through 100,000 sessions for a status.
func BenchmarkFilterThrough(b *testing.B) {
	page := sized(b, 7, 100_000).Plain("GET", "/workflow_sessions?limit=250&status=pending%20ldap")
	for b.Loop() {
		page()
	}
}
