package mine

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// prompt returns the question for a file name that was asked last.
func (d *desk) prompt() *dialog.Prompt {
	d.t.Helper()
	p, ok := d.Dialog().(*dialog.Prompt)
	if !ok {
		d.t.Fatalf("%T is open", d.Dialog())
	}
	return p
}

func TestWriteCSV(t *testing.T) {
	dir := t.TempDir()
	b := lifelike()
	b.entries[4].Name = "=HYPERLINK(\"https://evil.example\")"
	sit(t, b, func(d *desk) {
		d.act("inbox.write")
		if p := d.prompt(); p.Text != "iscope-decisions-2026-03-14.csv" || p.View != "inbox#1" {
			t.Errorf("asked with %q for %q", p.Text, p.View)
		}
		if text := d.dialog(60, 10); !strings.Contains(text, "12 decisions") || !strings.Contains(text, "iscope-decisions-2026-03-14.csv") {
			t.Errorf("\n%s", text)
		}
		path := filepath.Join(dir, "all.csv")
		if !d.name(path) {
			t.Fatal("the dialog stays open")
		}
		if toasts := d.Toasts(); !slices.Equal(toasts, []string{"Wrote 12 decisions to " + path}) {
			t.Errorf("%q", toasts)
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		rows, err := csv.NewReader(file).ReadAll()
		if err != nil || len(rows) != 13 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if got := strings.Join(rows[0], " "); got != "decided sent ended tenant operation target line item outcome words intent" {
			t.Errorf("headings %q", got)
		}
		want := []string{"2026-03-14T11:48:00Z", "2026-03-14T11:48:05Z", "2026-03-14T11:48:06Z", "acme-prod", "forward work item", "target-of-9a41-9", "",
			"Undo what the review of Q1 revoked", "refused", "refused: the new owner may not own work items (HTTP 400)", "9a41-9"}
		if !slices.Equal(rows[4], want) {
			t.Errorf("\n%q, want\n%q", rows[4], want)
		}
		if rows[1][1] != "" || rows[1][2] != "" || rows[1][8] != "held" || rows[2][8] != "on its way" || rows[3][6] != "line-3" {
			t.Errorf("\n%q\n%q\n%q", rows[1], rows[2], rows[3])
		}
		if rows[5][7] != "'=HYPERLINK(\"https://evil.example\")" {
			t.Errorf("a formula is written as %q", rows[5][7])
		}
	})
}

func TestWriteWhatIsShown(t *testing.T) {
	dir := t.TempDir()
	sit(t, lifelike(), func(d *desk) {
		d.act("app.filter")
		d.Type("ada")
		d.Send(enter)
		d.act("list.reverse", "inbox.write")
		if text := d.dialog(60, 10); !strings.Contains(text, "2 decisions that match ada") {
			t.Errorf("\n%s", text)
		}
		d.name(filepath.Join(dir, "ada.jsonl"))
		text, err := os.ReadFile(filepath.Join(dir, "ada.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		var intents []string
		for line := range bytes.Lines(text) {
			var row map[string]string
			if err := json.Unmarshal(line, &row); err != nil || len(row) != len(fileColumns) {
				t.Fatalf("%q: %v", line, err)
			}
			intents = append(intents, row["intent"])
		}
		if !slices.Equal(intents, []string{"9a41-10", "9a41-12"}) {
			t.Errorf("in the order shown: %v", intents)
		}
	})
}

// TestWriteTakesWhatStoodThere pins that the file has what the person saw when
// they asked, though the list goes on while they type a name.
func TestWriteTakesWhatStoodThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	b := lifelike()
	sit(t, b, func(d *desk) {
		d.act("inbox.write")
		b.entries = append([]journal.Entry{entry("9a41-13", api.BulkApprove, "Decided meanwhile", 0)}, b.entries...)
		d.act("app.refresh")
		d.name(path)
		text, err := os.ReadFile(path)
		if err != nil || bytes.Count(text, []byte("\n")) != 13 || bytes.Contains(text, []byte("meanwhile")) {
			t.Errorf("%v\n%s", err, text)
		}
	})
}

// TestWriteAsksAgainWithWhatWasTyped goes through names that do not do.
func TestWriteAsksAgainWithWhatWasTyped(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken.csv")
	if err := os.WriteFile(taken, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	sit(t, lifelike(), func(d *desk) {
		d.act("inbox.write")
		if d.name(filepath.Join(dir, "a.txt")) {
			t.Error("a name without a format closes the dialog")
		}
		if text := d.dialog(120, 12); !strings.Contains(text, "a.txt") || !strings.Contains(text, ".ndjson") {
			t.Errorf("the reason or the name is lost:\n%s", text)
		}
		if !d.name(taken) {
			t.Fatal("the dialog stays open")
		}
		if p := d.prompt(); p.Text != taken || !strings.Contains(strings.Join(p.Lines, "\n"), "not overwritten") {
			t.Errorf("asked again with %q: %q", p.Text, p.Lines)
		}
		if show, ok := d.Sent[len(d.Sent)-1].(screen.Show); !ok || !show.Late {
			t.Error("the second question does not give way")
		}
		if d.press(escape); len(d.Toasts()) != 0 {
			t.Errorf("%q", d.Toasts())
		}
		if text, _ := os.ReadFile(taken); string(text) != "precious" {
			t.Errorf("overwritten with %q", text)
		}

		d.act("inbox.write") // what was typed is still there
		if p := d.prompt(); p.Text != taken {
			t.Errorf("asked with %q", p.Text)
		}
		d.name(filepath.Join(dir, "no", "a.csv"))
		if p := d.prompt(); !strings.Contains(strings.Join(p.Lines, "\n"), "There is no folder") {
			t.Errorf("%q", p.Lines)
		}
		d.name(filepath.Join(dir, "free.csv"))
		if toasts := d.Toasts(); len(toasts) != 1 || !strings.Contains(toasts[0], "free.csv") {
			t.Errorf("%q", toasts)
		}
		d.act("inbox.write")
		if p := d.prompt(); p.Text != "iscope-decisions-2026-03-14.csv" || len(p.Lines) != 2 {
			t.Errorf("after one that was written: %q, %q", p.Text, p.Lines)
		}
	})
}

func TestWriteNothing(t *testing.T) {
	sit(t, &book{}, func(d *desk) {
		d.act("inbox.write")
		if toasts := d.Toasts(); len(toasts) != 1 || d.Dialog() != nil {
			t.Errorf("%q, %T", toasts, d.Dialog())
		}
	})
	sit(t, lifelike(), func(d *desk) {
		d.Send(dialog.Answer{View: "inbox#1", Name: writeQuestion, Value: "a.csv"})
		if len(d.Sent) != 0 {
			t.Errorf("an answer to no question does %v", d.Sent)
		}
	})
}

// TestAnotherFileMeanwhile pins that what becomes of one file does not touch
// the question for the next.
func TestAnotherFileMeanwhile(t *testing.T) {
	sit(t, lifelike(), func(d *desk) {
		d.act("inbox.write")
		first := d.mine.writing
		d.act("inbox.write")
		second := d.mine.writing
		d.Send(written{view: "inbox#1", file: first, where: "somewhere.csv", n: 1})
		d.Send(written{view: "inbox#1", file: first, err: os.ErrPermission})
		if toasts := d.Toasts(); !slices.Equal(toasts, []string{"Wrote 1 decision to somewhere.csv", "Permission denied"}) {
			t.Errorf("%q", toasts)
		}
		if d.mine.writing != second || second.err != nil {
			t.Error("the second question is not as it was")
		}
	})
}
