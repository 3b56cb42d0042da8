// Package trigger says in words what starts a workflow, when a schedule runs
// next, and whether an event would pass its filter.
//
//	trigger.Sentence(t)                     // Starts every Monday at 09:00 Europe/Oslo.
//	trigger.Next(t, now, 5)                 // the next five runs, in the zone of the trigger
//	trigger.FilterWords(t.Filter)           // in changes, attribute is "department"
//	trigger.Try(t, sample).Words            // would not start: attribute is "grade", wanted "department"
//	trigger.Lines(env, t, lookup, w, true)  // all of it, for a tab
//	trigger.NewTryout(env, t, name, sample) // a window to try inputs in
//
// schedule.go and cron.go put schedules into words, next.go looks for their runs;
// filter.go explains a filter, term.go its terms, try.go tries it. Nothing is
// said about an expression that is not understood in full: a half right
// explanation would be worse than the expression itself. What the tenant does
// differently, or may do, is said to be not known.
package trigger
