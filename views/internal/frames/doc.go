// Package frames is package golden for the tests of shell and screens, which
// keep their monochrome frames with the styles as words: that proves that
// nothing is told by colour alone.
//
//	frames.Fits(t, frame, 80, 24)
//	frames.Equal(t, "list-80x24", frame)
//	frames.Styled(t, "list-mono", frame)
package frames
