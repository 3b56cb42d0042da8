// Package jsonview shows a JSON document: it scrolls, searches and folds, and
// tells the value and the path of what the cursor is on.
//
//	doc := jsonview.Parse(text)   // indented JSON; takes a moment when it is long
//	v := jsonview.New(env)
//	v.Set(doc)                    // keeps the cursor and the folds
//	v.Act("text.down")            // and the other actions of the text scope
//	v.Fold()                      // the object or array under the cursor
//	fmt.Println(v.Path(), v.Value())
//
// A [Doc] is the text and where its lines begin; objects and arrays are pairs of
// lines. Parse may run beside the loop that draws. What a frame costs depends on
// the lines in sight; folding, and a new width, go once through all lines.
package jsonview
