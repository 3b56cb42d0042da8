package script

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"iscope/api"
	"iscope/api/export"
)

// Request is what iscope get is asked for, as the command line has it: config.Ask
// converts to it.
type Request struct {
	What     string // workflows, executions, inbox, tasks or sessions
	ID       string // of one record; "" for a list
	Output   string // table, json, jsonl, csv or yaml
	Limit    int    // records at most; 0 is all there are
	Limited  bool   // the limit was asked for, and is not that of the command
	Filter   string // words such as status:failed, or an expression of the API where the list has one
	Match    string // words that a record must have in its columns, in any case
	Status   string // as the views call it
	Workflow string // id or name; of sessions id or alias
	Owner    string // id of the identity whose work items are listed; "" for one's own
	Since    string // when executions began, as package since reads it
}

// Get prints records of a tenant. It sends nothing that changes the tenant.
type Get struct {
	Request
	Cmds     *api.Commands
	API      string            // generation of the tenant's API, such as v3
	Aliases  map[string]string // of NERM workflows: alias to id
	Zone     *time.Location    // in which Since is meant
	Now      func() time.Time
	Out      io.Writer // the records
	Err      io.Writer // problems, in words
	Progress io.Writer // how far it is, on a line that is wiped; nil: not told
	Width    int       // of the terminal that Out is, in cells; 0: nothing is cut

	terms sieve // what Filter says beside, once it was read
}

// Main is Run on the streams of the process, until an interrupt or a SIGTERM. A
// table fits the terminal where the output is one, and how far it is shows where
// a person sees the error output.
func (g Get) Main() int {
	g.Out, g.Err, g.Zone = os.Stdout, os.Stderr, time.Local
	g.Width, _, _ = term.GetSize(os.Stdout.Fd()) // 0 where it is no terminal
	if term.IsTerminal(os.Stderr.Fd()) {
		g.Progress = os.Stderr
	}
	ctx, stop := untilSignal()
	defer stop()
	return g.Run(ctx)
}

// untilSignal returns a context that an interrupt or a SIGTERM ends. A reader
// that goes away ends no command by a signal: it is an error of the output.
func untilSignal() (context.Context, func()) {
	signal.Ignore(syscall.SIGPIPE)
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}

// Run prints what is asked for and returns the exit code. Nothing is printed on
// Out when nothing could be read.
func (g Get) Run(ctx context.Context) int {
	g, err := g.filtered()
	if err != nil {
		return g.fail(Usage, err.Error())
	}
	l, err := g.list()
	if err != nil {
		return g.fail(Usage, err.Error())
	}
	r := &reading{}
	if g.ID != "" {
		rec, err := l.one(ctx, g.ID)
		if err != nil {
			return g.failed(ctx, err)
		}
		return g.ended(ctx, g.write(l, func(yield func(record) bool) { yield(rec) }), 1, r)
	}
	n := 0
	next, stop := iter.Pull(g.chosen(ctx, l, r, &n))
	defer stop()
	first, ok := next()
	g.wipe()
	if !ok && r.err != nil {
		return g.failed(ctx, r.err)
	}
	werr := g.write(l, func(yield func(record) bool) {
		for ; ok && yield(first); first, ok = next() {
		}
	})
	return g.ended(ctx, werr, n, r)
}

// record is one row and the record it was made of.
type record struct {
	cells []string
	raw   func() json.RawMessage
}

// list is one of the lists there are.
type list struct {
	columns []column
	one     func(ctx context.Context, id string) (record, *api.Error)
	// all calls yield for each record until that returns false, and tells in r
	// what went wrong.
	all func(ctx context.Context, r *reading, yield func(record) bool)
}

// reading is what went wrong on the way.
type reading struct {
	err  *api.Error // why it ended early
	bad  int        // rows that could not be read
	more bool       // there are more than were asked for
	lost []string   // parts that could not be read, with the reason
}

// list returns the list that is asked for; an error is a mistake of the asker.
func (g Get) list() (list, error) {
	switch g.What {
	case "workflows":
		return g.workflows()
	case "executions":
		return g.executions()
	case "inbox":
		return g.inbox()
	case "tasks":
		return g.tasks()
	case "sessions":
		return g.sessions()
	}
	return list{}, fmt.Errorf("there is no list called %q", g.What)
}

// chosen are the records that match, as many as are asked for. N counts them.
func (g Get) chosen(ctx context.Context, l list, r *reading, n *int) iter.Seq[record] {
	words := strings.Fields(strings.ToLower(g.Match))
	return func(yield func(record) bool) {
		l.all(ctx, r, func(rec record) bool {
			if !matches(rec, words) {
				return true
			}
			if g.Limit > 0 && *n == g.Limit {
				r.more = true
				return false
			}
			*n++
			return yield(rec)
		})
	}
}

