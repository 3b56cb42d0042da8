// Package heap says how much garbage may lie about.
//
// A list of a hundred thousand records holds tens of megabytes that change little.
// Collecting costs by what is held, so that while records come in it is put off
// until there is a good part of that in garbage; when they are there, which is for
// hours, the room is better given back:
//
//	heap.Wide()  // before many records are read
//	heap.Tight() // when all of them are there
//
// Who sets GOGC decides alone.
package heap
