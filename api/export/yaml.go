package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

var errMore = errors.New("something follows the value")

// writeYAML writes a record as a document, or as an item of a sequence. Items
// that follow each other make one sequence.
func writeYAML(w io.Writer, record []byte, item bool) error {
	d := json.NewDecoder(bytes.NewReader(record))
	d.UseNumber()
	n, err := node(d)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			return errMore
		}
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	if item {
		n = &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{n}}
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := errors.Join(enc.Encode(n), enc.Close()); err != nil {
		return fmt.Errorf("YAML: %w", err)
	}
	// Risky characters stand in double quotes only: see style.
	_, err = w.Write(escape(b.Bytes(), func(out []byte, r rune) []byte {
		if r > 0xffff {
			return fmt.Appendf(out, `\U%08X`, r)
		}
		return fmt.Appendf(out, `\u%04X`, r)
	}))
	return err
}

// node reads the next JSON value. Numbers keep their digits.
func node(d *json.Decoder) (*yaml.Node, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch v := t.(type) {
	case json.Delim:
		n := &yaml.Node{Kind: yaml.MappingNode}
		if v == '[' {
			n.Kind = yaml.SequenceNode
		}
		for d.More() {
			if err := member(d, n); err != nil {
				return nil, err
			}
		}
		if len(n.Content) == 0 {
			n.Style = yaml.FlowStyle
		}
		_, err := d.Token() // the bracket that closes it
		return n, err
	case string:
		return scalar(v), nil
	case json.Number:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: v.String()}, nil
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(v)}, nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: "null"}, nil
}

// member reads the next item of a list or member of an object into n. YAML
// forbids a member that is there twice, which JSON only advises against.
func member(d *json.Decoder, n *yaml.Node) error {
	if n.Kind == yaml.SequenceNode {
		v, err := node(d)
		n.Content = append(n.Content, v)
		return err
	}
	key, err := node(d)
	if err != nil {
		return err
	}
	value, err := node(d)
	if err != nil {
		return err
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key.Value {
			n.Content = slices.Delete(n.Content, i, i+2)
			break
		}
	}
	n.Content = append(n.Content, key, value)
	return nil
}

func scalar(s string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s, Style: style(s)}
}

var (
	// bareText is text that no version of YAML takes for anything else.
	bareText = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./()-]*( [A-Za-z0-9_./()-]+)*$`)
	// words are what one version or another takes for a boolean or nothing.
	words = strings.Fields("y n yes no on off true false null inf nan")
)

// style keeps text out of quotes where no reader can take it for something
// else: older ones read no as false and 12:30 as a number.
func style(s string) yaml.Style {
	if bareText.MatchString(s) && !slices.Contains(words, strings.ToLower(s)) {
		return 0
	}
	if strings.Contains(s, "\n") && firstRisk([]byte(s)) < 0 && !ragged(s) {
		return yaml.LiteralStyle
	}
	return yaml.DoubleQuotedStyle
}

// ragged reports whether a text of several lines has blanks at the ends of
// lines, or begins with one, which do not survive everywhere.
func ragged(s string) bool {
	if strings.HasPrefix(s, "\n") || strings.HasPrefix(s, " ") || strings.HasSuffix(s, "\n\n") || strings.TrimSpace(s) == "" {
		return true
	}
	return strings.Contains(s, " \n") || strings.HasSuffix(s, " ")
}
