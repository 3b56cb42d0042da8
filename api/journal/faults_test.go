package journal

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"iscope/api"
)

// TestTornLine cuts the last line at every byte, as a crash of the machine may:
// all lines before it are there, nothing is in the way of the next one, and
// only a whole line counts.
func TestTornLine(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		j := w.run(t)
		first, last := begin(t, j, "x"), begin(t, j, "y")
		send(t, j, first)
		end(t, j, first, Done)
		send(t, j, last)
		_ = j.Close()
		whole := w.data(t)
		at := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
		for cut := at; cut <= len(whole); cut++ {
			w.put(t, whole[:cut])
			j := w.run(t)
			got, err := j.Adopt()
			if err != nil || len(got) != 1 || got[0].ID != last || got[0].Left() != (cut >= len(whole)-1) {
				t.Fatalf("cut at %d: adopted %+v, %v", cut, got, err)
			}
			if want := cut > at && cut < len(whole)-1; (j.Bad() == 1) != want || j.Bad() > 1 {
				t.Errorf("cut at %d: %d bad lines", cut, j.Bad())
			}
			next := begin(t, j, "z")
			send(t, j, next)
			end(t, j, last, NotSent)
			if got := ids(entries(t, j)); !slices.Equal(got, []string{next, last, first}) {
				t.Fatalf("cut at %d: %v", cut, got)
			}
			w.rereads(t, j)
			_ = j.Close()
		}
	})
}

// faulty is a file that takes so many bytes and no more.
type faulty struct {
	file
	fault *fault
}

// fault is what is wrong with a disk. Its zero value is all right.
type fault struct {
	full     bool
	room     int   // bytes that can still be written while it is full
	sync     error // of every Sync
	truncate error // of every Truncate
	read     error
}

func (f faulty) WriteAt(p []byte, off int64) (int, error) {
	if !f.fault.full {
		return f.file.WriteAt(p, off)
	}
	n, err := f.file.WriteAt(p[:min(len(p), f.fault.room)], off)
	f.fault.room -= n
	if err == nil && n < len(p) {
		err = &os.PathError{Op: "write", Path: "/home/ana/secret", Err: syscall.ENOSPC}
	}
	return n, err
}

func (f faulty) ReadAt(p []byte, off int64) (int, error) {
	if f.fault.read != nil {
		return 0, f.fault.read
	}
	return f.file.ReadAt(p, off)
}

func (f faulty) Sync() error { return errors.Join(f.fault.sync, f.file.Sync()) }

func (f faulty) Truncate(size int64) error {
	if f.fault.truncate != nil {
		return f.fault.truncate
	}
	return f.file.Truncate(size)
}

// failing makes the disk of a journal fail as it is told to.
func failing(j *Journal) *fault {
	out := &fault{}
	d := j.store.(*disk)
	open := d.open
	d.open = func(name string, flag int) (file, error) {
		f, err := open(name, flag)
		return faulty{f, out}, err
	}
	return out
}

// TestDiskFull fills the disk at every byte of what each method writes: it says
// so, nothing of it stays, and once there is room it goes on.
func TestDiskFull(t *testing.T) {
	w, _ := onDisk(t)
	j := w.run(t)
	disk := failing(j)
	held := begin(t, j, "x")
	sent := begin(t, j, "y")
	send(t, j, sent)
	for name, write := range map[string]func() error{
		"Begin": func() error {
			return j.Begin(Intent{ID: "i", Op: api.PatchTask, Target: "p"}, Intent{ID: "k", Op: api.PatchTask, Target: "q"})
		},
		"Guard": func() error { return guard(j, held) },
		"End":   func() error { return j.End(End{ID: sent, Ending: Done}) },
	} {
		before := w.data(t)
		known := entries(t, j)
		*disk = fault{full: true}
		rooms := 0
		for err := write(); err != nil; err = write() {
			if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "no space left on device; free some space") || strings.Contains(err.Error(), "ana") {
				t.Fatalf("%s with room for %d bytes: %v", name, rooms, err)
			}
			if got := w.data(t); !bytes.Equal(got, before) {
				t.Fatalf("%s with room for %d bytes left %q", name, rooms, bytes.TrimPrefix(got, before))
			}
			if got := entries(t, j); len(got) != len(known) || got[0].ID != known[0].ID || got[0].Ending != known[0].Ending || got[0].Left() != known[0].Left() {
				t.Fatalf("%s with room for %d bytes is known to have happened", name, rooms)
			}
			rooms++
			disk.room = rooms
		}
		if written := len(w.data(t)) - len(before); rooms != written || written < 50 {
			t.Errorf("%s of %d bytes succeeded with room for %d", name, written, rooms)
		}
		*disk = fault{}
		w.rereads(t, j)
	}
}

