package config

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// ParseArgs reads the command line, without the program's name. A flag may
// have one dash or two, and its value follows as --name=value or as the next
// argument. When help is asked for, it is written to out and ErrHelp returned;
// other errors are Problems, all at once.
func ParseArgs(args []string, out io.Writer) (Flags, error) {
	f := Flags{Seed: 7, Listen: "127.0.0.1:0", given: map[string]string{}}
	p := &argParser{flags: &f}
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		switch args[0] {
		case Sandbox, Watch:
			f.Command = args[0]
		case "help":
			f.help = true
		default:
			p.problem("", nearest(args[0], []string{Sandbox, Watch, "help"}), "unknown command %s", quote(args[0]))
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
	switch {
	case f.Command == "":
		p.checkDemo()
	case f.Command == Watch && f.Execution == "":
		p.problem("", "", "iscope %s needs the id of an execution: iscope %s EXECUTION", Watch, Watch)
	}
	return f, p.problems.err()
}

// argParser is one run of ParseArgs.
type argParser struct {
	flags    *Flags
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
		case p.flags.Command == Watch && p.flags.Execution == "" && arg != "" && arg[0] != '-':
			p.flags.Execution = arg
			continue
		case !strings.HasPrefix(arg, "-") || name == "" || name[0] == '-':
			p.problem("", "", "unexpected argument %s", quote(arg))
			continue
		case arg == "-h":
			name = helpOption.name
		}
		name, value, hasValue := strings.Cut(name, "=")
		o, ok := find(optionsOf[p.flags.Command], name)
		if !ok {
			p.unknown(name)
			// The value of a flag of another command is no mistake of its own.
			if _, other, ok := elsewhere(name); ok && other.arg != "" && !hasValue && len(args) > 0 && !isFlag(args[0]) {
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

// elsewhere finds a flag by name in any command.
func elsewhere(name string) (command string, o option, ok bool) {
	for _, command := range []string{"", Sandbox, Watch} {
		if o, ok := find(optionsOf[command], name); ok {
			return command, o, true
		}
	}
	return "", option{}, false
}

func (p *argParser) unknown(name string) {
	if other, _, ok := elsewhere(name); ok {
		if own := p.flags.Command; own != "" {
			p.problem("--"+name, "", "--%s is no flag of iscope %s", name, own)
		} else {
			p.problem("--"+name, "", "--%s is a flag of iscope %s only", name, other)
		}
		return
	}
	options := optionsOf[p.flags.Command]
	names := make([]string, len(options))
	for i, o := range options {
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
