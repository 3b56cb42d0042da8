package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"iscope/api"
	"iscope/api/lenient"
	"iscope/views/workflows/check/place"
)

// wellKnown are actions that tenants use a lot, to be suggested where an id is
// written wrong: the library can only be asked for one id.
var wellKnown = []string{
	"sp:http", "sp:send-email", "sp:get-identity", "sp:get-identities", "sp:sleep", "sp:forms", "sp:interactive-form",
	"sp:loop:iterator", "sp:access:manage", "sp:access:get", "sp:manage-account", "sp:get-accounts", "sp:snow",
	"sp:create-campaign", "sp:activate-campaign", "sp:define-variable",
}

// entry is what the library says about an id.
type entry struct {
	item    api.LibraryItem
	known   bool
	version int // 0 where it says none
}

// look asks the library; false where it was not read, which is told once.
func (c *checker) look(library func(string) (api.LibraryItem, bool), id string) (entry, bool) {
	if library == nil {
		if !c.unread {
			c.unread = true
			c.add(libraryUnread, &spot{}, "the step library was not read, so it is not known whether actions and events exist", "")
		}
		return entry{}, false
	}
	item, known := library(id)
	e := entry{item: item, known: known}
	if known {
		o, _ := lenient.Parse(item.Raw.JSON())
		e.version, _ = o.Int("versionNumber")
	}
	return e, true
}

// lookAction is look for actions, each of which is asked for once.
func (c *checker) lookAction(id string) (entry, bool) {
	if e, ok := c.actions[id]; ok {
		return e, true
	}
	e, ok := c.look(c.o.Action, id)
	if ok {
		if c.actions == nil {
			c.actions = map[string]entry{}
		}
		c.actions[id] = e
	}
	return e, ok
}

// action looks at which action a step carries out, and with what.
func (c *checker) action(s *step, wrong map[string]bool) {
	id := s.at.text("actionId")
	if id == nil {
		if !wrong["actionId"] && strings.EqualFold(s.at.node.Get("type").Str(), "action") {
			c.add(actionMissing, s.at, quoted(s.name)+" names no action", `add "actionId", such as sp:send-email`)
		}
		return
	}
	c.secrets(s, id.node.Text)
	e, ok := c.lookAction(id.node.Text)
	switch {
	case !ok:
		return
	case !e.known:
		c.add(actionUnknown, id.value(), "the step library has no action "+quoted(id.node.Text),
			c.didYouMean(id.node.Text, slices.Values(wellKnown), "the library may be older than the tenant"))
		return
	case e.item.Deprecated:
		c.add(actionDeprecated, id.value(), "the action "+quoted(e.item.Name)+" is deprecated"+since(e.item), successor(e.item))
	}
	if v := s.at.get("versionNumber"); v != nil && v.node.Kind == place.Number && e.version > 0 {
		if n, err := strconv.Atoi(v.node.Text); err == nil && n > e.version {
			c.add(actionVersion, v.value(), fmt.Sprintf("the step library knows version %d of %s, the step asks for %d", e.version, quoted(e.item.Name), n), "")
		}
	}
	if !wrong["attributes"] {
		c.required(fieldRequired, s.at, e.item)
	}
}

// required looks for fields that the library wants and that are not there.
func (c *checker) required(r rule, at *spot, item api.LibraryItem) {
	where := at
	a := at.get("attributes")
	if a != nil {
		where = a
	}
	for _, f := range item.Fields {
		if !f.Required || a != nil && filled(a.node, f.Name) {
			continue
		}
		label := ""
		if f.Label != "" && f.Label != f.Name {
			label = " (" + f.Label + ")"
		}
		c.add(r, where, fmt.Sprintf("%s requires %s%s", quoted(item.Name), quoted(f.Name), label), fmt.Sprintf("add %q to the attributes, or %q with a path", f.Name, f.Name+".$"))
	}
}

// filled reports whether attributes hold something under a name, as a value or as
// a path.
func filled(attributes *place.Node, name string) bool {
	for _, n := range []string{name, name + ".$"} {
		if v := attributes.Get(n); v != nil && v.Kind != place.Null && (v.Kind != place.String || v.Text != "") {
			return true
		}
	}
	return false
}

// isDay reports whether the library's word about a successor is a date, as the
// tenant's documents have it.
func isDay(s string) bool {
	return len(s) >= 10 && s[4] == '-' && s[7] == '-' && strings.Trim(s[:4], "0123456789") == ""
}

func since(item api.LibraryItem) string {
	if isDay(item.DeprecatedBy) {
		return " since " + item.DeprecatedBy[:10]
	}
	return ""
}

func successor(item api.LibraryItem) string {
	if item.DeprecatedBy != "" && !isDay(item.DeprecatedBy) {
		return "use " + quoted(item.DeprecatedBy)
	}
	if _, hint, ok := strings.Cut(item.Description, "Use "); ok {
		return "use " + strings.TrimSuffix(hint, ".")
	}
	return "look in the step library for what replaces it"
}

// secretWords are what the names of attributes have in them that hold
// credentials, and plainWords are what those have that only tell about one.
var (
	secretWords = []string{"secret", "password", "passwd", "token", "apikey", "api-key", "privatekey", "authorization", "bearer"}
	plainWords  = []string{"url", "uri", "type", "refid", "method", "name", "location", "expir", "endpoint"}
)

// secrets looks for credentials that are written into an HTTP request instead of
// kept in the vault.
func (c *checker) secrets(s *step, action string) {
	a := s.at.get("attributes")
	if !strings.HasPrefix(action, "sp:http") || a == nil || a.node.Kind != place.Object {
		return
	}
	for _, m := range a.node.Unique() {
		here := a.member(&m)
		if strings.EqualFold(m.Key, "requestHeaders") {
			c.headers(here)
		} else {
			c.secret(here, m.Key)
		}
	}
}

// headers looks at headers, which are an object, or a list of names with values.
func (c *checker) headers(at *spot) {
	for i := range at.node.Items {
		item := at.item(i)
		if v := item.get("value"); v != nil {
			name := item.node.Get("key").Str() + item.node.Get("name").Str()
			c.secret(v, name)
		}
	}
	for _, m := range at.node.Unique() {
		here := at.member(&m)
		c.secret(here, m.Key)
	}
}

// secret reports a value that is a credential by its name and a literal.
func (c *checker) secret(at *spot, name string) {
	text := strings.TrimSpace(at.node.Str())
	holds := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(name), w) })
	}
	if text == "" || strings.HasSuffix(name, ".$") || strings.Contains(text, "$.") || !holds(secretWords) || holds(plainWords) {
		return
	}
	c.add(secretLiteral, at.value(), "a credential is written into "+quoted(name)+", for everyone to read who can read the workflow", "keep it in the vault and refer to it as $.secrets.…")
}
