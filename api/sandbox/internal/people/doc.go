// Package people is the public-identity service of the demo tenant:
// /public-identities, where clients look for somebody to forward work to.
//
// It writes the people of the [kit.World] the way the API does. They can be
// filtered by id, alias, email, firstname and lastname and sorted by name, and
// by nothing else: the API has no filter on the name it shows. Those who left
// are listed as well, with their status; some of them have lost their mail
// address, which the core filters leave out.
package people
