package config

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ErrHelp is returned by ParseArgs when help was asked for and has been
// written.
var ErrHelp = errors.New("help was asked for")

// Sandbox is the command that serves the demo tenant to other clients.
const Sandbox = "sandbox"

// Flags is the command line. Settings that the file has too are unchecked
// text here; Load checks and merges them.
type Flags struct {
	Command string // "" or Sandbox

	Demo    bool      // open the embedded demo tenant
	Seed    uint64    // of the demo tenant
	Clock   time.Time // at which the demo tenant's clock stands still; zero: it runs
	Version bool      // print the version

	Tenant, Config, View, Theme, Refresh, LogFile string
	ReadOnly, ASCII                               bool

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
	seedOption  = option{"seed", "N", "seed of the demo tenant's data (default 7)", func(f *Flags, v any) *mistake { return put(&f.Seed, v, seed) }}
	clockOption = option{"clock", "TIME", "stop the demo tenant's clock at TIME (RFC 3339)", func(f *Flags, v any) *mistake { return put(&f.Clock, v, clock) }}
	helpOption  = option{"help", "", "print this help", func(f *Flags, v any) *mistake { return put(&f.help, v, boolean) }}
)

var mainOptions = []option{
	{"demo", "", "open the embedded demo tenant", func(f *Flags, v any) *mistake { return put(&f.Demo, v, boolean) }},
	seedOption,
	clockOption,
	{"tenant", "NAME", "open this tenant of the configuration", func(f *Flags, v any) *mistake { return put(&f.Tenant, v, raw) }},
	{"config", "FILE", "read this configuration", func(f *Flags, v any) *mistake { return put(&f.Config, v, raw) }},
	{"view", "NAME", "start with " + strings.Join(Views, ", "), func(f *Flags, v any) *mistake { return put(&f.View, v, raw) }},
	{"read-only", "", "send nothing that changes a tenant", func(f *Flags, v any) *mistake { return put(&f.ReadOnly, v, boolean) }},
	{"theme", "NAME", "draw with this theme: " + strings.Join(Themes, ", "), func(f *Flags, v any) *mistake { return put(&f.Theme, v, raw) }},
	{"refresh", "DUR", "refresh this often, such as 15s or 2m", func(f *Flags, v any) *mistake { return put(&f.Refresh, v, raw) }},
	{"ascii", "", "draw with ASCII characters only", func(f *Flags, v any) *mistake { return put(&f.ASCII, v, boolean) }},
	{"log-file", "FILE", "write a log to this file", func(f *Flags, v any) *mistake { return put(&f.LogFile, v, raw) }},
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

// ParseArgs reads the command line, without the program's name. A flag may
// have one dash or two, and its value follows as --name=value or as the next
// argument. When help is asked for, it is written to out and ErrHelp returned;
// other errors are Problems, all at once.
func ParseArgs(args []string, out io.Writer) (Flags, error) {
	f := Flags{Seed: 7, Listen: "127.0.0.1:0", given: map[string]string{}}
	p := &argParser{flags: &f, options: mainOptions, others: sandboxOptions}
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		switch args[0] {
		case Sandbox:
			f.Command, p.options, p.others = Sandbox, sandboxOptions, mainOptions
		case "help":
			f.help = true
		default:
			p.problem("", nearest(args[0], []string{Sandbox, "help"}), "unknown command %s", quote(args[0]))
		}
		args = args[1:]
	}
	p.parse(args)
	if f.help {
		if _, err := io.WriteString(out, Usage(f.Command)); err != nil {
			return f, fmt.Errorf("help: %w", err)
		}
		return f, ErrHelp
	}
	if f.Command == "" {
		p.checkDemo()
	}
	return f, p.problems.err()
}

// argParser is one run of ParseArgs.
type argParser struct {
	flags    *Flags
	options  []option // of the command
	others   []option // of the other command
	problems Problems
}

func (p *argParser) problem(key, suggest, format string, args ...any) {
	p.problems = append(p.problems, &Problem{Key: key, Text: fmt.Sprintf(format, args...), Suggest: suggest})
}

func (p *argParser) parse(args []string) {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		name := strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-")
		switch {
		case !strings.HasPrefix(arg, "-") || name == "" || name[0] == '-':
			p.problem("", "", "unexpected argument %s", quote(arg))
			continue
		case arg == "-h":
			name = helpOption.name
		}
		name, value, hasValue := strings.Cut(name, "=")
		o, ok := find(p.options, name)
		if !ok {
			p.unknown(name)
			// The value of a flag of the other command is no mistake of its own.
			if other, ok := find(p.others, name); ok && other.arg != "" && !hasValue && len(args) > 0 && !isFlag(args[0]) {
				args = args[1:]
			}
			continue
		}
		switch {
		case hasValue:
		case o.arg == "":
			value = "true"
		case len(args) > 0 && !isFlag(args[0]):
			value, args = args[0], args[1:]
		}
		p.give(o, value)
	}
}

// isFlag reports whether an argument is a flag rather than the value of the
// one before it, which may be a negative number.
func isFlag(arg string) bool {
	return strings.HasPrefix(arg, "-") && (len(arg) < 2 || arg[1] < '0' || arg[1] > '9')
}

// give sets a flag. A value that is missing or empty is a slip, such as a
// variable of the shell that is not set.
func (p *argParser) give(o option, value string) {
	if value == "" {
		p.problem("--"+o.name, "", "%s", strings.TrimRight(fmt.Sprintf("--%s needs a value: --%s %s", o.name, o.name, o.arg), " "))
		return
	}
	p.flags.given[o.name] = value
	if m := o.set(p.flags, word(value)); m != nil {
		p.problem("--"+o.name, m.suggest, "--%s: %s", o.name, m.text)
	}
}

func find(options []option, name string) (option, bool) {
	i := slices.IndexFunc(options, func(o option) bool { return o.name == name })
	if i < 0 {
		return option{}, false
	}
	return options[i], true
}

func (p *argParser) unknown(name string) {
	if _, ok := find(p.others, name); ok {
		if p.flags.Command == Sandbox {
			p.problem("--"+name, "", "--%s is no flag of iscope %s", name, Sandbox)
		} else {
			p.problem("--"+name, "", "--%s is a flag of iscope %s only", name, Sandbox)
		}
		return
	}
	names := make([]string, len(p.options))
	for i, o := range p.options {
		names[i] = o.name
	}
	near := nearest(name, names)
	if near != "" {
		near = "--" + near
	}
	p.problem("--"+name, near, "unknown flag %s", quote("--"+name))
}

// checkDemo refuses flags that the demo tenant, or its absence, leaves without
// a meaning: who gives them expects something else to happen.
func (p *argParser) checkDemo() {
	if p.flags.Demo {
		if p.flags.Given("tenant") {
			p.problem("--tenant", "", "--tenant and --demo exclude each other")
		}
		return
	}
	for _, name := range []string{seedOption.name, clockOption.name} {
		if p.flags.Given(name) {
			p.problem("--"+name, "", "--%s works only with --demo", name)
		}
	}
}
