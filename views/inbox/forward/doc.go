// Package forward asks who shall own work items from now on, and why.
//
// The window has two steps. In the first, people are searched as one types,
// those forwarded to lately first. The second takes the comment that the API
// demands, from a template or typed, and whether the new owner is told by
// e-mail. Several items can go to several people: each further owner is chosen
// from the second step, and the items are dealt out in turn.
//
// The answer is a [Chosen] for the view; nothing is sent from here.
package forward
