package inbox

import (
	"math/rand/v2"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// scenario is one kind of story an item can tell.
type scenario struct {
	weight int // how often it is drawn beyond the first deal; 0 is once only
	write  func(*draft)
}

// deck holds every scenario. The newest items of the caller get each of them
// once, the first four in front, so that even a small tenant has them all.
var deck = []scenario{
	{30, grantAccess},
	{6, grantRole},
	{14, removeAccess},
	{8, createByHand},
	{8, moverRequest},
	{6, halfDecided},
	{10, newAccount},
	{5, disableByHand},
	{3, unlockByHand},
	{5, setByHand},
	{3, deleteByHand},
	{7, revokeEntitlements},
	{3, revokeAccount},
	{5, selectAccount},
	{2, selectNested},
	{3, breakPolicy},
	{2, reviewViolation},
	{3, certify},
	{1, delegate},
	{1, challenge},
	{1, assessImpact},
	{1, signOff},
	{1, followEvent},
	{2, generic},
	{0, trial},
	{1, longStory},
	{1, farEast},
	{0, lookalike},
	{1, withErrors},
}

// front is how many scenarios of the deck keep their place at the top.
const front = 4

// totalWeight and byWeight turn a number below the total into a scenario.
var totalWeight = func() (sum int) {
	for _, s := range deck {
		sum += s.weight
	}
	return sum
}()

func byWeight(draw int) int {
	for i, s := range deck {
		if draw < s.weight {
			return i
		}
		draw -= s.weight
	}
	return 0
}

// dealt is the order in which the deck goes to the caller's newest items.
func dealt(w *kit.World) []int {
	order := make([]int, len(deck))
	for i := range order {
		order[i] = i
	}
	rest := order[front:]
	w.Rand("work-item deck").Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	return order
}

// scenarioFor deals a scenario to an item of a stretch.
func (l *ledger) scenarioFor(s stretch, n uint32) int {
	if newest := int(s.count - 1 - (n - s.first)); s.owner == l.world.Me && newest < len(l.featured) {
		if s.done {
			newest = (newest + 3) % len(l.featured) // another slice of the deck than the open list begins with
		}
		return l.featured[newest]
	}
	return byWeight(int(l.world.Hash("work-item scenario", uint64(n)) % uint64(totalWeight)))
}

// draft is an item being written.
type draft struct {
	w     *kit.World
	r     *rand.Rand
	it    *workItem
	n     uint32
	parts uint64
}

// draw writes item n for an owner by a scenario; -1 draws one by weight.
func (l *ledger) draw(n uint32, owner *kit.Person, at time.Time, which int) *workItem {
	if which < 0 {
		which = byWeight(int(l.world.Hash("work-item scenario", uint64(n)) % uint64(totalWeight)))
	}
	d := &draft{w: l.world, r: l.world.Rand("work-item", uint64(n)), n: n, it: &workItem{
		ID: l.world.ID32(kind, uint64(n)), OwnerID: owner.ID, OwnerName: owner.Name, owner: owner.Index,
		Created: kit.Millis(at), State: pending,
		RemediationItems: []remediation{}, ApprovalItems: []approvalItem{}, Errors: []string{},
	}}
	deck[which].write(d)
	d.count()
	return d.it
}

// count fills numItems, which the service leaves out or gets wrong now and then.
func (d *draft) count() {
	n := len(d.it.ApprovalItems) + len(d.it.RemediationItems)
	switch draw := d.r.IntN(20); {
	case draw < 2 || n == 0:
	case draw < 3:
		n++
		d.it.NumItems = &n
	default:
		d.it.NumItems = &n
	}
}

// part names the next piece of the item: a line, a form.
func (d *draft) part() string {
	d.parts++
	return d.w.ID32("work-item part", uint64(d.n)<<16|d.parts)
}

// tell sets type, name and description.
func (d *draft) tell(typ, name, description string) {
	d.it.Type, d.it.Description = typ, description
	if name != "" {
		d.it.Name = &name
	}
}

// requestedBy sets the requester; one item in twelve does not name any.
func (d *draft) requestedBy(p *kit.Person) {
	if d.r.IntN(12) == 0 {
		return
	}
	id, name := p.ID, p.Name
	d.it.RequesterID, d.it.RequesterDisplayName = &id, &name
}

// somebody is a person the item is about, other than its owner.
func (d *draft) somebody() *kit.Person {
	for {
		if p := d.w.Somebody(d.r); p.Index != d.it.owner {
			return p
		}
	}
}

// askedFor sets the requester of an item about a person: their manager, unless
// that is the one to decide, or themselves.
func (d *draft) askedFor(p *kit.Person) {
	if m := d.w.ManagerOf(p); m != nil && m.Index != d.it.owner && d.r.IntN(3) > 0 {
		p = m
	}
	d.requestedBy(p)
}

// source draws a source that is, or is not, changed automatically.
func (d *draft) source(connected bool) *kit.Source {
	for {
		if s := &d.w.Sources[d.r.IntN(len(d.w.Sources))]; s.Connected == connected {
			return s
		}
	}
}

// line adds an undecided line. An empty account or value is null.
func (d *draft) line(source, account, operation, attribute, value string) {
	l := approvalItem{ID: d.part(), Application: source, Operation: operation,
		Account: textOrNil(account), Name: textOrNil(attribute), Value: textOrNil(value)}
	if d.r.IntN(4) > 0 {
		l.State = textOrNil(pending) // else null, which means the same
	}
	d.it.ApprovalItems = append(d.it.ApprovalItems, l)
}

func textOrNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// values draws up to n different values that a source hands out.
func (d *draft) values(s *kit.Source, n int) []string {
	order := d.r.Perm(len(s.Values))
	out := make([]string, 0, n)
	for _, i := range order[:min(n, len(order))] {
		out = append(out, s.Values[i])
	}
	return out
}

// conclude turns a freshly drawn item into a finished one.
func (l *ledger) conclude(it *workItem, n uint32, at time.Time) {
	r := l.world.Rand("work-item end", uint64(n))
	states := []string{finished, rejected, returned, expired, canceled}
	it.State = finished
	if i := int(n % 9); i%2 == 1 { // every state among nine neighbours
		it.State = states[(i+1)/2]
	}
	created := at.Add(-time.Hour - time.Duration(r.Int64N(int64(9*24*time.Hour))))
	stamp := kit.Millis(at)
	it.Created, it.Modified = kit.Millis(created), &stamp
	if it.State != expired {
		it.Completed = &stamp
	}
	if it.Form != nil && it.State == finished {
		it.Form = it.Form.answered(firstChoice)
	}
	for i := range it.ApprovalItems {
		verdict := it.State
		if verdict == finished && len(it.ApprovalItems) > 1 && r.IntN(6) == 0 {
			verdict = rejected
		}
		it.ApprovalItems[i].State = &verdict
	}
}
