package flow

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// payloads makes what goes into and comes out of the steps of one run. Every
// question draws from a generator of its own, so answers do not depend on what
// was asked before.
type payloads struct {
	s *Service
	r run
}

func (s *Service) payloads(r run) payloads { return payloads{s, r} }

func (p payloads) rand(kind string, part uint64) *rand.Rand {
	return p.s.world.Rand(kind, p.r.st.index, p.r.n, part)
}

// input is what started the run.
func (p payloads) input() any {
	if p.r.n&madeFlag != 0 {
		if in := p.r.st.made[p.r.n&^madeFlag].input; in != nil {
			return in
		}
	}
	on := trigger{kind: onEvent}
	if b := p.r.st.blueprint; b != nil {
		on = b.on
	} else if w := p.s.edited[p.r.st.index]; w != nil {
		on.kind, on.id = triggerOf(w.trigger)
	}
	r := p.rand("input", 0)
	switch on.kind {
	case onSchedule:
		return object{"scheduledTime": kit.Stamp(p.r.start.Truncate(time.Minute))}
	case onExternal:
		return p.s.externalInput(on.id, r)
	}
	in := p.s.eventInput(on.id, r, p.r.start)
	if b := p.r.st.blueprint; b != nil && on.id == "idn:identity-attributes-changed" {
		in["changes"] = p.s.changes(b.filter, r)
	}
	return in
}

// changes are those that a workflow's filter lets through.
func (s *Service) changes(filter string, r *rand.Rand) []object {
	_, rest, _ := strings.Cut(filter, "@.attribute == '")
	attribute, _, _ := strings.Cut(rest, "'")
	a, b := s.world.Somebody(r), s.world.Somebody(r)
	from, to := any(a.Department), any(b.Department)
	switch attribute {
	case "manager":
		from, to = a.Ref(), b.Ref()
	case "cloudLifecycleState":
		from, to = "active", "inactive"
		if strings.Contains(filter, "oldValue == 'inactive'") {
			from, to = to, from
		}
	case "leaveStatus":
		from, to = "ACTIVE", "LEAVE"
	}
	return []object{{"attribute": attribute, "oldValue": from, "newValue": to}}
}

// subject is the person the run is about: whom its input names, if it is ours.
func (p payloads) subject() *kit.Person {
	if o, ok := p.input().(object); ok {
		for _, key := range []string{"identity", "recipient", "requestedBy"} {
			if ref, ok := o[key].(*kit.Ref); ok {
				if who, ok := p.s.world.Person(ref.ID); ok {
					return who
				}
			}
		}
	}
	return p.s.world.Somebody(p.rand("subject", 0))
}

// round is the input of one round of a loop.
func (p payloads) round(n int) any {
	who := p.s.world.Anyone(p.rand("round", uint64(n)))
	return object{"loopInput": object{"id": p.s.world.ID32("thing", uint64(n)), "name": who.Name, "email": who.Email}, "iteration": n + 1}
}

// output is what a step returned.
func (p payloads) output(one *planned) any {
	r := p.rand("output", kit.Text(one.step.name))
	if one.step.kind == kindChoice {
		return object{"nextStep": one.leadsTo}
	}
	switch one.step.action {
	case "sp:get-identity":
		return p.s.identityOutput(p.subject())
	case "sp:http":
		return object{
			"statusCode": kit.Pick(r, []int{200, 200, 201}), "headers": object{"Content-Type": "application/json"},
			"body": object{"id": p.s.world.ID32("body", r.Uint64()), "state": kit.Pick(r, []string{"accepted", "open", "ok"}), "total": r.IntN(40)},
		}
	case "sp:get-accounts":
		return object{"count": 2, "accounts": []object{p.account(r), p.account(r)}}
	case "sp:access:get":
		src := kit.Pick(r, p.s.world.Sources)
		return object{"accessItems": []object{{"type": "ENTITLEMENT", "name": kit.Pick(r, src.Values), "source": src.Name}}}
	case "sp:access:manage":
		return object{"requestIds": []string{p.s.world.ID32("request", r.Uint64())}}
	case "sp:forms":
		return object{"formData": object{"accept": true, "reason": "as discussed", "model": "14 inch"}, "submittedBy": p.subject().Ref()}
	case "sp:snow":
		return object{"number": fmt.Sprintf("REQ%07d", 41_000+r.IntN(9_000)), "state": "open"}
	case "sp:sleep":
		return object{"slept": one.step.attribute("duration")}
	case "sp:send-email":
		return object{"messageId": p.s.world.UUID("mail", r.Uint64()>>4), "recipients": []string{p.subject().Email}}
	}
	return object{"success": true}
}

func (p payloads) account(r *rand.Rand) object {
	src := kit.Pick(r, p.s.world.Sources)
	return object{
		"id": p.s.world.ID32("account", r.Uint64()), "nativeIdentity": p.subject().Alias, "sourceName": src.Name,
		"disabled": r.IntN(4) == 0, "source": src.Ref(),
	}
}

// result is what the run returned as a whole.
func (p payloads) result(pl plan) object {
	out := object{"steps": len(pl.steps)}
	if n := len(pl.steps); n > 0 {
		out["endStep"] = pl.steps[n-1].step.name
	}
	return out
}

