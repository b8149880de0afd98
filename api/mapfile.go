package api

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	syntax "github.com/goccy/go-yaml/parser"

	"barometer/datasets"
)

// MaxMapping is how large a mapping may be, in bytes: some thousand entries,
// which take the YAML parser about a second.
const MaxMapping = 256 << 10

// ParseMapping reads the text of a mapping, YAML or JSON, by what it is named.
// Its errors are one sentence with the line.
func ParseMapping(name string, content []byte) (datasets.Mapping, error) {
	f := &mappingFile{name: name, lines: map[string]int{}}
	if !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0 {
		return nil, f.fault(1, "a mapping is a text file in UTF-8 and YAML; this is neither")
	}
	if line := tooDeep(string(content)); line > 0 {
		return nil, f.fault(line, "a mapping has no lists within lists")
	}
	file, err := syntax.ParseBytes(content, 0)
	var fault *yaml.SyntaxError
	if errors.As(err, &fault) {
		message, _, _ := strings.Cut(fault.Message, "\n")
		return nil, f.fault(fault.Token.Position.Line, "not YAML: %s", message)
	}
	if err != nil {
		return nil, f.fault(1, "not YAML: %v", err)
	}
	for i, doc := range file.Docs {
		if i > 0 && doc.Body != nil {
			return nil, f.fault(doc.Body.GetToken().Position.Line, "a second YAML document; a mapping is one")
		}
		if err := f.document(doc.Body); err != nil {
			return nil, err
		}
	}
	return f.mapping, nil
}

// deepest is how many brackets may be open at once outside of quotes; braces
// and brackets within each other take the YAML parser time that grows with
// their square.
const deepest = 16

// tooDeep returns the line on which brackets or dashes nest too deep, or 0.
func tooDeep(text string) int {
	depth, n := 0, 0
	for line := range strings.Lines(text) {
		n++
		if strings.HasPrefix(strings.TrimSpace(line), "- - -") {
			return n
		}
		inQuotes := false
		for i := range len(line) {
			switch c := line[i]; {
			case c == '"' && (i == 0 || line[i-1] != '\\'):
				inQuotes = !inQuotes
			case inQuotes:
			case c == '[' || c == '{':
				depth++
			case c == ']' || c == '}':
				depth = max(0, depth-1)
			}
			if depth > deepest {
				return n
			}
		}
	}
	return 0
}

// mappingFile is a mapping file being read.
type mappingFile struct {
	name    string
	mapping datasets.Mapping
	lines   map[string]int // of the assignments, by their key
}

func (f *mappingFile) fault(line int, format string, args ...any) error {
	return &datasets.Error{Kind: datasets.Invalid, Parameter: "map", Message: fmt.Sprintf("%s:%d: ", f.name, line) + fmt.Sprintf(format, args...)}
}

func lineOf(n ast.Node) int { return n.GetToken().Position.Line }

// The sections of a mapping file.
const (
	sectionDatasets   = "datasets"
	sectionDimensions = "dimensions"
	sectionCodes      = "codes"
	sectionUnits      = "units"
	sectionIgnore     = "ignore"
)

var mappingSections = []string{sectionDatasets, sectionDimensions, sectionCodes, sectionUnits, sectionIgnore}

func (f *mappingFile) document(body ast.Node) error {
	if body == nil {
		return nil
	}
	return f.each(body, "the file", "sections "+strings.Join(mappingSections, ", "), func(section string, key, value ast.Node) error {
		switch section {
		case sectionDatasets:
			return f.words(datasets.AssignDataset, "", section, "a dataset", value)
		case sectionDimensions:
			return f.words(datasets.AssignDimension, "", section, "a dimension", value)
		case sectionUnits:
			return f.words(datasets.AssignUnit, "", section, "a unit", value)
		case sectionCodes:
			return f.each(value, section, "dimensions, each with its labels", func(dimension string, _, labels ast.Node) error {
				return f.words(datasets.AssignCode, dimension, dimension, "a code", labels)
			})
		case sectionIgnore:
			return f.ignored(value)
		}
		near := datasets.Nearest(section, mappingSections, 1)
		if len(near) == 0 {
			near = mappingSections
		}
		return f.fault(lineOf(key), "unknown section %q; expected %s", section, strings.Join(near, ", "))
	})
}

// each calls do with every key of a mapping node. An absent node has none.
func (f *mappingFile) each(n ast.Node, what, expected string, do func(key string, keyNode, value ast.Node) error) error {
	if _, absent := n.(*ast.NullNode); absent {
		return nil
	}
	m, ok := n.(*ast.MappingNode)
	if !ok {
		return f.fault(lineOf(n), "%s holds %s; expected %s", what, kindOfNode(n), expected)
	}
	for _, pair := range m.Values {
		key, ok := scalar(pair.Key)
		if !ok {
			return f.fault(lineOf(pair.Key), "%s has a key that is %s; expected a word", what, kindOfNode(pair.Key))
		}
		if err := do(key, pair.Key, pair.Value); err != nil {
			return err
		}
	}
	return nil
}

// words reads a section of words with their meanings.
func (f *mappingFile) words(kind datasets.AssignmentKind, of, section, meaning string, n ast.Node) error {
	return f.each(n, section, "words, each with "+meaning, func(word string, key, value ast.Node) error {
		id, ok := scalar(value)
		if _, absent := value.(*ast.NullNode); absent || ok && strings.TrimSpace(id) == "" {
			return f.fault(lineOf(key), "%q is given no meaning yet; write %s after the colon, or remove the line", word, meaning)
		}
		if !ok {
			return f.fault(lineOf(value), "%q is given %s; expected %s", word, kindOfNode(value), meaning)
		}
		return f.add(key, datasets.Assignment{Kind: kind, Of: of, Text: word, ID: strings.TrimSpace(id)})
	})
}

// ignored reads the list of tables and sheets that are left out.
func (f *mappingFile) ignored(n ast.Node) error {
	if _, absent := n.(*ast.NullNode); absent {
		return nil
	}
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		return f.fault(lineOf(n), "%s holds %s; expected a list of tables and sheets", sectionIgnore, kindOfNode(n))
	}
	for _, item := range list.Values {
		word, ok := scalar(item)
		if !ok {
			return f.fault(lineOf(item), "%s lists %s; expected a table or sheet", sectionIgnore, kindOfNode(item))
		}
		if err := f.add(item, datasets.Assignment{Kind: datasets.AssignIgnore, Text: word}); err != nil {
			return err
		}
	}
	return nil
}

func (f *mappingFile) add(at ast.Node, a datasets.Assignment) error {
	line := lineOf(at)
	key := a.Key()
	if key == "" {
		return f.fault(line, "%q has no letter and no digit to be recognised by", a.Text)
	}
	if first, twice := f.lines[key]; twice {
		return f.fault(line, "%q stands twice, first on line %d", a.Text, first)
	}
	f.lines[key] = line
	a.Line = fmt.Sprintf("%s:%d", f.name, line)
	f.mapping = append(f.mapping, a)
	return nil
}

// scalar returns a node's text as it is written: `NO` and `007` are words here.
func scalar(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func kindOfNode(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a section"
	case *ast.SequenceNode:
		return "a list"
	}
	if _, ok := scalar(n); ok {
		return "a single word"
	}
	return "something a mapping has no use for"
}
