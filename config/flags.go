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

// Flags is the command line. Settings that the file has too are unchecked
// text here; Load checks and merges them.
type Flags struct {
	Command string // one of the commands, "" opens the screen

	Demo    bool      // open the embedded demo tenant
	Seed    uint64    // of the demo tenant
	Clock   time.Time // at which the demo tenant's clock stands still; zero: it runs
	Version bool      // print the version

	// ClockFile is the file that holds what the demo tenant's clock shows, so
	// that another program can let time pass; Clock is what it held at first.
	ClockFile string

	Tenant, Config, View, Theme, Refresh, LogFile string
	ReadOnly, ASCII, Accessible                   bool

	Execution  string // id of the execution that Watch is about
	ExitStatus bool   // Watch tells by its exit code how that ended

	Ask     Ask    // what Get is asked for
	Topic   string // of Help: a command, or one of Topics with what follows it
	Palette string // that ConfigTheme prints
	Origin  bool   // ConfigShow says where each value came from

	Listen      string // address the sandbox listens on
	NoRateLimit bool   // the sandbox never answers 429

	// How many records the sandbox is born with, as sandbox.Options has it: 0
	// is the demo's own number, a negative number none at all.
	Workflows, Executions, WorkItems, Tasks, Sessions int

	given map[string]string // by name, without dashes
	help  bool
}

// Ask is what iscope get is asked for. Texts are "" where nothing is said.
type Ask struct {
	What     string // one of Lists
	ID       string // of one record; "" for a list
	Output   string // one of Outputs
	Limit    int    // records at most; 0 is all there are
	Limited  bool   // the limit was given
	Filter   string // filter expression of the API
	Match    string // words that a record must have
	Status   string // as the view calls it
	Workflow string // id or name, of a session's an id or alias
	Owner    string // id of the identity whose work items are listed
	Since    string // a time, as the view of executions reads it
}

// What iscope get can be asked for, and how it answers, the default first.
var (
	Lists   = Views
	Outputs = []string{"table", "json", "jsonl", "csv", "yaml"}
)

// Statuses are the words that --status of iscope get takes, by the list. A test of
// package views/script compares them with what it reads.
var Statuses = map[string][]string{
	"workflows":  {"on", "off", "enabled", "disabled"},
	"executions": {"queued", "running", "completed", "failed", "canceled", "timedout", "terminated"},
	"inbox":      {"pending", "completed", "finished", "rejected", "returned", "expired", "canceled"},
	"tasks":      {"pending", "running", "waiting", "success", "warning", "error", "terminated", "temperror"},
	"sessions": strings.Fields(`
action_skipped answered_questions api_request_sent approved assigned attempting_to_start_workflow attribute_set auto_assigned batch_completed
checking_for_duplicates closed closing completed courion_add courion_extend courion_terminate courion_update default disabled
duplicates_resolved failed fulfilled identity_proofing_completed invitation_sent ldap_provided new non_employee_created
non_employee_updated notified pending_approval pending_assignment pending_courion_add pending_courion_terminate pending_courion_update
pending_courion_extend pending_creation pending_fulfillment pending_identity_proofing pending_ldap pending_notification
pending_profile_select pending_questions pending_request pending_review pending_set_attribute pending_status_change
pending_stored_procedure pending_trigger pending_update processing profile_check_complete profiles_selected rejected requested reviewed
soap_request_sent started_workflow status_changed stored_procedure un_assigned waiting_on_workflow workflow_changed`),
}

// defaultLimit is how many records iscope get lists.
const defaultLimit = 100

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

// option is one flag. Parsing, help, completions and suggestions are made from
// it.
type option struct {
	name string
	arg  string // what stands for the value in help; "" for a switch
	help string
	set  func(f *Flags, v any) *mistake

	short  string                     // one letter, "" for none
	values []string                   // the words it takes, nil where that is no list
	per    func(list string) []string // the same, by the list it is for
	kind   argKind                    // what completes its value
}

