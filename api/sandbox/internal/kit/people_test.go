package kit

import (
	"reflect"
	"regexp"
	"testing"
)

func TestCompanyHoldsTogether(t *testing.T) {
	w := world(3)
	if len(w.People) != headcount {
		t.Fatalf("%d people", len(w.People))
	}
	aliases, left := map[string]bool{}, 0
	mail := regexp.MustCompile(`^[a-z0-9.]+@brightfen\.example$`)
	for i := range w.People {
		p := &w.People[i]
		if got, ok := w.Person(p.ID); !ok || got != p {
			t.Errorf("Person(%s) is not %s", p.ID, p.Name)
		}
		if aliases[p.Alias] || !mail.MatchString(p.Email) {
			t.Errorf("alias or mail of %s: %s", p.Name, p.Email)
		}
		aliases[p.Alias] = true
		if p.Title == "" || p.Department == "" || p.Location == "" || p.State == "" || p.Since.After(w.Start) {
			t.Errorf("incomplete: %+v", p)
		}
		if !p.Active {
			left++
		}
		boss := w.ManagerOf(p)
		if i == 0 != (boss == nil) {
			t.Errorf("%s reports to %v", p.Name, boss)
		}
		if boss != nil && (boss.Index >= i || !boss.Active) {
			t.Errorf("%s (%d) reports to %s (%d, active %v)", p.Name, i, boss.Name, boss.Index, boss.Active)
		}
	}
	if left < 5 || left > 50 {
		t.Errorf("%d people have left", left)
	}
	if !w.Me.Active || w.Me.Status() != "ACTIVE" {
		t.Error("the caller is not active")
	}
}

func TestSourcesHaveActiveOwners(t *testing.T) {
	w := world(3)
	manual := 0
	for _, s := range w.Sources {
		if !hex32.MatchString(s.ID) || len(s.Attributes) == 0 || len(s.Values) == 0 || !w.People[s.Owner].Active {
			t.Errorf("source %+v", s)
		}
		if ref := s.Ref(); ref.ID != s.ID || ref.Type != "SOURCE" {
			t.Errorf("ref %+v", ref)
		}
		if !s.Connected {
			manual++
		}
	}
	if manual < 2 {
		t.Errorf("%d sources are worked by hand", manual)
	}
}

func TestSameSeedSameCompany(t *testing.T) {
	a, b, c := world(3), world(3), world(4)
	if !reflect.DeepEqual(a.People, b.People) || !reflect.DeepEqual(a.Sources, b.Sources) {
		t.Error("the same seed made two companies")
	}
	if reflect.DeepEqual(a.People, c.People) {
		t.Error("another seed made the same company")
	}
}
