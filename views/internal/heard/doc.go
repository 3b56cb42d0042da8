// Package heard holds the program to what a screen reader makes of it: its tests go
// through all views, windows and questions in accessible mode, before the demo tenant
// and in virtual time, and keep what is on screen together with the line that the
// terminal's cursor is on, since that is the line that is read.
//
// They fail on a sign that would be spelled, on a cursor that is hidden or stands
// elsewhere than the focus, and on a screen that changes without news.
package heard
