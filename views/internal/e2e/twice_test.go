package e2e

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"iscope/api/sandbox"
)

// TestOneKeyOneDecision presses the key of a decision 30 times: at once, at the
// rate of a keyboard on which it is held down, and for an item that is asked
// about. What slides under the cursor could be decided by the same key.
func TestOneKeyOneDecision(t *testing.T) {
	t.Parallel()
	const presses = 30
	many := func(w workItem) bool { return w.Type == "Approval" && len(w.ApprovalItems) > 1 }
	for name, fits := range map[string]func(workItem) bool{"at once": workItem.plain, "held down": workItem.plain, "with a question": many} {
		t.Run(name, func(t *testing.T) {
			o := still()
			o.WorkItems = 600
			tn, env := tenant(t, o)
			look := lookAt(t, tn)
			item := followed(t, look, fits)
			s := start(t, 120, 36, append(env, patient), "--view", "inbox")
			s.seek(look, item)
			if name == "held down" {
				tick := time.NewTicker(33 * time.Millisecond) // what a keyboard does
				for range presses {
					s.keys("a")
					<-tick.C
				}
			} else {
				s.keys(strings.Repeat("a", presses))
			}
			if name == "with a question" {
				s.wait(`Approve all \d+ lines\?`)
				s.insist("y", `Approve all \d+ lines\?`, false)
			}
			s.wait(`approve in \d+[ms] · u takes back`)
			s.sendNow(`Approved: `)
			s.leave()
			got := decisions(tn)
			if len(got) != 1 || got[0].item != item.ID {
				t.Errorf("requests that decide: %v", got)
			}
			t.Logf("%d presses %s: %d request", presses, name, len(got))
		})
	}
}

// followed returns an item that fits and that one that a key decides follows in
// the list.
func followed(t *testing.T, look *eye, fits func(workItem) bool) workItem {
	t.Helper()
	all := look.pending(func(workItem) bool { return true })
	for i := range len(all) - 1 {
		if fits(all[i]) && all[i+1].plain() {
			return all[i]
		}
	}
	t.Fatal("no such item")
	return workItem{}
}

// pairs lets the first two requests that read an item pass together, so that
// two programs both find it open.
type pairs struct {
	http.Handler
	mu   sync.Mutex
	seen map[string]int // by path
	both map[string]chan struct{}
}

func (p *pairs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && single.MatchString(r.URL.Path) {
		select {
		case <-p.meet(r.URL.Path):
		case <-r.Context().Done():
		}
	}
	p.Handler.ServeHTTP(w, r)
}

// meet returns what is closed once two came for that path.
func (p *pairs) meet(path string) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.both[path] == nil {
		p.both[path] = make(chan struct{})
	}
	if p.seen[path]++; p.seen[path] == 2 {
		close(p.both[path])
	}
	return p.both[path]
}

// TestTwoPrograms approves the same items in two programs at the same moment,
// which share a home folder or have one each.
func TestTwoPrograms(t *testing.T) {
	t.Parallel()
	const items = 6
	for name, shared := range map[string]bool{"one home": true, "two homes": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := still()
			o.Seed, o.WorkItems = 7, 300
			tn := sandbox.New(o)
			srv := httptest.NewServer(&pairs{Handler: tn.Handler(), seen: map[string]int{}, both: map[string]chan struct{}{}})
			defer srv.Close()
			homes := [2]string{t.TempDir(), t.TempDir()}
			if shared {
				homes[1] = homes[0]
			}
			var s [2]*session
			for i := range s {
				s[i] = startAt(t, homes[i], 250, 50, append(tn.Env(srv.URL), patient), "--view", "inbox")
				defer s[i].close()
			}
			look := lookAt(t, tn)
			for _, item := range look.pending(workItem.plain)[:items] {
				approveInBoth(t, s, look, item)
			}
			came, took := map[string]int{}, map[string]int{}
			for _, r := range decisions(tn) {
				came[r.item]++
				if r.Status == http.StatusOK {
					took[r.item]++
				}
			}
			t.Logf("%d items approved by two programs with %s at once: at most %d requests about one item, %d taken by the tenant", items, name, most(came), most(took))
			if len(took) != items || most(took) > 1 || shared && most(came) > 1 {
				t.Errorf("came %v, took %v", came, took)
			}
		})
	}
}

// approveInBoth approves an item in two programs, sends both decisions, and
// holds that one program has done it and the other tells why it has not.
func approveInBoth(t *testing.T, s [2]*session, look *eye, item workItem) {
	t.Helper()
	for i := range s {
		s[i].keys("r")
		s[i].hold(look, item)
	}
	for i := range s {
		s[i].keys("U")
	}
	name := regexp.QuoteMeta(item.Description)
	did := `Approved: ` + name
	not := `Was finished by somebody else.*: ` + name + `|(another iscope|another window).*` + name
	done := 0
	for i := range s {
		if regexp.MustCompile(did).MatchString(s[i].wait(did + "|" + not)) {
			done++
		}
	}
	if done != 1 {
		t.Errorf("%d programs say that they approved %q:\n%s\n%s", done, item.Description, s[0].text(), s[1].text())
	}
}
