package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
)

// DefaultFile returns the path of the configuration that is read when none is
// named: iscope/config.toml in the XDG configuration folder.
func DefaultFile() string { return filepath.Join(xdg.ConfigHome, "iscope", "config.toml") }

// StateDir returns the folder for what the program keeps between two runs, and
// makes it. Only its owner may look into it.
func StateDir() (string, error) {
	dir := filepath.Join(xdg.StateHome, "iscope")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("state folder: %w", err)
	}
	// It may be there already, from a time of other permissions.
	if err := os.Chmod(dir, 0o700); err != nil {
		return "", fmt.Errorf("state folder: %w", err)
	}
	return dir, nil
}

// DraftsDir returns the folder for what is being edited, "" where there can be
// none: then drafts live in memory only.
func DraftsDir() string {
	dir, err := StateDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "drafts")
}

// JournalDir returns the folder for the journals of decisions. They make it, and
// try again where it cannot be made: nothing can be decided without.
func JournalDir() string { return filepath.Join(xdg.StateHome, "iscope", "journal") }

// expand replaces a leading ~ by the home folder and makes a relative path one
// below dir.
func expand(path, dir string) string {
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || rest[0] == '/' || rest[0] == filepath.Separator) {
		return filepath.Join(xdg.Home, rest)
	}
	if filepath.IsAbs(path) || dir == "" {
		return path
	}
	return filepath.Join(dir, path)
}

// shorten is the reverse of expand, for messages.
func shorten(path string) string {
	if rel, err := filepath.Rel(xdg.Home, path); err == nil && filepath.IsLocal(rel) && xdg.Home != "/" {
		return filepath.Join("~", rel)
	}
	return path
}
