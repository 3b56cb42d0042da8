package kit

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Company is the invented company that the tenant belongs to, and Domain its mail domain.
const (
	Company = "Brightfen Energy"
	Domain  = "brightfen.example"
	Org     = "brightfen-demo" // the tenant's name in tokens and URLs
)

// headcount is how many people the company has, those who left included.
const headcount = 220

// myIndex is the caller's place in People: below the chief and the department heads.
const myIndex = 14

// Person is an identity of the company.
type Person struct {
	Index      int
	ID         string // 32 hex digits
	First      string
	Last       string
	Name       string // first and last
	Alias      string // unique, such as "mara.lindqvist"
	Email      string
	Title      string
	Department string
	Location   string
	Active     bool   // false for people who left or are on long leave
	State      string // identity state: ACTIVE, INACTIVE_SHORT_TERM or INACTIVE_LONG_TERM
	Manager    int    // index in People; -1 for the chief
	Since      time.Time
}

// Ref is how other records name a person or thing.
type Ref struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Ref names the person as {type IDENTITY, id, name}.
func (p *Person) Ref() *Ref { return &Ref{Type: "IDENTITY", ID: p.ID, Name: p.Name} }

// Status is ACTIVE or INACTIVE.
func (p *Person) Status() string {
	if p.Active {
		return "ACTIVE"
	}
	return "INACTIVE"
}

// Person finds somebody by identity id.
func (w *World) Person(id string) (*Person, bool) {
	i, ok := w.byID[id]
	if !ok {
		return nil, false
	}
	return &w.People[i], true
}

// ManagerOf is the person's manager, nil for the chief.
func (w *World) ManagerOf(p *Person) *Person {
	if p.Manager < 0 {
		return nil
	}
	return &w.People[p.Manager]
}

// Anyone draws a person, somebody who left now and then included.
func (w *World) Anyone(r *rand.Rand) *Person { return &w.People[r.IntN(len(w.People))] }

// Somebody draws an active person.
func (w *World) Somebody(r *rand.Rand) *Person {
	for {
		if p := w.Anyone(r); p.Active {
			return p
		}
	}
}

// people hires the company: a chief, one head per department, then leads and
// staff who report upwards within their department.
func (w *World) people() []Person {
	r := w.Rand("people")
	taken := map[string]bool{}
	out := make([]Person, headcount)
	for i := range out {
		p := &out[i]
		p.Index = i
		p.ID = w.ID32("identity", uint64(i))
		p.First, p.Last = givenName(r), familyName(r)
		p.Name = p.First + " " + p.Last
		p.Alias = uniqueAlias(taken, p.First, p.Last)
		p.Email = p.Alias + "@" + Domain
		p.Location = Pick(r, locations)
		p.Since = w.Start.AddDate(0, 0, -30-r.IntN(365*12)).Truncate(24 * time.Hour)
		p.Active, p.State = true, "ACTIVE"
		placeInCompany(r, p, out[:i])
		// Nobody above the staff has left, or half the tree would hang in the air.
		if i > 2*len(departments)+1 && i != myIndex {
			switch draw := r.IntN(100); {
			case draw < 8:
				p.Active, p.State = false, "INACTIVE_LONG_TERM"
			case draw < 11:
				p.Active, p.State = false, "INACTIVE_SHORT_TERM"
			}
		}
	}
	return out
}

func placeInCompany(r *rand.Rand, p *Person, hired []Person) {
	n := len(departments)
	switch i := p.Index; {
	case i == 0:
		p.Department, p.Title, p.Manager = "Executive", "Chief Executive Officer", -1
	case i <= n:
		d := departments[i-1]
		p.Department, p.Title, p.Manager = d.name, "Head of "+d.name, 0
	case i == myIndex:
		p.Department, p.Title = "Information Technology", "Identity Platform Lead"
		p.Manager = itHead
	case i <= 2*n+1:
		d := (i - 1) % n
		p.Department, p.Title, p.Manager = departments[d].name, departments[d].titles[0]+" Lead", d+1
	default:
		boss := hired[1+r.IntN(2*n)]
		p.Department, p.Manager = boss.Department, boss.Index
		for _, d := range departments {
			if d.name == boss.Department {
				p.Title = Pick(r, d.titles)
			}
		}
	}
}

func uniqueAlias(taken map[string]bool, first, last string) string {
	base := strings.ToLower(plain(first) + "." + plain(last))
	alias := base
	for n := 2; taken[alias]; n++ {
		alias = fmt.Sprintf("%s%d", base, n)
	}
	taken[alias] = true
	return alias
}
