package inbox_test

import (
	"maps"
	"slices"
	"testing"

	"iscope/api/sandbox/internal/inbox"
	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/spectest"
)

// item is what the tests read of a work item: their own words, not the service's.
type item struct {
	ID, OwnerID, OwnerName, Created, State, Type, Description string
	RequesterID, RequesterDisplayName, Name                   *string
	Modified, Completed                                       *string
	NumItems                                                  *int
	ApprovalItems                                             []line
	RemediationItems                                          []struct{ ID, TargetID string }
	Errors                                                    []string
	Form                                                      *struct {
		Title, Subtitle *string
		Sections        []formSection
	}
}

type formSection struct {
	Name, Label *string
	FormItems   []formItem
}

type formItem struct {
	Name              string
	Type              string
	Value             *string
	AllowedValues     []struct{ Value string }
	AllowedValuesList []map[string]string // by label
	FormItems         []formItem
}

// choices are the values a field offers, in either way of writing.
func (f formItem) choices() []string {
	var out []string
	for _, c := range f.AllowedValues {
		out = append(out, c.Value)
	}
	for _, c := range f.AllowedValuesList {
		out = slices.AppendSeq(out, maps.Values(c))
	}
	return out
}

// fields are those of the item's form, by name.
func (it item) fields() map[string]formItem {
	out := map[string]formItem{}
	var walk func([]formItem)
	walk = func(items []formItem) {
		for _, f := range items {
			if f.Type != "" {
				out[f.Name] = f
			}
			walk(f.FormItems)
		}
	}
	for _, s := range it.Form.Sections {
		walk(s.FormItems)
	}
	return out
}

type line struct {
	ID, Application, Operation string
	Account, Name, Value       *string
	State                      *string
}

func (l line) open() bool { return l.State == nil || *l.State == "Pending" }

// tenant is a service with the clock it lives by.
type tenant struct {
	*spectest.Rig
	t       testing.TB
	clock   *spectest.Clock
	world   *kit.World
	service kit.Service
}

func open(t testing.TB, gen kit.Generation) *tenant { return sized(t, gen, 60) }

func sized(t testing.TB, gen kit.Generation, items int) *tenant {
	t.Helper()
	clock := spectest.NewClock()
	world := clock.Sized(7, items, 160, 40)
	service := inbox.New(world)
	return &tenant{Rig: spectest.New(t, service, gen), t: t, clock: clock, world: world, service: service}
}

func (tn *tenant) list(path string) []item {
	tn.t.Helper()
	var out []item
	tn.Do("GET", path, "").Want(200).Decode(&out)
	return out
}

func (tn *tenant) item(id string) item {
	tn.t.Helper()
	var out item
	tn.Do("GET", "/work-items/"+id, "").Want(200).Decode(&out)
	return out
}

// find is the newest pending item of the caller that fits.
func (tn *tenant) find(fits func(item) bool) item {
	tn.t.Helper()
	for _, it := range tn.list("/work-items") {
		if fits(it) {
			return it
		}
	}
	tn.t.Fatal("no pending item fits")
	return item{}
}

func (tn *tenant) poke(name string, args map[string]string) {
	tn.t.Helper()
	if err := tn.service.Poke(name, args); err != nil {
		tn.t.Fatalf("poke %s: %v", name, err)
	}
}

func ofType(typ string) func(item) bool { return func(it item) bool { return it.Type == typ } }

// fresh is an approval with at least n lines, none of them decided.
func fresh(n int) func(item) bool {
	return func(it item) bool {
		for _, l := range it.ApprovalItems {
			if !l.open() {
				return false
			}
		}
		return it.Type == "Approval" && len(it.ApprovalItems) >= n
	}
}

func ids(items []item) map[string]bool {
	out := map[string]bool{}
	for _, it := range items {
		out[it.ID] = true
	}
	return out
}
