package workflows

import (
	"testing"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views/internal/launch"
)

// TestLaunch pins what is asked of the screen of executions, and of which
// workflows an external trigger can be seen.
func TestLaunch(t *testing.T) {
	everywhere(t, func(t *testing.T, s *stage) {
		w := joinerOf(t, s)
		s.m.table.Select(w.ID)
		s.does("workflows.test")
		goes := last[screen.Goto](s.rig)
		if test, ok := goes.Value.(launch.Test); !ok || goes.View != keymap.Executions || test.Workflow.ID != w.ID || test.Workflow.Raw.IsZero() {
			t.Errorf("%+v", goes)
		}
		toasts := len(s.Toasts())
		s.does("workflows.external")
		if s.toasted(toasts, "This workflow has no external trigger"); len(s.Stack) > 0 {
			t.Error("a window opens all the same")
		}
		x := s.find(t, func(w *api.Workflow) bool { return w.Trigger.Type == api.TriggerExternal })
		s.m.table.Select(x.ID)
		s.does("workflows.external")
		s.shows("External trigger: "+x.Name, "Dry test", "Run it live", "Create an OAuth client")
		s.Press(letter('j'), enterK)
		goes = last[screen.Goto](s.rig)
		if run, ok := goes.Value.(launch.Execute); !ok || run.Workflow.ID != x.ID || len(s.Stack) > 0 {
			t.Errorf("%+v, %d windows", goes, len(s.Stack))
		}
		if got := s.writes(); len(got) > 0 {
			t.Errorf("sent: %v", got)
		}
	})
}

// TestWindowsOpenOnWhatIsMeant opens the windows of the screen, on one workflow
// and on those that are marked.
func TestWindowsOpenOnWhatIsMeant(t *testing.T) {
	everywhere(t, func(t *testing.T, s *stage) {
		w := joinerOf(t, s)
		s.m.table.Select(w.ID)
		for a, want := range map[keymap.Action][]string{
			"workflows.new":    {"New workflow", "Empty", "For a trigger", "From a file", "From the clipboard", "Copy of another workflow"},
			"workflows.export": {"Export: " + w.Name, "joiner-provision-laptop.json", "left out  owner: "},
			"workflows.import": {"Import workflows", "Which file, or folder of files?"},
			"workflows.owner":  {"New owner: " + w.Name, "ORG_ADMIN"},
			"workflows.edit":   {"Edit " + w.Name, "Fields", "One step", "Definition", "Whole workflow"},
		} {
			s.does(a)
			if len(s.Stack) != 1 {
				t.Fatalf("%s: %d windows", a, len(s.Stack))
			}
			s.shows(want...)
			s.Press(escape)
		}
		s.does("workflows.duplicate")
		s.shows("New", w.Name, `"start": "Get Identity"`)
		s.Press(escape)
		if len(s.Stack) > 0 { // without a place for drafts it is asked first
			s.Agree("")
		}
		s.m.split.Close()
		s.frame(120, 36)
		s.does("list.mark", "list.mark")
		marked := s.m.table.Marked()
		if len(marked) != 2 {
			t.Fatalf("%d are marked", len(marked))
		}
		for a, want := range map[keymap.Action]string{"workflows.export": "Export 2 workflows", "workflows.owner": "New owner of 2 workflows"} {
			s.does(a)
			s.shows(want)
			s.Press(escape)
		}
		// Where the steps have the keys, it is the step that is edited.
		s.does("list.mark-all", "list.mark-all")
		s.at(w, tabSteps)
		s.m.steps().GoTo("/definition/steps/Send Welcome")
		s.does("workflows.edit")
		s.shows("step Send Welcome", `"actionId": "sp:send-email"`)
		s.Press(escape)
		if got := s.writes(); len(got) > 0 || len(s.Stack) > 0 {
			t.Errorf("sent: %v; %d windows", got, len(s.Stack))
		}
	})
}

// changing are the actions of the screen that change something.
func changing(s *stage) (out []keymap.Action) {
	for _, b := range s.env.Keys.In(keymap.Workflows) {
		if b.Writes {
			out = append(out, b.Action)
		}
	}
	return out
}

// TestReadOnlySaysSo pins that whatever changes something is answered with words,
// also where a palette or a script asks for it, and opens no window.
func TestReadOnlySaysSo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := enter(t, staging{change: func(env *screen.Env, _ *Options) { env.ReadOnly = true }})
		n := 0
		try := func() {
			for _, a := range changing(s) {
				toasts := len(s.Toasts())
				s.does(a)
				n++
				if s.toasted(toasts, "Read-only: nothing can be changed"); len(s.Stack) > 0 {
					t.Fatalf("%s opens a window", a)
				}
				if goes := last[screen.Goto](s.rig); goes.Value != nil {
					t.Errorf("%s asks %+v", a, goes)
				}
			}
		}
		try()
		s.does("list.mark-all")
		try()
		s.does("app.back") // the marks
		s.at(joinerOf(t, s), tabSteps)
		try()
		x := s.find(t, func(w *api.Workflow) bool { return w.Trigger.Type == api.TriggerExternal })
		s.m.split.Close()
		s.m.table.Select(x.ID)
		s.does("workflows.external")
		for range 2 {
			s.Press(letter('j'), enterK)
			s.shows("Read-only: nothing can be changed")
		}
		if got := s.writes(); len(got) > 0 || n < 24 {
			t.Errorf("%d tries sent %v", n, got)
		}
	})
}
