package theme

// Source returns a palette built in as a person may write one of their own, and
// whether there is one of that name: a file to begin with.
func Source(name string) (text string, ok bool) {
	data, err := files.ReadFile("palettes/" + name + ".toml")
	return string(data), err == nil
}