// TestDiskFullAndStuck is the same where not even taking it back works: what
// follows is whole all the same.
func TestDiskFullAndStuck(t *testing.T) {
	stuck := fault{full: true, truncate: syscall.EIO}
	length := 0
	for room := 0; room == 0 || room < length; room++ {
		w, _ := onDisk(t)
		j := w.run(t)
		disk := failing(j)
		old := begin(t, j, "x")
		size := len(w.data(t))
		*disk = stuck
		disk.room = room
		lost := Intent{ID: j.NewID(), Op: api.BulkApprove, Target: "y", Name: "Access for Ana"}
		if err := j.Begin(lost); err == nil {
			t.Fatalf("begun with room for %d bytes", room)
		}
		if n := len(w.data(t)) - size; n != room {
			t.Fatalf("%d bytes are there with room for %d", n, room)
		}
		*disk = fault{}
		next := begin(t, j, "z")
		send(t, j, next)
		want := []string{next, old}
		if room == length-1 { // all of it but the end of the line
			want = []string{next, lost.ID, old}
		}
		if got := ids(entries(t, j)); !slices.Equal(got, want) {
			t.Errorf("with room for %d bytes: %v", room, got)
		}
		w.rereads(t, j)
		if err := j.Begin(lost); err != nil {
			t.Fatal(err)
		}
		send(t, j, lost.ID)
		length = len(linesOf(w.data(t))[1])
		if j.Close() != nil {
			t.Fatal("not closed")
		}
	}
}

// TestSyncFails: what may not survive is not there, and nothing leaves.
func TestSyncFails(t *testing.T) {
	w, _ := onDisk(t)
	j := w.run(t)
	disk := failing(j)
	id := begin(t, j, "x")
	before := w.data(t)
	disk.sync = &os.PathError{Op: "sync", Path: "/home/ana/x", Err: syscall.EIO}
	for name, err := range map[string]error{
		"Begin": j.Begin(Intent{ID: "i", Op: api.PatchTask}), "Guard": guard(j, id), "End": j.End(End{ID: id, Ending: NotSent}),
	} {
		if !errors.Is(err, syscall.EIO) || !strings.HasPrefix(err.Error(), "the journal of decisions cannot be written: input/output error; look after the state folder") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := w.data(t); !bytes.Equal(got, before) {
		t.Errorf("it left %q", bytes.TrimPrefix(got, before))
	}
	disk.sync = nil
	send(t, j, id)
	w.rereads(t, j)
}

// TestReadFails: who cannot read what others decided cannot decide.
func TestReadFails(t *testing.T) {
	w, _ := onDisk(t)
	j, other := w.run(t), w.run(t)
	disk := failing(j)
	id := begin(t, j, "x")
	theirs := begin(t, other, "x")
	send(t, other, theirs)
	disk.read = syscall.EIO
	if err := guard(j, id); !errors.Is(err, syscall.EIO) {
		t.Errorf("guard: %v", err)
	}
	if _, err := j.Entries(); !errors.Is(err, syscall.EIO) || err.Error() != "the journal of decisions cannot be read: input/output error; look after the state folder" {
		t.Errorf("entries: %v", err)
	}
	disk.read = nil
	if err := j.Guard(With(t.Context(), id), api.BulkApprove); !errors.Is(err, ErrElsewhere) {
		t.Errorf("healed: %v", err)
	}
	if len(entries(t, j)) != 2 || j.Bad() != 0 {
		t.Errorf("%d entries, %d bad", len(entries(t, j)), j.Bad())
	}
}

// TestOneWrite: many decisions cost one write and one sync.
func TestOneWrite(t *testing.T) {
	w, _ := onDisk(t)
	j := w.run(t)
	counted := &counts{}
	d := j.store.(*disk)
	open := d.open
	d.open = func(name string, flag int) (file, error) {
		f, err := open(name, flag)
		return counting{f, counted}, err
	}
	many := make([]Intent, 1000)
	for i := range many {
		many[i] = Intent{ID: j.NewID(), Op: api.BulkApprove, Target: "x", Name: "Access for Ana"}
	}
	if err := j.Begin(many...); err != nil {
		t.Fatal(err)
	}
	if *counted != (counts{1, 1}) {
		t.Errorf("1,000 decisions: %+v", *counted)
	}
	send(t, j, many[0].ID)
	if *counted != (counts{2, 2}) {
		t.Errorf("and one sent: %+v", *counted)
	}
}

type counts struct{ writes, syncs int }

type counting struct {
	file
	*counts
}

func (c counting) WriteAt(p []byte, off int64) (int, error) {
	c.writes++
	return c.file.WriteAt(p, off)
}

func (c counting) Sync() error {
	c.syncs++
	return c.file.Sync()
}

// TestRotationFails: a file that cannot be replaced stays, and can be written.
func TestRotationFails(t *testing.T) {
	w := inMemory(nil)
	old := w.run(t)
	gone := begin(t, old, "x")
	end(t, old, gone, Done)
	_ = old.Close()
	w.clock.pass(2 * kept)
	j := New(noReplace{w.store()}, tenantName, w.clock.now)
	next := begin(t, j, "y")
	if got := ids(entries(t, j)); !slices.Equal(got, []string{next, gone}) {
		t.Errorf("%v", got)
	}
	w.clock.pass(time.Second)
	w.rereads(t, j)
}

type noReplace struct{ Store }

func (noReplace) Replace(write func(io.Writer) error) error {
	return errors.Join(write(io.Discard), syscall.ENOSPC)
}
