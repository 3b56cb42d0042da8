package views

import (
	"strings"
	"testing"
)

// unsettled is a view with decisions that are not over.
type unsettled struct {
	*fakeView
	unsent, sent []string
}

func (u *unsettled) Unsettled() (unsent, sent []string) { return u.unsent, u.sent }

func (u *unsettled) CanLeave() (bool, string) { return false, "this is asked of others" }

func TestWhatIsGivenUpUnaskedIsSaid(t *testing.T) {
	for _, c := range []struct {
		unsent, sent []string
		agreed       bool
		want         string
	}{
		{want: ""},
		{unsent: []string{"approve a laptop"}, want: "iscope: 1 decision was held and not sent:\n  approve a laptop\n"},
		{
			unsent: []string{"approve a laptop", "reject a desk"}, sent: []string{"approve a badge"},
			want: "iscope: 2 decisions were held and not sent:\n  approve a laptop\n  reject a desk\niscope: 1 decision was on the way, and the next start reads what came of it:\n  approve a badge\n",
		},
		{unsent: []string{"approve a laptop"}, agreed: true, want: ""},
	} {
		s, all := still(t, 120, 24, nil)
		s.opt.Views[2] = &unsettled{fakeView: all[2], unsent: c.unsent, sent: c.sent}
		s.agreed = c.agreed
		var out strings.Builder
		s.leftOver(&out)
		if out.String() != c.want {
			t.Errorf("%v, %v, agreed %v: %q, want %q", c.unsent, c.sent, c.agreed, out.String(), c.want)
		}
	}
}
