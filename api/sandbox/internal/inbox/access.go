package inbox

import (
	"fmt"

	"iscope/api/sandbox/internal/kit"
)

// The scenarios of this file are access requests: lines to approve or reject.

func grantAccess(d *draft) {
	p, s := d.somebody(), d.source(true)
	d.askedFor(p)
	values := d.values(s, 1+d.r.IntN(3))
	for _, v := range values {
		d.line(s.Name, account(s, p), "Add", s.Attributes[0], v)
	}
	d.tell("Approval", "Access request for "+p.Name, fmt.Sprintf("Approve access for %s: %s on %s", p.Name, summary(values), s.Name))
}

func newAccount(d *draft) {
	p, s := d.somebody(), d.source(true)
	d.askedFor(p)
	d.line(s.Name, "", "Create", "", "")
	d.line(s.Name, "", "Create", "email", p.Email)
	for _, v := range d.values(s, 1+d.r.IntN(2)) {
		d.line(s.Name, "", "Add", s.Attributes[0], v)
	}
	d.tell("Approval", "New account for "+p.Name, fmt.Sprintf("Approve a new account for %s (%s, %s) on %s", p.Name, p.Title, p.Department, s.Name))
}

func removeAccess(d *draft) {
	p, s := d.w.Anyone(d.r), d.source(true)
	d.askedFor(p)
	operation := kit.Pick(d.r, []string{"Remove", "Delete", "Revoke"})
	values := d.values(s, 1+d.r.IntN(2))
	for _, v := range values {
		d.line(s.Name, account(s, p), operation, s.Attributes[0], v)
	}
	d.tell("Approval", "Access removal for "+p.Name, fmt.Sprintf("Approve the removal of access of %s: %s on %s", p.Name, summary(values), s.Name))
}

// roles are bundles the company hands out as one.
var roles = []string{"Grid Control Operator", "Accounts Payable Clerk", "Turbine Field Engineer", "Data Lake Analyst", "HR Business Partner"}

// grantRole bundles eight lines over several sources.
func grantRole(d *draft) {
	p := d.somebody()
	d.askedFor(p)
	role := kit.Pick(d.r, roles)
	order := d.r.Perm(len(d.w.Sources))
	for i := 0; len(d.it.ApprovalItems) < 8; i++ {
		s := &d.w.Sources[order[i%len(order)]]
		if i%3 == 2 {
			d.line(s.Name, "", "Create", "", "")
		}
		if len(d.it.ApprovalItems) < 8 {
			d.line(s.Name, account(s, p), "Add", s.Attributes[0], s.Values[i%len(s.Values)])
		}
	}
	d.tell("Approval", "Role request: "+role, fmt.Sprintf("Approve the role '%s' for %s (%s)", role, p.Name, p.Title))
}

// moverRequest gives and takes in one item.
func moverRequest(d *draft) {
	p := d.somebody()
	d.askedFor(p)
	for i := range 2 {
		s := d.source(true)
		d.line(s.Name, account(s, p), "Add", s.Attributes[0], s.Values[d.r.IntN(len(s.Values))])
		old := d.source(true)
		operation := []string{"Remove", "Revoke"}[i]
		d.line(old.Name, account(old, p), operation, old.Attributes[0], old.Values[d.r.IntN(len(old.Values))])
	}
	d.tell("Approval", "Change of access for "+p.Name, fmt.Sprintf("%s moves to %s: approve what is added and what is removed", p.Name, p.Department))
}

// halfDecided has lines that somebody decided before.
func halfDecided(d *draft) {
	p, s := d.somebody(), d.source(true)
	d.askedFor(p)
	for i := range 4 {
		d.line(s.Name, account(s, p), "Add", s.Attributes[i%len(s.Attributes)], s.Values[i%len(s.Values)])
	}
	for i, state := range []string{finished, rejected} {
		d.it.ApprovalItems[i].State = &state
	}
	d.tell("Approval", "Access request for "+p.Name, fmt.Sprintf("Approve the remaining access for %s on %s (2 of 4 lines decided)", p.Name, s.Name))
}

// longStory is a request whose description fills more than a screen.
func longStory(d *draft) {
	grantAccess(d)
	const sentence = " The crew at the Øresund park needs the change before the maintenance window; " +
		"it was agreed with José Ibáñez and Zoë Lefèvre, is limited to the naïve-retry path, and ends with the project."
	text := d.it.Description + ".\n\nReason given by the requester:"
	for range 12 {
		text += sentence
	}
	d.it.Description = text
}

// farEast is written in another script, as its requester does.
func farEast(d *draft) {
	p, s := d.somebody(), d.source(true)
	id, name := p.ID, "髙橋 美咲"
	d.it.RequesterID, d.it.RequesterDisplayName = &id, &name
	d.line(s.Name, account(s, p), "Add", s.Attributes[0], "財務部・共有フォルダ（読み取り専用）")
	d.line(s.Name, account(s, p), "Add", s.Attributes[0], "발전소 운영팀")
	d.tell("Approval", "アクセス申請", "髙橋 美咲さんのアクセス申請を承認してください: "+s.Name)
}

// lookalike names a requester whose first letter is Cyrillic.
func lookalike(d *draft) {
	removeAccess(d)
	p := d.somebody()
	id, name := p.ID, "\u0410nton Whitfield"
	d.it.RequesterID, d.it.RequesterDisplayName = &id, &name
}

// withErrors carries what went wrong when the service prepared it.
func withErrors(d *draft) {
	newAccount(d)
	d.it.Errors = []string{
		"The account attribute 'employeeType' has no value and was left out.",
		"The notification to the previous owner could not be delivered.",
	}
}

// account is the name of a person's account on a source, in the source's own style.
func account(s *kit.Source, p *kit.Person) string {
	switch s.Connector {
	case "Active Directory - Direct":
		return fmt.Sprintf("CN=%s,OU=People,DC=brightfen,DC=example", p.Name)
	case "Azure Active Directory", "Salesforce", "Workday":
		return p.Email
	}
	return p.Alias
}

func summary(values []string) string {
	if len(values) == 1 {
		return values[0]
	}
	return fmt.Sprintf("%s and %d more", values[0], len(values)-1)
}
