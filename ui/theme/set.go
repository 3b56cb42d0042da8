package theme

import (
	"embed"
	"fmt"
	"slices"
	"sync"
)

//go:embed palettes/*.toml
var files embed.FS

// builtin are the names of the palettes built in, in the order in which people
// go through them. dark and light come first: the others begin with them.
var builtin = []string{"dark", "light", "contrast", "mono", "fjord", "dune"}

// readers read a palette built in, once, when it is first wanted: each costs a
// part of the first frame.
var readers = func() map[string]func() Palette {
	out := make(map[string]func() Palette, len(builtin))
	for _, name := range builtin {
		out[name] = sync.OnceValue(func() Palette {
			file := "palettes/" + name + ".toml"
			data, err := files.ReadFile(file)
			if err != nil {
				panic(err) // it is part of the program
			}
			base := ours
			if name == "dark" || name == "light" {
				base = nil
			}
			p, err := parse(file, data, base)
			if err != nil {
				panic(err) // a test reads them all
			}
			return p
		})
	}
	return out
}

// read is filled by init, since a palette may begin with another one.
var read map[string]func() Palette

func init() { read = readers() }

// ours returns a palette built in.
func ours(name string) (Palette, bool) {
	if r := read[name]; r != nil {
		return r(), true
	}
	return Palette{}, false
}

// Set holds the palettes that can be chosen from. It is not safe for concurrent
// use while something is added.
type Set struct{ own []Palette }

// Builtin returns a set of the palettes built in.
func Builtin() *Set { return &Set{} }

// Add adds a palette of a person's own, named after its file, which is
// NAME.toml. One that is there under that name gives way, unless it is built
// in. The error is a *Mistake with file and line.
func (s *Set) Add(file string, data []byte) error {
	p, err := parse(file, data, s.find)
	if err != nil {
		return err
	}
	if p.Name == Auto || slices.Contains(builtin, p.Name) {
		return &Mistake{file, 0, fmt.Sprintf("the theme %s is built in; call yours by another name", p.Name)}
	}
	s.own = slices.DeleteFunc(s.own, func(q Palette) bool { return q.Name == p.Name })
	s.own = append(s.own, p)
	return nil
}

// Names with a meaning of their own.
const (
	Auto = "auto" // stands for dark or light, as the terminal says
	Mono = "mono" // has no colour at all
)

// Names returns the names that can be chosen, "auto" first and those of a
// person's own last.
func (s *Set) Names() []string {
	out := append([]string{Auto}, builtin...)
	for i := range s.own {
		out = append(out, s.own[i].Name)
	}
	return out
}

// About returns a few words about a palette.
func (s *Set) About(name string) string {
	if name == Auto {
		return "dark or light, as the terminal is"
	}
	p, _ := s.find(name)
	return p.About
}

// Has reports whether there is a palette of that name, or it is "auto".
func (s *Set) Has(name string) bool { return slices.Contains(s.Names(), name) }

func (s *Set) find(name string) (Palette, bool) {
	for _, p := range s.own {
		if p.Name == name {
			return p, true
		}
	}
	return ours(name)
}

// Names returns the names of the palettes built in, "auto" first.
func Names() []string { return Builtin().Names() }
