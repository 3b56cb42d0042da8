package draft

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Max is how many bytes a draft may have; a larger file is not one of ours.
const Max = 4 << 20

// Store keeps drafts beyond the end of the program. It is called outside of
// Update, by one keeper one call at a time.
type Store interface {
	// Load returns the draft under a name, nil when there is none.
	Load(name string) ([]byte, error)
	// Save replaces the draft under a name; it is there when Save returns.
	Save(name string, body []byte) error
	// Drop removes the draft under a name, if there is one.
	Drop(name string) error
}

// Lister is a store that can tell which drafts it has.
type Lister interface {
	// List returns all drafts of the tenant, in no order. One that cannot be read
	// is left out.
	List() ([][]byte, error)
}

// Files keeps drafts as files of one folder, readable by their owner only. The
// names are digests of tenant and object, so that neither can lead out of the
// folder.
type Files struct {
	Dir    string // made when the first draft is saved
	Tenant string
	// Before is what the tenant was called in earlier versions: a draft that is
	// only there is found, too. "" for nothing.
	Before string
	// Kind tells drafts of one kind of object from those of another in the same
	// folder: letters only. Files without a kind are listed by ListOf alone.
	Kind string
}

var _ interface {
	Store
	Creator
	Lister
} = Files{}

func digest(parts ...string) string {
	var b []byte
	for _, p := range parts[:len(parts)-1] {
		b = fmt.Appendf(b, "%d %s ", len(p), p)
	}
	sum := sha256.Sum256(append(b, parts[len(parts)-1]...))
	return hex.EncodeToString(sum[:16])
}

// prefix begins the names of the drafts of one kind and tenant.
func (f Files) prefix() string {
	if f.Kind == "" {
		return ""
	}
	return f.Kind + "-" + digest(f.Tenant) + "-"
}

func (f Files) path(id string) string {
	return filepath.Join(f.Dir, f.prefix()+digest(f.Tenant, id)+".json")
}

// Load returns the draft of an object, nil when there is none. Of one that is
// larger than Max it returns a byte more than that.
func (f Files) Load(id string) ([]byte, error) {
	body, err := load(f.path(id))
	if was, ok := f.earlier(); ok && body == nil && err == nil {
		return was.Load(id)
	}
	return body, err
}

// earlier returns where an earlier version kept drafts.
func (f Files) earlier() (Files, bool) {
	was := Files{Dir: f.Dir, Tenant: f.Before, Kind: f.Kind}
	return was, f.Before != "" && f.Before != f.Tenant
}

func load(path string) ([]byte, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, Max+1))
}

// List returns all drafts of the kind and tenant, in no order.
func (f Files) List() ([][]byte, error) {
	if f.Kind == "" {
		return nil, nil
	}
	paths, err := filepath.Glob(filepath.Join(escaped(f.Dir), f.prefix()+"*.json"))
	if err != nil {
		return nil, err
	}
	out := make([][]byte, 0, len(paths))
	for _, p := range paths {
		if body, err := load(p); err == nil && len(body) > 0 && len(body) <= Max {
			out = append(out, body)
		}
	}
	return out, nil
}

// ListOf returns the drafts of the tenant among files without a kind, in no
// order. Their names do not tell whose they are, so nameOf has to say it of what
// is in one: the name it was saved under, "" for a file of something else.
func (f Files) ListOf(nameOf func(body []byte) string) ([][]byte, error) {
	paths, err := filepath.Glob(filepath.Join(escaped(f.Dir), "*.json"))
	if err != nil {
		return nil, err
	}
	was, older := f.earlier()
	var out [][]byte
	for _, p := range paths {
		if strings.Contains(filepath.Base(p), "-") {
			continue // of a kind
		}
		body, err := load(p)
		if err != nil || len(body) == 0 || len(body) > Max {
			continue
		}
		name := nameOf(body)
		if name != "" && (p == f.path(name) || older && p == was.path(name)) {
			out = append(out, body)
		}
	}
	return out, nil
}

// escaped returns a folder as the beginning of a pattern.
func escaped(dir string) string {
	out := make([]byte, 0, len(dir))
	for i := range len(dir) {
		if c := dir[i]; c == '*' || c == '?' || c == '[' || c == '\\' && filepath.Separator != '\\' {
			out = append(out, '\\')
		}
		out = append(out, dir[i])
	}
	return string(out)
}

// Save replaces the draft of an object. A crash leaves the old one or the new
// one, never half of either.
func (f Files) Save(id string, body []byte) error {
	temp, err := f.temp(body)
	if err != nil {
		return err
	}
	if err = os.Rename(temp, f.path(id)); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return syncDir(f.Dir)
}

// Create saves the draft of an object that has none, see [Creator]. One that an
// earlier version kept is one.
func (f Files) Create(id string, body []byte) error { return f.create(id, body, os.Link) }

func (f Files) create(id string, body []byte, link func(from, to string) error) error {
	if was, ok := f.earlier(); ok {
		if _, err := os.Lstat(was.path(id)); err == nil {
			return fs.ErrExist
		}
	}
	temp, err := f.temp(body)
	if err != nil {
		return err
	}
	err = place(temp, f.path(id), link)
	if left := os.Remove(temp); left != nil && !errors.Is(left, fs.ErrNotExist) {
		err = errors.Join(err, left)
	}
	if err != nil {
		return err
	}
	return syncDir(f.Dir)
}

// place gives a file its name without taking it from another. Where a file cannot
// have two names, the name is taken by an empty file first, which is ours to replace.
func place(temp, path string, link func(from, to string) error) error {
	err := link(temp, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	own, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err = own.Close(); err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// temp writes a draft to a file of its own in the folder.
func (f Files) temp(body []byte) (string, error) {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return "", err
	}
	if err := os.Chmod(f.Dir, 0o700); err != nil {
		return "", err
	}
	temp, err := os.CreateTemp(f.Dir, ".draft-*") // mode 0600
	if err != nil {
		return "", err
	}
	if err := write(temp, body); err != nil {
		return "", errors.Join(err, os.Remove(temp.Name()))
	}
	return temp.Name(), nil
}

func write(file *os.File, body []byte) error {
	_, err := file.Write(body)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// syncDir makes a rename in the folder last. Systems that cannot do this for a
// folder say so with an error that means nothing here.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}

// Drop removes the draft of an object, if there is one.
func (f Files) Drop(id string) error {
	if was, ok := f.earlier(); ok {
		if err := was.Drop(id); err != nil {
			return err
		}
	}
	if err := os.Remove(f.path(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
