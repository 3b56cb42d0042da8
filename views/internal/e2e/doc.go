// Package e2e tests the built program as a person uses it: in a pseudo
// terminal, against the demo tenant's server, whose own record says what was
// really asked of it. It has tests only.
package e2e
