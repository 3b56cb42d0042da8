package screen

import (
	"net/url"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Link returns text as a hyperlink to an address of the tenant's own web
// interface. Any other address, whoever wrote it, makes no link: text alone is
// returned, as it is where the terminal has no links.
func (e *Env) Link(address, text string) string {
	if !e.Links || text == "" || !e.own(address) {
		return text
	}
	return ansi.SetHyperlink(address) + text + ansi.ResetHyperlink()
}

// WorkflowPage returns the address of a workflow in the tenant's web interface,
// "" where that is not known. No document names the path.
func (e *Env) WorkflowPage(id string) string {
	if e.WebURL == "" || id == "" {
		return ""
	}
	return strings.TrimSuffix(e.WebURL, "/") + "/ui/wf/workflows/" + url.PathEscape(id)
}

// own reports whether an address is below WebURL and nothing but an address.
func (e *Env) own(address string) bool {
	home, err := url.Parse(e.WebURL)
	if err != nil || e.WebURL == "" || home.Host == "" {
		return false
	}
	to, err := url.Parse(address)
	if err != nil || to.Scheme != home.Scheme || to.Host != home.Host || to.User != nil {
		return false
	}
	if to.Scheme != "https" && to.Scheme != "http" {
		return false
	}
	for _, r := range address { // a sequence would end at any of these
		if r <= ' ' || r >= 0x7f {
			return false
		}
	}
	below := strings.TrimSuffix(home.Path, "/")
	return to.Path == below || strings.HasPrefix(to.Path, below+"/")
}
