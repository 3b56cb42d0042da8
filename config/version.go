package config

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// What a release is stamped with, by the linker:
//
//	-ldflags "-X iscope/config.version=1.2.0 -X iscope/config.commit=4f7c… -X iscope/config.date=2026-03-02T09:00:00Z"
//
// Other builds know what the Go tool notes of the checkout.
var version, commit, date string

// Version returns version, commit, its date and Go of this build, as far as the
// build says.
func Version() string { return build().String() }

// buildInfo is what a build knows of itself.
type buildInfo struct {
	version  string
	commit   string // "" where it is not known
	date     string // of the commit, RFC 3339; "" likewise
	modified bool   // built from a checkout with changes
	golang   string
}

func build() buildInfo {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	return readBuild(info, version, commit, date)
}

// readBuild takes the stamp, and from the notes of the Go tool what is not
// stamped.
func readBuild(info *debug.BuildInfo, version, commit, date string) buildInfo {
	b := buildInfo{version: strings.TrimPrefix(version, "v"), commit: commit, date: date, golang: info.GoVersion}
	if b.version == "" {
		b.version = strings.TrimPrefix(strings.Trim(info.Main.Version, "()"), "v")
	}
	if b.version == "" {
		b.version = "devel"
	}
	for _, s := range info.Settings {
		switch {
		case commit != "": // of one build, the stamp is about all of it
		case s.Key == "vcs.revision":
			b.commit = s.Value
		case s.Key == "vcs.time" && date == "":
			b.date = s.Value
		case s.Key == "vcs.modified":
			b.modified = s.Value == "true"
		}
	}
	return b
}

// shortCommit is how much of a commit's name is shown.
const shortCommit = 12

// String returns everything in one line.
func (b buildInfo) String() string {
	var about []string
	if b.commit != "" {
		c := "commit " + b.commit[:min(len(b.commit), shortCommit)]
		if b.modified {
			c += " with changes"
		}
		about = append(about, c)
	}
	if b.date != "" {
		about = append(about, b.date)
	}
	s := b.version
	if len(about) > 0 {
		s += fmt.Sprintf(" (%s)", strings.Join(about, ", "))
	}
	return s + ", " + b.golang
}

// day is the date without the time.
func (b buildInfo) day() string {
	day, _, _ := strings.Cut(b.date, "T")
	return day
}
