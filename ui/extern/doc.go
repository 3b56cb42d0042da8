// Package extern opens a text in the editor of the person's choice, $VISUAL or
// else $EDITOR, while the program waits.
//
//	cmd := extern.Open(extern.Request{View: id, ID: what, Dir: dir, Name: "joiner", Ext: ".json", Text: text})
//	…
//	case extern.Done:
//		keep(msg.Text)      // into a draft, on disk
//		msg.File.Remove()   // and only then
//
// The value of the variable is split into words as a shell does it ([Split]),
// but no shell runs: nothing in it is expanded, and no text of a tenant is ever
// a part of it. Where nothing is set vi or nano is taken, if there is one.
//
// The text lies in a file that only its owner can read, in a folder of its own.
// The file stays until whoever asked says that the text is safe elsewhere: an
// editor that crashes, or a crash of ours while one is open, loses nothing.
// What stayed behind is found at the next start ([Leftovers]).
//
// What an editor leaves is a text from outside like any other: it is valid
// UTF-8 of a bounded size, and nothing more. It is cleaned by who draws it.
package extern
