package people

import (
	"net/http"
	"slices"

	"iscope/api/sandbox/internal/kit"
)

// Service is the public-identity part of the tenant. It never changes.
type Service struct {
	world *kit.World
}

// New makes the service over a world.
func New(w *kit.World) kit.Service { return &Service{world: w} }

// Routes lists its one operation.
func (s *Service) Routes() []kit.Route {
	return []kit.Route{{Method: http.MethodGet, Path: "/public-identities", In: kit.NotBeta, Handle: s.list}}
}

// Poke knows nothing: identities do not change.
func (s *Service) Poke(string, map[string]string) error { return kit.ErrUnknownPoke }

// identity is a person as the API writes one.
type identity struct {
	ID            string      `json:"id"`
	Name          string      `json:"name"`
	Alias         string      `json:"alias"`
	Email         *string     `json:"email"`
	Status        string      `json:"status"`
	IdentityState string      `json:"identityState"`
	Manager       *kit.Ref    `json:"manager"`
	Attributes    []attribute `json:"attributes"`
}

type attribute struct {
	Key   string  `json:"key"`
	Name  string  `json:"name"`
	Value *string `json:"value"`
}

var fields = map[string]kit.Field{
	"id":        {Ops: []string{"eq", "in"}},
	"alias":     {Ops: []string{"eq", "sw"}},
	"email":     {Ops: []string{"eq", "sw"}},
	"firstname": {Ops: []string{"eq", "sw"}},
	"lastname":  {Ops: []string{"eq", "sw"}},
}

func (s *Service) list(r *kit.Request) kit.Reply {
	q := r.URL.Query()
	f, err := kit.ParseFilter(q.Get("filters"), fields)
	if err != nil {
		return kit.Refuse(err)
	}
	sorters, err := kit.ParseSorters(q.Get("sorters"), "name")
	if err != nil {
		return kit.Refuse(err)
	}
	core := q.Get("add-core-filters")
	if !slices.Contains([]string{"", "true", "false"}, core) {
		return kit.Fail(http.StatusBadRequest, "add-core-filters must be true or false.")
	}
	var rows []*kit.Person
	for i := range s.world.People {
		p := &s.world.People[i]
		if core == "true" && email(p) == nil {
			continue
		}
		if f.Match(func(name string) any { return value(p, name) }) {
			rows = append(rows, p)
		}
	}
	kit.SortBy(rows, sorters, value)
	return kit.PaginateFunc(r, len(rows), func(i int) any { return s.row(rows[i]) })
}

// value reads a field of a person that filters and sorters ask for.
func value(p *kit.Person, name string) any {
	switch name {
	case "id":
		return p.ID
	case "alias":
		return p.Alias
	case "email":
		if e := email(p); e != nil {
			return *e
		}
		return nil
	case "firstname":
		return p.First
	case "lastname":
		return p.Last
	}
	return p.Name
}

// email is the person's address; every third of those who left has none any more.
func email(p *kit.Person) *string {
	if p.State == "INACTIVE_LONG_TERM" && p.Index%3 == 0 {
		return nil
	}
	return &p.Email
}

func (s *Service) row(p *kit.Person) *identity {
	out := &identity{ID: p.ID, Name: p.Name, Alias: p.Alias, Email: email(p), Status: "Active", IdentityState: p.State,
		Attributes: []attribute{
			{"jobTitle", "Job Title", &p.Title},
			{"department", "Department", &p.Department},
			{"location", "Location", &p.Location},
			{"phone", "Work Phone", nil},
		}}
	if !p.Active {
		out.Status = "Inactive"
	}
	if m := s.world.ManagerOf(p); m != nil {
		out.Manager = m.Ref()
	}
	return out
}
