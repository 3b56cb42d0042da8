package config

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// Version returns the version, commit and Go of this build, as far as the
// build says.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown, " + runtime.Version()
	}
	version := strings.Trim(info.Main.Version, "()")
	if version == "" {
		version = "devel"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			version += fmt.Sprintf(" (commit %s)", s.Value[:12])
		}
	}
	return version + ", " + info.GoVersion
}
