package extern

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Names in the folder of one text.
const (
	folderPrefix = "edit-"
	aboutName    = ".about.json"
	lockName     = ".lock"
)

// File is the file that an editor has, in a folder of its own. The zero File is
// none.
type File struct {
	path string
	lock *flock.Flock // held as long as this program has to do with it
}

// Path returns where the text lies, "" for nowhere.
func (f File) Path() string { return f.path }

// Remove takes the file away, with all that an editor put beside it. It touches
// the disk: it is called in commands.
func (f File) Remove() error {
	if f.path == "" {
		return nil
	}
	err := os.RemoveAll(filepath.Dir(f.path))
	return errors.Join(err, f.lock.Unlock())
}

// Beside reports whether the editor left something of its own beside the file,
// such as what it saves for when it crashes. It touches the disk.
func (f File) Beside() bool {
	entries, err := os.ReadDir(filepath.Dir(f.path))
	return err == nil && slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		name := e.Name()
		return name != aboutName && name != lockName && name != filepath.Base(f.path) && !strings.HasSuffix(name, "~")
	})
}

// about is what is known of a text beside its file.
type about struct {
	Owner  string    `json:"owner"`
	ID     string    `json:"id"`
	File   string    `json:"file"`
	Began  time.Time `json:"began"`
	Before string    `json:"before"` // digest of the text that was put there
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// place puts the text of a request into a file.
func place(r Request, now time.Time) (f File, err error) {
	dir, err := filepath.Abs(r.Dir)
	if err != nil {
		return f, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return f, err
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return f, err
	}
	folder, err := os.MkdirTemp(dir, folderPrefix+"*") // mode 0700
	if err != nil {
		return f, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(folder))
		}
	}()
	f = File{filepath.Join(folder, stem(r.Name)+r.Ext), flock.New(filepath.Join(folder, lockName), flock.SetPermissions(0o600))}
	if _, err := f.lock.TryLock(); err != nil { // nobody else knows the folder
		return f, err
	}
	note, err := json.Marshal(about{r.Owner, r.ID, filepath.Base(f.path), now.UTC().Round(0), digest(r.Text)})
	if err == nil {
		err = write(filepath.Join(folder, aboutName), note)
	}
	if err == nil {
		err = write(f.path, r.Text)
	}
	return f, err
}

// stem makes a name for a file out of any text.
func stem(name string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(name) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 40 {
			break
		}
	}
	if out := strings.Trim(b.String(), "-"); out != "" {
		return out
	}
	return "text"
}

func write(path string, body []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(body)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// read returns the text of the file, nil with an error where it cannot be taken.
func (f File) read(limit int) ([]byte, error) {
	file, err := os.Open(f.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("the editor removed the file: %w", os.ErrNotExist)
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, int64(limit)+1))
	if err != nil {
		return nil, err
	}
	if err := usable(text, limit); err != nil {
		return nil, err
	}
	return text, nil
}

// Leftover is a text that an editor had when an earlier run of the program
// ended.
type Leftover struct {
	ID    string // of the request
	Began time.Time
	Text  []byte
	File  File // to be removed once the text is safe elsewhere or not wanted
}

// Leftovers returns the texts of an owner that stayed behind in a folder, changed
// and not taken over. What another run of the program has open is not among them,
// and of two runs that ask at once only one gets a text. Those that are as they
// were are removed. limit is how many bytes a text may have, 0: Max. It touches
// the disk: it is called in commands.
func Leftovers(dir, owner string, limit int) ([]Leftover, error) {
	if limit <= 0 {
		limit = Max
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Leftover
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), folderPrefix) {
			continue
		}
		if l, ok := leftover(filepath.Join(dir, e.Name()), owner, limit); ok {
			out = append(out, l)
		}
	}
	return out, nil
}

// leftover takes over what is in one folder, where it is the owner's and nobody
// has it open.
func leftover(folder, owner string, limit int) (l Leftover, ok bool) {
	note, err := os.ReadFile(filepath.Join(folder, aboutName))
	var a about
	if err != nil || json.Unmarshal(note, &a) != nil || a.Owner != owner || a.File != filepath.Base(a.File) || strings.HasPrefix(a.File, ".") || a.File == "" {
		return l, false
	}
	f := File{filepath.Join(folder, a.File), flock.New(filepath.Join(folder, lockName), flock.SetPermissions(0o600))}
	if locked, err := f.lock.TryLock(); err != nil || !locked {
		return l, false
	}
	text, err := f.read(limit)
	switch {
	case (errors.Is(err, os.ErrNotExist) || err == nil && (digest(text) == a.Before || len(bytes.TrimSpace(text)) == 0)) && !f.Beside():
		_ = f.Remove() // nothing is in it; if it stays, it is looked at again
		return l, false
	case err != nil, digest(text) == a.Before:
		_ = f.lock.Unlock()
		return l, false
	}
	return Leftover{a.ID, a.Began, text, f}, true
}
