package config

import "slices"

// Commands, beside "", which opens the screen.
const (
	Sandbox        = "sandbox"         // serves the demo tenant to other clients
	Watch          = "watch"           // waits for an execution to end, for scripts
	Get            = "get"             // prints records, for scripts
	Doctor         = "doctor"          // checks configuration, tenant and terminal
	ConfigInit     = "config init"     // writes a configuration to begin with
	ConfigShow     = "config show"     // prints the settings in force
	ConfigPath     = "config path"     // prints which file is read
	ConfigValidate = "config validate" // checks the configuration
	ConfigTenants  = "config tenants"  // prints the names of the tenants
	ConfigTheme    = "config theme"    // prints a theme to begin one's own with
	Help           = "help"            // prints help, the keys, the manual or completions

	configGroup = "config"
)

// Topics are what iscope help prints beside the help of commands.
var Topics = []string{"keys", "man", "completions"}

// Shells are those that iscope help completions knows.
var Shells = []string{"bash", "zsh", "fish"}

// Exit codes, the same for all commands. Package views/script has those of the
// commands that ask a tenant; a test there compares them with what is
// documented here.
var (
	exitOK          = exit{0, "done"}
	exitFailure     = exit{1, "it failed"}
	exitUsage       = exit{2, "a mistake in the command line or the configuration"}
	exitAuth        = exit{3, "signing in failed, or the account lacks the right"}
	exitMissing     = exit{4, "the tenant does not have it (any more)"}
	exitUnavailable = exit{5, "the tenant cannot be reached, has a problem or limits requests"}
	exitPartly      = exit{6, "partly done: some records could not be read; the rest is printed"}
	exitInterrupted = exit{130, "interrupted"}
)

// exit is what one exit code means.
type exit struct {
	code  int
	means string
}

// example is a command line and what it does.
type example struct{ line, does string }

// argument is a word after the command.
type argument struct {
	name     string
	needs    string // how a message calls one that is missing; "" where it may be left out
	values   []string
	set      func(f *Flags, v string) *mistake
	repeated bool
}

// commandSpec is one thing that iscope does. Parsing, help, manual and completions
// are made from the table of them.
type commandSpec struct {
	name     string // the words after iscope; "" opens the screen
	usage    string // the words after that in the synopsis, without [flags]
	short    string // what it does, in a line
	about    []string
	args     []argument
	options  []option
	examples []example
	exits    []exit
}

// commandTable is every command, in the order of help and manual.
var commandTable = []commandSpec{screenCommand, getCommand, watchCommand, doctorCommand, sandboxCommand, configGroupCommand,
	configInitCommand, configShowCommand, configPathCommand, configValidateCommand, configTenantsCommand, configThemeCommand, helpCommand}

// lookup returns a command by its name.
func lookup(name string) (commandSpec, bool) {
	i := slices.IndexFunc(commandTable, func(c commandSpec) bool { return c.name == name })
	if i < 0 {
		return commandSpec{}, false
	}
	return commandTable[i], true
}

var screenCommand = commandSpec{
	short: "open the default tenant, or with --demo the embedded demo tenant",
	about: []string{
		"iscope is a terminal cockpit for SailPoint Identity Security Cloud: workflows, executions, work items, tasks and NERM workflow sessions.",
	},
	options: mainOptions,
	examples: []example{
		{"iscope --demo", "look around; needs no account"},
		{"iscope --tenant acme-test --view executions", "open one tenant and view"},
		{"iscope --read-only", "look, and be unable to change anything"},
	},
	exits: []exit{exitOK, exitFailure, exitUsage, exitInterrupted},
}

