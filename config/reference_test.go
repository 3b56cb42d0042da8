package config

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/adrg/xdg"
	"github.com/zalando/go-keyring"
)

// helperMode makes the test binary a program that prints a secret; its value
// says how. See TestMain.
const helperMode = "ISCOPE_TEST_HELPER"

// TestMain runs the program that the tests of command: start, which is this
// binary itself: no other is on every machine.
func TestMain(m *testing.M) {
	switch os.Getenv(helperMode) {
	case "":
		os.Exit(m.Run())
	case "print":
		fmt.Println(strings.Join(os.Args[1:], "|") + "\r\nsecond line")
	case "nothing":
	case "fail":
		fmt.Println("s3cret")
		fmt.Fprintln(os.Stderr, "no agent for s3cret\x1b[2J\nmore")
		os.Exit(3)
	case "silent":
		os.Exit(4)
	case "hang":
		fmt.Println("s3cret")
		time.Sleep(time.Hour) // until it is killed
	case "remember":
		n, err := strconv.Atoi(os.Args[2])
		if err == nil {
			err = remember(os.Args[1], n)
		}
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	case "terminal":
		tty, err := os.Open("/dev/tty")
		if err == nil || os.Getenv(terminalName) != "" {
			_ = tty.Close()
			fmt.Println("asked")
			break
		}
		fmt.Fprintln(os.Stderr, "no terminal")
		os.Exit(1)
	case "flood":
		fmt.Print(strings.Repeat("x", 4*maxSecret))
	}
	os.Exit(0)
}

// command is a reference to this binary.
func command(t *testing.T, how, args string) Reference {
	t.Helper()
	t.Setenv(helperMode, how)
	return Reference("command:'" + os.Args[0] + "' " + args)
}

func TestResolve(t *testing.T) {
	keyring.MockInit()
	if err := keyring.Set("iscope", "acme/client_secret", "from keyring\n"); err != nil {
		t.Fatal(err)
	}
	if err := keyring.Set("environments.pat.clientsecret", "acme", "of sail"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ISCOPE_TEST_SECRET", "from env\n")
	for r, want := range map[Reference]string{
		"an-id":                                                   "an-id",
		"env:ISCOPE_TEST_SECRET":                                  "from env",
		"keyring:iscope/acme/client_secret":                       "from keyring",
		"keyring:acme/client_secret":                              "", // service acme has none
		"keyring:environments.pat.clientsecret/acme":              "of sail",
		Reference("file:" + writeFile(t, "from file\r\n", 0o600)): "from file",
		Reference("file:" + writeFile(t, " inner space ", 0o400)): " inner space ",
		command(t, "print", `a "b c" 'd "e"' f\ g`):               `a|b c|d "e"|f g`,
	} {
		got, err := r.Resolve(t.Context())
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q, %v", r, got, err)
		}
	}
}

// Each failure names the reference and what to do, and never the secret.
func TestResolveErrors(t *testing.T) {
	keyring.MockInit()
	t.Setenv("ISCOPE_TEST_EMPTY", "")
	t.Setenv("ISCOPE_TEST_LINES", "s3cret\ns3cret")
	open, missing := writeFile(t, "s3cret", 0o644), filepath.Join(t.TempDir(), "none")
	long, empty := writeFile(t, strings.Repeat("s3cret", maxSecret), 0o600), writeFile(t, "\n", 0o600)
	dir := t.TempDir()
	for _, tt := range []struct {
		r    Reference
		want string
	}{
		{"", "client id: holds nothing"},
		{"env:ISCOPE_TEST_ABSENT", "env:ISCOPE_TEST_ABSENT: the variable is not set"},
		{"env:ISCOPE_TEST_EMPTY", "env:ISCOPE_TEST_EMPTY: holds nothing"},
		{"env:ISCOPE_TEST_LINES", "env:ISCOPE_TEST_LINES: holds a line break or another control character, which no secret has"},
		{"keyring:iscope/acme/x", "keyring:iscope/acme/x: no such entry; add it with: " + storeCommand(runtime.GOOS, "iscope", "acme/x")},
		{Reference("file:" + open), "file:" + open + ": " + open + " can be read by others (mode 0644); run: chmod 600 " + open},
		{Reference("file:" + missing), "file:" + missing + ": no such file or directory"},
		{Reference("file:" + dir), "file:" + dir + ": " + dir + " is not a regular file"},
		{Reference("file:" + long), "file:" + long + ": too long for a secret"},
		{Reference("file:" + empty), "file:" + empty + ": holds nothing"},
		{"command:iscope-no-such-program s3cret", "command:iscope-no-such-program: no such program"},
		{"command:'", "command:': a ' is not closed"},
	} {
		got, err := tt.r.Resolve(t.Context())
		if got != "" || err == nil || err.Error() != tt.want {
			t.Errorf("%.60s: got %q, %v, want %s", tt.r, got, err, tt.want)
		}
	}
}

func TestCommandErrors(t *testing.T) {
	for how, want := range map[string]string{
		"nothing": "printed nothing",
		"fail":    `exit status 3: "no agent for [redacted]\x1b[2J"`,
		"silent":  "exit status 4",
	} {
		got, err := command(t, how, "").Resolve(t.Context())
		if got != "" || err == nil || !strings.HasSuffix(err.Error(), ": "+want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: got %q, %v", how, got, err)
		}
	}
	if got, err := command(t, "flood", "").Resolve(t.Context()); err != nil || len(got) != maxSecret {
		t.Errorf("a flood: %d bytes, %v", len(got), err)
	}
}

