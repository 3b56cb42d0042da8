package journal

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"
	"time"

	"iscope/api"
)

// decisions returns n intents as they come.
func decisions(j *Journal, n int) []Intent {
	out := make([]Intent, n)
	for i := range out {
		out[i] = Intent{
			ID: j.NewID(), Op: api.BulkApprove, Target: fmt.Sprintf("2c918085%024x", i), Name: fmt.Sprintf("Access to Finance Reports for Ana Lopez (%d)", i), Digest: uint64(i) * 0x9e3779b97f4a7c15,
		}
	}
	return out
}

func BenchmarkBegin(b *testing.B) {
	for _, n := range []int{1, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w, _ := onDisk(b)
			j := w.run(b)
			for b.Loop() {
				b.StopTimer()
				list := decisions(j, n)
				b.StartTimer()
				if err := j.Begin(list...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkGuard(b *testing.B) {
	w, _ := onDisk(b)
	j := w.run(b)
	list := decisions(j, b.N)
	if err := j.Begin(list...); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for i := range b.N {
		if err := j.Guard(With(b.Context(), list[i].ID), api.BulkApprove); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGuardInMemory is what is left of it without the disk, among 1,000
// open decisions.
func BenchmarkGuardInMemory(b *testing.B) {
	w := inMemory(nil)
	j := w.run(b)
	if err := j.Begin(decisions(j, 1000)...); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		id := begin(b, j, "x")
		b.StartTimer()
		if err := j.Guard(With(b.Context(), id), api.BulkApprove); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		end(b, j, id, Refused)
		b.StartTimer()
	}
}

const history100k = 100_000

// manyDecisions is a file of 100,000 decisions that were sent and ended.
func manyDecisions(b *testing.B) []byte {
	w := inMemory(nil)
	j := w.run(b)
	list := decisions(j, history100k)
	ends := make([]End, len(list))
	for i, d := range list {
		ends[i] = End{ID: d.ID, Ending: Done}
	}
	if err := j.Begin(list...); err != nil {
		b.Fatal(err)
	}
	sent := make([]event, len(list))
	for i, d := range list {
		sent[i] = event{Event: sentEvent, ID: d.ID, Time: w.clock.now()}.clean()
	}
	if err := j.append(sent...); err != nil {
		b.Fatal(err)
	}
	w.clock.pass(time.Second)
	if err := j.End(ends...); err != nil {
		b.Fatal(err)
	}
	return w.data(b)
}

// BenchmarkEntries reads 100,000 decisions for the first time and again, and
// starts a run beside them.
func BenchmarkEntries(b *testing.B) {
	data := manyDecisions(b)
	clk := newClock()
	read := func(b *testing.B, j *Journal) {
		if list, err := j.Entries(); err != nil || len(list) != history100k {
			b.Fatalf("%d entries, %v", len(list), err)
		}
	}
	b.Run("first", func(b *testing.B) {
		file := NewBytes(data)
		for b.Loop() {
			read(b, New(file.Open(), tenantName, clk.now))
		}
		b.ReportMetric(float64(len(data))/history100k, "file-B/decision")
		with := func() uint64 {
			j := New(file.Open(), tenantName, clk.now)
			read(b, j)
			defer runtime.KeepAlive(j)
			return heap()
		}()
		b.ReportMetric(float64(with-heap())/history100k, "heap-B/decision")
		runtime.KeepAlive(file)
	})
	b.Run("again", func(b *testing.B) {
		j := New(NewBytes(data).Open(), tenantName, clk.now)
		read(b, j)
		for b.Loop() {
			read(b, j)
		}
	})
	b.Run("start", func(b *testing.B) {
		file := NewBytes(data)
		for b.Loop() {
			if _, err := New(file.Open(), tenantName, clk.now).Adopt(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// heap returns how many bytes are in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkAppend is End without the disk.
func BenchmarkAppend(b *testing.B) {
	j := New(discarding{NewBytes(nil).Open(), new(int64)}, tenantName, newClock().now)
	id := begin(b, j, "x")
	for b.Loop() {
		if err := j.End(End{ID: id, Ending: Unknown, Words: "no answer in time"}); err != nil {
			b.Fatal(err)
		}
	}
}

// discarding keeps the beginning and the length of what is written.
type discarding struct {
	Store
	size *int64
}

func (d discarding) Append(p []byte) error {
	*d.size += int64(len(p))
	if *d.size == int64(len(p)) {
		return d.Store.Append(bytes.Clone(p))
	}
	return nil
}

func (d discarding) Size() (int64, error) { return *d.size, nil }
