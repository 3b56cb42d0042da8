package config

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// hostName is a name of one or more labels, in lower case.
var hostName = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$`)

// webDomains are the domains whose tenants have their web interface at
// TENANT.DOMAIN, so that the address of that can be told from the API's.
var webDomains = []string{"identitynow.com", "identitynow-demo.com", "identitysoon.com", "saas.sailpointfedramp.com"}

// The one domain whose API is not at api.DOMAIN.
const (
	soonDomain    = "identitysoon.com"
	soonAPIDomain = "cloud.sailpoint.com"
)

// resolveISC returns the base of the API and the address of the web interface,
// if that can be told, of a tenant given by name, as TENANT.DOMAIN or by the
// address of its API.
func resolveISC(s string) (base, web string, m *mistake) {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "://") {
		host := strings.ToLower(s)
		if m := checkName(s, host); m != nil {
			return "", "", m
		}
		tenant, domain, _ := strings.Cut(host, ".")
		if domain == "" {
			domain = "identitynow.com"
		}
		base, web = hosts(tenant, domain)
		return base, web, nil
	}
	u, m := parseURL(s)
	if m != nil {
		return "", "", m
	}
	if last := u.Path[strings.LastIndexByte(u.Path, '/')+1:]; last == "beta" || slices.Contains(APIs, last) {
		m := wrong("want the address without the version of the API")
		m.suggest = u.Scheme + "://" + u.Host + strings.TrimSuffix(u.Path, "/"+last)
		return "", "", m
	}
	base = u.String()
	tenant, domain, _ := strings.Cut(u.Host, ".")
	apiDomain, isAPI := strings.CutPrefix(domain, "api.")
	switch {
	case isAPI:
		_, web = hosts(tenant, apiDomain)
	case slices.Contains(webDomains, domain) && u.Path == "":
		base, web = hosts(tenant, domain)
	}
	return base, web, nil
}

// hosts returns the addresses of a tenant of a domain, which may begin with
// the "api." of its API's host.
func hosts(tenant, domain string) (base, web string) {
	domain = strings.TrimPrefix(domain, "api.")
	apiDomain := domain
	switch domain {
	case soonDomain:
		apiDomain = soonAPIDomain
	case soonAPIDomain:
		domain = soonDomain
	}
	return "https://" + tenant + ".api." + apiDomain, "https://" + tenant + "." + domain
}

// resolveNERM returns the base of a NERM tenant's API, given by name, by host
// or by address. An address without a path is one of the host.
func resolveNERM(s string) (string, *mistake) {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "://") {
		host := strings.ToLower(s)
		if m := checkName(s, host); m != nil {
			return "", m
		}
		if !strings.Contains(host, ".") {
			host += ".nonemployee.com"
		}
		return "https://" + host + "/api", nil
	}
	u, m := parseURL(s)
	if m != nil {
		return "", m
	}
	if u.Path == "" {
		u.Path = "/api"
	}
	return u.String(), nil
}

// checkName checks a tenant's name or host that stands without a scheme.
func checkName(s, host string) *mistake {
	switch name, _, _ := strings.Cut(host, ":"); {
	case loopback(name) || net.ParseIP(name) != nil || strings.Contains(s, "/") && hostName.MatchString(host[:strings.IndexByte(host, '/')]):
		m := wrong("%s is not a tenant, and an address begins with https://", quote(s))
		if m.suggest = "https://" + s; loopback(name) {
			m.suggest = "http://" + s
		}
		return m
	case !hostName.MatchString(host):
		if strings.Contains(s, "@") { // might be credentials
			return wrong("want a tenant, tenant.domain or https://HOST")
		}
		return wrong("%s is not a tenant, tenant.domain or https://HOST", quote(s))
	}
	return nil
}

// parseURL parses and checks an address and takes slashes off its end. No
// message repeats an address that might hold credentials.
func parseURL(s string) (*url.URL, *mistake) {
	u, err := url.Parse(s)
	switch {
	case strings.Contains(s, "@"):
		return nil, wrong("credentials do not belong in an address")
	case err != nil || u.Hostname() == "" || u.Opaque != "":
		return nil, wrong("%s is not an address such as https://HOST", quote(s))
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, wrong("want an address without query and fragment")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		m := wrong("plain http is for loopback only")
		m.suggest = "https" + strings.TrimPrefix(s, "http")
		return nil, m
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, wrong("unknown scheme %s, use https", quote(u.Scheme))
	case !hostName.MatchString(strings.ToLower(u.Hostname())) && net.ParseIP(u.Hostname()) == nil:
		return nil, wrong("%s is not the name of a host", quote(u.Hostname()))
	}
	u.Host, u.Path, u.RawPath = strings.ToLower(u.Host), strings.TrimRight(u.Path, "/"), ""
	return u, nil
}

// loopback reports whether host is this machine.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
