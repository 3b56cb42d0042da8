package change

import (
	"iscope/api/safe"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// Protect makes a question of a protected tenant ask for the tenant's name, and say
// why. One that asks for another text already stays as it is.
func Protect(env *screen.Env, c *dialog.Confirm) {
	if env.Protected && c.Type == "" {
		c.Type = env.Tenant
		c.Lines = append(c.Lines, "", env.Tenant+" is protected, so its name is asked for.")
	}
}

// Doubts returns what a question has to say about a name, nil for nothing: one that
// mixes scripts may look like another one.
func Doubts(name string) []string {
	if safe.MixedScripts(name) {
		return []string{"The name mixes letters of several scripts: check that it is the one you mean."}
	}
	return nil
}

// About returns what an answer is about, and whether it is one to a question of
// that name about such a thing: the value of the question, or of the option that
// was chosen.
func About[T any](a dialog.Answer, name string) (T, bool) {
	value := a.Value
	if o, ok := value.(dialog.Option); ok {
		value = o.Value
	}
	v, ok := value.(T)
	return v, ok && a.Name == name
}
