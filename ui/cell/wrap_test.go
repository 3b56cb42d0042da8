package cell

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestLongWordsAreBrokenWhereAPartEnds: paths and addresses, which are longer than
// a line, but no time or number.
func TestLongWordsAreBrokenWhereAPartEnds(t *testing.T) {
	for _, c := range []struct {
		in   string
		w    int
		want []string
	}{
		{"approvalInfo[0].approvalDecision", 22, []string{"approvalInfo[0].", "approvalDecision"}},
		{"$.getIdentity.attributes.department", 24, []string{"$.getIdentity.", "attributes.department"}},
		{`it reads "$.trigger.requestedItemsStatus[0].approvalInfo" too`, 36, []string{`it reads "$.trigger.`, `requestedItemsStatus[0].`, `approvalInfo" too`}},
		{"https://acme.identitynow.com/v3/workflows", 24, []string{"https://acme.", "identitynow.com/v3/", "workflows"}},
		{"the run began at 12:30:05 and took 1.5s", 21, []string{"the run began at", "12:30:05 and took", "1.5s"}},
		{"abcdefghijklmnopqrstuvwxyz", 10, []string{"abcdefghij", "klmnopqrst", "uvwxyz"}},
	} {
		for name, got := range map[string][]string{"plain": Wrap(c.in, c.w), "styled": WrapStyled(c.in, c.w)} {
			for i := range got {
				got[i] = strings.TrimRight(got[i], " ")
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %q in %d cells is %q, want %q", name, c.in, c.w, got, c.want)
			}
		}
	}
}

// TestWrapLeavesSequencesAlone: a link has colons and dots that are no text.
func TestWrapLeavesSequencesAlone(t *testing.T) {
	link := "\x1b]8;;https://acme.identitynow.com/a.b:c\x1b\\approvalInfo.approvalDecision\x1b]8;;\x1b\\"
	for _, l := range WrapStyled(link, 18) {
		if text := ansi.Strip(l); text != "approvalInfo." && text != "approvalDecision" {
			t.Errorf("a line is %q", l)
		}
	}
}

// TestWrapLosesNothing: whatever the width, each letter is there again.
func TestWrapLosesNothing(t *testing.T) {
	for _, s := range []string{"a.b:c]d/e-f approvalInfo[0].approvalDecision 12:30", "\ue000 private.private.private", "髙橋.美咲:髙橋.美咲"} {
		bare := strings.NewReplacer(" ", "", "\n", "")
		for w := 2; w < 40; w++ {
			lines := Wrap(s, w)
			if got := bare.Replace(strings.Join(lines, "")); got != bare.Replace(s) {
				t.Errorf("%q in %d cells is %q", s, w, lines)
			}
			for _, l := range lines {
				if Width(l) > w {
					t.Errorf("%q in %d cells has %q", s, w, l)
				}
			}
		}
	}
}

// TestMostEndsAtAWord: what is left out is said to be, and no word is cut.
func TestMostEndsAtAWord(t *testing.T) {
	for _, c := range []struct {
		w, most int
		want    []string
	}{
		{12, 2, []string{"The tenant", "does not …"}},
		{12, 9, []string{"The tenant", "does not", "know this", "client"}},
		{11, 1, []string{"The …"}},
		{9, 2, []string{"The", "tenant …"}},
		{12, 0, []string{}},
	} {
		lines := Wrap("The tenant does not know this client", c.w)
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " ")
		}
		if got := Most(lines, c.most, c.w); !slices.Equal(got, c.want) {
			t.Errorf("%d lines of %d cells: %q, want %q", c.most, c.w, got, c.want)
		}
	}
	if got := Most([]string{"0123456789", "x"}, 1, 10); !slices.Equal(got, []string{"012345678…"}) {
		t.Errorf("a word as long as the line: %q", got)
	}
}
