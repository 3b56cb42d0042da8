package sandbox

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"
)

// envWriter hands over what is printed once the last line came.
type envWriter struct {
	bytes.Buffer
	done chan string
}

func (w *envWriter) Write(p []byte) (int, error) {
	n, err := w.Buffer.Write(p)
	if strings.Contains(w.String(), "SAIL_NERM_TOKEN=") {
		w.done <- w.String()
	}
	return n, err
}

func TestServeUntilTheContextEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out := &envWriter{done: make(chan string, 1)}
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, Options{Seed: 7}, "127.0.0.1:0", out) }()
	env := <-out.done
	base, _, _ := strings.Cut(strings.TrimPrefix(env, "SAIL_BASE_URL="), "\n")
	resp, err := http.Get(base + "/oauth/info")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || strings.Count(env, "\n") != 5 {
		t.Errorf("status %d, printed:\n%s", resp.StatusCode, env)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := Serve(t.Context(), Options{}, "0.0.0.0:0", out); err == nil {
		t.Error("an address beyond loopback is served")
	}
}
