package rest

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"iscope/api"
	"iscope/api/safe"
)

// bearing is a tenant that hands out one token and answers the rest by reply.
func bearing(token string, reply func(r *http.Request) *http.Response) http.RoundTripper {
	return trip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/oauth/token" {
			body, err := json.Marshal(map[string]any{"access_token": token, "expires_in": 749})
			return answer(r, 200, string(body)), err
		}
		return reply(r), nil
	})
}

// TestRefusalDoesNotRepeatTheToken pins that a proxy's page with our request
// in it tells nobody the token, however long that is: not the error, not the
// activity log, not the log file.
func TestRefusalDoesNotRepeatTheToken(t *testing.T) {
	token := "eyJhbGciOiJIUzI1NiJ9." + strings.Repeat("Abc123", 100) + ".sig"
	for name, body := range map[string]string{
		"a page":        "<html>Denied. Your request had Authorization: Bearer " + token + "</html>",
		"text":          "denied: Bearer " + token,
		"after a while": strings.Repeat("x", maxWords-30) + token,
		"a message":     `{"error":"denied: Bearer ` + token + `"}`,
		"a code":        `{"error":"denied","detailCode":"` + token + `"}`,
		"a field":       `{"error":"denied","errors":{"token":["` + token + ` is bad"]}}`,
		"a field name":  `{"error":"denied","errors":{"` + token + `":["is bad"]}}`,
		"an id":         `{"error":"denied","trackingId":"` + token + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, bearing(token, func(r *http.Request) *http.Response { return answer(r, 403, body) }))
			_, err := r.Do(t.Context(), post)
			told, merr := json.Marshal(failed(t, err))
			if merr != nil {
				t.Fatal(merr)
			}
			if strings.Contains(err.Error()+string(told)+r.logs.String()+r.calls.Latest()[0].Err+r.calls.Latest()[0].RequestID, "Abc123") {
				t.Errorf("the token is told: %s", told)
			}
			if !strings.Contains(string(told), hiddenValue) {
				t.Errorf("nothing was taken out: %s", told)
			}
		})
	}
}

// TestUnreadableSuccessDoesNotRepeatTheToken is the same for a page that comes
// as a success, which is only found out when its rows are looked for.
func TestUnreadableSuccessDoesNotRepeatTheToken(t *testing.T) {
	const token = "short-token-0123456789"
	for name, body := range map[string]string{
		"a page": "<html>welcome Bearer " + token + "</html>", "text": "welcome Bearer " + token, "a message": `{"message":"welcome Bearer ` + token + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, bearing(token, func(r *http.Request) *http.Response { return answer(r, 200, body) }))
			res, err := r.Do(t.Context(), get)
			if err != nil {
				t.Fatal(err)
			}
			_, list := List(api.ListWorkItems, res)
			_, one := One[api.WorkItem](api.GetWorkItem, res, "the work item", api.ReadWorkItem, "", nil)
			for _, err := range []error{list, one, Unreadable(api.GetWorkItem, res, "a count")} {
				if text := failed(t, err).Error(); strings.Contains(text, token) || !strings.Contains(text, "welcome Bearer "+hiddenValue) {
					t.Errorf("%s", text)
				}
			}
		})
	}
}

// TestRefusedSignInDoesNotRepeatTheSecret pins that the client secret is known
// again in every spelling in which a token endpoint may send it back.
func TestRefusedSignInDoesNotRepeatTheSecret(t *testing.T) {
	const secret = `sw/ord+fish="<01&2345`
	inJSON, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	for name, echo := range map[string]func(form string) string{
		"the form":       func(form string) string { return "bad form: " + form },
		"as it is":       func(string) string { return "cannot use " + secret + " here" },
		"in a page":      func(string) string { return "<html>cannot use " + html.EscapeString(secret) + "</html>" },
		"in JSON":        func(string) string { return `{"error":"cannot use ` + strings.Trim(string(inJSON), `"`) + `"}` },
		"in other JSON":  func(string) string { return `{"error":"cannot use sw/ord+fish=\"<01&2345"}` },
		"with \\/":       func(string) string { return `cannot use sw\/ord+fish="<01&2345` },
		"form in a JSON": func(string) string { return `{"error":"bad form: client_secret=` + url.QueryEscape(secret) + `"}` },
	} {
		t.Run(name, func(t *testing.T) {
			c := bare(t, testBase, trip(func(r *http.Request) (*http.Response, error) {
				form, err := io.ReadAll(r.Body)
				return answer(r, 400, echo(string(form))), err
			}))
			_, err := NewOAuth(c, "id", safe.NewSecret(secret)).Token(t.Context(), safe.Secret{})
			if text := failed(t, err).Error(); strings.Contains(text, "fish") || !strings.Contains(text, hiddenValue) {
				t.Errorf("%s", text)
			}
		})
	}
}

// TestAnswersAreLeftAlone pins what redaction does not touch: the reply to a
// sign-in, secrets that are not ours, and words that hold a very short one.
func TestAnswersAreLeftAlone(t *testing.T) {
	const token = "token-0123456789"
	body := `{"id":"x","secret":"another-0123456789"}`
	r := newRig(t, bearing(token, func(r *http.Request) *http.Response { return answer(r, 200, body) }))
	if res, err := r.Do(t.Context(), post); err != nil || string(res.Body) != body {
		t.Errorf("%s, %v", res.Body, err)
	}
	if res, err := r.With(Bearer{safe.NewSecret("x")}).Do(t.Context(), post); err != nil || string(res.Body) != body {
		t.Errorf("%s, %v", res.Body, err)
	}
	// An endpoint whose token is the secret itself still signs in.
	same := bare(t, testBase, trip(func(r *http.Request) (*http.Response, error) {
		return answer(r, 200, `{"access_token":"`+clientSecret+`"}`), nil
	}))
	got, err := NewOAuth(same, "id", safe.NewSecret(clientSecret)).Token(t.Context(), safe.Secret{})
	if err != nil || got.Reveal() != clientSecret {
		t.Errorf("token %q, %v", got.Reveal(), err)
	}
}
