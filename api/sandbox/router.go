package sandbox

import (
	"net/http"
	"strings"

	"iscope/api/sandbox/internal/kit"
)

// mounted is a route in one of its path forms.
type mounted struct {
	route  kit.Route
	gen    kit.Generation
	styled kit.Styled // nil for ISC
}

// node is one path segment of the routing tree. The standard mux cannot hold
// these paths: /work-items/{id}/forward and /work-items/bulk-approve/{id}
// overlap without either being the more specific one.
type node struct {
	literal map[string]*node
	param   *node
	methods map[string]leaf
}

type leaf struct {
	mounted
	names []string // of the path's variables, in order
}

type router struct {
	root   node
	styles []kit.Styled
}

func newRouter(list []kit.Service) *router {
	r := &router{}
	for _, s := range list {
		styled, _ := s.(kit.Styled)
		if styled != nil {
			r.styles = append(r.styles, styled)
		}
		for _, route := range s.Routes() {
			if styled != nil {
				r.add(styled.Base()+route.Path, mounted{route, kit.NERM, styled})
				continue
			}
			for _, gen := range route.In {
				r.add(pathIn(gen, route.Path), mounted{route: route, gen: gen})
			}
		}
	}
	return r
}

// pathIn writes a canonical path in the form of a generation.
func pathIn(gen kit.Generation, path string) string {
	if gen != kit.V1 {
		return "/" + string(gen) + path
	}
	service, rest, found := strings.Cut(path[1:], "/")
	if !found {
		return "/" + service + "/v1"
	}
	return "/" + service + "/v1/" + rest
}

func (r *router) add(path string, m mounted) {
	n := &r.root
	var names []string
	for _, seg := range strings.Split(path[1:], "/") {
		if name, ok := strings.CutPrefix(seg, "{"); ok {
			names = append(names, strings.TrimSuffix(name, "}"))
			if n.param == nil {
				n.param = &node{}
			}
			n = n.param
			continue
		}
		if n.literal == nil {
			n.literal = map[string]*node{}
		}
		if n.literal[seg] == nil {
			n.literal[seg] = &node{}
		}
		n = n.literal[seg]
	}
	if n.methods == nil {
		n.methods = map[string]leaf{}
	}
	if _, taken := n.methods[m.route.Method]; taken {
		panic("sandbox: two routes for " + m.route.Method + " " + path)
	}
	n.methods[m.route.Method] = leaf{m, names}
}

// find looks a request up. known says that the path exists, if perhaps not with this method.
func (r *router) find(req *http.Request) (m mounted, vars map[string]string, known bool) {
	segs := strings.Split(strings.TrimPrefix(req.URL.EscapedPath(), "/"), "/")
	var values []string
	l, known := r.root.find(req.Method, segs, &values)
	if l == nil {
		return mounted{}, nil, known
	}
	vars = make(map[string]string, len(values))
	for i, name := range l.names {
		vars[name] = values[i]
	}
	return l.mounted, vars, true
}

// find prefers literal segments and backtracks to variables.
func (n *node) find(method string, segs []string, values *[]string) (*leaf, bool) {
	if len(segs) == 0 {
		if l, ok := n.methods[method]; ok {
			return &l, true
		}
		return nil, n.methods != nil
	}
	known := false
	if kid := n.literal[segs[0]]; kid != nil {
		l, k := kid.find(method, segs[1:], values)
		if l != nil {
			return l, true
		}
		known = k
	}
	if n.param == nil || segs[0] == "" {
		return nil, known
	}
	mark := len(*values)
	*values = append(*values, unescape(segs[0]))
	l, k := n.param.find(method, segs[1:], values)
	if l == nil {
		*values = (*values)[:mark]
	}
	return l, known || k
}

// generation guesses which bucket an unknown path belongs to.
func generation(path string) kit.Generation {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch g := kit.Generation(first); g {
	case kit.V3, kit.Beta, kit.V2024, kit.V2025, kit.V2026:
		return g
	}
	return kit.V1
}

// style finds the service with errors of its own below whose base the path lies.
func (r *router) style(path string) kit.Styled {
	for _, s := range r.styles {
		if path == s.Base() || strings.HasPrefix(path, s.Base()+"/") {
			return s
		}
	}
	return nil
}
