package heap

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// Garbage that may gather, as a percentage of what is held: widest where nothing is
// said, and never less than tightest, at which keys would be felt.
const (
	widest   = 40
	tightest = 10
)

// room is how much garbage may gather where little of it comes, in bytes.
const room = 6 << 20

// percent is what is set.
var percent atomic.Int32

// Wide puts collecting off until there is much garbage. It costs nothing where it
// holds already.
func Wide() { set(widest) }

// Tight gives back what garbage there is, and lets only little gather from now on. It
// takes as long as a collection, and belongs into a command.
func Tight() {
	debug.FreeOSMemory()
	set(share(held()))
}

// share is room as a percentage of what is held, within the bounds.
func share(held uint64) int {
	return int(min(max(room*100/max(held, 1), tightest), widest))
}

func set(p int) {
	if os.Getenv("GOGC") == "" && percent.Swap(int32(p)) != int32(p) {
		debug.SetGCPercent(p)
	}
}

// held is what the last collection left, in bytes.
func held() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	if metrics.Read(sample); sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}
