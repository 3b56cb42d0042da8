package sandbox

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Serve serves a tenant on addr until ctx ends or the program is interrupted,
// for other clients. It prints how to reach the tenant, as lines that a shell
// can eval.
func Serve(ctx context.Context, o Options, addr string, out io.Writer) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := New(o).Listen(addr)
	if err != nil {
		return err
	}
	for _, line := range s.Env() {
		if _, err := fmt.Fprintln(out, line); err != nil {
			_ = s.Close()
			return fmt.Errorf("print the credentials: %w", err)
		}
	}
	<-ctx.Done()
	return s.Close()
}
