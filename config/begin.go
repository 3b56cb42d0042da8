package config

import (
	"slices"
	"strings"
)

// begin finds the command, which flags may stand before, and returns the other
// arguments.
func (p *argParser) begin(args []string) []string {
	i := firstWord(args)
	if i < 0 {
		return args
	}
	name, rest := args[i], slices.Concat(args[:i], args[i+1:])
	switch name {
	case "version": // as other programs have it
		p.flags.Version = true
		return rest
	case "completion", "completions":
		name, rest = Help, slices.Insert(rest, i, "completions")
	case configGroup:
		if i < len(rest) && !strings.HasPrefix(rest[i], "-") {
			name += " " + rest[i]
			rest = slices.Delete(rest, i, i+1)
		}
	}
	c, ok := lookup(name)
	switch {
	case ok && name != "":
		p.command, p.flags.Command = c, name
	case strings.HasPrefix(name, configGroup+" "):
		p.command, p.flags.Command = configGroupCommand, configGroup
		sub := strings.TrimPrefix(name, configGroup+" ")
		p.noCommand("unknown command "+quote(sub)+" of iscope config", nearest(sub, subcommands()), "iscope help config")
	default:
		p.noCommand("unknown command "+quote(name), nearest(name, topCommands()), "iscope help")
	}
	return rest
}

// noCommand tells of a command that there is not, and of the nearest one or how to
// see all.
func (p *argParser) noCommand(text, near, all string) {
	if near == "" {
		text += "; " + all + " lists them"
	}
	p.problem("", near, "%s", text)
}

// flagNames are the flags of all commands.
func flagNames() []string {
	var names []string
	for _, c := range commandTable {
		for _, o := range c.options {
			names = append(names, o.name)
		}
	}
	return names
}

// firstWord returns the place of the first argument that is neither a flag nor the
// value of one, -1 where there is none.
func firstWord(args []string) int {
	for i := 0; i < len(args); i++ {
		if args[i] == "" || args[i][0] != '-' {
			return i
		}
		name, _ := flagName(args[i])
		name, _, hasValue := strings.Cut(name, "=")
		_, o, ok := elsewhere(name)
		if !ok {
			_, o, ok = elsewhereShort(name)
		}
		if !ok { // its value is no command either
			_, o, ok = elsewhere(nearest(name, flagNames()))
		}
		if ok && o.arg != "" && !hasValue && i+1 < len(args) && !isFlag(args[i+1]) {
			i++
		}
	}
	return -1
}

// flagName takes the dashes off a flag and reports whether it is one.
func flagName(arg string) (name string, ok bool) {
	name = strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-")
	return name, strings.HasPrefix(arg, "-") && name != "" && name[0] != '-'
}

// topCommands and subcommands are the names of commands, and those of iscope
// config without it.
func topCommands() []string {
	var names []string
	for _, c := range commandTable {
		if c.name != "" && !strings.Contains(c.name, " ") {
			names = append(names, c.name)
		}
	}
	return names
}

func subcommands() []string {
	var names []string
	for _, c := range commandTable {
		if sub, ok := strings.CutPrefix(c.name, configGroup+" "); ok {
			names = append(names, sub)
		}
	}
	return names
}
