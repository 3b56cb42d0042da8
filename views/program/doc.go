// Package program opens iscope on the tenants of a configuration. It stands
// between config, which knows nothing of clients and screens, and those, which
// know nothing of files:
//
//	p := program.Program{Sources: sources, Config: cfg, Keys: keys, Now: time.Now}
//	err := p.Run(cfg.Current())
//
// Everything that belongs to a tenant is made for it alone and ends with it: the
// clients with their token and rate limit, the journal, the memory, the
// environment and the five views, whose addresses no earlier view had
// (session.go). Commands for scripts, which have no screen, get their clients
// here too ([Clients]).
package program
