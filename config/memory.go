package config

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/gofrs/flock"
)

// Limits of what is remembered.
const (
	maxKey     = 200         // bytes of a key
	maxValue   = 8 << 10     // bytes of a value
	maxMemory  = 256 << 10   // bytes of the file
	maxKeys    = 200         // of a tenant
	lockWait   = time.Second // quitting may have to wait twice as long
	lockRetry  = 10 * time.Millisecond
	memoryFile = "memory.json"
	memoryLock = "memory.lock"
)

// Memory remembers small choices of a person for one tenant, such as the order
// of a list, beyond the end of the program: in memory.json in StateDir, which
// several programs may share. It is safe for concurrent use. What was chosen
// elsewhere meanwhile is seen with the next OpenMemory.
type Memory struct {
	tenant string
	path   string // of the file; "" where nothing is kept

	mu      sync.Mutex
	rested  *sync.Cond        // writing has become false
	values  map[string]string // what Recall answers
	changed map[string]string // what the file does not have yet; "" forgets
	writing bool              // there is a writer, the only one
	err     error             // of the last write
}

// OpenMemory reads what is remembered for a tenant. It never fails: without a
// state folder, or with a file that is none of ours, there is nothing to recall
// yet. A file that is none of ours is replaced by the next Remember.
func OpenMemory(tenant string) *Memory {
	m := &Memory{tenant: tenant, values: map[string]string{}, changed: map[string]string{}}
	m.rested = sync.NewCond(&m.mu)
	dir, err := StateDir()
	if err != nil || tenant == "" {
		return m
	}
	m.path = filepath.Join(dir, memoryFile)
	for key, e := range readMemories(m.path).Tenants[tenant] {
		m.values[key] = e.Value
	}
	return m
}

// Recall returns what was remembered under a key, "" for nothing: text without
// control, bidirectional or zero-width characters but tabs and line breaks.
func (m *Memory) Recall(key string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.values[memorable(key, maxKey)]
}

// Remember keeps a value under a key; "" forgets it. It returns at once: the
// file is written in the background, values that follow one another quickly
// together. A key of more than 200 bytes or a value of more than 8 kB is not
// kept, and of very many the oldest are forgotten.
func (m *Memory) Remember(key, value string) {
	key, value = memorable(key, maxKey), memorable(value, maxValue)
	m.mu.Lock()
	defer m.mu.Unlock()
	if key == "" || m.values[key] == value {
		return
	}
	if m.values[key] = value; value == "" {
		delete(m.values, key)
	}
	if m.path == "" {
		return
	}
	m.changed[key] = value
	m.start()
}

// Close waits until the file has everything. Where it cannot be written, Close
// tries once more and returns why. What is remembered later is written too, and
// wants another Close.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.writing {
		m.rested.Wait()
	}
	for m.start(); m.writing; {
		m.rested.Wait()
	}
	return m.err
}

// start starts the writer where there is something to write. The caller holds
// the lock.
func (m *Memory) start() {
	if len(m.changed) > 0 && !m.writing {
		m.writing = true
		go m.write()
	}
}

// write writes until there is nothing left, or the file cannot be written: then
// what is left waits for the next start.
func (m *Memory) write() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.err = nil; len(m.changed) > 0 && m.err == nil; {
		batch := m.changed
		m.changed = map[string]string{}
		m.mu.Unlock()
		err := m.merge(batch)
		m.mu.Lock()
		if m.err = err; err != nil {
			maps.Copy(batch, m.changed) // what was changed meanwhile is newer
			m.changed = batch
		}
	}
	m.writing = false
	m.rested.Broadcast()
}

// merge puts changes into the file as it is now, which another program may have
// written since it was read.
func (m *Memory) merge(changed map[string]string) error {
	ctx, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	lock := flock.New(filepath.Join(filepath.Dir(m.path), memoryLock))
	if _, err := lock.TryLockContext(ctx, lockRetry); err != nil { // it fails where there is no lock in the end
		return fmt.Errorf("memory: cannot lock the file: %w", err)
	}
	defer func() { _ = lock.Unlock() }()
	all := readMemories(m.path)
	all.change(m.tenant, changed)
	if err := replaceFile(m.path, all.encode()); err != nil {
		return fmt.Errorf("memory: %w", err)
	}
	return nil
}

// memorable returns a text without what cannot be seen, "" for one that is too
// long. Tabs and line breaks stay, for values that hold several.
func memorable(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || strconv.IsPrint(r) || unicode.Is(unicode.Zs, r) || joiner(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
	if len(s) > most {
		return ""
	}
	return s
}
