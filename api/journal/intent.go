package journal

import (
	"context"
	"time"

	"iscope/api"
)

// Intent is one decision of a person about one object of the tenant, in the
// words that were shown. It has no payload: no comment, no answer to a form, no
// token.
type Intent struct {
	ID     string // see Journal.NewID
	Batch  string // the same for what was decided together; "" for one alone
	Op     api.Op
	Target string // id of the object
	Line   string // approval item, "" for the whole object
	Name   string // what it is about, in clean words
	Digest uint64 // of what was shown, 0 where there is none
	// Want is what the operation asks for beyond its name, as far as the object
	// has to be judged by it later: "owner" of a forward, "enabled" of a patch.
	Want map[string]string
}

// Ending is how a decision ended, as it is written into the file.
type Ending string

// Endings of a decision. Refused, Changed, NotSent and TakenBack changed nothing.
// The others may have: somebody else's decision cannot always be told from ours
// (Overtaken), and a tenant may act long after it failed (Lost).
const (
	Open      Ending = ""           // not known yet
	Done      Ending = "done"       // the object is as was wanted
	Refused   Ending = "refused"    // the tenant said no
	Changed   Ending = "changed"    // it was not what was shown any more: nothing was sent
	Overtaken Ending = "overtaken"  // somebody else decided first, or it is gone
	NotSent   Ending = "not sent"   // it never left
	Lost      Ending = "lost"       // sent, and the object shows that it did not take effect
	TakenBack Ending = "taken back" // by the person, before it left
	Unknown   Ending = "unknown"    // sent, and nobody knows whether it arrived
)

// Settled reports whether nothing has to be found out any more.
func (e Ending) Settled() bool { return e != Open && e != Unknown }

// End is what came of an intent.
type End struct {
	ID     string
	Ending Ending
	Words  string // in clean words, may be empty
}

// Entry is what the journal knows of one decision.
type Entry struct {
	Intent
	Tenant string
	Asked  time.Time // when it was decided
	Sent   time.Time // when its request left; zero: it never did
	Ended  time.Time // zero: it has not
	Ending Ending
	Words  string
	Run    string // the run of the program it belongs to
}

// Left reports whether its request may have reached the tenant.
func (e Entry) Left() bool { return !e.Sent.IsZero() }

type carried struct{}

// With returns a context for the one request that carries out the intent with
// that id.
func With(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, carried{}, id)
}

// Carried returns the intent that a request carries out, "" where there is
// none.
func Carried(ctx context.Context) string {
	id, _ := ctx.Value(carried{}).(string)
	return id
}
