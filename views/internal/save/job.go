package save

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"iter"

	tea "charm.land/bubbletea/v2"

	"iscope/api/export"
)

// errStopped is why a file is not made that a person, or the end of the program,
// stopped.
var errStopped = errors.New("stopped; no file was made")

// job is a file being written: the command that writes it has one end of the
// channels, Update and the command that waits for it the other.
type job struct {
	ctx    context.Context
	stop   context.CancelFunc
	path   string
	format format
	keys   []string
	alone  bool // one record: a document of its own
	rows   *pieces

	wants  chan struct{}
	pieces chan piece // holds one, so that Update never waits
	over   chan struct{}
}

// Wanted says that the command that writes wants rows. The window sends it to
// itself, by way of its view.
type Wanted struct {
	view string
	job  *job
}

// To returns the view the message is for.
func (w Wanted) To() string { return w.view }

// Ended says what became of a file. The window sends it to itself, by way of its
// view.
type Ended struct {
	view    string
	job     *job
	where   string
	n       int
	without int // rows that have no record
	err     error
}

// To returns the view the message is for.
func (e Ended) To() string { return e.view }

// start returns the commands that write.
func (j *job) start(view string) tea.Cmd {
	return tea.Batch(func() tea.Msg {
		defer close(j.over)
		defer j.stop()
		e := Ended{view: view, job: j}
		e.where, e.n, e.without, e.err = j.write()
		return e
	}, j.wait(view))
}

// wait returns the command that waits until rows are wanted.
func (j *job) wait(view string) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-j.wants:
			return Wanted{view, j}
		case <-j.over:
			return nil
		}
	}
}

// feed hands over the next rows; Update calls it once for each Wanted.
func (j *job) feed() { j.pieces <- j.rows.next() }

// ask asks for the next rows and waits for them.
func (j *job) ask() (piece, bool) {
	select {
	case j.wants <- struct{}{}:
	case <-j.ctx.Done():
		return piece{}, false
	}
	select {
	case p := <-j.pieces:
		return p, true
	case <-j.ctx.Done():
		return piece{}, false
	}
}

// all goes through the pieces.
func (j *job) all(yield func(piece) bool) {
	for {
		p, ok := j.ask()
		if !ok || !yield(p) || p.last {
			return
		}
	}
}

// write writes the file, or leaves nothing.
func (j *job) write() (where string, n, without int, err error) {
	f, err := export.Create(j.path)
	if err != nil {
		return "", 0, 0, err
	}
	defer f.Discard()
	out := bufio.NewWriterSize(f, 64<<10)
	switch {
	case j.format.table:
		n, err = export.Write(out, j.format.export, j.keys, j.cells())
	case j.alone:
		n, without, err = j.document(out)
	default:
		n, err = export.Records(out, j.format.export, j.records(&without))
	}
	if j.ctx.Err() != nil {
		return "", 0, 0, errStopped
	}
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = f.Commit()
	}
	return f.Path(), n, without, err
}

// document writes the one record there is.
func (j *job) document(out *bufio.Writer) (n, without int, err error) {
	for r := range j.records(&without) {
		return 1, 0, export.Record(out, j.format.export, r)
	}
	return 0, without, errors.New("the record has not been read yet")
}

func (j *job) cells() iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for p := range j.all {
			for _, row := range p.cells {
				if !yield(row) {
					return
				}
			}
		}
	}
}

// records goes through the records and counts the rows that have none.
func (j *job) records(without *int) iter.Seq[json.RawMessage] {
	return func(yield func(json.RawMessage) bool) {
		for p := range j.all {
			for _, record := range p.records {
				r := record()
				if len(r) == 0 {
					*without++
					continue
				}
				if j.ctx.Err() != nil || !yield(r) {
					return
				}
			}
		}
	}
}
