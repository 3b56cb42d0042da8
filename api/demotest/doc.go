// Package demotest gives tests the real clients over a demo tenant, which
// answers in the same process without a socket.
//
//	tenant := sandbox.New(sandbox.Options{Seed: 7})
//	client := demotest.ISC(t, tenant, isc.Config{Generation: isc.V2025})
//
// Only tests import it.
package demotest
