package config

import "path/filepath"

// Path returns the absolute path of the configuration that Load reads, or would
// read if it were there.
func (s Sources) Path() string {
	path, _ := s.filled().path()
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// NamesIn returns the names of the tenants in the configuration at path, and the
// stamp of the content they were read from. What is wrong with it otherwise does
// not matter here.
func NamesIn(path string) ([]string, Stamp) {
	data, present, err := readToSave(path)
	switch {
	case err != nil:
		return nil, StampOf(path)
	case !present:
		return nil, "absent"
	}
	return readText(path, string(data)).Names(), stamp(data)
}

// Short returns a path for people: with ~ for the home folder, and nothing in it
// that cannot be seen.
func Short(path string) string { return visible(shorten(path)) }
