// Package owner is about who owns workflows. The owner's rights decide what a
// workflow may do, so one whose owner left does not work any more.
//
// A [Book] knows of owners whether they are still here. It asks the tenant in
// batches, in the background, and again every few minutes; a tenant that does
// not say leaves it unknown, which is never taken for gone. What is missing from
// an answer is asked for by itself before it counts as gone.
//
//	cmd := book.Want(ids)                  // after a list came
//	cmd := book.Update(msg)                // messages of type Msg
//	book.State(id); book.Words(id)         // in Render, at no cost
//
// A [Picker] is the window in which a new owner is chosen. It answers the view
// with a [Chosen]; nothing is sent from here.
package owner