var getCommand = commandSpec{
	name: Get, usage: "WHAT [ID]",
	short: "print workflows, executions, inbox, tasks or sessions, for scripts",
	about: []string{
		"iscope get prints what a view lists, or the one record with an id: as a table or CSV with the columns of the view, or as JSON, JSON Lines or YAML with the records as the tenant has them. It only reads.",
		"Lists are in the order of the tenant and end after 100 records unless --limit says otherwise, which is told on the standard error output. Executions are newest first; the tenant has no list of them, so that each workflow costs a request: --workflow is quick, all of a large tenant takes its time. The inbox holds your pending work items, --status completed those that are done.",
		"--filter takes the words of :filter on screen, such as status:failed or owner:anna, or an expression of the API: of workflows by enabled, connectorInstanceId and triggerId (API v3 only), of tasks by id, sourceId, completionStatus and others. --match looks at what the table shows.",
		"On a terminal a table fits it: times are ages, texts are cut, and columns that have no room are left out. Elsewhere nothing is, and times are UTC. Control and invisible characters are marks in tables and escapes in JSON and YAML. A cell that a spreadsheet would run begins with an apostrophe in CSV. Problems go to the standard error output.",
	},
	args: []argument{
		{name: "WHAT", needs: "what to print", values: Lists, set: func(f *Flags, v string) *mistake { return put(&f.Ask.What, word(v), oneOf(Lists)) }},
		{name: "ID", set: func(f *Flags, v string) *mistake { f.Ask.ID = v; return nil }},
	},
	options: getOptions,
	examples: []example{
		{"iscope get executions --status failed --since today", "what failed today"},
		{"iscope get inbox -o csv > inbox.csv", "the inbox for a spreadsheet"},
		{"iscope get workflows -o jsonl --limit 0 | jq -r .name", "every workflow's name"},
		{"iscope get tasks 2c9180… -o yaml", "one task with all that it returned"},
	},
	exits: []exit{exitOK, exitFailure, exitUsage, exitAuth, exitMissing, exitUnavailable, exitPartly, exitInterrupted},
}

var doctorCommand = commandSpec{
	name:  Doctor,
	short: "check configuration, tenant and terminal",
	about: []string{
		"iscope doctor looks at the configuration, the files and the keyring, then at the tenant (its name, TLS, the token, the clock, what each view may read), then at the terminal: a line for each, and how to mend what is wrong. It only reads, and prints no secret.",
	},
	options:  doctorOptions,
	examples: []example{{"iscope doctor --tenant acme-test", "why does this tenant not open"}},
	exits:    []exit{{0, "nothing is wrong, but for warnings"}, {1, "there is a problem"}, exitUsage, exitInterrupted},
}

var watchCommand = commandSpec{
	name: Watch, usage: "EXECUTION",
	short: "wait until an execution has ended, for scripts",
	about: []string{
		"iscope watch follows one execution until it has ended and prints a line for each change: the time it was seen, a tab, the status; for one that failed also the step and the reason, after a tab each. Nothing else is printed there: problems go to the standard error output.",
		"Tenant and credentials are those of the screen: see iscope --help.",
	},
	args: []argument{
		{name: "EXECUTION", needs: "the id of an execution", set: func(f *Flags, v string) *mistake { f.Execution = v; return nil }},
	},
	options:  watchOptions,
	examples: []example{{"iscope watch 4f7c… --exit-status && ./next", "go on when it has completed"}},
	exits: []exit{
		{0, "it has ended; with --exit-status, it is Completed"},
		{1, "with --exit-status: it is Failed, TimedOut, Canceled or Terminated"},
		exitUsage, exitAuth,
		{4, "the tenant does not have this execution (any more)"},
		{5, "given up after five minutes without an answer, or of being limited"},
		exitInterrupted,
	},
}

var sandboxCommand = commandSpec{
	name:  Sandbox,
	short: "serve the demo tenant to other clients",
	about: []string{
		"iscope sandbox serves the demo tenant on this machine and prints its addresses and credentials as KEY=value lines for other clients.",
	},
	options:  sandboxOptions,
	examples: []example{{"iscope sandbox --listen 127.0.0.1:8080 --seed 7", "serve it at a fixed address"}},
	exits:    []exit{{0, "ended by an interrupt"}, exitFailure, exitUsage},
}

var configGroupCommand = commandSpec{
	name: configGroup, usage: "COMMAND",
	short:   "write, show and check the configuration",
	about:   []string{"iscope config writes a configuration to begin with, and shows and checks the one there is."},
	options: []option{helpOption},
}

