package api

import "testing"

// TestMessageParameters pins how the parameters of a message go into its text,
// in every form they come in.
func TestMessageParameters(t *testing.T) {
	for name, c := range map[string]struct{ record, want string }{
		"in order":                       {`"localizedText":{"message":"{0} of {1} read"},"parameters":["3",7]`, "3 of 7 read"},
		"beyond the ninth":               {`"localizedText":{"message":"{10} {1}"},"parameters":["a","b","c","d","e","f","g","h","i","j","k"]`, "k b"},
		"with a format":                  {`"localizedText":{"message":"{0,number,#} rows"},"parameters":[12]`, "12 rows"},
		"name and value":                 {`"localizedText":{"message":"Cluster {0} is busy"},"parameters":[{"name":"cluster","value":"VA-West"}]`, "Cluster VA-West is busy"},
		"an object of another shape":     {`"localizedText":{"message":"Read {0}"},"parameters":[{"y":1}]`, `Read {"y":1}`},
		"too few":                        {`"localizedText":{"message":"{0} and {1}"},"parameters":["a"]`, "a and {1}"},
		"an empty one keeps its place":   {`"localizedText":{"message":"{0}{1}"},"parameters":["","b"]`, "b"},
		"one that looks like a place":    {`"localizedText":{"message":"{0} {1}"},"parameters":["{1}","b"]`, "{1} b"},
		"no text":                        {`"key":"task_slow","parameters":["3",{"name":"n","value":"v"}]`, "task_slow: 3, v"},
		"no text and no parameters":      {`"key":"task_slow"`, "task_slow"},
		"text where an object should be": {`"localizedText":"{0} left","parameters":"9"`, "9 left"},
		"control characters":             {`"localizedText":{"message":"{0}"},"parameters":["a\u001b[2J"]`, "a␛[2J"},
	} {
		task, ok := ReadTask([]byte(`{"id":"t","messages":[{"type":"INFO",` + c.record + `}]}`))
		if !ok {
			t.Fatalf("%s: not read", name)
		}
		task.SetRaw(RawRow([]byte(`{"id":"t","messages":[{"type":"INFO",` + c.record + `}]}`)))
		if got := task.Body().Messages; len(got) != 1 || got[0].Text != c.want {
			t.Errorf("%s: %+v, want %q", name, got, c.want)
		}
	}
}
