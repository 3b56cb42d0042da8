// Package diff says how two texts differ, line by line, and draws it.
//
//	lines := diff.Lines(before, after, diff.Within("steps", "in step "))
//	text := diff.Render(styles, lines, width)
//	added, removed := diff.Count(lines)
//
// Lines that are the same and far from all that is not are folded into one that
// says how many they are and, where it is told how to find out, in what it goes on.
// A comma at the end of a line counts for nothing: in JSON it only says whether
// another line follows. Of two lines that were changed one into the other it is
// noted where they begin to differ, so that a long one can be shown from there.
//
// The texts are clean when they come, and so are the lines.
package diff
