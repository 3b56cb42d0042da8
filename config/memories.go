package config

import (
	"cmp"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// memories are what the file of Memory holds, for all tenants.
type memories struct {
	Format  string                        `json:"format"`
	Tenants map[string]map[string]memento `json:"tenants"`
}

// memento is one value. Of two the one with the higher turn was remembered
// later.
type memento struct {
	Value string `json:"value"`
	Turn  int64  `json:"turn"`
}

// memoryFormat is how a file begins that is ours.
const memoryFormat = "iscope memory 1"

// maxTurn is more turns than anybody takes.
const maxTurn = 1 << 50

// readMemories reads the file. One that is absent, broken, too long or somebody
// else's holds nothing.
func readMemories(path string) memories {
	none := memories{Format: memoryFormat, Tenants: map[string]map[string]memento{}}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() { // a pipe would be waited for
		return none
	}
	f, err := os.Open(path)
	if err != nil {
		return none
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxMemory+1))
	if err != nil || len(data) > maxMemory {
		return none
	}
	return decodeMemories(data, none)
}

// decodeMemories reads the content of the file, or returns none. Every text is
// cleaned: others than this program may have written it.
func decodeMemories(data []byte, none memories) memories {
	var found memories
	if err := json.Unmarshal(data, &found); err != nil || found.Format != memoryFormat {
		return none
	}
	for tenant, values := range found.Tenants {
		for key, e := range values {
			if memorable(key, maxKey) != key || key == "" {
				continue
			}
			if e.Value = memorable(e.Value, maxValue); e.Value == "" {
				continue
			}
			if e.Turn < 0 || e.Turn > maxTurn {
				e.Turn = 0
			}
			none.set(tenant, key, e)
		}
	}
	return none
}

func (m memories) set(tenant, key string, e memento) {
	if m.Tenants[tenant] == nil {
		m.Tenants[tenant] = map[string]memento{}
	}
	m.Tenants[tenant][key] = e
}

// change puts values of a tenant in, as the latest of all; "" takes one out.
func (m memories) change(tenant string, changed map[string]string) {
	turn := int64(0)
	for _, values := range m.Tenants {
		for _, e := range values {
			turn = max(turn, e.Turn)
		}
	}
	for key, value := range changed {
		if value == "" {
			delete(m.Tenants[tenant], key)
		} else {
			m.set(tenant, key, memento{value, turn + 1})
		}
	}
	if values := m.Tenants[tenant]; len(values) > maxKeys {
		oldest := m.oldest(tenant)
		for _, at := range oldest[:len(values)-maxKeys] {
			delete(values, at.key)
		}
	}
}

// place is where a value is.
type place struct{ tenant, key string }

// oldest returns the places of a tenant's values, of all for "", the oldest
// first.
func (m memories) oldest(tenant string) []place {
	var out []place
	for name, values := range m.Tenants {
		for key := range values {
			if tenant == "" || name == tenant {
				out = append(out, place{name, key})
			}
		}
	}
	turn := func(p place) int64 { return m.Tenants[p.tenant][p.key].Turn }
	slices.SortFunc(out, func(a, b place) int {
		return cmp.Or(cmp.Compare(turn(a), turn(b)), cmp.Compare(a.tenant, b.tenant), cmp.Compare(a.key, b.key))
	})
	return out
}

// encode returns the content of the file. Where it would be too long the oldest
// values are left out, an eighth of them at a time.
func (m memories) encode() []byte {
	for oldest := m.oldest(""); ; oldest = m.oldest("") {
		for tenant, values := range m.Tenants {
			if len(values) == 0 {
				delete(m.Tenants, tenant)
			}
		}
		data, err := json.MarshalIndent(m, "", "\t")
		if err != nil || len(data) < maxMemory || len(oldest) == 0 { // there is no such error: all of it is text and numbers
			return append(data, '\n')
		}
		for _, at := range oldest[:(len(oldest)+7)/8] {
			delete(m.Tenants[at.tenant], at.key)
		}
	}
}

// replaceFile puts data in the place of a file at once: whoever reads it, or
// loses power meanwhile, has the old content or the new. Only the owner may
// read it. The caller holds the lock, so that what stands under the name in
// between was left by a program that died.
func replaceFile(path string, data []byte) (err error) {
	between := path + ".new"
	_ = os.Remove(between)
	f, err := os.OpenFile(between, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(between)
		}
	}()
	if _, err = f.Write(data); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = os.Rename(between, path); err != nil {
		return err
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil { // not every system can sync a folder
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}
