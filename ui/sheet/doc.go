// Package sheet is the detail of something as tabs of text: a title, the names
// of the tabs, and below them a pager that scrolls and searches. Each tab keeps
// its place. Text is made again only when what it depends on changed, not with
// every frame.
//
//	s := sheet.New(env, "Overview", "JSON")
//	s.Render(w, h, sheet.Page{Title: name, Key: version, Draw: m.lines})
package sheet
