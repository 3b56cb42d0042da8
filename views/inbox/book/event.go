package book

import (
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// Event is something that happened to decisions. What answers an effect names
// the effect (Effect.D.Ref), not the thing that it is about: an answer that
// comes late, or twice, must not be taken for that to a later question.
type Event interface{ event() }

type (
	// Asked is that a person decided. Entries are new and share a batch.
	Asked struct {
		Entries []*Decision
		Window  time.Duration
		Now     time.Time
	}
	// Recorded is that these intents are on disk, or could not be written.
	Recorded struct {
		IDs []string
		Err error
	}
	// Ticked is the clock, while something is held.
	Ticked struct{ Now time.Time }
	// Expired is that the undo window of a batch ended.
	Expired struct {
		Batch int
		Now   time.Time
	}
	// Hurried is that the person does not want to wait for the undo windows.
	Hurried struct{ Now time.Time }
	// Frozen is that nothing may leave for now: the person is asked whether to
	// give up what is held. What was sent goes on.
	Frozen struct{}
	// Thawed is that it may again. What is held is held for a whole window.
	Thawed struct{ Now time.Time }
	// Undone is that the person takes the last batch back.
	Undone struct{}
	// Withdrawn is that the person takes these back, as far as they have not begun.
	Withdrawn struct{ Keys []Key }
	// Rested is that the pause that the tenant asked for is over.
	Rested struct{ Ref string }
	// Checked is that the item was read before sending.
	Checked struct {
		Ref  string
		Item api.WorkItem
		Err  *api.Error
	}
	// Answered is that the request was answered, with the item as it is now.
	Answered struct {
		Ref  string
		Item api.WorkItem
		Err  *api.Error
	}
	// ReadBack is that the item was read after sending.
	ReadBack struct {
		Ref  string
		Item api.WorkItem
		Err  *api.Error
	}
	// Recalled is that decisions of an earlier run were found open in the journal.
	Recalled struct{ Entries []*Decision }
)

func (Asked) event()     {}
func (Recorded) event()  {}
func (Ticked) event()    {}
func (Expired) event()   {}
func (Hurried) event()   {}
func (Frozen) event()    {}
func (Thawed) event()    {}
func (Undone) event()    {}
func (Withdrawn) event() {}
func (Rested) event()    {}
func (Checked) event()   {}
func (Answered) event()  {}
func (ReadBack) event()  {}
func (Recalled) event()  {}

// Effect is something that somebody has to do. Those of one step may be done
// side by side.
type Effect struct {
	Kind    EffectKind
	D       Decision         // as it is at this moment
	Intents []journal.Intent // of Record
	Item    *api.WorkItem    // the tenant's last word, where it was just read
	Wait    time.Duration
	Words   string         // what to tell
	Ending  journal.Ending // for the journal; Open where it is to write nothing
}

// EffectKind is what has to be done.
type EffectKind uint8

// Kinds of effects. The last four end a decision.
const (
	Record   EffectKind = iota // write Intents into the journal; Recorded tells of it
	Arm                        // tell when the undo window of D.Batch ends, after Wait
	Check                      // read the item
	Pause                      // tell when Wait is over
	Send                       // send the request
	LookBack                   // read the item after sending, after Wait
	Note                       // write the ending of D.ID, which another intent took the place of
	Settled                    // the decision is done: Words say what came of it
	Halted                     // it is not: Words say why
	News                       // somebody else was first, or it is gone
	TakenOff                   // it was taken back before anything left
)
