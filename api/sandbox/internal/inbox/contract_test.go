package inbox_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/spectest"
)

// TestContract runs every operation in every generation against its document.
func TestContract(t *testing.T) {
	for _, gen := range kit.NotBeta {
		t.Run(string(gen), func(t *testing.T) {
			tn := open(t, gen)
			tn.NeedDocument()
			leaver := ""
			for i := range tn.world.People {
				if p := &tn.world.People[i]; p.State == "INACTIVE_LONG_TERM" {
					leaver = p.ID
					break
				}
			}
			for _, path := range []string{
				"/work-items", "/work-items?limit=5&offset=3&count=true", "/work-items?ownerId=" + leaver,
				"/work-items/completed", "/work-items/completed?limit=2&count=true",
				"/work-items/count", "/work-items/count?ownerId=" + leaver, "/work-items/completed/count", "/work-items/summary",
			} {
				tn.Do("GET", path, "").Want(200)
			}
			for _, it := range append(tn.list("/work-items"), tn.list("/work-items/completed")...) {
				tn.item(it.ID)
			}

			two := tn.find(fresh(2))
			tn.Do("POST", "/work-items/"+two.ID+"/approve/"+two.ApprovalItems[0].ID, "").Want(200)
			tn.Do("POST", "/work-items/"+two.ID+"/reject/"+two.ApprovalItems[1].ID, "").Want(200)
			tn.Do("POST", "/work-items/bulk-approve/"+tn.find(fresh(1)).ID, "").Want(200)
			tn.Do("POST", "/work-items/bulk-reject/"+tn.find(fresh(1)).ID, "").Want(200)
			tn.Do("POST", "/work-items/"+tn.find(ofType("ManualAction")).ID, "").Want(200)
			tn.Do("POST", "/work-items/"+tn.find(ofType("Remediation")).ID, `"done"`).Want(200)
			form := tn.find(ofType("Form"))
			tn.Do("POST", "/work-items/"+form.ID+"/submit-account-selection", answers(form)).Want(200)
			body := `{"targetOwnerId":"` + tn.world.People[3].ID + `","comment":"over to you","sendNotifications":false}`
			if got := tn.Do("POST", "/work-items/"+tn.find(fresh(1)).ID+"/forward", body).Want(200); len(got.Body) != 0 {
				t.Errorf("forward answered a body: %s", got.Body)
			}
		})
	}
}

// answers fills in a form with the first choice of every select.
func answers(it item) string {
	out := map[string]string{}
	for name, f := range it.fields() {
		if choices := f.choices(); len(choices) > 0 {
			out[name] = choices[0]
		}
	}
	raw, _ := json.Marshal(out)
	return string(raw)
}

// TestErrorsAgainstTheContract checks the shape of every refusal.
func TestErrorsAgainstTheContract(t *testing.T) {
	for _, gen := range kit.NotBeta {
		tn := open(t, gen)
		unknown := strings.Repeat("0", 32)
		for _, c := range []struct {
			method, path, body string
			status             int
		}{
			{"GET", "/work-items?ownerId=" + unknown, "", 404},
			{"GET", "/work-items/completed?ownerId=nobody", "", 404},
			{"GET", "/work-items/count?ownerId=nobody", "", 404},
			{"GET", "/work-items/completed/count?ownerId=nobody", "", 404},
			{"GET", "/work-items/summary?ownerId=nobody", "", 404},
			{"GET", "/work-items/" + unknown, "", 404},
			{"GET", "/work-items?limit=251", "", 400},
			{"GET", "/work-items?offset=-1", "", 400},
			{"POST", "/work-items/" + unknown, "", 404},
			{"POST", "/work-items/bulk-approve/" + unknown, "", 404},
			{"POST", "/work-items/" + unknown + "/forward", "{}", 404},
		} {
			got := tn.Bad(c.method, c.path, c.body).Want(c.status)
			if got.Text() == "" {
				t.Errorf("%s %s %s: an error without a message: %s", gen, c.method, c.path, got.Body)
			}
		}
	}
}

func TestBetaHasNoWorkItems(t *testing.T) {
	if open(t, kit.Beta).Lives(http.MethodGet, "/work-items") {
		t.Error("beta serves work items")
	}
}

// TestEveryTypeAndState: a newcomer finds all the API knows among the caller's items.
func TestEveryTypeAndState(t *testing.T) {
	for seed := range uint64(5) {
		clock := spectest.NewClock()
		tn := seeded(t, clock, seed)
		open, done := tn.list("/work-items"), tn.list("/work-items/completed")
		if total := len(open) + len(done); total != 60 {
			t.Errorf("seed %d: %d items, want 60", seed, total)
		}
		seen := map[string]int{}
		for _, it := range append(open, done...) {
			seen[it.Type]++
			seen[it.State]++
		}
		for _, want := range []string{
			"Generic", "Certification", "Remediation", "Delegation", "Approval", "ViolationReview", "Form", "PolicyVioloation",
			"Challenge", "ImpactAnalysis", "Signoff", "Event", "ManualAction", "Test",
			"Finished", "Rejected", "Returned", "Expired", "Pending", "Canceled",
		} {
			if seen[want] == 0 {
				t.Errorf("seed %d: nothing is %s", seed, want)
			}
		}
		for _, it := range open {
			if it.State != "Pending" || it.Completed != nil {
				t.Errorf("seed %d: %s in the pending list is %s, completed %v", seed, it.ID, it.State, it.Completed)
			}
		}
	}
}

// TestPolicyViolationSpelling: one generation alone spells the type right.
func TestPolicyViolationSpelling(t *testing.T) {
	for _, gen := range kit.NotBeta {
		want := "PolicyVioloation"
		if gen == kit.V2024 {
			want = "PolicyViolation"
		}
		open(t, gen).find(ofType(want))
	}
}

// TestNullsOfForms: v3 has no null titles and labels, the others do.
func TestNullsOfForms(t *testing.T) {
	for _, gen := range []kit.Generation{kit.V3, kit.V2025} {
		nulls := 0
		for _, it := range open(t, gen).list("/work-items") {
			if it.Form == nil {
				continue
			}
			for _, s := range it.Form.Sections {
				for _, f := range s.FormItems {
					if len(f.FormItems) > 0 && it.Form.Title == nil {
						nulls++
					}
				}
			}
			if it.Form.Subtitle == nil {
				nulls++
			}
		}
		if gen == kit.V3 && nulls > 0 {
			t.Errorf("v3 writes %d nulls its document does not allow", nulls)
		}
	}
}
