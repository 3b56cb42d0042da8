package tasks

import "time"

// taskKind is a kind of background work.
type taskKind struct {
	code        string // as in filters on type and launcher
	name        string
	description string
	parent      string // null if empty
	typ         string // QUARTZ, QPOC or QUEUED_TASK
	launcher    string // sweep, schedule, or empty: a person
	target      string // APPLICATION, IDENTITY, or empty: none
	weight      int
	usual       time.Duration // what it takes on a middling source
	volume      int           // how many objects it works through
	objects     string        // what it counts, for the progress text
	silent      bool          // percentComplete stays 0, as some tasks never report it
	figures     []figure
	method      string // of the task definition
}

// figure is a number a task returns: a column name and the attribute under it.
type figure struct {
	label, attribute string
	share            float64 // of the volume
	text             bool    // the service writes some numbers as strings
}

var aggregation = []figure{
	{"Total", "total", 1, true},
	{"Created", "created", 0.004, false},
	{"Updated", "updated", 0.03, false},
	{"Deleted", "deleted", 0.002, false},
	{"Optimized", "optimized", 0.96, false},
}

var kinds = []taskKind{
	{code: "CLOUD_ACCOUNT_AGGREGATION", name: "Cloud Account Aggregation", description: "Aggregates accounts from the specified source.",
		parent: "Cloud Account Aggregation", typ: "QUARTZ", launcher: "sweep", target: "APPLICATION", weight: 30,
		usual: 4 * time.Minute, volume: 8400, objects: "accounts", figures: aggregation, method: "accountAggregationTask"},
	{code: "CLOUD_GROUP_AGGREGATION", name: "Cloud Group Aggregation", description: "Aggregates groups and entitlements from the specified source.",
		parent: "Cloud Group Aggregation", typ: "QUARTZ", launcher: "sweep", target: "APPLICATION", weight: 16,
		usual: 90 * time.Second, volume: 1200, objects: "groups", figures: aggregation, method: "groupAggregationTask"},
	{code: "IDENTITY_REFRESH", name: "Identity Refresh", description: "Refreshes identity attributes, lifecycle states and assignments.",
		typ: "QPOC", launcher: "schedule", weight: 14, usual: 6 * time.Minute, volume: 220, objects: "identities", silent: true,
		figures: []figure{{"Identities examined", "total", 1, false}, {"Identities changed", "updated", 0.08, false}, {"Errors", "errors", 0, true}},
		method:  "identityRefreshTask"},
	{code: "CLOUD_REFRESH_ROLE", name: "Refresh Roles", description: "Works out role membership and provisions the difference.",
		parent: "Refresh Roles", typ: "QUARTZ", launcher: "schedule", weight: 10, usual: 3 * time.Minute, volume: 64, objects: "roles",
		figures: []figure{{"Roles", "total", 1, false}, {"Members added", "created", 0.4, false}, {"Members removed", "deleted", 0.2, false}},
		method:  "refreshRolesTask"},
	{code: "CLOUD_ENTITLEMENT_IMPORT", name: "Entitlement Import", description: "Imports entitlements from an uploaded file.",
		typ: "QUEUED_TASK", target: "APPLICATION", weight: 6, usual: 50 * time.Second, volume: 900, objects: "rows",
		figures: []figure{{"Rows read", "total", 1, true}, {"Created", "created", 0.1, true}, {"Skipped", "skipped", 0.02, true}}, method: "entitlementImportTask"},
	{code: "CLOUD_ATTRIBUTE_SYNCHRONIZATION", name: "Attribute Synchronization", description: "Writes identity attributes back to the source.",
		typ: "QPOC", launcher: "sweep", target: "APPLICATION", weight: 7, usual: 2 * time.Minute, volume: 220, objects: "accounts",
		figures: []figure{{"Accounts", "total", 1, false}, {"Written", "updated", 0.1, false}}, method: "attributeSyncTask"},
	{code: "CLOUD_IDENTITY_AGGREGATION", name: "Cloud Identity Aggregation", description: "Correlates accounts and creates identities.",
		parent: "Cloud Account Aggregation", typ: "QUARTZ", launcher: "sweep", target: "APPLICATION", weight: 5, usual: 100 * time.Second,
		volume: 220, objects: "identities", silent: true, figures: aggregation[:3], method: "identityAggregationTask"},
	{code: "CLOUD_PROCESS_UNCORRELATED_ACCOUNTS", name: "Process Uncorrelated Accounts", description: "Tries to correlate accounts without an owner again.",
		typ: "QUARTZ", launcher: "schedule", target: "APPLICATION", weight: 4, usual: 45 * time.Second, volume: 310, objects: "accounts",
		figures: []figure{{"Accounts", "total", 1, true}, {"Correlated", "updated", 0.05, false}}, method: "uncorrelatedAccountsTask"},
	{code: "CAMPAIGN_GENERATION", name: "Certification Campaign Generation", description: "Builds the certifications of a campaign.",
		typ: "QUEUED_TASK", weight: 3, usual: 5 * time.Minute, volume: 140, objects: "certifications",
		figures: []figure{{"Certifications", "total", 1, false}}, method: "campaignGenerationTask"},
	{code: "REPORT", name: "Report: Accounts by Source", description: "Renders a report to CSV.", typ: "QUEUED_TASK", weight: 5,
		usual: 40 * time.Second, volume: 5200, objects: "rows", silent: true, figures: []figure{{"Rows", "rowCount", 1, true}}, method: "reportTask"},
	{code: "ACCOUNT_DELETION", name: "Account Deletion", description: "Deletes the accounts of a person who left.", typ: "QUEUED_TASK",
		target: "IDENTITY", weight: 3, usual: 30 * time.Second, volume: 6, objects: "accounts",
		figures: []figure{{"Deleted", "deleted", 1, false}}, method: "accountDeletionTask"},
	{code: "SOURCE_APPLICATION_DISCOVERY", name: "Application Discovery", description: "Looks for applications behind the source.", typ: "QPOC",
		launcher: "schedule", target: "APPLICATION", weight: 2, usual: 7 * time.Minute, volume: 75, objects: "applications",
		figures: []figure{{"Applications", "total", 1, false}, {"New", "created", 0.1, false}}, method: "applicationDiscoveryTask"},
}

