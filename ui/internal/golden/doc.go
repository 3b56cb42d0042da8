// Package golden is for the tests of the parts in ui: it compares frames with
// those kept in testdata and checks that a frame has the size it was asked for.
//
// Frames are kept as readable text; what colour adds is left out unless a test
// keeps it. A frame that is to look different is written anew with -update, and
// then looked at.
package golden
