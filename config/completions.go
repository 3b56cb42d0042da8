package config

import (
	"fmt"
	"strings"
)

// completions returns the script that completes commands, flags and their
// values in a shell, "" for one that is none of Shells. Names of tenants are
// asked for when they are wanted.
func completions(shell string) string {
	switch shell {
	case "bash":
		return bashCompletions()
	case "zsh":
		return zshCompletions()
	case "fish":
		return fishCompletions()
	}
	return ""
}

// listTenants is how a shell asks for the tenants.
const listTenants = "iscope " + ConfigTenants + " 2>/dev/null"

// wordsOf are the values of the argument at place i, from 0, of a command: for a
// group its commands.
func wordsOf(c commandSpec, i int) []string {
	switch {
	case c.name == "" && i == 0:
		return topCommands()
	case c.name == configGroup && i == 0:
		return subcommands()
	case c.name == Help && i == 0:
		return append(topCommands(), Topics...)
	case c.name == Help && i == 1:
		return Shells // of completions
	case i < len(c.args):
		return c.args[i].values
	}
	return nil
}

// flagWords are the flags of a command as they are typed.
func flagWords(c commandSpec) []string {
	var words []string
	for _, o := range c.options {
		words = append(words, "--"+o.name)
		if o.short != "" {
			words = append(words, "-"+o.short)
		}
	}
	return words
}

// withValue are the flags, as they are typed, that the next word belongs to.
func withValue() []string {
	var words []string
	seen := map[string]bool{}
	for _, c := range commandTable {
		for _, o := range c.options {
			if seen[o.name] || o.arg == "" {
				continue
			}
			seen[o.name] = true
			words = append(words, "--"+o.name)
			if o.short != "" {
				words = append(words, "-"+o.short)
			}
		}
	}
	return words
}

func bashCompletions() string {
	var b strings.Builder
	b.WriteString(`# bash completion for iscope; made by: iscope help completions bash
_iscope() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd="" what="" place=0 flags="" i
    # --flag=value comes as three words.
    if [[ $cur == = ]]; then cur=""; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
    COMPREPLY=()
    # The command may stand behind flags; place counts the words after it.
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        -*) if [[ ${COMP_WORDS[i+1]} == = ]]; then ((i += 2)); else case ${COMP_WORDS[i]} in
            ` + strings.Join(withValue(), "|") + `) ((i++)) ;;
            esac; fi ;;
        *) if [[ -z $cmd ]]; then cmd=${COMP_WORDS[i]}
            elif [[ $cmd == config ]]; then cmd="config ${COMP_WORDS[i]}"
            else ((place++)); what=${what:-${COMP_WORDS[i]}}; fi ;;
        esac
    done
    case $prev in
`)
	seen := map[string]bool{}
	for _, c := range commandTable {
		for _, o := range c.options {
			if seen[o.name] || o.arg == "" {
				continue
			}
			seen[o.name] = true
			names := "--" + o.name
			if o.short != "" {
				names += "|-" + o.short
			}
			fmt.Fprintf(&b, "    %s) %s return ;;\n", names, bashValue(o))
		}
	}
	b.WriteString("    esac\n    case \"$cmd|$place\" in\n")
	for _, c := range commandTable {
		for i := range 2 {
			if words := wordsOf(c, i); len(words) > 0 {
				fmt.Fprintf(&b, "    %q) flags=%q ;;\n", fmt.Sprintf("%s|%d", c.name, i), strings.Join(words, " "))
			}
		}
	}
	b.WriteString("    esac\n    if [[ $cur == -* ]]; then\n        case $cmd in\n")
	for _, c := range commandTable {
		fmt.Fprintf(&b, "        %q) flags=%q ;;\n", c.name, strings.Join(flagWords(c), " "))
	}
	b.WriteString(`        esac
    fi
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
}
complete -F _iscope iscope
`)
	return b.String()
}

// bashValue completes the value of a flag.
func bashValue(o option) string {
	switch {
	case o.kind == filePath:
		return `COMPREPLY=($(compgen -f -- "$cur"));`
	case o.kind == tenantWord:
		return fmt.Sprintf(`COMPREPLY=($(compgen -W "$(%s)" -- "$cur"));`, listTenants)
	case o.per != nil:
		var b strings.Builder
		b.WriteString("case $what in")
		for _, list := range Lists {
			fmt.Fprintf(&b, " %s) flags=%q ;;", list, strings.Join(o.per(list), " "))
		}
		return b.String() + ` esac; COMPREPLY=($(compgen -W "$flags" -- "$cur"));`
	}
	return fmt.Sprintf(`COMPREPLY=($(compgen -W %q -- "$cur"));`, strings.Join(o.values, " "))
}

