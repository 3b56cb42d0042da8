package api

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"iscope/api/lenient"
	"iscope/api/safe"
)

// Form is a form to be filled in, such as an account selection.
type Form struct {
	ID, Name, Title, Subtitle, TargetUser string
	Sections                              []FormSection
	Partial                               bool // some of it could not be read: it asks more than is here
}

// FormSection groups fields of a form; sections may be nested.
type FormSection struct {
	Name, Label string
	Fields      []FormField
	Sections    []FormSection
}

// FieldKind is what an answer to a field looks like.
type FieldKind uint8

// Kinds of answers. A yes-or-no field is a choice of two.
const (
	FieldText   FieldKind = iota // one line
	FieldLines                   // several lines
	FieldChoice                  // one of the options
	FieldNumber                  // a number, also with a fraction
	FieldWhole                   // a whole number
	FieldDate                    // a day or a moment
	FieldShown                   // none: it is only to be read
	FieldOther                   // of no kind that is known here
)

// FormField is one field of a form. Its attributes are free in the API: what
// could be read is here. Name and the values of its options are exactly what
// the tenant sent, since an answer is made of them.
type FormField struct {
	Name     string // key of the answer, "" where it has none that can be sent back
	Label    string // what to call it; its name where it has no label
	Type     string // as the tenant writes it
	Kind     FieldKind
	Value    string // the answer that is there already
	Help     string
	Required bool
	Options  []FormOption
	Unread   int    // options that could not be read, or not be sent back
	Problem  string // why it cannot be answered here, "" where it can
}

// FormOption is one choice of a field.
type FormOption struct{ Label, Value string }

