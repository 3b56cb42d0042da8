package config

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"strings"

	"github.com/BurntSushi/toml"
)

// ErrChanged is why Save does not write: the file is not as it was when it was
// stamped.
var ErrChanged = errors.New("the configuration was changed by somebody else meanwhile")

// Stamp tells one content of a file from another. The zero Stamp stands for any
// content.
type Stamp string

// StampOf returns the stamp of a configuration as it is now, absent or not.
func StampOf(path string) Stamp {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "absent"
	case err != nil:
		return "unreadable"
	}
	return stamp(data)
}

func stamp(data []byte) Stamp {
	sum := sha256.Sum256(data)
	return Stamp(hex.EncodeToString(sum[:]))
}

// Save puts one tenant into the configuration at path, in the place of the one
// that has its name, and leaves every other byte as it is: comments, order,
// blanks, line ends and the settings of the tenant that it says nothing about
// (a zero Refresh, WorkflowAliases). What has not changed keeps its spelling.
// A file that is not there is made, with mode 0600 in a folder of mode 0700.
//
// The file is replaced at once or not at all. Save refuses to write when the
// file is not as seen says (ErrChanged), changes while it works, is no TOML, is
// not a regular file, or would not read back as the tenant meant. No error
// holds the value of a setting.
func Save(path string, t *Tenant, seen Stamp) error {
	if !tenantName.MatchString(t.Name) {
		return fmt.Errorf("%s is no name for a tenant: use letters, digits, . - _, 40 at most; begin with a letter or digit", quote(t.Name))
	}
	before, present, err := readToSave(path)
	if err != nil {
		return fmt.Errorf("%s: %w", visible(shorten(path)), err)
	}
	now := Stamp("absent")
	if present {
		now = stamp(before)
	}
	if seen != "" && seen != now {
		return fmt.Errorf("%s: %w", visible(shorten(path)), ErrChanged)
	}
	after, err := withTenant(path, string(before), t)
	if err != nil {
		return fmt.Errorf("%s: %w", visible(shorten(path)), err)
	}
	if present && after == string(before) {
		return nil
	}
	if err := swapFile(path, before, present, []byte(after)); err != nil {
		return fmt.Errorf("%s: %w", visible(shorten(path)), bareError(err))
	}
	return nil
}

// withTenant returns the text with the tenant in it, after it has read it back.
func withTenant(path, before string, t *Tenant) (string, error) {
	var tree map[string]any
	if _, err := toml.Decode(before, &tree); err != nil {
		p := syntaxProblem("", before, err)
		return "", fmt.Errorf("line %d: %s; mend that first", p.Line, p.Text)
	}
	old := readText(path, before).Tenants[t.Name]
	after := putTenant(before, t, old)
	if len(after) > maxFile {
		return "", fmt.Errorf("would be longer than %d kB", maxFile>>10)
	}
	var result map[string]any
	if _, err := toml.Decode(after, &result); err != nil || !reflect.DeepEqual(without(tree, t.Name), without(result, t.Name)) {
		return "", fmt.Errorf("the tenant %s cannot be written without disturbing the rest; write it as a table [%s] of its own and try again",
			quote(t.Name), keyPath(tenantsTable, t.Name))
	}
	if key := differs(readText(path, after).Tenants[t.Name], t); key != "" {
		return "", fmt.Errorf("the tenant %s has no usable %s", quote(t.Name), key)
	}
	return after, nil
}

// readText reads a text as if it were the file, and nothing else.
func readText(path, text string) *Config {
	cfg, _ := Load(Sources{ // its mistakes were there before, or show as a difference
		File: path, ReadFile: func(string) ([]byte, error) { return []byte(text), nil }, Env: func(string) (string, bool) { return "", false },
	})
	return cfg
}

// without returns a tree without the settings that Save writes.
func without(tree map[string]any, name string) map[string]any {
	out := maps.Clone(tree)
	all, ok := tree[tenantsTable].(map[string]any)
	if _, there := tree[tenantsTable]; there && !ok {
		return out
	}
	all = maps.Clone(all)
	one, _ := all[name].(map[string]any)
	one = maps.Clone(one)
	for _, s := range saved {
		delete(one, s.key)
	}
	delete(all, name)
	if len(one) > 0 {
		all[name] = one
	}
	delete(out, tenantsTable)
	if len(all) > 0 {
		out[tenantsTable] = all
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// savedSetting is a setting of a tenant that Save writes.
type savedSetting struct {
	key   string
	value func(t *Tenant) string // "" for not set
	plain bool                   // stands without quotes
	keep  bool                   // is left alone where it is not set
}

var saved = []savedSetting{
	{key: "url", value: func(t *Tenant) string { return t.URL }},
	{key: "client_id", value: func(t *Tenant) string { return t.brief("client_id", t.ClientID) }},
	{key: "client_secret", value: func(t *Tenant) string { return t.brief("client_secret", t.ClientSecret) }},
	{key: "nerm_url", value: func(t *Tenant) string { return t.NERMURL }},
	{key: "nerm_token", value: func(t *Tenant) string { return t.brief("nerm_token", t.NERMToken) }},
	{key: "api", value: func(t *Tenant) string { return t.API }},
	{key: "read_only", plain: true, value: func(t *Tenant) string { return onlyTrue(t.ReadOnly) }},
	{key: "protected", plain: true, value: func(t *Tenant) string { return onlyTrue(t.Protected) }},
	{key: "color", value: func(t *Tenant) string { return t.Color }},
	{key: "refresh", keep: true, value: func(t *Tenant) string {
		if t.Refresh == 0 {
			return ""
		}
		return brief(t.Refresh)
	}},
}

func onlyTrue(b bool) string {
	if b {
		return "true"
	}
	return ""
}

// brief writes a reference the short way where it is to the tenant's own entry
// of the keyring.
func (t *Tenant) brief(key string, r Reference) string {
	if string(r) == "keyring:"+keyringService+"/"+t.Name+"/"+key {
		return "keyring:"
	}
	return string(r)
}

// differs returns the key of a setting that is not as it was meant, "" for none.
func differs(got, want *Tenant) string {
	if got == nil {
		return "table"
	}
	for _, s := range saved {
		w := s.value(want)
		if w == "" && (s.keep || s.key == "api") { // the default
			continue
		}
		if s.value(got) != w {
			return s.key
		}
	}
	return ""
}

// literal writes a value in TOML.
func (s savedSetting) literal(value string) string {
	if s.plain {
		return value
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range value {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
