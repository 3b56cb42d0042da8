package views

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/screen"
)

// busy fills the activity log with requests and decisions.
func busy(s *Shell) {
	s.opt.Calls = &api.Calls{}
	for i, c := range []api.Call{
		{Op: api.ListWorkItems, Method: "GET", URL: "https://acme.example/v3/work-items?limit=250", Status: 200, Took: 120 * time.Millisecond, Left: 97},
		{Op: api.SummarizeWorkItems, Method: "GET", URL: "https://acme.example/v3/work-items/summary", Status: 200, Took: 40 * time.Millisecond, Retries: 1, Left: 96},
		{Op: api.BulkApprove, Method: "POST", URL: "https://acme.example/v3/work-items/bulk-approve/a", Body: `{"note":"it's fine"}`, Type: "application/json", Status: 403, Err: "no right", Took: 80 * time.Millisecond, RequestID: "req-7", Left: -1},
		{Op: api.HeadPendingTasks, Method: "HEAD", URL: "https://acme.example/beta/task-status/pending-tasks", Err: "connection reset", Took: time.Second, Retries: 2, Left: -1},
	} {
		c.Time = noon.Add(time.Duration(i) * time.Second)
		s.opt.Calls.Add(c)
	}
	s.decisions = append(s.decisions,
		decision{screen.Decided{What: "approve", Target: "Access for Ada Lovelace", ID: "a", Outcome: "asked, held for 5s"}, noon.Add(-5 * time.Second)},
		decision{screen.Decided{What: "approve", Target: "Access for Ada Lovelace", ID: "a", Outcome: "refused: no right"}, noon.Add(2500 * time.Millisecond)},
	)
}

func TestActivityIsNewestFirst(t *testing.T) {
	s, _ := still(t, 120, 36, nil)
	busy(s)
	s.open(s.activity())
	frame := ansi.Strip(s.View().Content)
	at := -1
	for _, want := range []string{
		"12:00:03  HEAD /beta/task-status/pending-tasks", "no answer after 2 retries", "approve: Access for Ada Lovelace",
		"POST /v3/work-items/bulk-approve/a", "403 no right", "200 after 1 retry", "GET /v3/work-items?limit=250", "asked, held for 5s",
	} {
		i := strings.Index(frame, want)
		if i < at || i < 0 {
			t.Fatalf("%q is missing or out of order:\n%s", want, frame)
		}
		at = i
	}
}

func TestActivityDetailAndCopy(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		busy(st.Shell)
		st.press("L", "j", "j", "enter")
		for _, want := range []string{"approve work item", "req-7", `{"note":"it's fine"}`, "as curl", "POST"} {
			st.says(want)
		}
		st.press("esc")
		st.says("Activity")
		st.press("y")
		want := `curl -X POST -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' --data '{"note":"it'\''s fine"}' 'https://acme.example/v3/work-items/bulk-approve/a'`
		if got := st.clipboard(); got != want {
			t.Errorf("copied\n%s, want\n%s", got, want)
		}
		st.press("esc")
		if len(st.dialogs) != 0 {
			t.Error("the window is open")
		}
	})
}

func TestActivityOfADecision(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.send(screen.Decided{What: "reject", Target: "laptop", ID: "x1", Outcome: "taken back, nothing was sent"})
		st.press("L", "y")
		if st.clipboard() != "" {
			t.Error("a decision has no curl command")
		}
		st.press("enter")
		for _, want := range []string{"decision", "reject", "laptop", "x1", "taken back, nothing was sent"} {
			st.says(want)
		}
	})
}

func TestActivityFilter(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		busy(st.Shell)
		st.press("L", "/", "4", "0", "3", "enter")
		st.says("403 no right")
		st.silent("pending-tasks")
		st.press("esc")
		st.says("pending-tasks")
		st.press("esc")
		if len(st.dialogs) != 0 {
			t.Error("the window is open")
		}
	})
}

func TestActivityIsEmpty(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.press("L")
		st.says("Nothing has been asked of the tenant yet.")
		st.press("enter", "y", "j", "q")
		if len(st.dialogs) != 0 || st.quitting() {
			t.Error("q closes the window and no more")
		}
	})
}

func TestDecisionsKeptAreBounded(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		for range decisionsKept + 5 {
			st.intent(screen.Decided{What: "approve"})
		}
		if len(st.decisions) != decisionsKept {
			t.Errorf("%d kept", len(st.decisions))
		}
	})
}

// TestCurlOfAnIncompleteBody pins the warning above a command that would send
// our placeholders to the tenant.
func TestCurlOfAnIncompleteBody(t *testing.T) {
	const warning = "# the body was cut or masked: complete it before use\ncurl -X PUT "
	for body, warned := range map[string]bool{
		`{"password":"[redacted]"}`: true, `{"a":"bcd…`: true, `{"a":"wait… done"}`: false, `{"a":1}`: false, "": false,
	} {
		got := curl(&api.Call{Method: "PUT", URL: "https://a.example/x", Body: body, Type: "application/json"})
		if strings.HasPrefix(got, warning) != warned || strings.Contains(got, "#") != warned {
			t.Errorf("%s: %s", body, got)
		}
	}
}

func TestCurlOfReads(t *testing.T) {
	for method, want := range map[string]string{
		"GET":  `curl -H "Authorization: Bearer $TOKEN" 'https://a.example/x'`,
		"HEAD": `curl --head -H "Authorization: Bearer $TOKEN" 'https://a.example/x'`,
	} {
		if got := curl(&api.Call{Method: method, URL: "https://a.example/x"}); got != want {
			t.Errorf("%s: %s", method, got)
		}
	}
}

// unquote reads one word as a POSIX shell does, for what quote writes: single
// quotes, and a backslash between them.
func unquote(t *testing.T, s string) string {
	t.Helper()
	var b strings.Builder
	for s != "" {
		switch s[0] {
		case '\'':
			end := strings.IndexByte(s[1:], '\'')
			if end < 0 {
				t.Fatalf("a quote that does not end in %q", s)
			}
			b.WriteString(s[1 : 1+end])
			s = s[end+2:]
		case '\\':
			if len(s) < 2 {
				t.Fatal("a backslash at the end")
			}
			b.WriteByte(s[1])
			s = s[2:]
		default:
			t.Fatalf("the shell would see %q outside of quotes", s)
		}
	}
	return b.String()
}

// FuzzQuote holds that whatever is in an address or a body, the shell reads it
// as that one word.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "it's", "'", "''", `\`, `'\''`, "$(reboot)", "`reboot`", "a\nb", "!x", "-o /etc/passwd", "é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := unquote(t, quote(s)); got != s {
			t.Fatalf("%q comes back as %q", s, got)
		}
	})
}

// TestQuoteInARealShell asks the shell itself.
func TestQuoteInARealShell(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh here")
	}
	for _, s := range []string{"it's", "'", `'\''`, "$(echo no)", "`echo no`", "a\nb", `\n`, "; exit 3", "*", "~", "#x"} {
		out, err := exec.Command(sh, "-c", "printf %s "+quote(s)).Output()
		if err != nil || string(out) != s {
			t.Errorf("%q: the shell reads %q, %v", s, out, err)
		}
	}
}

func TestPathOfAnAddress(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/v3/x?y=1": "/v3/x?y=1", "https://a.example": "https://a.example", "/v3/x": "/v3/x", "": "",
	} {
		if got := path(in); got != want {
			t.Errorf("path(%q) = %q", in, got)
		}
	}
}
