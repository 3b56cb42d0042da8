package config

import "os"

// filled returns s with what is nil replaced by the real thing.
func (s Sources) filled() Sources {
	if s.ReadFile == nil {
		s.ReadFile = os.ReadFile
	}
	if s.Stat == nil {
		s.Stat = os.Stat
	}
	if s.Env == nil {
		s.Env = os.LookupEnv
	}
	return s
}

// env returns a variable; an empty one counts as not set.
func (s Sources) env(name string) string {
	if v, ok := s.Env(name); ok {
		return v
	}
	return ""
}

// path returns the file that is read, and whether somebody named it: then it
// must be there.
func (s Sources) path() (path string, named bool) {
	for _, p := range []string{s.Flags.Config, s.env("ISCOPE_CONFIG")} {
		if s.File == "" && p != "" {
			s.File = expand(p, "")
		}
	}
	if s.File != "" {
		return s.File, true
	}
	return DefaultFile(), false
}
