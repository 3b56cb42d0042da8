package screen

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestLinkLeadsToTheTenantAlone(t *testing.T) {
	const home = "https://acme.identitynow.com"
	for address, linked := range map[string]bool{
		home:                             true,
		home + "/":                       true,
		home + "/ui/a/admin?x=1#y":       true,
		"http://acme.identitynow.com/ui": false,
		"https://acme.identitynow.com.evil.example/": false,
		"https://evil.example/" + home:               false,
		"https://acme.identitynow.com@evil.example/": false,
		"https://user@acme.identitynow.com/":         false,
		"https://acme.identitynow.com:8443/":         false,
		"javascript:alert(1)":                        false,
		"//acme.identitynow.com/ui":                  false,
		home + "/\x1b\\x":                            false,
		home + "/\x07":                               false,
		home + "/a b":                                false,
		home + "/\u202e":                             false,
		"":                                           false,
	} {
		e := &Env{WebURL: home, Links: true}
		got := e.Link(address, "here")
		if strings.Contains(got, "\x1b") != linked || ansi.Strip(got) != "here" {
			t.Errorf("%q: %q", address, got)
		}
		if linked && got != "\x1b]8;;"+address+"\ahere\x1b]8;;\a" {
			t.Errorf("%q: %q", address, got)
		}
		e.Links = false
		if got := e.Link(address, "here"); got != "here" {
			t.Errorf("without links: %q", got)
		}
		e = &Env{Links: true}
		if got := e.Link(address, "here"); got != "here" {
			t.Errorf("without a web address: %q", got)
		}
	}
	e := &Env{WebURL: "https://h.example/base/", Links: true}
	for address, linked := range map[string]bool{"https://h.example/base": true, "https://h.example/base/x": true, "https://h.example/basement": false, "https://h.example/": false} {
		if got := e.Link(address, "x"); strings.Contains(got, "\x1b") != linked {
			t.Errorf("%q: %q", address, got)
		}
	}
}
