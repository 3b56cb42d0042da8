package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// disk is a Store in a folder: NAME.jsonl, beside it NAME.lock, which is locked
// while somebody looks or writes, NAME.RUN.run, which is locked for as long as
// that run lives, and for a moment NAME.new. The data file is opened by name
// under the lock every time, since another run may have replaced it.
type disk struct {
	dir, name string

	open func(name string, flag int) (file, error) // a test makes it fail

	lock    *flock.Flock // nil: not locked
	write   bool
	file    file // nil: not open
	claimed claim
}

// file is what is used of an os.File.
type file interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Stat() (fs.FileInfo, error)
	Truncate(size int64) error
	Chmod(mode fs.FileMode) error
	Sync() error
}

func newDisk(dir, name string) *disk {
	return &disk{dir: dir, name: name, open: func(name string, flag int) (file, error) { return os.OpenFile(name, flag, 0o600) }}
}

// fileName returns the name of the files of the tenant at an address, without
// what comes after the dot. What the tenant is called here plays no part in it:
// under another name it is the same tenant, and its decisions must be seen.
func fileName(address string) string {
	host := address
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		host = u.Hostname()
	}
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, strings.ToLower(host))
	sum := sha256.Sum256([]byte(address))
	return strings.Trim(plain[:min(len(plain), 40)]+"-"+hex.EncodeToString(sum[:4]), "-")
}

// path returns the path of the file with that ending.
func (d *disk) path(ending string) string { return filepath.Join(d.dir, d.name+ending) }

// Pauses between two tries to get the lock.
const (
	firstPause = 500 * time.Microsecond
	lastPause  = 20 * time.Millisecond
)

// Lock implements Store. Where nothing was written, or where the folder cannot
// be written to, reading needs no lock: a line that is half there is skipped.
func (d *disk) Lock(ctx context.Context, write bool) error {
	if write {
		if err := makeDir(d.dir); err != nil {
			return err
		}
	} else if _, err := os.Stat(d.path(".jsonl")); errors.Is(err, fs.ErrNotExist) {
		d.write = false
		return nil
	}
	lock := flock.New(d.path(".lock"), flock.SetFlag(os.O_RDWR|os.O_CREATE))
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		locked, err := lock.TryLock()
		switch {
		case locked:
			d.lock, d.write = lock, write
			return nil
		case err != nil && !write:
			d.write = false
			return nil
		case err != nil:
			return err
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// Unlock implements Store.
func (d *disk) Unlock() {
	d.closeFile()
	if d.lock != nil {
		_ = d.lock.Close()
		d.lock = nil
	}
}

func (d *disk) closeFile() {
	if d.file != nil {
		_ = d.file.Close() // what was written is synced
		d.file = nil
	}
}

// data returns the data file, open; nil where there is none and none is to be
// made.
func (d *disk) data() (file, error) {
	if d.file != nil {
		return d.file, nil
	}
	flag := os.O_RDONLY
	if d.write {
		flag = os.O_RDWR | os.O_CREATE
	}
	f, err := d.open(d.path(".jsonl"), flag)
	if err != nil {
		if !d.write && errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no file")
	}
	if err == nil && d.write && open(info) {
		err = f.Chmod(info.Mode().Perm() & 0o700)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	d.file = f
	return f, nil
}

// Size implements Store.
func (d *disk) Size() (int64, error) {
	f, err := d.data()
	if f == nil || err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// ReadAt implements Store.
func (d *disk) ReadAt(p []byte, off int64) (int, error) {
	f, err := d.data()
	if err != nil {
		return 0, err
	}
	if f == nil {
		return 0, io.EOF
	}
	return f.ReadAt(p, off)
}

// Append implements Store. What it could not write whole it takes back.
func (d *disk) Append(p []byte) error {
	size, err := d.Size()
	if err != nil {
		return err
	}
	f := d.file
	if _, err = f.WriteAt(p, size); err == nil {
		err = f.Sync()
	}
	if err == nil && size == 0 {
		err = syncDir(d.dir)
	}
	if err != nil && f.Truncate(size) == nil {
		_ = f.Sync()
	}
	return err
}

// Replace implements Store.
func (d *disk) Replace(write func(io.Writer) error) error {
	name := d.path(".new")
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a run that crashed
		return err
	}
	f, err := d.open(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	if err = write(io.NewOffsetWriter(f, 0)); err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	d.closeFile()
	if err == nil {
		err = os.Rename(name, d.path(".jsonl"))
	}
	if err != nil {
		_ = os.Remove(name)
		return err
	}
	return syncDir(d.dir)
}

// makeDir makes a folder that only its owner may look into.
func makeDir(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		return syncDir(filepath.Dir(dir))
	}
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return syscall.ENOTDIR
	case open(info):
		return os.Chmod(dir, info.Mode().Perm()&0o700)
	}
	return nil
}

// open reports whether others than the owner may touch a file.
func open(info fs.FileInfo) bool { return runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 }

// syncDir makes the names in a folder survive a crash of the machine, where
// the system can do that.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
