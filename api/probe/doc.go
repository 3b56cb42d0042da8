// Package probe checks a tenant step by step, from its address to the rights
// of the account, and says after each step in words what was found and what to
// do about it.
//
//	steps := probe.Run(ctx, probe.Target{URL: base, ClientID: id, Secret: secret}, probe.Options{}, func(s probe.Step) {
//		fmt.Println(s.State, s.Name, s.Words, s.Remedy)
//	})
//
// The steps are, in order: the address, its name in the DNS, the connection and
// its certificate, the tenant behind it, signing in, the clock, what the account
// may see in each view, the generation of the API, and the same for NERM. A
// step that needs one that failed is skipped. [Names] tells beforehand which
// steps there will be.
//
// It only reads: at most one cheap request for each view, with the clients that
// the program itself uses, so that what works here works there. It never skips
// the verification of a certificate, follows no redirect to another host, and no
// text of a step holds a secret.
package probe
