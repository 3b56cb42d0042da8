// Package save is the window in which a list is written to a file: what of it, in
// which format, and where.
//
//	case "list.write":
//		return save.List[api.Task]{
//			Env: env, View: m.id, Ctx: ctx, Name: "tasks", Noun: "task", Table: t, One: m.current(),
//			Record: func(t *api.Task) func() json.RawMessage { return t.Raw.JSON },
//		}.Show()
//
// CSV has what the columns say, exact and whole where a cell is short: see
// table.Column.Value. JSON, JSON Lines and YAML have the records. What makes either
// safe to open is package api/export; what must not be shown, Record leaves out. No
// file is overwritten, and there is none before it is whole.
//
// A long list is written in pieces. A command writes, and asks by way of the view
// for the next rows, which are read where the view reads them: between its other
// messages. So rows may come and go meanwhile, keys are answered, and no more than
// two pieces are held at a time. Closing the window stops it and leaves nothing.
package save
