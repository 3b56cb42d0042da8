package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// readToSave reads a file that is to be replaced. What is no regular file is
// not: a link would be replaced by a file, and its target stay as it is.
func readToSave(path string) (data []byte, present bool, err error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, nil
	case err != nil:
		return nil, false, bareError(err)
	case info.Mode()&fs.ModeSymlink != 0:
		to, _ := os.Readlink(path)
		return nil, false, fmt.Errorf("is a link to %s and would be replaced by a file; name that file with --config", visible(to))
	case !info.Mode().IsRegular():
		return nil, false, errors.New("is not a regular file")
	case info.Size() > maxFile:
		return nil, false, fmt.Errorf("longer than %d kB", maxFile>>10)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, false, bareError(err)
	}
	defer func() { _ = f.Close() }()
	data, err = io.ReadAll(io.LimitReader(f, maxFile+1))
	return data, true, err
}

// swapFile puts data in the place of a file whose content is before, or that is
// not present, at once: whoever reads it has the old content or the new. The
// file has mode 0600; a folder that has to be made, and ours in any case, 0700.
func swapFile(path string, before []byte, present bool, data []byte) (err error) {
	dir := filepath.Dir(path)
	if err := privateDir(dir); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".iscope-*.new") // 0600, and never a file that is there
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
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
	// Last thing before it is replaced: an editor may have saved it meanwhile.
	now, still, err := readToSave(path)
	if err != nil {
		return err
	}
	if still != present || !bytes.Equal(now, before) {
		return ErrChanged
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	if d, err := os.Open(dir); err == nil { // not every system can sync a folder
		_ = d.Sync()
		_ = d.Close()
	}
	return nil
}

// privateDir makes a folder that only its owner can look into. One that is there
// keeps its mode unless it is ours.
func privateDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	own := filepath.Dir(DefaultFile())
	if dir == own || dir == filepath.Join(own, secretsDir) {
		return os.Chmod(dir, 0o700)
	}
	return nil
}

// removeSame removes a file unless somebody else has written it meanwhile.
func removeSame(path string, data []byte) error {
	now, present, err := readToSave(path)
	if err != nil || !present {
		return err
	}
	if !bytes.Equal(now, data) {
		return ErrChanged
	}
	return os.Remove(path)
}
