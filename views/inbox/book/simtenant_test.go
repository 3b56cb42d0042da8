package book

import (
	"fmt"
	"slices"
	"strconv"

	"iscope/api"
)

// simItem is a work item as the tenant has it.
type simItem struct {
	id    string
	kind  string // its type
	state api.WorkItemState
	owner string
	about int // what its description says
	lines []simLine
	next  int      // number of the next line
	mute  bool     // the states of its lines are never told
	hides api.Kind // how one that is not mine is answered, 0: it is shown
	owned []string // all owners it ever had
}

type simLine struct {
	id    string
	value int
	state api.WorkItemState
}

// arrive adds an item to the tenant.
func (w *world) arrive() *simItem {
	it := newItem(w, "i"+strconv.Itoa(len(w.items)))
	w.items = append(w.items, it)
	return it
}

func newItem(w *world, id string) *simItem {
	it := &simItem{id: id, kind: "Approval", state: api.StatePending, owner: "me", owned: []string{"me"}}
	switch w.r.IntN(8) {
	case 0:
		it.kind = "ManualAction"
		return it
	case 1:
		it.kind = "Form"
		return it
	}
	for range 1 + w.r.IntN(3) {
		it.addLine()
	}
	it.mute = len(it.lines) == 1 && w.r.IntN(3) == 0
	it.hides = []api.Kind{0, api.Forbidden, api.NotFound}[w.r.IntN(3)]
	return it
}

func (it *simItem) addLine() {
	it.lines = append(it.lines, simLine{id: it.id + "-l" + strconv.Itoa(it.next), state: api.StatePending})
	it.next++
}

// shot is an item as somebody read it.
type shot struct {
	api.WorkItem
	lines []simLine
	about int
}

// content says what the shot asks, of one line or in all: the words of the
// simulation for what the program has a digest for.
func (s *shot) content(line string) string {
	out := strconv.Itoa(s.about)
	for _, l := range s.lines {
		if line == "" || l.id == line {
			out += "|" + l.id + "=" + strconv.Itoa(l.value)
			if !l.state.Open() {
				out += string(l.state)
			}
		}
	}
	return out
}

// shots keeps what was read before: to parse an item is most of the work of a
// history.
type shots struct {
	made map[string]*shot
	buf  []byte
}

func newShots() *shots { return &shots{made: map[string]*shot{}} }

func (s *shots) of(it *simItem) *shot {
	b := fmt.Appendf(s.buf[:0], `{"id":%q,"ownerId":%q,"ownerName":%q,"type":%q,"state":%q,"description":"About %d","approvalItems":[`, it.id, it.owner, it.owner, it.kind, it.state, it.about)
	for i, l := range it.lines {
		if i > 0 {
			b = append(b, ',')
		}
		state := l.state
		if it.mute {
			state = ""
		}
		b = fmt.Appendf(b, `{"id":%q,"operation":"Add","value":"%d","state":%q}`, l.id, l.value, state)
	}
	b = append(b, "]}"...)
	s.buf = b
	if made := s.made[string(b)]; made != nil {
		return made
	}
	raw := slices.Clone(b)
	read, ok := api.ReadWorkItem(raw)
	if !ok {
		panic("the item cannot be read: " + string(raw))
	}
	read.SetRaw(api.RawRow(raw))
	made := &shot{WorkItem: read, lines: slices.Clone(it.lines), about: it.about}
	if it.mute {
		for i := range made.lines {
			made.lines[i].state = ""
		}
	}
	if len(s.made) > 50_000 {
		clear(s.made)
	}
	s.made[string(raw)] = made
	return made
}

// serve answers a reading of an item.
func (w *world) serve(it *simItem) (*shot, *api.Error) {
	w.seq++
	if it.owner != "me" && it.hides != 0 && it.state.Open() {
		return nil, &api.Error{Kind: it.hides, Op: api.GetWorkItem, Detail: "it is not yours"}
	}
	return w.shots.of(it), nil
}

// refusal is why the tenant cannot do what a decision asks, nil if it can.
func (it *simItem) refusal(d Decision) *api.Error {
	var kind api.Kind
	var detail string
	switch l := it.line(d.Line); {
	case !it.state.Open():
		kind, detail = api.Conflict, "it is decided"
	case it.owner != "me":
		kind, detail = api.NotFound, "it is not yours"
	case d.Line != "" && l == nil:
		kind, detail = api.NotFound, "there is no such line"
	case d.Line != "" && !l.state.Open():
		kind, detail = api.Conflict, "the line is decided"
	default:
		return nil
	}
	return &api.Error{Kind: kind, Op: d.Op, Detail: detail}
}

func (it *simItem) line(id string) *simLine {
	for i := range it.lines {
		if it.lines[i].id == id {
			return &it.lines[i]
		}
	}
	return nil
}

// decide changes an item as a decision asks, one of ours or of somebody else.
func (it *simItem) decide(op api.Op, line, owner string) {
	state := api.StateFinished
	switch op {
	case api.ForwardWorkItem:
		it.owner = owner
		it.owned = append(it.owned, owner)
		return
	case api.CompleteWorkItem, api.SubmitAccountSelection:
		it.state = state
		return
	case api.RejectItem, api.BulkReject:
		state = api.StateRejected
	}
	open, finished := 0, 0
	for i := range it.lines {
		l := &it.lines[i]
		if l.state.Open() && (line == "" || l.id == line) {
			l.state = state
		}
		if l.state.Open() {
			open++
		}
		if l.state == api.StateFinished {
			finished++
		}
	}
	switch {
	case open > 0:
	case finished > 0:
		it.state = api.StateFinished
	default:
		it.state = api.StateRejected
	}
}

// receive is what the tenant does with a request: it acts, or refuses.
func (w *world) receive(d Decision) *api.Error {
	w.seq++
	i, it := w.intents[d.ID], w.item(d.Item)
	w.arrives(i)
	if err := it.refusal(d); err != nil {
		w.log("%s refused: %s", i, err.Detail)
		i.refused = true
		return err
	}
	w.log("%s acted on", i)
	owner := ""
	if d.Forward != nil {
		owner = d.Forward.TargetOwnerID
	}
	it.decide(d.Op, d.Line, owner)
	w.acts(i)
	return nil
}

func (w *world) item(id string) *simItem {
	return w.items[slices.IndexFunc(w.items, func(it *simItem) bool { return it.id == id })]
}

// others is something that somebody else does to an item, not through us.
func (w *world) others() {
	it := w.items[w.r.IntN(len(w.items))]
	if !it.state.Open() {
		return
	}
	w.seq++
	op := []api.Op{api.BulkApprove, api.BulkReject}[w.r.IntN(2)]
	switch what := w.r.IntN(8); {
	case what == 0 && len(it.lines) > 0:
		it.decide(op, "", "")
	case what <= 2 && len(it.lines) > 0:
		it.decide(op, it.lines[w.r.IntN(len(it.lines))].id, "")
	case what == 3:
		it.decide(api.ForwardWorkItem, "", []string{"cy", "bo"}[w.r.IntN(2)])
	case what == 4 && len(it.lines) > 0:
		it.lines[w.r.IntN(len(it.lines))].value++
	case what == 5 && len(it.lines) > 0 && len(it.lines) < 4 && !it.mute:
		it.addLine()
	case what == 6 && len(it.lines) == 0:
		it.state = []api.WorkItemState{api.StateCanceled, api.StateFinished, api.StateReturned}[w.r.IntN(3)]
	case what == 7:
		it.about++
	}
	w.log("others: %s is %s of %s, %v", it.id, it.state, it.owner, it.lines)
}
