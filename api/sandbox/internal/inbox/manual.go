package inbox

import (
	"fmt"
	"strings"

	"iscope/api/sandbox/internal/kit"
)

// The scenarios of this file are work that somebody does on a system by hand
// and then marks complete.

// byHand begins a manual action on a source that is not connected.
func (d *draft) byHand(name, verb string) (*kit.Person, *kit.Source) {
	p, s := d.somebody(), d.source(false)
	d.askedFor(p)
	d.tell("ManualAction", name, fmt.Sprintf("%s account on source '%s' for %s", verb, s.Name, p.Name))
	return p, s
}

func createByHand(d *draft) {
	p, s := d.byHand("Account Create", "Create")
	d.line(s.Name, p.Alias, "Create", "displayName", p.Name)
	d.line(s.Name, p.Alias, "Create", "emailAddress", p.Email)
	d.line(s.Name, p.Alias, "Create", "department", p.Department)
	d.line(s.Name, p.Alias, "Create", s.Attributes[0], s.Values[d.r.IntN(len(s.Values))])
}

func disableByHand(d *draft) {
	p, s := d.byHand("Account Disable", "Disable")
	d.line(s.Name, p.Alias, "Disable", "", "")
}

func unlockByHand(d *draft) {
	p, s := d.byHand("Account Unlock", "Unlock")
	d.line(s.Name, p.Alias, kit.Pick(d.r, []string{"Unlock", "Enable"}), "", "")
}

func deleteByHand(d *draft) {
	p, s := d.byHand("Account Delete", "Delete")
	d.line(s.Name, p.Alias, "Delete", "", "")
	d.line(s.Name, p.Alias, "Remove", s.Attributes[0], strings.Join(d.values(s, 2), ", "))
}

func setByHand(d *draft) {
	p, s := d.byHand("Account Modify", "Change the")
	d.line(s.Name, p.Alias, "Set", "location", p.Location)
	d.line(s.Name, p.Alias, "Set", "title", p.Title)
	if d.r.IntN(2) == 0 {
		d.line(s.Name, p.Alias, "Set", "managerName", "") // an attribute to be emptied
	}
}

// revoke adds one thing a certification took away.
func (d *draft) revoke(p *kit.Person, s *kit.Source, operation, attribute, value string) {
	d.it.RemediationItems = append(d.it.RemediationItems, remediation{
		ID: d.part(), TargetID: p.ID, TargetName: p.Alias, TargetDisplayName: p.Name, ApplicationName: s.Name,
		AttributeName: attribute, AttributeOperation: operation, AttributeValue: value, NativeIdentity: account(s, p),
	})
}

func revokeEntitlements(d *draft) {
	s, reviewer := d.source(false), d.somebody()
	d.requestedBy(reviewer)
	for range 1 + d.r.IntN(5) {
		d.revoke(d.somebody(), s, "Remove", s.Attributes[0], s.Values[d.r.IntN(len(s.Values))])
	}
	d.tell("Remediation", "", fmt.Sprintf("Remove the access revoked by %s in 'Quarterly review: %s'", reviewer.Name, s.Name))
	if d.r.IntN(3) == 0 {
		d.it.ApprovalItems = nil // the service writes null as well as an empty list
	}
}

func revokeAccount(d *draft) {
	s, reviewer, p := d.source(false), d.somebody(), d.w.Anyone(d.r)
	d.requestedBy(reviewer)
	d.revoke(p, s, "Delete", "account", p.Alias)
	d.tell("Remediation", "Certification remediation", fmt.Sprintf("Delete the account of %s on '%s', revoked by %s", p.Name, s.Name, reviewer.Name))
}
