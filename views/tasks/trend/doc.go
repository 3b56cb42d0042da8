// Package trend sets the runs of one task on one target side by side: what each
// returned, how long it took, and what is different from the run before.
//
//	runs := trend.Runs(&task, others)        // it and those before it, newest first
//	trend.Compare(runs[0], runs[1])          // figure by figure
//	trend.Values(runs, "Created")            // for a small chart
//
// The package is pure: it knows no tenant, no screen and no clock.
package trend
