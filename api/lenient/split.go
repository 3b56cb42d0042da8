package lenient

import (
	"bytes"
	"encoding/json"
	"sync"
)

// members splits a JSON object that is known to be valid into its members
// without decoding them. encoding/json would scan every level anew for each
// level above it and copy what it finds; a page of work items is three deep.
// Of members with the same name the last one counts, as in encoding/json.
func members(raw []byte) Object {
	o := Object{}
	i := skipSpace(raw, 1)
	for raw[i] != '}' {
		start := i
		i = skipString(raw, i)
		key := keyOf(raw[start:i])
		i = skipSpace(raw, skipSpace(raw, i)+1) // beyond the colon
		start = i
		i = skipValue(raw, i)
		o[key] = raw[start:i:i]
		if i = skipSpace(raw, i); raw[i] == ',' {
			i = skipSpace(raw, i+1)
		}
	}
	return o
}

// elements splits a JSON list that is known to be valid.
func elements(raw []byte) []json.RawMessage {
	out := []json.RawMessage{}
	i := skipSpace(raw, 1)
	for raw[i] != ']' {
		start := i
		i = skipValue(raw, i)
		out = append(out, raw[start:i:i])
		if i = skipSpace(raw, i); raw[i] == ',' {
			i = skipSpace(raw, i+1)
		}
	}
	return out
}

func skipSpace(raw []byte, i int) int {
	for raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\t' || raw[i] == '\r' {
		i++
	}
	return i
}

// skipString returns the index behind the string that begins at i.
func skipString(raw []byte, i int) int {
	for i++; ; i++ {
		n := bytes.IndexByte(raw[i:], '"')
		i += n
		slashes := 0
		for raw[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i + 1
		}
	}
}

// skipValue returns the index behind the value that begins at i.
func skipValue(raw []byte, i int) int {
	switch raw[i] {
	case '"':
		return skipString(raw, i)
	case '{', '[':
		for depth := 0; ; {
			switch raw[i] {
			case '"':
				i = skipString(raw, i)
				continue
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
			i++
		}
	}
	for i < len(raw) {
		switch raw[i] {
		case ',', ']', '}', ' ', '\n', '\t', '\r':
			return i
		}
		i++
	}
	return i
}

// keys holds the member names met so far, so that the same twenty names are
// not made anew for every row. It is bounded, since a tenant chooses some.
var keys = struct {
	sync.RWMutex
	known map[string]string
}{known: map[string]string{}}

const maxKeys, maxKeyLen = 4096, 64

// keyOf returns the name written by a JSON string.
func keyOf(quoted []byte) string {
	name := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(name, '\\') >= 0 || !isASCII(name) {
		var s string
		if json.Unmarshal(quoted, &s) != nil {
			return string(name)
		}
		return s
	}
	keys.RLock()
	s, ok := keys.known[string(name)]
	keys.RUnlock()
	if ok {
		return s
	}
	s = string(name)
	if len(s) <= maxKeyLen {
		keys.Lock()
		defer keys.Unlock()
		if len(keys.known) < maxKeys {
			keys.known[s] = s
		}
	}
	return s
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
