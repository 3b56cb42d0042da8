// Package tasks is the task-status service of the demo tenant: /task-status in
// all its forms.
//
// A task is a number; numbers rise with time. Those below the tenant's scale
// make up its past, 80 days of it, and behind them a new task starts every
// minute or so. What a number stands for ([run]) is computed from the seed: its
// kind, the source it works on, when it was created and launched, how long it
// takes and how it ends. How far it has got is then a matter of the clock alone,
// so nothing has to be played. Only what clients or pokes did to a task is kept.
//
// How long a kind of task takes on a given source hardly varies, so that a
// client can tell from the history what is usual. Three tasks of the past never
// end: the stuck ones a person would clear.
//
// GET /task-status lists completed tasks in beta, and all tasks in later
// generations; a filter of QUARTZ, QPOC or QUEUED_TASK on type fails with a
// conversion error, as it does on real tenants, while the kind's code works.
package tasks
