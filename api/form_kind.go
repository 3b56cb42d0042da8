package api

import (
	"encoding/json"
	"strings"

	"iscope/api/lenient"
)

// class is what the type of a field says about its answer. Tenants write one
// word for how it is drawn and one for what it holds, or only one of them.
type class uint8

const (
	plainText class = iota
	longText
	choice
	yesNo
	number
	wholeNumber
	date
	several
	onlyShown
	unknownClass
)

// classes are the words seen, without spaces and in lower case.
var classes = map[string]class{
	"text": plainText, "string": plainText, "textfield": plainText, "input": plainText, "email": plainText, "url": plainText,
	"textarea": longText, "multiline": longText,
	"select": choice, "dropdown": choice, "combo": choice, "combobox": choice, "radio": choice, "radiobutton": choice, "picklist": choice,
	"account": choice, "identity": choice, "identitypicker": choice, "suggest": choice,
	"boolean": yesNo, "bool": yesNo, "checkbox": yesNo, "toggle": yesNo, "switch": yesNo,
	"number": number, "decimal": number, "double": number, "float": number,
	"int": wholeNumber, "integer": wholeNumber, "long": wholeNumber,
	"date": date, "datetime": date, "calendar": date,
	"multi": several, "multiselect": several, "list": several, "array": several, "checkboxgroup": several, "keyvaluepairs": several,
	"label": onlyShown, "heading": onlyShown, "paragraph": onlyShown, "readonly": onlyShown, "displayonly": onlyShown, "hidden": onlyShown,
}

// classOf returns the class of a field: that of the first word about it that
// says more than text.
func classOf(o lenient.Object) class {
	if anyTrue(o, shownKeys) {
		return onlyShown
	}
	for _, key := range typeKeys {
		word := strings.NewReplacer(" ", "", "_", "", "-", "").Replace(strings.ToLower(o.Line(key)))
		if word == "" {
			continue
		}
		if c, known := classes[word]; !known {
			return unknownClass
		} else if c != plainText {
			return c
		}
	}
	return plainText
}

// kindOf returns the kind of the answer. Options say more than a word does,
// but for what is not answered at all.
func kindOf(c class, options bool) FieldKind {
	switch {
	case c == onlyShown:
		return FieldShown
	case options, c == choice, c == yesNo:
		return FieldChoice
	}
	switch c {
	case plainText:
		return FieldText
	case longText:
		return FieldLines
	case number:
		return FieldNumber
	case wholeNumber:
		return FieldWhole
	case date:
		return FieldDate
	}
	return FieldOther
}

// readOptions decodes the choices of a field, and counts those that could not
// be read or could not be sent back.
func readOptions(o lenient.Object) (options []FormOption, unread int) {
	config := o.Object("dataSource").Object("config") // of the tenant's own forms
	for _, from := range []lenient.Object{o, config, o.Object("config")} {
		for _, key := range optionKeys {
			r := optionReader{seen: map[string]bool{}}
			r.read(from.Raw(key), 0)
			if len(r.options)+r.unread > 0 {
				return r.options, r.unread
			}
		}
	}
	return nil, 0
}

type optionReader struct {
	options []FormOption
	unread  int
	seen    map[string]bool
}

// read takes one choice, or a list of them, or an object around a list.
func (r *optionReader) read(raw json.RawMessage, depth int) {
	switch {
	case len(raw) == 0 || string(raw) == "null" || string(raw) == `""`:
	case raw[0] == '[' && depth == 0:
		for _, e := range lenient.Elements(raw) {
			r.read(e, depth+1)
		}
	case raw[0] == '{':
		r.object(raw, depth)
	case depth == 1: // a choice that is its own label
		if text, ok := exact(raw); ok {
			r.add(FormOption{Label: text, Value: text})
			return
		}
		r.unread++
	default:
		r.unread++
	}
}

func (r *optionReader) object(raw json.RawMessage, depth int) {
	o, _ := lenient.Parse(raw)
	if depth == 0 {
		for _, key := range append([]string{"values", "items"}, optionKeys...) {
			if inner := o.Raw(key); len(inner) > 0 && inner[0] == '[' {
				r.read(inner, 0)
				return
			}
		}
	}
	if opt, ok := readOption(o); ok {
		r.add(opt)
	} else if !placeholder(o) {
		r.unread++
	}
}

// add keeps a choice unless there is one with its value.
func (r *optionReader) add(o FormOption) {
	if !r.seen[o.Value] {
		r.seen[o.Value] = true
		r.options = append(r.options, o)
	}
}

// readOption decodes an object as one choice: a value and its label under any
// of the names seen, or as the documents have it, one member whose name is the
// label and whose value is the value. What does not say which is which is not
// read: the wrong one might name another account.
func readOption(o lenient.Object) (FormOption, bool) {
	for _, key := range optionValues {
		if raw := o.Raw(key); len(raw) > 0 {
			value, ok := exact(raw)
			return FormOption{Label: firstOf(firstLine(o, optionLabels...), value), Value: value}, ok
		}
	}
	if len(o) != 1 {
		return FormOption{}, false
	}
	label := o.Keys()[0]
	for _, key := range optionLabels {
		if label == key {
			return FormOption{}, false
		}
	}
	value, ok := exact(o[label])
	return FormOption{Label: firstOf(cleanKey(label), value), Value: value}, ok
}

// placeholder reports whether a choice is the empty one, such as "please
// select".
func placeholder(o lenient.Object) bool {
	for _, key := range optionValues {
		if raw, there := o[key]; there && (string(raw) == `""` || string(raw) == "null") {
			return true
		}
	}
	return false
}