func zshCompletions() string {
	var b strings.Builder
	b.WriteString("#compdef iscope\n# zsh completion for iscope; made by: iscope help completions zsh\n\n")
	b.WriteString("_iscope_tenants() {\n  local -a names\n  names=(${(f)\"$(" + listTenants + ")\"})\n  compadd -a names\n}\n\n")
	b.WriteString("_iscope_status() {\n  local w\n  for w in $words; do\n    case $w in\n")
	for _, list := range Lists {
		fmt.Fprintf(&b, "    %s) compadd %s; return ;;\n", list, strings.Join(Statuses[list], " "))
	}
	b.WriteString("    esac\n  done\n}\n\n")
	b.WriteString(`_iscope() {
  local -a commands
  local cmd= i
  # The command may stand behind flags; it is taken out of the words.
  for (( i = 2; i < CURRENT; i++ )); do
    case ${words[i]} in
    ` + strings.Join(withValue(), "|") + `) (( i++ )) ;;
    -*) ;;
    *) if [[ $cmd == config ]]; then cmd="config ${words[i]}"; else cmd=${words[i]}; fi
      words[i]=(); (( CURRENT--, i-- ))
      [[ $cmd == config ]] || break ;;
    esac
  done
  if (( i <= CURRENT )) && [[ ${words[CURRENT]} != -* ]]; then
  if [[ -z $cmd ]]; then
`)
	zshCommands(&b, screenCommand)
	b.WriteString("  elif [[ $cmd == config ]]; then\n")
	zshCommands(&b, configGroupCommand)
	b.WriteString("  fi\n  fi\n  case $cmd in\n")
	for _, c := range commandTable {
		fmt.Fprintf(&b, "  %s) _arguments", quoteShell(c.name))
		for _, o := range c.options {
			b.WriteString(" \\\n    " + zshOption(o))
		}
		for i := range max(len(c.args), 2) {
			if words := wordsOf(c, i); len(words) > 0 && c.name != "" && c.name != configGroup {
				fmt.Fprintf(&b, " \\\n    '%d::%s:(%s)'", i+1, c.args[min(i, len(c.args)-1)].name, strings.Join(words, " "))
			}
		}
		b.WriteString(" ;;\n")
	}
	b.WriteString("  esac\n}\n\n_iscope \"$@\"\n")
	return b.String()
}

// zshCommands offers the commands below c with what they do.
func zshCommands(b *strings.Builder, c commandSpec) {
	b.WriteString("    commands=(\n")
	for _, sub := range c.below() {
		name := strings.TrimPrefix(sub.name, configGroup+" ")
		b.WriteString("      " + quoteShell(name+":"+strings.ReplaceAll(sub.short, ":", `\:`)) + "\n")
	}
	b.WriteString("    )\n    _describe command commands\n    return\n")
}

var zshText = strings.NewReplacer("[", `\[`, "]", `\]`, ":", `\:`)

// zshOption is a flag as _arguments wants it.
func zshOption(o option) string {
	about, value, equals := "["+zshText.Replace(o.help)+"]", "", ""
	if o.arg != "" {
		equals = "="
		switch {
		case o.kind == filePath:
			value = ":" + o.arg + ":_files"
		case o.kind == tenantWord:
			value = ":" + o.arg + ":_iscope_tenants"
		case o.per != nil:
			value = ":" + o.arg + ":_iscope_status"
		case o.values != nil:
			value = ":" + o.arg + ":(" + strings.Join(o.values, " ") + ")"
		default:
			value = ":" + o.arg + ": "
		}
	}
	if o.short != "" {
		return fmt.Sprintf("'(-%s --%s)'{-%s,--%s%s}%s", o.short, o.name, o.short, o.name, equals, quoteShell(about+value))
	}
	return quoteShell("--" + o.name + equals + about + value)
}

func fishCompletions() string {
	var b strings.Builder
	b.WriteString(`# fish completion for iscope; made by: iscope help completions fish
function __iscope_words --description 'the words that are neither flags nor their values'
    set -l skip 0
    for w in (commandline -opc)[2..-1]
        if test $skip -eq 1
            set skip 0
            continue
        end
        switch $w
            case ` + strings.Join(withValue(), " ") + `
                set skip 1
            case '-*'
            case '*'
                echo $w
        end
    end
end
function __iscope_is --description 'whether the words begin with these'
    set -l words (__iscope_words)
    if test (count $argv) -eq 0
        test (count $words) -eq 0
        return
    end
    set -l n (count $argv)
    test (count $words) -ge $n; and test "$words[1..$n]" = "$argv"
end
function __iscope_at --description 'whether so many words are there'
    test (count (__iscope_words)) -eq $argv[1]
end
function __iscope_status --description 'the statuses of the list'
    for w in (__iscope_words)
        switch $w
`)
	for _, list := range Lists {
		fmt.Fprintf(&b, "            case %s\n                printf '%%s\\n' %s\n", list, strings.Join(Statuses[list], " "))
	}
	b.WriteString(`        end
    end
end
complete -c iscope -f
`)
	for _, c := range commandTable {
		is := strings.TrimRight("__iscope_is "+c.name, " ")
		for _, sub := range c.below() {
			name := strings.TrimPrefix(sub.name, configGroup+" ")
			fmt.Fprintf(&b, "complete -c iscope -n '%s; and __iscope_at %d' -a %s -d %s\n", is, len(strings.Fields(c.name)), name, quoteFish(sub.short))
		}
		for i := range 2 {
			if words := wordsOf(c, i); len(words) > 0 && len(c.below()) == 0 {
				fmt.Fprintf(&b, "complete -c iscope -n '%s; and __iscope_at %d' -a '%s'\n", is, i+len(strings.Fields(c.name)), strings.Join(words, " "))
			}
		}
		for _, o := range c.options {
			fmt.Fprintf(&b, "complete -c iscope -n '%s' %s\n", is, fishOption(o))
		}
	}
	return b.String()
}

// fishOption is a flag as complete wants it.
func fishOption(o option) string {
	s := "-l " + o.name
	if o.short != "" {
		s += " -s " + o.short
	}
	switch {
	case o.arg == "":
	case o.kind == filePath:
		s += " -r -F"
	case o.kind == tenantWord:
		s += " -x -a '(" + listTenants + ")'"
	case o.per != nil:
		s += " -x -a '(__iscope_status)'"
	case o.values != nil:
		s += " -x -a '" + strings.Join(o.values, " ") + "'"
	default:
		s += " -x"
	}
	return s + " -d " + quoteFish(o.help)
}

// quoteShell quotes for bash and zsh, quoteFish for fish.
func quoteShell(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func quoteFish(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}
