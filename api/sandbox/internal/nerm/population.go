package nerm

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"iscope/api/sandbox/internal/kit"
)

const (
	profileCount = 120
	userCount    = 34
	portalUsers  = 6 // the last of the users, who come from outside
)

// profile is a non-employee, an organisation or a project.
type profile struct {
	n      uint64
	id     string
	name   string
	kind   int // index in profileKinds
	status string
	since  time.Time
}

// user is somebody who works with the product.
type user struct {
	n      uint64
	id     string
	name   string
	email  string
	kind   string // NeprofileUser or NeaccessUser
	person *kit.Person
}

// label is how attributes name a user.
func (u *user) label() string { return fmt.Sprintf("%s (%s)", u.name, u.email) }

func (s *Service) profile(n uint64) *profile {
	r := s.world.Rand("nerm profile", n)
	p := &profile{n: n, id: s.world.UUID("nerm-profile", n), kind: int(n % 3), status: "Active",
		since: s.world.Start.AddDate(0, 0, -20-r.IntN(900)).Add(-time.Duration(r.Int64N(int64(24 * time.Hour))))}
	switch {
	case n < uint64(len(organisations)):
		p.kind, p.name = 3, organisations[n]
	case n < uint64(len(organisations)+len(projects)):
		p.kind, p.name = 4, projects[n-uint64(len(organisations))]
	default:
		// Names of people who do not work here: first names of some, last names of others.
		people := s.world.People
		p.name = people[r.IntN(len(people))].First + " " + people[r.IntN(len(people))].Last
		p.status = kit.Pick(r, []string{"Active", "Active", "Active", "Active", "Inactive", "On Leave", "Terminated"})
	}
	return p
}

func (s *Service) user(n uint64) *user {
	u := &user{n: n, id: s.world.UUID("nerm-user", n), kind: "NeprofileUser"}
	if n >= userCount-portalUsers {
		first := s.world.People[(n*31+7)%uint64(len(s.world.People))].First
		u.name, u.kind = first+" "+[]string{"Ashby", "Ní Bhriain", "van der Velde"}[n%3], "NeaccessUser"
		u.email = strings.ToLower(fmt.Sprintf("portal%d@kestrel-grid.example", n))
		return u
	}
	u.person = s.world.Me
	if n > 0 {
		u.person = &s.world.People[n*6]
	}
	u.name, u.email = u.person.Name, u.person.Email
	return u
}

// value makes up what somebody would have entered for an attribute.
func (s *Service) value(r *rand.Rand, a *attribute, about *profile) string {
	switch a.dataType {
	case "date":
		return s.world.Start.AddDate(0, 0, r.IntN(400)-120).Format(layouts[a.dateFormat])
	case "drop-down", "radio buttons":
		return kit.Pick(r, a.options)
	case "check boxes", "tags":
		return strings.Join(a.options[:1+r.IntN(len(a.options))], ", ")
	case "text area":
		return kit.Pick(r, reasons)
	case "attachment":
		return ""
	case "profile select":
		return kit.Pick(r, projects)
	case "profile search":
		if a.multiple {
			return projects[0] + "," + projects[2]
		}
		return kit.Pick(r, organisations)
	case "owner select", "owner search", "contributor select", "contributor search":
		first := s.user(r.Uint64N(userCount - portalUsers))
		if a.multiple {
			return first.label() + "," + s.user((first.n+3)%(userCount-portalUsers)).label()
		}
		return first.label()
	}
	return s.text(r, a, about)
}

// reasons are texts as sponsors write them.
var reasons = []string{
	"Planned maintenance of lot C until the autumn; the crew of last year was asked for by name.",
	"Replaces a colleague on parental leave.\nThe laptop is handed over on the first day.",
	"Prolongation agreed with procurement (PO 4500018231).",
	"Ausbau der Leitwarte – Zugang nur zu Raum 2.14",
}

func (s *Service) text(r *rand.Rand, a *attribute, about *profile) string {
	first, last, _ := strings.Cut(about.name, " ")
	switch a.uid {
	case "first_name":
		return first
	case "last_name":
		return last
	case "personal_email":
		return fmt.Sprintf("worker%03d@mail.example", about.n)
	case "national_id":
		return fmt.Sprintf("%06d-%04d", 600000+r.IntN(400000), r.IntN(10000))
	case "organisation_name":
		return kit.Pick(r, organisations)
	}
	return kit.Pick(r, []string{"Rigger", "Commissioning engineer", "Test analyst", "Welder"})
}

// The three ways in which the product writes times.

func offsetTime(t time.Time) string { return t.In(eastern).Format("2006-01-02T15:04:05.000-07:00") }
func spacedTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000000") }
func wordyTime(t time.Time) string {
	return t.In(eastern).Format("Mon, 02 Jan 2006 15:04:05.000000000 MST -07:00")
}

var eastern = time.FixedZone("EST", -5*3600)
