// Package complaint finds the field that each of a server's complaints is about.
//
// NERM names fields in several ways: the member of the request, the uid of an
// attribute or its label, alone or behind the members around it, as a key or as
// the first words of a sentence ("Site is not included in the list"). What names
// no field that is there stays what it is: something to say above the form.
//
//	at, rest := complaint.Place(err, fields)
package complaint