var configInitCommand = commandSpec{
	name:    ConfigInit,
	short:   "write a configuration with every setting explained",
	about:   []string{"iscope config init writes a configuration in which every setting is explained and commented out. It never overwrites a file. Only you can read the new one."},
	options: []option{initOption, helpOption},
	examples: []example{
		{"iscope config init", "write it where iscope looks for it"},
	},
	exits: []exit{exitOK, {1, "there is a file already, or it cannot be written"}, exitUsage},
}

var configShowCommand = commandSpec{
	name:    ConfigShow,
	short:   "print the settings in force",
	about:   []string{"iscope config show prints the settings in force as TOML. Of a secret only the place is shown where it is kept. With --origin each line says where its value came from: a flag, a variable, the line of a file, or the default."},
	options: configShowOptions,
	examples: []example{
		{"iscope config show --origin", "why is it like this?"},
	},
	exits: []exit{exitOK, exitFailure, {2, "there are mistakes, which are printed instead"}},
}

var configPathCommand = commandSpec{
	name: ConfigPath, short: "print which file is read",
	about:    []string{"iscope config path prints the path of the configuration, whether or not the file is there."},
	options:  configOptions,
	examples: []example{{`$EDITOR "$(iscope config path)"`, "edit it"}},
	exits:    []exit{exitOK, exitFailure, exitUsage},
}

var configValidateCommand = commandSpec{
	name: ConfigValidate, short: "check the configuration",
	about:    []string{"iscope config validate checks file, variables and keys, and prints every mistake with its line and the nearest valid name. It asks no tenant and no keyring."},
	options:  configOptions,
	examples: []example{{"iscope config validate --config new.toml", "check a file before it is used"}},
	exits:    []exit{{0, "no mistakes"}, exitFailure, {2, "there are mistakes, which are printed"}},
}

var configTenantsCommand = commandSpec{
	name: ConfigTenants, short: "print the names of the tenants",
	about:   []string{"iscope config tenants prints the names of the configured tenants, one a line, for scripts and completions."},
	options: configOptions,
	exits:   []exit{exitOK, exitFailure, {2, "there are mistakes; what could be read is printed all the same"}},
}

var configThemeCommand = commandSpec{
	name: ConfigTheme, usage: "NAME", short: "print a theme, to make one of your own from",
	about: []string{
		"iscope config theme prints a theme that is built in as TOML. A file NAME.toml in the folder themes beside the configuration is a theme of your own, to be named with --theme, theme or :theme; what it leaves out is as in the theme that its base names.",
	},
	args: []argument{
		{name: "NAME", needs: "the name of a theme", values: Themes[1:], set: func(f *Flags, v string) *mistake { return put(&f.Palette, word(v), oneOf(Themes[1:])) }},
	},
	options:  []option{helpOption},
	examples: []example{{"iscope config theme dark > mine.toml", "begin a theme of your own, to be put into the folder themes"}},
	exits:    []exit{exitOK, exitFailure, exitUsage},
}

var helpCommand = commandSpec{
	name: Help, usage: "[TOPIC]",
	short: "print help on a command, the keys, the manual or completions",
	about: []string{
		"iscope help COMMAND is iscope COMMAND --help. iscope help keys prints every key, as the configuration has it. iscope help man prints the manual as roff, and iscope help completions SHELL a script that completes commands and flags in bash, zsh or fish.",
	},
	args: []argument{{name: "TOPIC", values: append(slices.Clone(Topics), Get, Watch, Sandbox, configGroup), repeated: true, set: func(f *Flags, v string) *mistake {
		if f.Topic != "" {
			v = f.Topic + " " + v
		}
		f.Topic = v
		return nil
	}}},
	options: configOptions,
	examples: []example{
		{"iscope help keys | less", "every key"},
		{"iscope help man | man -l -", "read the manual"},
		{"source <(iscope help completions bash)", "complete in this shell"},
		{"iscope help completions zsh > ~/.zfunc/_iscope", "where fpath has ~/.zfunc"},
		{"iscope help completions fish > ~/.config/fish/completions/iscope.fish", "for fish"},
	},
	exits: []exit{exitOK, exitFailure, exitUsage},
}
