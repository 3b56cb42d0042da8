// Package selection is the window in which the form of an account selection is
// filled in.
//
//	d := selection.New(env, view, item)
//	return screen.Send(screen.Show{Dialog: d})
//	…
//	case selection.Chosen: // the answer, addressed to the view
//
// It has two steps. In the first the form is filled in: headings and fields as
// the tenant nests them, choices in a list, complaints below the field they are
// about. The second is a [dialog.Confirm] over it that shows the item, its id,
// who asked, and every answer with the value that is sent for it, and warns of
// names that mix alphabets. Being a window of its own it ignores keys typed
// before it could be seen; and the answer counts only while the form is still
// as it was reviewed. Nothing is sent from here: [Chosen] is what the person
// decided, and what becomes of it is the view's.
//
// What a form asks is free in the API (see [api.Form]). A field that cannot be
// answered here is shown and says why. Where the tenant demands its answer, or
// parts of the form could not be read, the whole form is only shown, and the
// window says to fill it in in the web interface.
//
// Two readings of an item with the same [api.WorkItem.Print] ask the same form.
package selection
