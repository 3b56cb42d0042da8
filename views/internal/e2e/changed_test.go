package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"iscope/api/sandbox"
)

// TestChangedInBetween changes 500 items after a person decided about them and
// before the undo window ends, half of them one by one and half in a bulk run.
func TestChangedInBetween(t *testing.T) {
	t.Parallel()
	half := fewer(250)
	b := bubble{tenant: sandbox.Options{Seed: 13, WorkItems: 4500, RecordSize: 20_000}, undo: 5 * time.Second}
	b.enter(t, func(v *visit) {
		change := func(id string) {
			if err := v.tenant.Poke("change-item", map[string]string{"id": id}); err != nil {
				t.Fatal(err)
			}
		}
		v.approveMany(half)
		v.wait(time.Second)
		for _, d := range v.intents() {
			change(d.Target)
		}
		v.until(fmt.Sprintf(`approve %[1]d items: %[1]d failed`, half))
		v.press("enter") // all about one of them
		v.until(`it changed since it was shown:(?s:.*) was "`)
		v.clear()
		inBulk := len(v.intents())
		for i, item := range v.fresh(half, short) {
			v.seek(item)
			v.press([]string{"a", "x"}[i%2])
			v.wait(time.Second)
			change(item.ID)
			v.wait(5 * time.Second)
			if want := fmt.Sprintf(`Not sent: it changed since it was shown: \w+ was "%[1]s", is "%[1]s \(changed\)"`, regexp.QuoteMeta(item.ApprovalItems[0].Value)); !regexp.MustCompile(want).MatchString(v.text()) {
				t.Errorf("%s is not said:\n%s", want, v.text())
			}
		}
		v.quiet()
		stopped := 0
		for _, d := range v.intents() {
			if d.ending() == "changed" && d.sent == 0 && strings.HasPrefix(d.words, "not sent: it changed since it was shown") {
				stopped++
			} else {
				t.Errorf("%q, sent %d times: %q: %s", d.Name, d.sent, d.ending(), d.words)
			}
		}
		t.Logf("%d of %d items changed in between are stopped, %d of them in a bulk run; %d requests", stopped, len(v.intents()), inBulk, len(writes(v.tenant)))
		if stopped != 2*half || len(writes(v.tenant)) > 0 {
			t.Error("something went out")
		}
	})
}

// short reports whether a plain item asks for something whose name is short.
func short(w workItem) bool { return w.plain() && len(w.ApprovalItems[0].Value) < 25 }

// fresh returns n items that fit and that nothing was decided about.
func (v *visit) fresh(n int, fits func(workItem) bool) []workItem {
	v.t.Helper()
	known := map[string]bool{}
	for _, d := range v.intents() {
		known[d.Target] = true
	}
	items := v.look.pending(func(w workItem) bool { return fits(w) && !known[w.ID] })
	if len(items) < n {
		v.t.Fatalf("only %d items", len(items))
	}
	return items[:n]
}

// TestDecidedByOthers lets somebody else decide while a decision is held: that
// is news, and the row leaves.
func TestDecidedByOthers(t *testing.T) {
	t.Parallel()
	n := fewer(50)
	b := bubble{tenant: sandbox.Options{Seed: 17, WorkItems: 1000}, undo: 5 * time.Second}
	b.enter(t, func(v *visit) {
		for i, item := range v.fresh(n, workItem.plain) {
			v.seek(item)
			v.press("a")
			v.wait(time.Second)
			verdict := []string{"approve", "reject"}[i%2]
			if err := v.tenant.Poke("decide-as-other", map[string]string{"id": item.ID, "verdict": verdict}); err != nil {
				t.Fatal(err)
			}
			v.wait(5 * time.Second)
			if !regexp.MustCompile(`Was (finished|rejected)`).MatchString(v.text()) {
				t.Errorf("it is no news:\n%s", v.text())
			}
			v.seek(item)
			if !strings.Contains(v.text(), "opened by its id") {
				t.Errorf("the row stays:\n%s", v.text())
			}
		}
		v.quiet()
		for _, d := range v.intents() {
			if d.ending() != "overtaken" || d.sent > 0 {
				t.Errorf("%q, sent %d times: %q: %s", d.Name, d.sent, d.ending(), d.words)
			}
		}
		t.Logf("%d items decided by others while a decision was held are told as news; %d requests", len(v.intents()), len(writes(v.tenant)))
		if len(v.intents()) != n || len(writes(v.tenant)) > 0 {
			t.Error("something went out")
		}
	})
}

// TestChangedUnderTheProgram is the same with the program in a terminal: an item
// is changed, and one is decided by somebody else, while a decision is held.
func TestChangedUnderTheProgram(t *testing.T) {
	t.Parallel()
	const n = 10
	busy := still()
	busy.WorkItems = 300
	tn, env := tenant(t, busy)
	s := start(t, 200, 40, append(env, patient), "--view", "inbox")
	look := lookAt(t, tn)
	for i, item := range look.pending(short)[:n] {
		s.hold(look, item)
		poke, told := "change-item", fmt.Sprintf(`Not sent: it changed since it was shown: \w+ was "%[1]s", is "%[1]s %[2]d"`, item.ApprovalItems[0].Value, i)
		if i%2 == 1 {
			poke, told = "decide-as-other", "Was finished by somebody else.*: "+regexp.QuoteMeta(item.Description)
		}
		if err := tn.Poke(poke, map[string]string{"id": item.ID, "value": fmt.Sprintf("%s %d", item.ApprovalItems[0].Value, i)}); err != nil {
			t.Fatal(err)
		}
		s.keys("U")
		s.wait(told)
	}
	if got := writes(tn); len(got) > 0 {
		t.Errorf("sent: %v", got)
	}
	t.Logf("%d items changed, or decided by others, under the program: %d requests", n, len(writes(tn)))
}