// argKind is what a shell can complete a value with.
type argKind uint8

const (
	anyText    argKind = iota
	filePath           // a file
	tenantWord         // the name of a configured tenant
)

func (o option) of(values ...string) option          { o.values = values; return o }
func (o option) by(short string) option              { o.short = short; return o }
func (o option) in(per func(string) []string) option { o.per = per; return o }
func (o option) as(kind argKind) option              { o.kind = kind; return o }

// raw takes any text: Load checks it.
func raw(v any) (string, *mistake) { s, _ := asText(v); return s, nil }

// textOption, switchOption and countOption make options that only store what
// they are given.
func textOption(name, arg, help string, to func(*Flags) *string) option {
	return option{name: name, arg: arg, help: help, set: func(f *Flags, v any) *mistake { return put(to(f), v, raw) }}
}

func switchOption(name, help string, to func(*Flags) *bool) option {
	return option{name: name, help: help, set: func(f *Flags, v any) *mistake { return put(to(f), v, boolean) }}
}

func countOption(name, help string, most int, to func(*Flags) *int) option {
	return option{name: name, arg: "N", help: help, set: func(f *Flags, v any) *mistake { return put(to(f), v, count(most)) }}
}

var (
	demoOption = switchOption("demo", "open the embedded demo tenant", func(f *Flags) *bool { return &f.Demo })
	seedOption = option{name: "seed", arg: "N", help: "seed of the demo tenant's data (default 7)",
		set: func(f *Flags, v any) *mistake { return put(&f.Seed, v, seed) }}
	clockOption = option{name: "clock", arg: "TIME", help: "stop the demo tenant's clock at TIME (RFC 3339)",
		set: setClock}
	tenantOption  = textOption("tenant", "NAME", "open this tenant of the configuration", func(f *Flags) *string { return &f.Tenant }).as(tenantWord)
	configOption  = textOption("config", "FILE", "read this configuration", func(f *Flags) *string { return &f.Config }).as(filePath)
	viewOption    = textOption("view", "NAME", "start with "+strings.Join(Views, ", "), func(f *Flags) *string { return &f.View }).of(Views...)
	themeOption   = textOption("theme", "NAME", "draw with this theme: "+strings.Join(Themes, ", "), func(f *Flags) *string { return &f.Theme }).of(Themes...)
	refreshOption = textOption("refresh", "DUR", "refresh this often, such as 15s or 2m", func(f *Flags) *string { return &f.Refresh })
	// These are taken by commands that need none of it as well: who has them in an
	// alias says them always.
	readOnlyOption   = switchOption("read-only", "send nothing that changes a tenant", func(f *Flags) *bool { return &f.ReadOnly })
	asciiOption      = switchOption("ascii", "draw with ASCII characters only", func(f *Flags) *bool { return &f.ASCII })
	accessibleOption = switchOption("accessible", "draw for a screen reader: plain words, nothing that moves", func(f *Flags) *bool { return &f.Accessible })
	initOption       = textOption("config", "FILE", "write it to this file", func(f *Flags) *string { return &f.Config }).as(filePath)
	logFileOption    = textOption("log-file", "FILE", "write a log to this file", func(f *Flags) *string { return &f.LogFile }).as(filePath)
	helpOption       = option{name: "help", short: "h", help: "print this help", set: func(f *Flags, v any) *mistake { return put(&f.help, v, boolean) }}
)

var mainOptions = []option{
	demoOption, seedOption, clockOption, tenantOption, configOption,
	viewOption, readOnlyOption, themeOption, refreshOption, asciiOption, accessibleOption, logFileOption,
	switchOption("version", "print version, commit, date and Go", func(f *Flags) *bool { return &f.Version }).by("v"),
	helpOption,
}

var doctorOptions = []option{tenantOption, configOption, asciiOption, readOnlyOption, accessibleOption, logFileOption, helpOption}

