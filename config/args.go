package config

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// ParseArgs reads the command line, without the program's name. A flag may
// have one dash or two, and its value follows as --name=value or as the next
// argument. When help on a command is asked for, it is written to out and
// ErrHelp returned; other errors are Problems, all at once. The topics of help
// that need more than the command line are left to HelpOn.
func ParseArgs(args []string, out io.Writer) (Flags, error) {
	f := Flags{Seed: 7, Listen: "127.0.0.1:0", Ask: Ask{Output: Outputs[0], Limit: defaultLimit}, given: map[string]string{}}
	p := &argParser{flags: &f, command: screenCommand}
	p.parse(p.begin(args))
	topic := f.Command
	if f.Command == Help && !f.help {
		var text bool
		if topic, text = p.topic(); !text && p.problems == nil {
			return f, nil
		}
		f.help = p.problems == nil
	}
	if f.help {
		if _, err := io.WriteString(out, Usage(topic)); err != nil {
			return f, fmt.Errorf("help: %w", err)
		}
		return f, ErrHelp
	}
	p.missing()
	p.checkDemo()
	p.checkAsk()
	return f, p.problems.err()
}

// argParser is one run of ParseArgs.
type argParser struct {
	flags    *Flags
	command  commandSpec
	words    int // arguments of the command that were there
	problems Problems
}

func (p *argParser) problem(key, suggest, format string, args ...any) {
	p.problems = append(p.problems, &Problem{Key: key, Text: fmt.Sprintf(format, args...), Suggest: suggest})
}

func (p *argParser) parse(args []string) {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		name, dashed := flagName(arg)
		if !dashed {
			p.word(arg)
			continue
		}
		name, value, hasValue := strings.Cut(name, "=")
		o, ok := find(p.command.options, name)
		if !ok && name == accessibleOption.name {
			o, ok = accessibleOption, true
		}
		if !ok && !strings.HasPrefix(arg, "--") {
			o, ok = findShort(p.command.options, name)
		}
		if !ok {
			p.unknown(name, arg)
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

// word takes an argument that is no flag.
func (p *argParser) word(arg string) {
	i := p.words
	if n := len(p.command.args); n > 0 && i >= n && p.command.args[n-1].repeated {
		i = n - 1
	}
	if arg == "" || arg[0] == '-' || i >= len(p.command.args) {
		p.problem("", "", "unexpected argument %s", quote(arg))
		return
	}
	p.words++
	a := p.command.args[i]
	if m := a.set(p.flags, arg); m != nil {
		p.problem("", m.suggest, "%s", m.text)
	}
}

// missing tells what the command needs and has not got.
func (p *argParser) missing() {
	if p.command.name == configGroup && len(p.problems) == 0 {
		p.problem("", "", "iscope %s needs one of %s", configGroup, strings.Join(subcommands(), ", "))
	}
	for _, a := range p.command.args[min(p.words, len(p.command.args)):] {
		if a.needs != "" {
			p.problem("", "", "iscope %s needs %s: iscope %s %s", p.command.name, a.needs, p.command.name, p.command.usage)
			return
		}
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

func findShort(options []option, letter string) (option, bool) {
	i := slices.IndexFunc(options, func(o option) bool { return o.short == letter && letter != "" })
	if i < 0 {
		return option{}, false
	}
	return options[i], true
}

// elsewhere finds a flag by name in any command.
func elsewhere(name string) (command string, o option, ok bool) {
	for _, c := range commandTable {
		if o, ok := find(c.options, name); ok {
			return c.name, o, true
		}
	}
	return "", option{}, false
}

// elsewhereShort finds a flag by its letter in any command.
func elsewhereShort(letter string) (command string, o option, ok bool) {
	for _, c := range commandTable {
		if o, ok := findShort(c.options, letter); ok {
			return c.name, o, true
		}
	}
	return "", option{}, false
}

// unknown tells of a flag that the command does not have, typed as arg.
func (p *argParser) unknown(name, arg string) {
	if other, _, ok := elsewhere(name); ok {
		if own := p.command.name; own != "" {
			p.problem("--"+name, "", "--%s is no flag of iscope %s", name, own)
		} else {
			p.problem("--"+name, "", "--%s is a flag of iscope %s only", name, other)
		}
		return
	}
	options := p.command.options
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = o.name
	}
	near := nearest(name, names)
	if near != "" {
		near = "--" + near
	}
	typed, _, _ := strings.Cut(arg, "=")
	p.problem("--"+name, near, "unknown flag %s", quote(typed))
}

// checkDemo refuses flags that the demo tenant, or its absence, leaves without
// a meaning: who gives them expects something else to happen.
func (p *argParser) checkDemo() {
	if _, has := find(p.command.options, demoOption.name); !has {
		return
	}
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

// listsOf are the lists that a flag of iscope get is for; the others are for
// all of them.
var listsOf = map[string][]string{
	"workflow": {"executions", "sessions"}, "since": {"executions"}, "owner": {"inbox"},
}

// checkAsk refuses what iscope get would have to leave aside.
func (p *argParser) checkAsk() {
	if p.command.name != Get || p.flags.Ask.What == "" {
		return
	}
	for _, name := range []string{"limit", "filter", "match", "status", "workflow", "since", "owner"} {
		lists := listsOf[name]
		switch {
		case !p.flags.Given(name):
		case p.flags.Ask.ID != "":
			p.problem("--"+name, "", "--%s is for lists, not for one record", name)
		case lists != nil && !slices.Contains(lists, p.flags.Ask.What):
			p.problem("--"+name, "", "--%s is for %s, not for %s", name, strings.Join(lists, " and "), p.flags.Ask.What)
		}
	}
}

// topic settles what help is about: text of its own, or the help of a command.
func (p *argParser) topic() (command string, usage bool) {
	words := strings.Fields(p.flags.Topic)
	switch {
	case len(words) == 0:
		return "", true
	case words[0] == "completions":
		rest := strings.Join(words[1:], " ")
		if !slices.Contains(Shells, rest) {
			p.problem("", nearest(rest, Shells), "completions are for one of %s: iscope help completions %s", strings.Join(Shells, ", "), Shells[0])
		}
		return "", false
	case slices.Contains(Topics, p.flags.Topic):
		return "", false
	}
	if c, ok := lookup(p.flags.Topic); ok {
		return c.name, true
	}
	p.problem("", nearest(p.flags.Topic, append(topCommands(), Topics...)), "there is no help on %s", quote(p.flags.Topic))
	return "", false
}
