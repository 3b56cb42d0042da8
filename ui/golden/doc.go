// Package golden is for the tests of ui and views: it compares what is drawn
// with what is kept in testdata, checks that a frame has the size it was asked
// for, and knows an environment that stands still.
//
//	env := golden.Env(t, "dark")
//	golden.Fits(t, frame, 80, 24)
//	golden.Equal(t, "list-80x24", frame)
//	golden.Mono(t, "list-mono", frame)
//
// Frames are kept as readable text; what colour adds is left out unless a test
// keeps it. A frame that is to look different is written anew with -update, and
// then looked at.
package golden
