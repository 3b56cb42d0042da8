// Package tenant opens the clients of one tenant: ISC, and NERM where the
// tenant has it, with one record of calls and one log between them.
package tenant

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/nerm"
	"iscope/api/safe"
)

// Settings say how to reach a tenant and as whom.
type Settings struct {
	Name       string // for messages
	URL        string // base of the ISC API, https://HOST
	Generation string // v3, v2025, v2026 or v1
	ClientID   string
	Secret     safe.Secret
	NERMURL    string      // base of the NERM API with /api, "" without NERM
	NERMToken  safe.Secret // zero: NERM takes the tokens of ISC
	ReadOnly   bool

	ReadTimeout, WriteTimeout time.Duration // 0: the defaults of package api

	Journal *journal.Journal // what a decision must be in before it is sent; nil: no decision has to
	Calls   *api.Calls
	Log     *slog.Logger
	Version string
}

// Open returns the commands of the tenant and how it stands with the rate
// limit. It sends nothing: the first command signs in.
func Open(s Settings) (*api.Commands, func() api.Limit, error) {
	var guard func(context.Context, api.Op) error
	if s.Journal != nil {
		guard = s.Journal.Guard
	}
	client, err := isc.New(isc.Config{
		BaseURL: s.URL, Generation: isc.Generation(s.Generation), ClientID: s.ClientID, ClientSecret: s.Secret, ReadOnly: s.ReadOnly,
		Calls: s.Calls, Log: s.Log, Version: s.Version, Guard: guard,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("tenant %s: %w", s.Name, err)
	}
	cmds := &api.Commands{ISC: client, ReadTimeout: s.ReadTimeout, WriteTimeout: s.WriteTimeout, Path: client.Path}
	cmds.Panicked = func(op api.Op, v any, stack []byte) {
		s.Log.Error("panic in a command", "op", string(op), "value", safe.Line(fmt.Sprint(v)), "stack", string(stack))
	}
	if s.NERMURL == "" {
		return cmds, client.Limit, nil
	}
	cmds.NERM, err = nerm.New(nerm.Config{
		BaseURL: s.NERMURL, Token: s.NERMToken, Tokens: client.Tokens(), ReadOnly: s.ReadOnly, Calls: s.Calls, Log: s.Log, Version: s.Version,
		Guard: guard,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("tenant %s: %w", s.Name, err)
	}
	return cmds, client.Limit, nil
}
