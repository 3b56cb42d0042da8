//go:build ignore

// Sbom writes what a program is made of as CycloneDX 1.6: every module that
// was linked into it, as the program itself tells. The same program gives the
// same document.
//
//	go run .ci/sbom.go PROGRAM DOCUMENT
package main

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
)

type document struct {
	Format      string    `json:"bomFormat"`
	SpecVersion string    `json:"specVersion"`
	Version     int       `json:"version"`
	Metadata    metadata  `json:"metadata"`
	Components  []part    `json:"components"`
	Depends     []depends `json:"dependencies"`
}

type metadata struct {
	Component part `json:"component"`
}

type part struct {
	Type    string `json:"type"`
	Ref     string `json:"bom-ref"`
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	PURL    string `json:"purl,omitempty"`
}

type depends struct {
	Ref string   `json:"ref"`
	On  []string `json:"dependsOn"`
}

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("usage: go run .ci/sbom.go PROGRAM DOCUMENT"))
	}
	info, err := buildinfo.ReadFile(os.Args[1])
	if err != nil {
		fail(err)
	}
	text, err := json.MarshalIndent(describe(info), "", "  ")
	if err != nil {
		fail(err)
	}
	if err := os.WriteFile(os.Args[2], append(text, '\n'), 0o644); err != nil {
		fail(err)
	}
}

// describe lists the modules of a program and the Go they were compiled with.
func describe(info *debug.BuildInfo) document {
	program := part{Type: "application", Ref: info.Main.Path, Name: filepath.Base(info.Main.Path), Version: os.Getenv("SBOM_VERSION")}
	golang := part{Type: "library", Name: "std", Version: info.GoVersion[len("go"):]}
	golang.PURL = "pkg:golang/std@" + golang.Version
	golang.Ref = golang.PURL
	d := document{
		Format: "CycloneDX", SpecVersion: "1.6", Version: 1, Metadata: metadata{program},
		Components: []part{golang}, Depends: []depends{{program.Ref, []string{golang.Ref}}},
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		purl := "pkg:golang/" + m.Path + "@" + m.Version
		d.Components = append(d.Components, part{"library", purl, m.Path, m.Version, purl})
		d.Depends[0].On = append(d.Depends[0].On, purl)
	}
	return d
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "sbom:", err)
	os.Exit(1)
}
