package e2e

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// workers is how many programs run at once: most of the time they wait.
const workers = 6

// crew runs a subtest n times, a few at once.
func crew(t *testing.T, n int, work func(t *testing.T, i int)) {
	t.Helper()
	jobs := make(chan int)
	var done sync.WaitGroup
	for range min(workers, n) {
		done.Go(func() {
			for i := range jobs {
				t.Run(fmt.Sprint(i), func(t *testing.T) { work(t, i) })
			}
		})
	}
	for i := range n {
		jobs <- i
	}
	close(jobs)
	done.Wait()
}

// number returns how often to do something: what the environment says, else
// usual, fewer under the race detector.
func number(variable string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil && n > 0 {
		return n
	}
	return fewer(usual)
}

// fewer returns n, or a fifth of it under the race detector: that slows the
// tests down by much more, and what it is after shows in few rounds. The
// program in the terminal is built without it in any case.
func fewer(n int) int {
	if raced {
		return max(n/5, 2)
	}
	return n
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	timeout := time.After(patience)
	for !so() {
		select {
		case <-again.C:
		case <-timeout:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