var sandboxOptions = []option{
	textOption("listen", "ADDR", "listen on this address (default 127.0.0.1:0, a free port)", func(f *Flags) *string { return &f.Listen }),
	seedOption, clockOption,
	countOption("workflows", "number of workflows", 100_000, func(f *Flags) *int { return &f.Workflows }),
	countOption("executions", "number of executions", 1_000_000, func(f *Flags) *int { return &f.Executions }),
	countOption("work-items", "number of work items", 100_000, func(f *Flags) *int { return &f.WorkItems }),
	countOption("tasks", "number of tasks", 100_000, func(f *Flags) *int { return &f.Tasks }),
	countOption("sessions", "number of NERM workflow sessions", 100_000, func(f *Flags) *int { return &f.Sessions }),
	switchOption("no-rate-limit", "never answer 429", func(f *Flags) *bool { return &f.NoRateLimit }),
	helpOption,
}

var watchOptions = []option{
	switchOption("exit-status", "tell by the exit code how the execution ended", func(f *Flags) *bool { return &f.ExitStatus }),
	textOption("refresh", "DUR", "look this often (default 3s)", func(f *Flags) *string { return &f.Refresh }),
	tenantOption, configOption, readOnlyOption, accessibleOption, logFileOption, helpOption,
}

var getOptions = []option{
	{name: "output", short: "o", arg: "FORMAT", help: "one of " + strings.Join(Outputs, ", ") + " (default " + Outputs[0] + ")", values: Outputs,
		set: func(f *Flags, v any) *mistake { return put(&f.Ask.Output, v, oneOf(Outputs)) }},
	{name: "limit", arg: "N", help: "at most N records (default 100; 0: all there are)",
		set: func(f *Flags, v any) *mistake { f.Ask.Limited = true; return put(&f.Ask.Limit, v, number(1_000_000)) }},
	textOption("filter", "EXPR", "only what fits: status:failed, or an expression of the API", func(f *Flags) *string { return &f.Ask.Filter }),
	textOption("match", "TEXT", "only records that have these words in a column", func(f *Flags) *string { return &f.Ask.Match }),
	textOption("status", "WORD", "only records of this status, as the view calls it", func(f *Flags) *string { return &f.Ask.Status }).in(func(list string) []string { return Statuses[list] }),
	textOption("workflow", "NAME", "of this workflow, by id, name or a part of it: executions; by id or alias: sessions", func(f *Flags) *string { return &f.Ask.Workflow }),
	textOption("since", "TIME", "executions of a time: 2h, 30d, today, 1 Mar..5 Mar", func(f *Flags) *string { return &f.Ask.Since }),
	textOption("owner", "ID", "work items of this identity (administrators)", func(f *Flags) *string { return &f.Ask.Owner }),
	tenantOption, configOption, demoOption, seedOption, clockOption, readOnlyOption, accessibleOption, logFileOption, helpOption,
}

var (
	configOptions     = []option{configOption, helpOption}
	configShowOptions = []option{
		switchOption("origin", "say where each value came from", func(f *Flags) *bool { return &f.Origin }),
		tenantOption, configOption, viewOption, readOnlyOption, themeOption, refreshOption, asciiOption, accessibleOption, logFileOption, helpOption,
	}
)

func seed(v any) (uint64, *mistake) {
	s, _ := asText(v)
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, wrong("%s is not a whole number from 0", quote(s))
	}
	return n, nil
}

// number reads a whole number from 0.
func number(most int) func(any) (int, *mistake) {
	return func(v any) (int, *mistake) {
		s, _ := asText(v)
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 || n > most {
			return 0, wrong("%s is not a number from 0 to %d", quote(s), most)
		}
		return n, nil
	}
}

// count reads a number of records. Zero becomes -1, which is none at all.
func count(most int) func(any) (int, *mistake) {
	return func(v any) (int, *mistake) {
		n, m := number(most)(v)
		if m == nil && n == 0 {
			n = -1
		}
		return n, m
	}
}
