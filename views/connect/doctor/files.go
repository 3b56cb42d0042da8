package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"iscope/config"
)

// files looks at the modes of what is on disk.
func (d *Doctor) files(cfg *config.Config) {
	const what = "files"
	bad := 0
	complain := func(words, remedy string) {
		bad++
		d.problem(what, words, remedy)
	}
	path := d.Sources.Path()
	// Whoever may write it may name a command in it.
	for _, p := range []string{path, filepath.Dir(path)} {
		if mode, ok := permissions(p); ok && mode&0o022 != 0 {
			complain(fmt.Sprintf("%s can be written by others (mode %04o)", config.Short(p), mode), "chmod go-w "+config.Short(p))
		}
	}
	dir, err := config.StateDir()
	if err != nil {
		complain(err.Error(), "make it yours, or set XDG_STATE_HOME to a folder that is")
	}
	for _, p := range below(dir) {
		if mode, ok := permissions(p); ok && mode&0o077 != 0 {
			complain(fmt.Sprintf("%s can be read by others (mode %04o)", config.Short(p), mode), "chmod go-rwx "+config.Short(p))
		}
	}
	if _, done, err := cfg.OpenLog(); err != nil {
		complain(err.Error(), "name another log_file")
	} else {
		done()
	}
	if bad == 0 {
		d.ok(what, "only you can write the configuration and read what is kept in "+config.Short(dir))
	}
}

// permissions returns the mode of a path that is there, where modes mean
// something.
func permissions(path string) (fs.FileMode, bool) {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" {
		return 0, false
	}
	return info.Mode().Perm(), true
}

// most is how many files are looked at.
const most = 10_000

// below returns what is below a folder.
func below(dir string) []string {
	if dir == "" {
		return nil
	}
	var out []string
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case len(out) >= most:
			return filepath.SkipAll
		case err != nil:
			return filepath.SkipDir
		case e.Type()&fs.ModeSymlink == 0:
			out = append(out, path)
		}
		return nil
	})
	return out
}

// journal looks whether decisions can be written down, without which none can be
// sent.
func (d *Doctor) journal() {
	const what = "journal"
	dir := config.JournalDir()
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		err = writes(dir)
	}
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		d.problem(what, config.Short(dir)+" cannot be written: "+err.Error()+"; nothing can be decided", "free disk space, make the folder yours, or set XDG_STATE_HOME")
		return
	}
	d.ok(what, config.Short(dir)+" can be written")
}

// writes writes and syncs a file in a folder as the journal does, and removes it.
func writes(dir string) (err error) {
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.WriteString("iscope doctor was here\n")
	return errors.Join(err, f.Sync(), f.Close())
}
