// Package frames is for the tests of shell and screens: it compares frames
// with those kept in testdata and checks that a frame has the size it was
// asked for.
//
//	frames.Fits(t, frame, 80, 24)
//	frames.Equal(t, "list-80x24", frame)
//
// Frames are kept as readable text without styles; Styled keeps the styles of
// a monochrome frame as words, which proves that nothing is told by colour
// alone. A frame that is to look different is written anew with -update, and
// then looked at.
package frames
