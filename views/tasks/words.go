package tasks

import (
	"strings"
	"unicode"

	"iscope/api"
)

// What the types of the API are called. What QPOC stands for is written nowhere.
const (
	typeScheduled = "scheduled"
	typeQueued    = "queued"
	typeQPOC      = "QPOC"
)

// runWords says in words how a task is run, by its type.
func runWords(typ string) string {
	switch strings.ToUpper(typ) {
	case "QUARTZ":
		return typeScheduled
	case "QUEUED_TASK":
		return typeQueued
	}
	return typ
}

// typeWords says in words what kind of work a task is. The tenant writes codes
// such as CLOUD_ACCOUNT_AGGREGATION as well as names such as Cloud Account
// Aggregation; everything is in its cloud.
func typeWords(t *api.Task) string {
	name := nameOf(t)
	if code(name) {
		name = strings.ReplaceAll(name, "_", " ")
	} else if rest, ok := strings.CutPrefix(name, "Cloud "); !ok || rest == "" {
		return name
	}
	words := strings.Fields(name)
	if len(words) > 1 && strings.EqualFold(words[0], "cloud") {
		words = words[1:]
	}
	for i, w := range words {
		letters := []rune(strings.ToLower(w))
		if i == 0 {
			letters[0] = unicode.ToUpper(letters[0])
		}
		words[i] = string(letters)
	}
	return strings.Join(words, " ")
}

// code reports whether a name is written as codes are.
func code(s string) bool {
	return strings.Contains(s, "_") && s == strings.ToUpper(s) && !strings.Contains(s, " ")
}

// typeText is what type: in the filter line looks in.
func typeText(t *api.Task) string {
	return strings.Join([]string{typeWords(t), t.Name, runWords(t.Type), t.Type}, " ")
}

// typeField says of a detail how a task is run.
func typeField(t *api.Task) string {
	if words := runWords(t.Type); words != t.Type {
		return words + " (" + t.Type + ")"
	}
	return t.Type
}

// targetName returns what a target is called in a list. The tenant says behind
// the names of sources that they are sources, as everything in that column is.
func targetName(r api.Ref) string { return strings.TrimSuffix(r.String(), " [source]") }

// resultWords says in one line what came of a task: what went wrong, else what it
// returned, else what it told.
func resultWords(t *api.Task) string {
	text, severe := firstMessage(t)
	if figures := figureWords(t); figures != "" && !severe {
		return figures
	}
	return text
}

// figureWords says in one line what a task returned, "" for nothing.
func figureWords(t *api.Task) string {
	body := t.Body()
	var parts []string
	for _, f := range append(body.Returns, body.Attributes...) {
		if len(parts) == mostFigures {
			break
		}
		parts = append(parts, f.Name+" "+f.Value)
	}
	return strings.Join(parts, ", ")
}

// mostFigures is how many figures a row has room for.
const mostFigures = 5

// messageWords returns what a message says. One that the tenant has no words for
// comes as its key, such as task_attribute_truncated, with what it is about behind
// a colon.
func messageWords(msg api.TaskMessage) string {
	rest, ok := strings.CutPrefix(msg.Text, msg.Key)
	if !ok || msg.Key == "" || rest != "" && rest[0] != ':' || strings.Contains(msg.Key, " ") {
		return msg.Text
	}
	letters := []rune(strings.ToLower(strings.NewReplacer("_", " ", ".", " ").Replace(msg.Key)))
	letters[0] = unicode.ToUpper(letters[0])
	return string(letters) + rest
}
