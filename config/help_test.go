package config

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The variables of SailPoint's tools, enough for a tenant.
var sail = map[string]string{sailURL: "https://acme.api.identitynow.com", sailID: "id", sailSecret: "s3cret"}

// environ looks variables up in env, on a terminal with UTF-8 where that does not
// say otherwise.
func environ(env map[string]string) func(name string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := env[name]
		if name == "LANG" && !ok {
			return "C.UTF-8", true
		}
		return v, ok
	}
}

// load runs Load on a file called config.toml (none when text is ""), an
// environment and a command line.
func load(t testing.TB, text string, env map[string]string, args ...string) (*Config, error) {
	t.Helper()
	flags, err := ParseArgs(args, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	s := Sources{
		Flags: flags,
		Env:   environ(env),
		Stat:  func(string) (os.FileInfo, error) { return nil, fs.ErrNotExist },
		ReadFile: func(path string) ([]byte, error) {
			if text == "" || !strings.HasSuffix(path, "config.toml") {
				return nil, fs.ErrNotExist
			}
			return []byte(text), nil
		},
	}
	if text != "" {
		s.File = "config.toml"
	}
	return Load(s)
}

// must is load of what has no mistakes.
func must(t testing.TB, text string, env map[string]string, args ...string) *Config {
	t.Helper()
	c, err := load(t, text, env, args...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// mode makes a file that only has a mode.
type mode fs.FileMode

func (mode) Name() string        { return "secret" }
func (mode) Size() int64         { return 1 }
func (m mode) Mode() fs.FileMode { return fs.FileMode(m) }
func (mode) ModTime() time.Time  { return time.Time{} }
func (m mode) IsDir() bool       { return fs.FileMode(m).IsDir() }
func (mode) Sys() any            { return nil }

// writeFile makes a file of the given mode, whatever the umask.
func writeFile(t *testing.T, text string, perm fs.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text), perm); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, perm); err != nil {
		t.Fatal(err)
	}
	return path
}

// acme is a tenant with all it needs, on lines 1 to 4.
const acme = `[tenants.acme]
url = "acme"
client_id = "id"
client_secret = "env:S"
`
