package heap

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// inForce returns the percentage that the runtime keeps to.
func inForce() int {
	p := debug.SetGCPercent(100)
	debug.SetGCPercent(p)
	return p
}

func TestTheRoomIsAShareOfWhatIsHeld(t *testing.T) {
	for held, want := range map[uint64]int{0: 40, 1 << 20: 40, 15 << 20: 40, 30 << 20: 20, 46 << 20: 13, 60 << 20: 10, 1 << 40: 10} {
		if got := share(held); got != want {
			t.Errorf("of %d MB held: %d %%, want %d", held>>20, got, want)
		}
	}
}

func TestLittleGathersWhenEverythingIsThere(t *testing.T) {
	t.Setenv("GOGC", "")
	defer debug.SetGCPercent(inForce())
	Wide()
	if got := inForce(); got != widest {
		t.Fatalf("%d %%", got)
	}
	records := make([]byte, 64<<20)
	Tight()
	if got := inForce(); got != tightest {
		t.Errorf("with 64 MB held: %d %%", got)
	}
	if held() < uint64(len(records)) {
		t.Errorf("%d bytes are held", held())
	}
	runtime.KeepAlive(records)
	Wide()
	if got := inForce(); got != widest {
		t.Errorf("%d %% when more comes", got)
	}
}

func TestWhoSetsGOGCDecides(t *testing.T) {
	t.Setenv("GOGC", "77")
	before := inForce()
	Wide()
	Tight()
	if got := inForce(); got != before {
		t.Errorf("%d %%, was %d", got, before)
	}
}
