package export

import (
	"fmt"
	"path/filepath"
	"strings"

	"iscope/api/safe"
)

// Format is how a table or records are written.
type Format uint8

// Formats. CSV is for tables alone.
const (
	CSV       Format = iota // comma-separated values, RFC 4180
	JSONLines               // one JSON object per line
	JSON                    // one JSON document: a list of objects
	YAML                    // one YAML document: a sequence of mappings
)

var formatNames = [...]string{"CSV", "JSON Lines", "JSON", "YAML"}

// String returns the name of the format as people know it.
func (f Format) String() string {
	if int(f) < len(formatNames) {
		return formatNames[f]
	}
	return "unknown"
}

// Endings of file names, by format.
var endings = map[string]Format{".csv": CSV, ".jsonl": JSONLines, ".ndjson": JSONLines, ".json": JSON, ".yaml": YAML, ".yml": YAML}

// FormatOf returns the format that the ending of a file name stands for: .csv,
// .json, .jsonl or .ndjson, .yaml or .yml, in any case. The error names these.
func FormatOf(name string) (Format, error) {
	f, ok := endings[strings.ToLower(filepath.Ext(name))]
	if !ok {
		return 0, fmt.Errorf("end the name in .csv, .json, .jsonl, .ndjson or .yaml: %s does not say which format", called(name))
	}
	return f, nil
}

// called names a file in a sentence.
func called(name string) string {
	if strings.TrimSpace(name) == "" {
		return "an empty name"
	}
	return safe.Line(name)
}