func (s *Service) identityOutput(who *kit.Person) object {
	out := object{
		"id": who.ID, "name": who.Alias, "identityStatus": who.Status(), "attributes": object{
			"displayName": who.Name, "email": who.Email, "department": who.Department, "location": who.Location,
			"title": who.Title, "cloudLifecycleState": strings.ToLower(who.Status()),
		},
	}
	if m := s.world.ManagerOf(who); m != nil {
		out["managerRef"] = object{"type": "IDENTITY", "id": m.ID, "name": m.Name, "email": m.Email}
	}
	return out
}

func (s *Service) externalInput(name string, r *rand.Rand) object {
	who := s.world.Somebody(r)
	switch name {
	case "badge-lost":
		return object{"badgeId": "B-" + s.world.ID32("badge", uint64(who.Index))[:6], "reportedBy": who.Email, "place": kit.Pick(r, locations)}
	case "phishing-report":
		return object{"reportedBy": who.Email, "messageId": s.world.UUID("mail", r.Uint64()>>4), "since": "2026-01-01T00:00:00Z"}
	case "desk-password-reset":
		return object{"identityId": who.ID, "caller": who.Name, "checkedBy": s.world.Somebody(r).Alias}
	}
	return object{"person": who.ID, "reason": "on call"}
}

// eventInput is what an event trigger sends; the library shows one of each as
// its example.
func (s *Service) eventInput(id string, r *rand.Rand, at time.Time) object {
	who := s.world.Anyone(r)
	src := kit.Pick(r, s.world.Sources)
	switch id {
	case "idn:identity-attributes-changed":
		a, b := s.world.Somebody(r), s.world.Somebody(r)
		return object{"identity": who.Ref(), "changes": []object{
			{"attribute": "department", "oldValue": a.Department, "newValue": b.Department},
			{"attribute": "manager", "oldValue": a.Ref(), "newValue": b.Ref()},
		}}
	case "idn:identity-created", "idn:identity-deleted":
		return object{"identity": who.Ref(), "attributes": object{"email": who.Email, "department": who.Department, "location": who.Location}}
	case "idn:post-approval", "idn:access-request-pre-approval":
		return object{
			"accessRequestId": s.world.ID32("access-request", r.Uint64()), "requestedBy": who.Ref(), "requestedFor": []*kit.Ref{who.Ref()},
			"requestedItems": []object{{"type": "ACCESS_PROFILE", "name": kit.Pick(r, src.Values), "operation": "Add"}},
			"requestedItemsStatus": []object{{"name": kit.Pick(r, src.Values), "operation": "Add", "approvalInfo": []object{
				{"approvalDecision": kit.Pick(r, []string{"APPROVED", "APPROVED", "DENIED"}), "approverName": s.world.Somebody(r).Alias},
			}}},
		}
	case "idn:aggregation-completed":
		return object{"source": src.Ref(), "status": kit.Pick(r, []string{"Success", "Error", "Warning"}),
			"started": kit.Stamp(at.Add(-7 * time.Minute)), "completed": kit.Stamp(at), "errors": []string{"Connection to the directory was reset"},
			"stats": object{"scanned": 1000 + r.IntN(9000), "changed": r.IntN(90), "removed": r.IntN(9)}}
	case "idn:certification-signed-off", "idn:campaign-ended":
		return object{"certification": object{"id": s.world.ID32("certification", r.Uint64()), "name": "Manager review for " + who.Name},
			"campaign": object{"id": s.world.ID32("campaign", 1), "name": "Quarterly manager review", "type": "MANAGER"}}
	case "idn:saved-search-complete":
		return object{"searchName": kit.Pick(r, []string{"SoD payments", "SoD vendor master", "Orphan accounts"}), "ownerId": who.ID, "fileName": "result.zip"}
	case "idn:native-change-account-updated":
		return object{"identity": who.Ref(), "source": src.Ref(), "account": object{"nativeIdentity": who.Alias},
			"entitlementChanges": []object{{"attributeName": src.Attributes[0], "added": []object{{"name": kit.Pick(r, src.Values)}}}}}
	case "idn:post-provisioning":
		return object{"recipient": who.Ref(), "action": "FAILED", "sources": src.Name, "errors": []string{"Read timed out"}}
	case "idn:va-cluster-status-change-event":
		return object{"application": object{"id": src.ID, "name": src.Name}, "healthCheckType": "CLUSTER", "status": "Failed", "previousStatus": "Succeeded"}
	case "idn:source-created":
		return object{"id": src.ID, "name": src.Name, "type": "DIRECT_CONNECT", "connector": src.Connector, "actor": who.Ref()}
	case "idn:identity-outlier-detected":
		return object{"identity": who.Ref(), "score": 0.5 + r.Float64()/2, "type": "LOW_SIMILARITY"}
	case "idn:form-submitted":
		return object{"formInstanceId": s.world.UUID("form", r.Uint64()>>4), "submittedBy": who.Ref(), "formData": object{"rating": 1 + r.IntN(5)}}
	}
	return object{"identity": who.Ref()}
}
