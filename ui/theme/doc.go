// Package theme turns a palette of named roles into the styles that every part
// of the screen uses. No other package names a colour.
//
// State is told by a glyph and a word first and by colour third, so each
// theme, also the monochrome one, says the same. The colours built in are
// indexes of the terminal's palette: they cost fewer bytes than true colour on
// a thin line, and for a terminal of 16 colours each palette names its own.
//
// A palette is a small TOML file. Those built in lie in palettes; one of a
// person's own looks like them:
//
//	about = "calm, with an amber accent"
//	base = "dark"            # what is not said here is as there
//
//	[dark]                   # on a dark background
//	accent = "#d7af5f"       # #rrggbb, or an index of the 256 colours
//	match  = 58
//
//	[dark16]                 # on a dark background with 16 colours
//	accent = "yellow"        # a name, or an index from 0 to 15
//
//	[light]                  # on a light background; and [light16]
//	accent = 130
//
// The roles are accent, good, running, warn, bad, muted, rule and match, which
// is a background; "" leaves the terminal's own colour. Of dark and light one
// is enough: it then serves on both backgrounds.
//
//	set := theme.Builtin()
//	err := set.Add(file, data) // "themes/amber.toml:4: dark.accnt: there is no such role; …"
//	styles := set.Styles(theme.Choice{Name: "amber", Dark: true})
package theme
