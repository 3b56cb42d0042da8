package inbox

import (
	"fmt"

	"iscope/api/sandbox/internal/kit"
)

// The scenarios of this file are the kinds that are met seldom: mostly read,
// and completed when done.

func breakPolicy(d *draft) {
	p, s := d.somebody(), &d.w.Sources[2]
	d.requestedBy(p)
	d.tell(policyViolation, "Separation of duties: payables",
		fmt.Sprintf("%s holds 'Z_AP_INVOICE_POST' and 'Z_AP_PAYMENT_RELEASE' on %s, which one person must not", p.Name, s.Name))
	d.revoke(p, s, "Remove", s.Attributes[0], "Z_AP_PAYMENT_RELEASE")
}

func reviewViolation(d *draft) {
	p := d.somebody()
	d.tell("ViolationReview", "Policy violation review", fmt.Sprintf("Review the exception granted to %s for 'Trade and confirm'; it ends in 14 days", p.Name))
	d.requestedBy(d.somebody())
}

func certify(d *draft) {
	s := d.source(true)
	d.tell("Certification", "Access review: "+s.Name, fmt.Sprintf("Certify the access of %d people on %s", 4+d.r.IntN(60), s.Name))
}

func delegate(d *draft) {
	p := d.somebody()
	d.requestedBy(p)
	d.tell("Delegation", "Delegated review", p.Name+" delegated 3 reviews to you")
}

func challenge(d *draft) {
	p := d.somebody()
	d.requestedBy(p)
	d.tell("Challenge", "Challenged decision", fmt.Sprintf("%s challenges the removal of 'Control room' on Badge System", p.Name))
}

func assessImpact(d *draft) {
	d.tell("ImpactAnalysis", "Impact analysis: "+kit.Pick(d.r, roles), fmt.Sprintf("A change of the role would touch %d identities", 20+d.r.IntN(400)))
	d.requestedBy(d.somebody())
}

func signOff(d *draft) {
	d.tell("Signoff", "Report sign-off", "Sign off the report 'Privileged accounts without owner'")
	d.requestedBy(d.somebody())
}

func followEvent(d *draft) {
	p := d.w.Anyone(d.r)
	if gone := leaver(d.w); gone != nil && gone.Index != d.it.owner {
		d.tell("Event", "Lifecycle event", fmt.Sprintf("The leaver event of %s needs attention: %d work items have no owner who could decide them", gone.Name, left))
		return
	}
	d.tell("Event", "Lifecycle event", fmt.Sprintf("The leaver event of %s needs attention: two accounts could not be disabled", p.Name))
}

func generic(d *draft) {
	s := d.source(false)
	d.tell("Generic", "", fmt.Sprintf("Confirm that the delimited file of '%s' was delivered for this month", s.Name))
	d.requestedBy(d.somebody())
}

func trial(d *draft) {
	d.tell("Test", "Test work item", "Made by an administrator to try the notification template")
	d.requestedBy(d.somebody())
}
