// Package run understands the history of one execution: what its events say
// about steps, tries, choices and loops, as far as they say it.
//
//	r := run.Make(exec, events, definition, all)
//	for s := range r.Each() { … }      // every step, and after a loop what is in it
//	if s := r.Failing(); s != nil {    // why it failed
//		fmt.Println(s.Label, r.Error(s), string(r.StepInput(s)))
//	}
//	timeline.SetRows(r.Rows(noise))
//
// Events have no ids, so what belongs together is told by their order and the
// step they name (pairing.go). Where choices led follows from the step that came
// next, as the definition allows (branch.go). The rows of a timeline are made of
// that (rows.go).
//
// The package is pure: it knows no screen and no clock. It never mends what it
// is given: an end that is missing, times that go back, a type nobody knows stay
// visible as such, and every event is in some row.
package run
