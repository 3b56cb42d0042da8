package kit

import (
	"encoding/binary"
	"encoding/hex"
)

// An identifier is a 128-bit block: the record's number in one half, a tag made
// of its kind in the other, scrambled together by a four-round Feistel network
// keyed by the seed. It looks random, needs no table to be found again, and an
// identifier that is not ours decodes to a wrong tag.

const rounds = 4

// uuidBits is what a version-4 UUID leaves free in each half: 122 bits less
// two, so that both halves are equally wide.
const uuidBits = 60

// ID32 names record n of a kind with 32 hex digits, the form of identities,
// sources, work items and tasks.
func (w *World) ID32(kind string, n uint64) string {
	l, r := w.scramble(kind, n, 64)
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], l)
	binary.BigEndian.PutUint64(b[8:], r)
	return hex.EncodeToString(b[:])
}

// UUID names record n of a kind with a version-4 UUID, the form of workflows,
// executions and NERM records. n must be below 2^60.
func (w *World) UUID(kind string, n uint64) string {
	l, r := w.scramble(kind, n, uuidBits)
	var b [16]byte
	// Left: 48 bits, the version 4, 12 bits. Right: the variant in the top four bits, 60 bits.
	binary.BigEndian.PutUint64(b[:8], l>>12<<16|0x4000|l&0xfff)
	binary.BigEndian.PutUint64(b[8:], 0x8000000000000000|r)
	var out [36]byte
	hex.Encode(out[:8], b[:4])
	hex.Encode(out[9:13], b[4:6])
	hex.Encode(out[14:18], b[6:8])
	hex.Encode(out[19:23], b[8:10])
	hex.Encode(out[24:], b[10:])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

// Index finds the number behind an identifier made by [World.ID32] or
// [World.UUID] for the same kind; ok is false for any other text.
func (w *World) Index(kind, id string) (n uint64, ok bool) {
	switch len(id) {
	case 32:
		var b [16]byte
		if _, err := hex.Decode(b[:], []byte(id)); err != nil {
			return 0, false
		}
		return w.unscramble(kind, binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:]), 64)
	case 36:
		if id[8] != '-' || id[13] != '-' || id[18] != '-' || id[23] != '-' {
			return 0, false
		}
		var b [16]byte
		raw := id[:8] + id[9:13] + id[14:18] + id[19:23] + id[24:]
		if _, err := hex.Decode(b[:], []byte(raw)); err != nil {
			return 0, false
		}
		hi, lo := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
		if hi&0xf000 != 0x4000 || lo>>uuidBits != 0x8 {
			return 0, false
		}
		return w.unscramble(kind, hi>>16<<12|hi&0xfff, lo&(1<<uuidBits-1), uuidBits)
	}
	return 0, false
}

func (w *World) tag(kind string, bits uint) uint64 { return w.hash("tag:"+kind) >> (64 - bits) }

func (w *World) scramble(kind string, n uint64, bits uint) (uint64, uint64) {
	key := w.hash("id:" + kind)
	l, r := n, w.tag(kind, bits)
	for i := range uint64(rounds) {
		l, r = r, l^mix(r^mix(key+i))>>(64-bits)
	}
	return l, r
}

func (w *World) unscramble(kind string, l, r uint64, bits uint) (uint64, bool) {
	key := w.hash("id:" + kind)
	for i := rounds - 1; i >= 0; i-- {
		l, r = r^mix(l^mix(key+uint64(i)))>>(64-bits), l
	}
	return l, r == w.tag(kind, bits)
}
