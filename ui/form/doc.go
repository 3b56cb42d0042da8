// Package form is a form of labelled fields that scrolls: lines of text,
// choices from a list, values that stay hidden, values that are only shown,
// and rows of a key and its value that can be added and taken away.
//
// Each field knows the value it began with, so that what changed can be told
// at any time ([Model.Changes]), put back ([Model.Reset]) and begun anew from a
// newer original ([Model.Rebase]) without losing what was typed. A complaint
// stands below the field it is about until that field is edited.
//
//	f := form.New(env, view)
//	f.SetFields(form.Field{Key: "name", Label: "Name", Value: "Ada", Check: notBlank})
//	cmd := f.Update(keyPress)
//	if f.Check() == 0 {
//		changes := f.Changes()
//	}
//
// Fields stand below the heading of their group, groups within groups a step to
// the right. One that must not stay empty is marked with *.
//
// Moving between fields is a call ([Model.Next], [Model.Prev]); keys that edit
// go through Update. A choice is made in a dialog.Pick, whose answer comes back
// to the view named in New, which hands it to Update.
package form