// While a screen is open a command has no terminal to ask on, and the message
// says where it would have one.
func TestCommandWithoutTerminal(t *testing.T) {
	t.Setenv(terminalName, "tty")
	r := command(t, "terminal", "")
	if got, err := r.Resolve(t.Context()); got != "asked" || err != nil {
		t.Errorf("with a terminal: %q, %v", got, err)
	}
	if got, err := r.Resolve(WithoutTerminal(t.Context())); got != "" || err == nil || !strings.Contains(err.Error(), "no terminal") || !strings.Contains(err.Error(), "--tenant") {
		t.Errorf("without: %q, %v", got, err)
	}
	if got, err := command(t, "print", "x").Resolve(WithoutTerminal(t.Context())); got != "x" || err != nil {
		t.Errorf("one that asks nothing: %q, %v", got, err)
	}
}

// A command that hangs ends with its context, and what it printed before is
// not taken for the secret.
func TestCommandCancelled(t *testing.T) {
	r := command(t, "hang", "")
	cause := errors.New("given up")
	ctx, cancel := context.WithTimeoutCause(t.Context(), 200*time.Millisecond, cause)
	defer cancel()
	if got, err := r.Resolve(ctx); got != "" || !errors.Is(err, cause) || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %q, %v", got, err)
	}
}

// A keyring that asks a person and gets no answer does not hold the program.
func TestAwait(t *testing.T) {
	cause := errors.New("given up")
	ctx, cancel := context.WithCancelCause(t.Context())
	release := make(chan struct{})
	defer close(release)
	got, err := await(ctx, func() (string, error) {
		cancel(cause)
		<-release
		return "s3cret", nil
	})
	if got != "" || !errors.Is(err, cause) {
		t.Errorf("got %q, %v", got, err)
	}
	keyring.MockInit()
	if _, err := Reference("keyring:iscope/x").Resolve(ctx); err == nil || err.Error() != "keyring:iscope/x: the keyring did not answer: given up" {
		t.Error(err)
	}
}

// Without a keyring the message says what else there is.
func TestKeyringUnavailable(t *testing.T) {
	keyring.MockInitWithError(errors.New("no bus\x1b"))
	t.Cleanup(keyring.MockInit)
	if _, err := Reference("keyring:iscope/x").Resolve(t.Context()); err == nil ||
		err.Error() != `keyring:iscope/x: the keyring cannot be read ("no bus\x1b"); use env:, file: or command: instead` {
		t.Error(err)
	}
}

func TestStoreCommand(t *testing.T) {
	for system, want := range map[string]string{
		"linux":   `secret-tool store --label=iscope service iscope username 'a b'\''c'`,
		"darwin":  `security add-generic-password -s iscope -a 'a b'\''c' -w`,
		"windows": `cmdkey /generic:'iscope:a b'\''c' /user:'a b'\''c' /pass`,
	} {
		if got := storeCommand(system, "iscope", "a b'c"); got != want {
			t.Errorf("%s: %s", system, got)
		}
	}
}

// What a file may say of a secret, and what Load makes of it.
func TestLocate(t *testing.T) {
	for in, want := range map[string]Reference{
		"env:A_1":         "env:A_1",
		" env: A ":        "env:A",
		"keyring:":        "keyring:iscope/acme/client_secret",
		"keyring:me":      "keyring:iscope/me",
		"keyring:svc/a/b": "keyring:svc/a/b",
		"file:/etc/isc":   "file:/etc/isc",
		"file:~/isc":      Reference("file:" + filepath.Join(xdg.Home, "isc")),
		"command:pass x":  "command:pass x",
	} {
		c := must(t, acme1("client_secret", "'"+in+"'"), nil)
		if got := c.Current().ClientSecret; got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestSplitCommand(t *testing.T) {
	for line, want := range map[string]string{
		`pass show x`:            "pass|show|x",
		"  a\t b  ":              "a|b",
		`"C:\Program Files\x" y`: `C:\Program Files\x|y`,
		`a\b \\srv`:              `a\b|\srv`,
		`a '' ""`:                "a||",
		`a"b"'c'd`:               "abcd",
		`'a\'`:                   `a\`,
		`"a\"b"`:                 `a"b`,
		`a \`:                    `a|\`,
		`a $HOME *;b`:            "a|$HOME|*;b", // nothing is expanded
	} {
		if got, err := splitCommand(line); err != nil || strings.Join(got, "|") != want {
			t.Errorf("%s: got %q, %v", line, got, err)
		}
	}
	for _, line := range []string{"", "  ", `"a`, `a 'b`, `""`} {
		if got, err := splitCommand(line); err == nil {
			t.Errorf("%q is taken for %q", line, got)
		}
	}
}

func TestStateDir(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", filepath.Join(t.TempDir(), "a"))
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	for range 2 { // made, then found with too wide a mode
		dir, err := StateDir()
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm() != 0o700 || filepath.Base(dir) != "iscope" {
			t.Errorf("%s: %v, %v", dir, info, err)
		}
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	file := writeFile(t, "", 0o600)
	t.Setenv("XDG_STATE_HOME", file)
	xdg.Reload()
	if _, err := StateDir(); !errors.As(err, new(*fs.PathError)) {
		t.Errorf("a file for a folder: %v", err)
	}
}

func TestPaths(t *testing.T) {
	if got := shorten(filepath.Join(xdg.Home, "x", "y")); got != filepath.Join("~", "x", "y") {
		t.Error(got)
	}
	if got := shorten("/etc/x"); got != "/etc/x" {
		t.Error(got)
	}
	for path, want := range map[string]string{"~": xdg.Home, "~x": "/d/~x", "a": "/d/a", "/a": "/a"} {
		if got := expand(path, "/d"); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}
