package tasks

import (
	"fmt"
	"strconv"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// taskStatus is a task as the API writes it.
type taskStatus struct {
	ID                    string         `json:"id"`
	Type                  string         `json:"type"`
	UniqueName            string         `json:"uniqueName"`
	Description           string         `json:"description"`
	ParentName            *string        `json:"parentName"`
	Launcher              string         `json:"launcher"`
	Target                *target        `json:"target"`
	Created               string         `json:"created"`
	Modified              *string        `json:"modified"`
	Launched              *string        `json:"launched"`
	Completed             *string        `json:"completed"`
	CompletionStatus      *string        `json:"completionStatus"`
	Messages              []message      `json:"messages"`
	Returns               []returned     `json:"returns"`
	Attributes            map[string]any `json:"attributes"`
	Progress              *string        `json:"progress"`
	PercentComplete       int            `json:"percentComplete"`
	TaskDefinitionSummary definition     `json:"taskDefinitionSummary"`
}

type target struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Name string `json:"name"`
}

type message struct {
	Type          string         `json:"type"`
	LocalizedText *localizedText `json:"localizedText"`
	Key           string         `json:"key"`
	Parameters    []any          `json:"parameters"`
}

type localizedText struct {
	Locale  string `json:"locale"`
	Message string `json:"message"`
}

type returned struct {
	Name          string `json:"name"`
	AttributeName string `json:"attributeName"`
}

type definition struct {
	ID          string         `json:"id"`
	UniqueName  string         `json:"uniqueName"`
	Description string         `json:"description"`
	ParentName  string         `json:"parentName"`
	Executor    *string        `json:"executor"`
	Arguments   map[string]any `json:"arguments"`
}

// row writes a task as it is now.
func (s *Service) row(n uint64) *taskStatus {
	t, now := s.line.run(n), s.world.Now()
	end := s.ending(t)
	r := s.world.Rand("task row", n)
	out := &taskStatus{
		ID: s.world.ID32(kindName, n), Type: t.kind.typ, UniqueName: t.kind.name, Description: t.kind.description,
		ParentName: textOrNil(t.kind.parent), Launcher: s.launcher(t), Target: s.target(t), Created: kit.Millis(t.created),
		Messages: []message{}, Returns: []returned{}, Attributes: map[string]any{}, TaskDefinitionSummary: s.definition(t.kind),
	}
	modified := t.created
	if !t.launched.After(now) {
		out.Launched = stamp(t.launched)
		modified = t.launched
	}
	if end.pending(now) {
		s.progress(out, t, now)
		out.Modified = stamp(modified)
		return out
	}
	out.Completed, out.CompletionStatus, out.Modified = stamp(end.at), &end.status, stamp(end.known)
	if end.cleared {
		return out // the process was not stopped, and left nothing behind
	}
	text := "Completed"
	if end.status != "SUCCESS" && end.status != "WARNING" {
		text = "Stopped"
	}
	out.Progress = &text
	if !t.kind.silent {
		out.PercentComplete = 100
		if text == "Stopped" {
			out.PercentComplete = 10 + r.IntN(85)
		}
	}
	if list := notes[end.status]; end.status != "SUCCESS" || r.IntN(3) == 0 {
		out.Messages = append(out.Messages, kit.Pick(r, list).message())
	}
	s.figures(out, t, end.status)
	return out
}

// progress fills in what a task under way reports.
func (s *Service) progress(out *taskStatus, t run, now time.Time) {
	text := "Queued"
	if out.Launched != nil {
		done := 0.37 // a stuck task stopped somewhere
		if !t.ends.IsZero() {
			done = min(0.99, now.Sub(t.launched).Seconds()/t.ends.Sub(t.launched).Seconds())
		}
		text = "Started"
		if volume := s.volume(t); done > 0.05 {
			text = fmt.Sprintf("Processed %d of %d %s", int(done*float64(volume)), volume, t.kind.objects)
		}
		if !t.kind.silent {
			out.PercentComplete = int(done * 100)
		}
	}
	out.Progress = &text
}

// volume is how many objects the task works through: much the same each time.
func (s *Service) volume(t run) int {
	of := 0.3 + 1.4*s.line.trait("task volume", t) + 0.04*float64(s.world.Hash("task volume", t.n)%1000)/1000
	return max(1, int(of*float64(t.kind.volume)))
}

// figures fills in what a task returns. One that failed returns less, or nothing.
func (s *Service) figures(out *taskStatus, t run, status string) {
	volume := s.volume(t)
	if status == "ERROR" || status == "TEMPERROR" {
		if t.n%2 == 0 {
			return
		}
		volume /= 3
	}
	for i, f := range t.kind.figures {
		share := f.share
		if i > 0 && share < 0.9 {
			share *= float64(s.world.Hash("task figure", t.n, uint64(i))%2000) / 1000
		}
		out.Returns = append(out.Returns, returned{Name: f.label, AttributeName: f.attribute})
		count := int(share * float64(volume))
		if f.text {
			out.Attributes[f.attribute] = strconv.Itoa(count)
		} else {
			out.Attributes[f.attribute] = count
		}
	}
}

func (n note) message() message {
	m := message{Type: n.severity, Key: n.key, Parameters: n.params}
	if n.text != "" {
		m.LocalizedText = &localizedText{Locale: "en", Message: n.text}
	}
	return m
}

// launcher is the service or the person that started the task.
func (s *Service) launcher(t run) string {
	if t.kind.launcher != "" {
		return t.kind.launcher
	}
	return s.world.Somebody(s.world.Rand("task launcher", t.n)).Alias
}

func (s *Service) target(t run) *target {
	switch {
	case t.source != nil:
		return &target{ID: t.source.ID, Type: t.kind.target, Name: t.source.Name + " [source]"}
	case t.kind.target == "IDENTITY":
		p := s.world.Anyone(s.world.Rand("task target", t.n))
		return &target{ID: p.ID, Type: t.kind.target, Name: p.Name}
	}
	return nil
}

func (s *Service) definition(k *taskKind) definition {
	executor := "sailpoint.task.ServiceTaskExecutor"
	return definition{
		ID: s.world.ID32("task definition", kit.Text(k.code)), UniqueName: k.name, Description: k.description,
		ParentName: k.name, Executor: &executor,
		Arguments: map[string]any{"serviceMethod": k.method, "taskType": k.code},
	}
}

func stamp(t time.Time) *string {
	s := kit.Millis(t)
	return &s
}

func textOrNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
