package config

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"
	"github.com/zalando/go-keyring"
	"go.yaml.in/yaml/v3"
)

// Services under which the sail CLI keeps what it signs in with, the user being
// the name of the environment.
const (
	sailKeyringID     = "environments.pat.clientid"
	sailKeyringSecret = "environments.pat.clientsecret"
)

// SailEnvironment is an environment of an installed sail CLI.
type SailEnvironment struct {
	Name    string // as the CLI has it, clean
	Active  bool   // the one the CLI uses now
	URL     string // base of the ISC API; "" with a Problem
	WebURL  string
	NERMURL string // "" without
	Problem string // why it cannot be used, "" when it can
	Lacks   string // why the CLI has no credentials for us, which a person has to give then; "" when it has
}

// Tenant returns the environment as a tenant, whose credentials stay in the
// keyring of the CLI, where it Lacks nothing. Its name is that of the environment, as far as a tenant
// may be called so.
func (e SailEnvironment) Tenant() *Tenant {
	name := strings.Trim(strings.Map(func(r rune) rune {
		if r < 0x80 && (bare(byte(r)) || r == '.') {
			return r
		}
		return '-'
	}, e.Name), "-._")
	if name = name[:min(len(name), 40)]; name == "" {
		name = "sail"
	}
	t := &Tenant{Name: name, URL: e.URL, WebURL: e.WebURL, NERMURL: e.NERMURL, API: APIs[0]}
	if e.Lacks == "" {
		t.ClientID, t.ClientSecret = Reference("keyring:"+sailKeyringID+"/"+e.Name), Reference("keyring:"+sailKeyringSecret+"/"+e.Name)
	}
	return t
}

// SailFile returns where the sail CLI has its configuration.
func SailFile() string { return filepath.Join(xdg.Home, ".sailpoint", "config.yaml") }

// SailEnvironments reads the environments of an installed sail CLI, the one in
// use first, and looks whether its keyring has their credentials. It copies and
// keeps none of them. Without the CLI there are none; a file that cannot be
// read is an error that says so.
func SailEnvironments(ctx context.Context) ([]SailEnvironment, error) {
	data, present, err := readSail(SailFile())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", visible(shorten(SailFile())), err)
	}
	if !present {
		return nil, nil
	}
	out, err := parseSail(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", visible(shorten(SailFile())), err)
	}
	for i := range out {
		if out[i].Problem == "" && out[i].Lacks == "" {
			out[i].Lacks = sailCredentials(ctx, out[i].Name)
		}
	}
	return out, nil
}

// readSail reads the file of the CLI, which may be a link.
func readSail(path string) ([]byte, bool, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, nil
	case err != nil:
		return nil, false, bareError(err)
	case !info.Mode().IsRegular():
		return nil, false, errors.New("is not a regular file")
	case info.Size() > maxFile:
		return nil, false, fmt.Errorf("longer than %d kB", maxFile>>10)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, false, bareError(err)
	}
	return data, true, nil
}

// sailFile is what we read of the file.
type sailFile struct {
	AuthType     string               `yaml:"authtype"`
	Active       string               `yaml:"activeenvironment"`
	Environments map[string]yaml.Node `yaml:"environments"`
}

// parseSail reads the environments out of the file's text.
func parseSail(data []byte) ([]SailEnvironment, error) {
	var f sailFile
	if err := yaml.Unmarshal(data, &f); err != nil {
		return nil, errors.New("is not the configuration of the sail CLI") // the message might quote it
	}
	var out []SailEnvironment
	for name, node := range f.Environments {
		if name == "" || visible(name) != name || len(name) > 4*shown {
			continue
		}
		e := SailEnvironment{Name: name, Active: name == strings.ToLower(f.Active) || name == f.Active}
		var v struct {
			Tenant string `yaml:"tenanturl"`
			Base   string `yaml:"baseurl"`
			NERM   string `yaml:"nermbaseurl"`
		}
		if node.Decode(&v) != nil {
			e.Problem = "its addresses cannot be read"
		}
		if m := e.resolve(cmp.Or(v.Base, v.Tenant), v.NERM); m != nil && e.Problem == "" {
			e.Problem = "its address does not serve: " + m.text
		}
		if strings.EqualFold(f.AuthType, "oauth") && e.Problem == "" {
			e.Lacks = "the CLI signs in through a browser"
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b SailEnvironment) int {
		if a.Active != b.Active {
			return map[bool]int{true: -1, false: 1}[a.Active]
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out, nil
}

func (e *SailEnvironment) resolve(base, nerm string) (m *mistake) {
	if base == "" {
		return wrong("none is set")
	}
	if e.URL, e.WebURL, m = resolveISC(base); m != nil || nerm == "" {
		return m
	}
	// Without NERM the rest works all the same.
	e.NERMURL, _ = resolveNERM(nerm)
	return nil
}

// sailCredentials says why the CLI's keyring has no credentials for an
// environment, "" when it has.
func sailCredentials(ctx context.Context, name string) string {
	for _, service := range []string{sailKeyringID, sailKeyringSecret} {
		_, err := await(ctx, func() (string, error) {
			value, err := keyring.Get(service, name)
			if err == nil && value == "" {
				err = keyring.ErrNotFound
			}
			return "", err
		})
		switch {
		case errors.Is(err, keyring.ErrNotFound):
			return "the CLI's keyring has no personal access token for it"
		case err != nil:
			return keyringError(ctx, err).Why
		}
	}
	return ""
}
