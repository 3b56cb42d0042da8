// Package inbox is the work-item service of the demo tenant: /work-items in all
// its forms.
//
// A work item is a number. The numbers are laid out in stretches ([stretch]):
// the caller's open items, the caller's finished ones, those of somebody who
// left, those of a few colleagues, and behind them the items that arrive while
// the tenant lives. Whatever a number stands for is computed from the seed when
// somebody asks, by one of the scenarios in deck.go; only items that a request
// or another person has changed are kept. So 100,000 items cost the two slices
// of numbers that say whose list each is on.
//
// What a person can do follows the vendor's operations: approve or reject one
// line, or every open line; complete; submit an account selection; forward. An
// item whose last line is decided finishes by itself. A second decision on the
// same line is refused with 400 and says how the first one went.
//
// Life (live.go) happens when a request comes in: first everything is done that
// should have happened by the clock since the last one. Items arrive every 20
// to 40 seconds until a dozen more are open than at the start, and every 3 to 5
// minutes another administrator decides one of the older access requests.
//
// Pokes, for tests: "decide-as-other", "change-item", "new-item" and
// "change-owner"; see [Service.Poke].
package inbox
