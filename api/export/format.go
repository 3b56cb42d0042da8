package export

import (
	"fmt"
	"path/filepath"
	"strings"

	"iscope/api/safe"
)

// Format is how a table is written.
type Format uint8

// Formats of a table.
const (
	CSV       Format = iota // comma-separated values, RFC 4180
	JSONLines               // one JSON object per line
)

// String returns the name of the format as people know it.
func (f Format) String() string {
	if f == JSONLines {
		return "JSON Lines"
	}
	return "CSV"
}

// Endings of file names, by format.
var endings = map[string]Format{".csv": CSV, ".jsonl": JSONLines, ".ndjson": JSONLines}

// FormatOf returns the format that the ending of a file name stands for: .csv,
// .jsonl or .ndjson, in any case. The error names these.
func FormatOf(name string) (Format, error) {
	f, ok := endings[strings.ToLower(filepath.Ext(name))]
	if !ok {
		return 0, fmt.Errorf("end the name in .csv, .jsonl or .ndjson: %s does not say which format", called(name))
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