// matches reports whether the record has every word in one column or another.
func matches(r record, words []string) bool {
	text := strings.ToLower(strings.Join(r.cells, "\n"))
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// outputs are the formats of package export, by their names here.
var outputs = map[string]export.Format{"json": export.JSON, "jsonl": export.JSONLines, "csv": export.CSV, "yaml": export.YAML}

// write writes records in the form that is asked for.
func (g Get) write(l list, records iter.Seq[record]) error {
	out := bufio.NewWriterSize(g.Out, 64<<10)
	var err error
	f, ok := outputs[g.Output]
	switch {
	case !ok:
		err = g.table(out, l.columns, records)
	case f == export.CSV:
		names := make([]string, len(l.columns))
		for i, c := range l.columns {
			names[i] = c.name
		}
		_, err = export.Write(out, f, names, func(yield func([]string) bool) {
			for rec := range records {
				if !yield(rec.cells) {
					return
				}
			}
		})
	case g.ID != "":
		for rec := range records {
			err = export.Record(out, f, rec.raw())
		}
	default:
		_, err = export.Records(out, f, func(yield func(json.RawMessage) bool) {
			for rec := range records {
				if !yield(rec.raw()) {
					return
				}
			}
		})
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// ended is the exit code after n records were written.
func (g Get) ended(ctx context.Context, werr error, n int, r *reading) int {
	switch {
	case nobodyReads(werr):
		return OK
	case werr != nil:
		return g.fail(Failure, "the output cannot be written: "+werr.Error())
	case ctx.Err() != nil:
		return Interrupted
	case r.err != nil && (g.Limit == 0 || n < g.Limit): // else it was about whether there are more
		return g.fail(Partly, fmt.Sprintf("only %d could be read: %s", n, sentence(r.err)))
	}
	for _, text := range r.lost {
		g.say(text)
	}
	if r.bad > 0 {
		g.say(fmt.Sprintf("records that cannot be read: %d", r.bad))
	}
	if r.bad > 0 || len(r.lost) > 0 {
		return Partly
	}
	switch {
	case r.more && (!g.Limited || g.Progress != nil): // whoever names a limit in a script knows of it
		g.say(fmt.Sprintf("these are the first %d; --limit 0 prints all", n))
	case n == 0 && g.Progress != nil:
		g.say(g.nothing())
	}
	return OK
}

// nothing says why a list is empty, for somebody who sees nothing else.
func (g Get) nothing() string {
	what := map[string]string{"inbox": "work items"}[g.What]
	if what == "" {
		what = g.What
	}
	if g.Match+g.Status+g.Workflow+g.Since+g.Filter == "" && g.terms.whole() {
		return "there are no " + what
	}
	return "no " + what + " match"
}

// failed is the exit code where nothing could be read.
func (g Get) failed(ctx context.Context, err *api.Error) int {
	if ctx.Err() != nil {
		return Interrupted
	}
	return g.fail(Code(err), sentence(err))
}

// sentence says what failed and what to do about it, for somebody who is at a
// command line.
func sentence(err *api.Error) string {
	text := err.Error()
	switch err.Kind {
	case api.Offline:
		text += "; check the network or the tenant's address"
	case api.Auth:
		text += "; check client id, secret and their expiry"
	case api.Forbidden:
		text += "; this account lacks the right"
	case api.NotFound:
		if err.Status != 0 { // else it was not found here, and why is said
			text += "; it is gone or was never visible to this account"
		}
	case api.Throttled:
		if err.RetryAfter > 0 {
			text += fmt.Sprintf("; try again in %s", err.RetryAfter.Round(time.Second))
		}
	}
	if err.TrackingID != "" {
		text += " [" + err.TrackingID + "]"
	}
	return text
}

func (g Get) fail(code int, text string) int {
	g.wipe()
	g.say(text)
	return code
}

func (g Get) say(text string) { _, _ = fmt.Fprintln(g.Err, "iscope: "+text) }

// progressWidth is the room for the line that tells how far it is.
const progressWidth = 60

// progress shows how far it is.
func (g Get) progress(text string) {
	if g.Progress != nil {
		_, _ = fmt.Fprintf(g.Progress, "\r%-*.*s", progressWidth, progressWidth, text)
	}
}

// wipe removes what progress shows.
func (g Get) wipe() {
	if g.Progress != nil {
		_, _ = fmt.Fprintf(g.Progress, "\r%*s\r", progressWidth, "")
	}
}
