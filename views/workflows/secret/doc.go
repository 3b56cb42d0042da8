// Package secret tells what of a workflow is a credential written out, so that it
// can be left out of what is exported or kept on disk.
//
// A credential is told by the name of the member that holds it (Sensitive), by the
// name that a list of headers or parameters gives it in a member beside it, and by
// its looks within a text: a private key, a token, a header, the user or the query
// of an address. A JSON document within a text is looked through as if it were no
// text. A way to a stored secret, such as $.secrets.…, and a template are no
// credentials (Literal).
//
// A Cutter takes credentials out and puts a stand-in in their places: out of the
// values of a document, or out of a text that is not JSON, of which it rather takes
// too much than too little.
package secret
