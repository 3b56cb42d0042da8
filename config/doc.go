// Package config turns a TOML file, the environment and the command line into
// one Config, and says everything that is wrong with them at once.
//
//	tenant = "acme"                 # opened when nothing else is said
//	refresh = "15s"
//
//	[tenants.acme]
//	url = "acme"                    # or acme.DOMAIN, or https://acme.api.DOMAIN
//	client_id = "2f9a…"
//	client_secret = "keyring:"      # or env:NAME, file:PATH, command:…
//	protected = true
//
//	[inbox]
//	comments = ["Not mine: please decide"]
//
//	[[inbox.sections]]
//	name = "Waiting long"
//	older = "3d"
//
//	[keys]
//	"inbox.approve" = ["a", "ctrl+y"]
//
// [ParseArgs] reads the command line, [Load] does the rest. What stands
// further left wins: flag, environment, file, default. SAIL_BASE_URL,
// SAIL_CLIENT_ID and SAIL_CLIENT_SECRET (and SAIL_NERM_BASE_URL and
// SAIL_NERM_TOKEN), which other SailPoint tools read too, make a tenant of
// their own, so that no file is needed.
//
// What the program can be told on its command line stands in one table of
// commands, from which parsing, [Usage], the manual and the completions of
// [HelpOn] are made. [Flags.IsManage] and [Manage] are iscope config: a
// [Template] to begin with, what is in force and why ([Config.Show]), and the
// check.
//
// A mistake never ends the reading: Load returns [Problems], one for each
// mistake, with file, line and the nearest valid name. TOML decoders tell no
// positions once a file is well-formed, so a small scanner walks the text a
// second time and notes the line of every key.
//
// A secret never stands in the file and never in a Config, which holds only a
// [Reference] to it. Resolve fetches the secret at the moment it is needed;
// neither it nor the text of a value that might be one appears in an error.
//
// What is not set but chosen while the program runs, such as the order of a
// list, is in a [Memory]: a small file that several programs share.
//
// The package knows nothing of keymap, themes or views: keys are handed on as
// they are, and the few names it must know are listed in [Themes], [Views] and
// [WorkItemTypes].
package config
