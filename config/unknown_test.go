package config

import (
	"strings"
	"testing"
)

func TestUnknownVariables(t *testing.T) {
	var got []string
	for _, p := range UnknownVariables([]string{"HOME=/h", "ISCOPE_THEME=dark", "ISCOPE_ZZZZZZZZZ=1", "ISCOPE_TENNANT=x", "ISCOPE_CONFIG=c", "ISCOPED=1", "ISCOPE_\x1b=1"}) {
		got = append(got, p.Error())
	}
	want := `there is no variable "ISCOPE_\x1b"
there is no variable ISCOPE_TENNANT; did you mean "ISCOPE_TENANT"?
there is no variable ISCOPE_ZZZZZZZZZ`
	if strings.Join(got, "\n") != want {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// What was found elsewhere stands where it belongs in the file.
func TestJoin(t *testing.T) {
	c, err := load(t, "[keys]\n\"a.b\" = \"x\"\nteme = 1\n[sort]\nnope = \"x\"\n", nil)
	err = Join(err, c.KeyProblem("a.b", "no such action", "a.c"))
	if got := strings.Split(err.Error(), "\n")[0]; got != `config.toml:2: "a.b": no such action; did you mean "a.c"?` {
		t.Errorf("%v", err)
	}
	if Join(nil) != nil {
		t.Error("an error out of nothing")
	}
}
