package config

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// ErrHelp is returned by ParseArgs when help was asked for and has been
// written.
var ErrHelp = errors.New("help was asked for")

// Commands, beside the one without a name that opens the screen.
const (
	Sandbox = "sandbox" // serves the demo tenant to other clients
	Watch   = "watch"   // waits for an execution to end, for scripts
)

// Flags is the command line. Settings that the file has too are unchecked
// text here; Load checks and merges them.
type Flags struct {
	Command string // "", Sandbox or Watch

	Demo    bool      // open the embedded demo tenant
	Seed    uint64    // of the demo tenant
	Clock   time.Time // at which the demo tenant's clock stands still; zero: it runs
	Version bool      // print the version

	Tenant, Config, View, Theme, Refresh, LogFile string
	ReadOnly, ASCII                               bool

	Execution  string // id of the execution that Watch is about
	ExitStatus bool   // Watch tells by its exit code how that ended

	Listen      string // address the sandbox listens on
	NoRateLimit bool   // the sandbox never answers 429

	// How many records the sandbox is born with, as sandbox.Options has it: 0
	// is the demo's own number, a negative number none at all.
	Workflows, Executions, WorkItems, Tasks, Sessions int

	given map[string]string // by name, without dashes
	help  bool
}

// Now returns the time of day, or the moment of --clock.
func (f Flags) Now() func() time.Time {
	if f.Clock.IsZero() {
		return time.Now
	}
	return func() time.Time { return f.Clock }
}

// Every returns refresh, the interval that was configured, where the command
// line gives it, else 0: Watch has a pace of its own.
func (f Flags) Every(refresh time.Duration) time.Duration {
	if f.Given("refresh") {
		return refresh
	}
	return 0
}

// Given reports whether the flag stands on the command line; name is without
// dashes.
func (f Flags) Given(name string) bool {
	_, ok := f.given[name]
	return ok
}

// option is one flag. Parsing, help and suggestions are made from it.
type option struct {
	name string
	arg  string // what stands for the value in help; "" for a switch
	help string
	set  func(f *Flags, v any) *mistake
}

// raw takes any text: Load checks it.
func raw(v any) (string, *mistake) { s, _ := asText(v); return s, nil }

var (
	seedOption    = option{"seed", "N", "seed of the demo tenant's data (default 7)", func(f *Flags, v any) *mistake { return put(&f.Seed, v, seed) }}
	clockOption   = option{"clock", "TIME", "stop the demo tenant's clock at TIME (RFC 3339)", func(f *Flags, v any) *mistake { return put(&f.Clock, v, clock) }}
	tenantOption  = option{"tenant", "NAME", "open this tenant of the configuration", func(f *Flags, v any) *mistake { return put(&f.Tenant, v, raw) }}
	configOption  = option{"config", "FILE", "read this configuration", func(f *Flags, v any) *mistake { return put(&f.Config, v, raw) }}
	logFileOption = option{"log-file", "FILE", "write a log to this file", func(f *Flags, v any) *mistake { return put(&f.LogFile, v, raw) }}
	helpOption    = option{"help", "", "print this help", func(f *Flags, v any) *mistake { return put(&f.help, v, boolean) }}
)

var mainOptions = []option{
	{"demo", "", "open the embedded demo tenant", func(f *Flags, v any) *mistake { return put(&f.Demo, v, boolean) }},
	seedOption,
	clockOption,
	tenantOption,
	configOption,
	{"view", "NAME", "start with " + strings.Join(Views, ", "), func(f *Flags, v any) *mistake { return put(&f.View, v, raw) }},
	{"read-only", "", "send nothing that changes a tenant", func(f *Flags, v any) *mistake { return put(&f.ReadOnly, v, boolean) }},
	{"theme", "NAME", "draw with this theme: " + strings.Join(Themes, ", "), func(f *Flags, v any) *mistake { return put(&f.Theme, v, raw) }},
	{"refresh", "DUR", "refresh this often, such as 15s or 2m", func(f *Flags, v any) *mistake { return put(&f.Refresh, v, raw) }},
	{"ascii", "", "draw with ASCII characters only", func(f *Flags, v any) *mistake { return put(&f.ASCII, v, boolean) }},
	logFileOption,
	{"version", "", "print the version", func(f *Flags, v any) *mistake { return put(&f.Version, v, boolean) }},
	helpOption,
}

var sandboxOptions = []option{
	{"listen", "ADDR", "listen on this address (default 127.0.0.1:0, a free port)", func(f *Flags, v any) *mistake { return put(&f.Listen, v, raw) }},
	seedOption,
	clockOption,
	{"workflows", "N", "number of workflows", func(f *Flags, v any) *mistake { return put(&f.Workflows, v, count(100_000)) }},
	{"executions", "N", "number of executions", func(f *Flags, v any) *mistake { return put(&f.Executions, v, count(1_000_000)) }},
	{"work-items", "N", "number of work items", func(f *Flags, v any) *mistake { return put(&f.WorkItems, v, count(100_000)) }},
	{"tasks", "N", "number of tasks", func(f *Flags, v any) *mistake { return put(&f.Tasks, v, count(100_000)) }},
	{"sessions", "N", "number of NERM workflow sessions", func(f *Flags, v any) *mistake { return put(&f.Sessions, v, count(100_000)) }},
	{"no-rate-limit", "", "never answer 429", func(f *Flags, v any) *mistake { return put(&f.NoRateLimit, v, boolean) }},
	helpOption,
}

var watchOptions = []option{
	{"exit-status", "", "tell by the exit code how the execution ended", func(f *Flags, v any) *mistake { return put(&f.ExitStatus, v, boolean) }},
	{"refresh", "DUR", "look this often (default 3s)", func(f *Flags, v any) *mistake { return put(&f.Refresh, v, raw) }},
	tenantOption,
	configOption,
	logFileOption,
	helpOption,
}

// optionsOf are the flags of each command.
var optionsOf = map[string][]option{"": mainOptions, Sandbox: sandboxOptions, Watch: watchOptions}

func seed(v any) (uint64, *mistake) {
	s, _ := asText(v)
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, wrong("%s is not a whole number from 0", quote(s))
	}
	return n, nil
}

func clock(v any) (time.Time, *mistake) {
	s, _ := asText(v)
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, wrong("%s is not a time such as 2026-03-02T09:00:00Z", quote(s))
	}
	return t, nil
}

// count reads a number of records. Zero becomes -1, which is none at all.
func count(most int) func(any) (int, *mistake) {
	return func(v any) (int, *mistake) {
		s, _ := asText(v)
		n, err := strconv.Atoi(s)
		switch {
		case err != nil || n < 0 || n > most:
			return 0, wrong("%s is not a number from 0 to %d", quote(s), most)
		case n == 0:
			return -1, nil
		}
		return n, nil
	}
}
