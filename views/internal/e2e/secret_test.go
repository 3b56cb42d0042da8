package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"iscope/api/sandbox"
)

// notary stands before a tenant and keeps the secrets of the OAuth clients that it
// makes: the record of the tenant has none.
type notary struct {
	http.Handler
	mu      sync.Mutex
	secrets []string
}

func (n *notary) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/oauth-clients") {
		n.Handler.ServeHTTP(w, r)
		return
	}
	kept := httptest.NewRecorder()
	n.Handler.ServeHTTP(kept, r)
	var client struct{ Secret string }
	_ = json.Unmarshal(kept.Body.Bytes(), &client) // an answer without one is found below
	n.mu.Lock()
	n.secrets = append(n.secrets, client.Secret)
	n.mu.Unlock()
	for k, v := range kept.Header() {
		w.Header()[k] = v
	}
	w.WriteHeader(kept.Code)
	_, _ = w.Write(kept.Body.Bytes())
}

// told returns the one secret that was told.
func (n *notary) told(t *testing.T) string {
	t.Helper()
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.secrets) != 1 || len(n.secrets[0]) < 16 {
		t.Fatalf("the tenant told the secrets %q", n.secrets)
	}
	return n.secrets[0]
}

// TestClientSecret makes an OAuth client for an external trigger and looks at its
// secret: it is on screen when asked for and nowhere after, and in no file that the
// program wrote, whether it was left or killed.
func TestClientSecret(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*session){"left": leaveSecret, "killed": (*session).close} {
		t.Run(name, func(t *testing.T) {
			tn := sandbox.New(few(26))
			n := &notary{Handler: tn.Handler()}
			srv := httptest.NewServer(n)
			defer srv.Close()
			_, all := flows(t, tn)
			var external string
			for i := range all {
				if all[i].Trigger.Type == "EXTERNAL" {
					external = all[i].Name
				}
			}
			home := t.TempDir()
			s := startAt(t, home, 140, 44, tn.Env(srv.URL), "--view", "workflows", "--log-file", filepath.Join(home, "iscope.log"))
			s.wait(`Workflows +26 `)
			s.keys("/" + external + "\r")
			s.wait(`Workflows +1 of 26`)
			s.keys("X")
			s.wait(`Create an OAuth client`)
			s.keys("G\r")
			s.agree(`Create an OAuth client\?`)
			s.wait(`Client secret, shown only this once`)
			secret := n.told(t)
			if strings.Contains(s.text(), secret) {
				t.Errorf("it is shown before anybody asks:\n%s", s.text())
			}
			s.repeat("v", regexp.QuoteMeta(secret[:16]), true, late) // keys pressed before it can be seen are ignored
			end(s)
			files := 0
			_ = filepath.WalkDir(home, func(path string, d os.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				text, err := os.ReadFile(path)
				if files++; bytes.Contains(text, []byte(secret)) {
					t.Errorf("%s has the secret", path)
				}
				return err
			})
			made := journalOf(t, home)
			if len(made) != 1 || made[0].ending() != "done" || files < 2 {
				t.Errorf("%d files; the journal has %+v", files, made)
			}
			for _, e := range tn.Record().Entries {
				if strings.Contains(e.Path+e.Query+e.Body, secret) {
					t.Errorf("it was sent: %s %s", e.Method, e.Path)
				}
			}
		})
	}
}

// leaveSecret closes the page of a secret, opens its window once more and quits.
func leaveSecret(s *session) {
	s.keys("\x1b")
	s.agree(`Close without copying the secret\?`)
	s.wait(`its secret was shown, and is not here`)
	s.keys("\x1b")
	s.gone(`╭`)
	s.keys("X")
	s.wait(`Dry test`)
	if strings.Contains(s.text(), "shown only this once") {
		s.t.Errorf("it is shown twice:\n%s", s.text())
	}
	s.keys("\x1b")
	s.gone(`╭`)
	s.leave()
}
