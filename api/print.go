package api

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// fingerprint sums texts up in 64 bits. Each text goes in with its length, so
// that moving a character from one to the next changes the sum.
type fingerprint struct{ hash.Hash }

func newPrint(parts ...string) fingerprint {
	f := fingerprint{sha256.New()}
	f.add(parts...)
	return f
}

func (f fingerprint) add(parts ...string) {
	var n [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		_, _ = f.Write(n[:])
		_, _ = f.Write([]byte(p))
	}
}

func (f fingerprint) sum() uint64 { return binary.BigEndian.Uint64(f.Sum(nil)) }
