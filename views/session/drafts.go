package session

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Files keeps drafts as files of one folder, readable by their owner only. The
// names are digests of tenant and session, so that neither can lead out of the
// folder.
type Files struct {
	Dir    string // made when the first draft is saved
	Tenant string
}

var _ Drafts = Files{}

func (f Files) path(id string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s", len(f.Tenant), f.Tenant, id))
	return filepath.Join(f.Dir, hex.EncodeToString(sum[:16])+".json")
}

// Load returns the draft of a session, nil when there is none.
func (f Files) Load(id string) ([]byte, error) {
	file, err := os.Open(f.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxDraft+1))
}

// Save replaces the draft of a session. A crash leaves the old one or the new
// one, never half of either.
func (f Files) Save(id string, body []byte) error {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return err
	}
	if err := os.Chmod(f.Dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(f.Dir, ".draft-*") // mode 0600
	if err != nil {
		return err
	}
	err = write(temp, body)
	if err == nil {
		err = os.Rename(temp.Name(), f.path(id))
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return syncDir(f.Dir)
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

// Drop removes the draft of a session, if there is one.
func (f Files) Drop(id string) error {
	if err := os.Remove(f.path(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