// Shown returns how a value of the field is called: the label of the option
// with that value, else the value itself.
func (f *FormField) Shown(value string) string {
	for _, o := range f.Options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// Words under which tenants and documents write the same thing.
var (
	itemKeys     = []string{"formItems", "sections", "fields"}
	optionKeys   = []string{"allowedValues", "allowedValuesList", "options", "choices"}
	optionLabels = []string{"label", "displayName", "displayValue", "display", "text", "title", "name"}
	optionValues = []string{"value", "id", "key"}
	typeKeys     = []string{"type", "displayType", "dataType", "fieldType"}
	requiredKeys = []string{"required", "isRequired", "mandatory"}
	severalKeys  = []string{"multi", "multiple", "multiValued", "isMultiValued", "allowMultiple", "allowMultipleSelections"}
	shownKeys    = []string{"readOnly", "isReadOnly", "displayOnly", "disabled", "hidden"}
	valueKeys    = []string{"value", "currentValue", "selectedValue", "defaultValue"}
)

// readForm decodes the form of a work item.
func readForm(o lenient.Object) *Form {
	f := &Form{ID: o.ID("id"), Name: o.Line("name"), Title: o.Line("title"), Subtitle: o.Block("subtitle"), TargetUser: o.Line("targetUser")}
	top := f.readItems(o, 0)
	if len(top.Fields) > 0 {
		f.Sections = append(f.Sections, FormSection{Fields: top.Fields})
	}
	f.Sections = append(f.Sections, top.Sections...)
	f.refuseTwins()
	return f
}

// readItems decodes what a section, or the form itself, is made of. The
// documents call the members of a form sections and those of a section
// formItems, and let these be sections again.
func (f *Form) readItems(o lenient.Object, depth int) FormSection {
	s := FormSection{Name: o.Line("name"), Label: firstLine(o, "label", "displayName", "title")}
	for _, key := range itemKeys {
		if raw := o.Raw(key); len(raw) > 0 && raw[0] != '[' && raw[0] != '{' {
			f.Partial = true
		}
		for _, raw := range o.List(key) {
			item, ok := lenient.Parse(raw)
			section := key == "sections" || holdsItems(item)
			switch {
			case !ok, section && depth >= maxNesting:
				f.Partial = true
			case section:
				s.Sections = append(s.Sections, f.readItems(item, depth+1))
			default:
				s.Fields = append(s.Fields, readField(item))
			}
		}
	}
	return s
}

// holdsItems reports whether an item is a section, also one without anything
// in it.
func holdsItems(o lenient.Object) bool {
	for _, key := range itemKeys {
		if _, there := o[key]; there {
			return true
		}
	}
	return false
}

// refuseTwins takes fields of the same name out of those that can be answered:
// an answer goes by the name, and would be one to both.
func (f *Form) refuseTwins() {
	count := map[string]int{}
	f.each(func(fd *FormField) { count[fd.Name]++ })
	f.each(func(fd *FormField) {
		if fd.Name != "" && fd.Problem == "" && count[fd.Name] > 1 {
			fd.Problem = "another field of the form has the same name"
		}
	})
}

func (f *Form) each(visit func(*FormField)) {
	var walk func([]FormSection)
	walk = func(sections []FormSection) {
		for i := range sections {
			for j := range sections[i].Fields {
				visit(&sections[i].Fields[j])
			}
			walk(sections[i].Sections)
		}
	}
	walk(f.Sections)
}

func readField(o lenient.Object) FormField {
	f := FormField{
		Name: o.ID("name"), Label: firstLine(o, "label", "displayName", "title", "name"), Type: firstLine(o, typeKeys...),
		Help: firstLine(o, "helpText", "helpKey", "help", "description"), Required: anyTrue(o, requiredKeys),
	}
	if strings.ContainsRune(f.Name, marked) {
		f.Name = ""
	}
	f.Options, f.Unread = readOptions(o)
	class := classOf(o)
	if class == yesNo && len(f.Options)+f.Unread == 0 {
		f.Options = []FormOption{{"yes", "true"}, {"no", "false"}}
	}
	f.Kind = kindOf(class, len(f.Options) > 0)
	whole := f.readValue(firstRaw(o, valueKeys), class)
	f.Problem = f.problem(o, class, whole)
	return f
}

// problem says why a field cannot be answered here.
func (f *FormField) problem(o lenient.Object, class class, whole string) string {
	switch {
	case f.Kind == FieldShown:
		return "it is only to be read"
	case f.Name == "" && o.Line("name") != "":
		return "its name holds characters that cannot be sent back"
	case f.Name == "":
		return "it has no name to send an answer under"
	case class == several || anyTrue(o, severalKeys):
		return "it takes several answers, and how they are sent is not documented"
	case len(f.Options) == 0 && f.Unread > 0:
		return "its choices could not be read"
	case f.Kind == FieldChoice && len(f.Options) == 0:
		return "its choices did not come with the item"
	case f.Kind == FieldOther:
		return fmt.Sprintf("fields of type %q are not known here", f.Type)
	}
	return whole
}

// readValue takes over the answer that is there already, and says what is
// wrong where it could not be sent back as it is. A choice is compared with
// the options before it is sent, which is enough.
func (f *FormField) readValue(raw json.RawMessage, class class) string {
	if o, ok := lenient.Parse(raw); ok && len(raw) > 0 && raw[0] == '{' {
		if opt, ok := readOption(o); ok {
			raw, _ = json.Marshal(opt.Value)
		}
	}
	text := lenient.Scalar(raw)
	if b, err := strconv.ParseBool(strings.ToLower(text)); class == yesNo && err == nil {
		text = strconv.FormatBool(b)
	}
	f.Value = safe.Line(text)
	if f.Kind == FieldLines {
		f.Value = safe.Block(text)
	}
	switch {
	case f.Kind == FieldChoice:
	case text == "" && len(raw) > 0 && (raw[0] == '{' || raw[0] == '['):
		return "its value is a structure, which cannot be edited here"
	case f.Value != text || strings.ContainsRune(text, marked):
		return "its value holds characters that cannot be sent back"
	}
	return ""
}

// marked stands for what cleaning took out.
const marked = '\uFFFD'

// exact returns a text as the tenant sent it, and whether it can be shown and
// sent back like that.
func exact(raw json.RawMessage) (string, bool) {
	s := lenient.Scalar(raw)
	return s, s != "" && safe.Line(s) == s && !strings.ContainsRune(s, marked)
}

func firstLine(o lenient.Object, keys ...string) string {
	for _, k := range keys {
		if s := o.Line(k); s != "" {
			return s
		}
	}
	return ""
}

// firstRaw returns the first of the members that says something.
func firstRaw(o lenient.Object, keys []string) json.RawMessage {
	for _, k := range keys {
		if raw := o.Raw(k); len(raw) > 0 && string(raw) != `""` && string(raw) != `[]` && string(raw) != `{}` {
			return raw
		}
	}
	return nil
}

func anyTrue(o lenient.Object, keys []string) bool {
	for _, k := range keys {
		if o.Bool(k) {
			return true
		}
	}
	return false
}