// note is a message a task leaves behind.
type note struct {
	severity, key, text string // text empty: no localized text
	params              []any
}

// notes are the messages by completion status.
var notes = map[string][]note{
	"SUCCESS": {
		{"INFO", "task_optimized", "Unchanged objects were skipped.", nil},
		{"INFO", "task_delta", "Only changes since the last run were read.", []any{map[string]any{"name": "deltaToken", "value": "2026-02-27"}}},
	},
	"WARNING": {
		{"WARN", "task_uncorrelated", "{0} accounts could not be matched to an identity.", []any{"3"}},
		{"WARN", "task_attribute_truncated", "", []any{map[string]any{"name": "attribute", "value": "description"}, "4000"}},
	},
	"ERROR": {
		{"ERROR", "task_connection", "The source did not answer: {0} (Verbindung abgelehnt).", []any{"connection refused"}},
		{"ERROR", "task_auth", "Logon to the source failed: the service account's password has expired.", nil},
		{"ERROR", "task_error", "", []any{"java.lang.IllegalStateException: threshold exceeded, 412 of 8400 accounts would be deleted"}},
	},
	"TERMINATED": {{"WARN", "task_terminated", "An administrator stopped the task.", nil}},
	"TEMPERROR":  {{"ERROR", "task_retry", "The virtual appliance cluster {0} is busy; the task will be tried again.", []any{map[string]any{"name": "cluster", "value": "VA-West"}}}},
}
