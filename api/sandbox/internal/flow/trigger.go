package flow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The kinds of trigger, as the API spells them.
const (
	onEvent     = "EVENT"
	onSchedule  = "SCHEDULED"
	onExternal  = "EXTERNAL"
	onNothing   = ""
	clockLayout = "15:04"
)

// trigger is what starts a workflow.
type trigger struct {
	kind  string
	id    string // of an event; the name of an external one
	every schedule
}

// parseTrigger reads the on: line of a blueprint.
func parseTrigger(s string) (trigger, error) {
	words := strings.Fields(s)
	if len(words) == 0 {
		return trigger{}, fmt.Errorf("the trigger is empty")
	}
	switch {
	case words[0] == "NONE":
		return trigger{kind: onNothing}, nil
	case (words[0] == onEvent || words[0] == onExternal) && len(words) == 2:
		return trigger{kind: words[0], id: strings.Trim(words[1], "-")}, nil
	case words[0] == onSchedule && len(words) > 3:
		sc, err := parseSchedule(words[1:])
		return trigger{kind: onSchedule, every: sc}, err
	}
	return trigger{}, fmt.Errorf("unknown trigger %q", s)
}

// parseSchedule reads "daily 05:30 UTC", "weekly Monday,Friday 08:00 ZONE",
// "monthly 15 06:30 ZONE", "yearly 12-31 18:00 ZONE" and "cron */15 * * * * ZONE".
func parseSchedule(words []string) (schedule, error) {
	sc := schedule{frequency: words[0], zone: words[len(words)-1]}
	rest := words[1 : len(words)-1]
	if sc.frequency == "cron" {
		sc.cron = strings.Join(rest, " ")
		return sc.fromCron(rest)
	}
	at, err := time.Parse(clockLayout, rest[len(rest)-1])
	if err != nil {
		return sc, err
	}
	sc.minute = at.Hour()*60 + at.Minute()
	switch sc.frequency {
	case "daily":
	case "weekly":
		for _, name := range strings.Split(rest[0], ",") {
			day := slices.Index(weekdays, name)
			if day < 0 {
				return sc, fmt.Errorf("unknown weekday %q", name)
			}
			sc.days = append(sc.days, day)
		}
	case "monthly":
		sc.day, err = strconv.Atoi(rest[0])
	case "yearly":
		var on time.Time
		on, err = time.Parse("01-02", rest[0])
		sc.month, sc.day = on.Month(), on.Day()
	default:
		err = fmt.Errorf("unknown frequency %q", sc.frequency)
	}
	return sc, err
}

// fromCron understands the forms of the blueprints: every n minutes, hourly,
// and a time on a range of weekdays.
func (sc schedule) fromCron(f []string) (schedule, error) {
	if len(f) != 5 {
		return sc, fmt.Errorf("cron %q has not five fields", sc.cron)
	}
	if n, ok := strings.CutPrefix(f[0], "*/"); ok {
		minutes, err := strconv.Atoi(n)
		sc.period = time.Duration(minutes) * time.Minute
		return sc, err
	}
	minute, err := strconv.Atoi(f[0])
	if err != nil {
		return sc, err
	}
	if f[1] == "*" {
		sc.period, sc.minute = time.Hour, minute
		return sc, nil
	}
	hour, err := strconv.Atoi(f[1])
	sc.minute = hour*60 + minute
	sc.frequency = "weekly"
	sc.days = []int{0, 1, 2, 3, 4} // 1-5, the only range in use
	return sc, err
}

// wire is the trigger as JSON. workflow is its UUID, host the API's own address.
func (t trigger) wire(filter, workflow string) object {
	switch t.kind {
	case onEvent:
		a := object{"id": nil, "filter.$": nil, "description": nil, "attributeToFilter": nil, "formDefinitionId": nil}
		if t.id != "" {
			a["id"] = t.id
		}
		if filter != "" {
			a["filter.$"] = filter
		}
		if t.id == "idn:form-submitted" {
			a["formDefinitionId"] = "onboarding-survey"
		}
		return object{"type": onEvent, "displayName": nil, "attributes": a}
	case onExternal:
		return object{"type": onExternal, "displayName": nil, "attributes": object{
			"name": t.id, "description": "Called from outside", "clientId": nil,
			"url": "/v2025/workflows/execute/external/" + workflow,
		}}
	case onSchedule:
		return object{"type": onSchedule, "displayName": nil, "attributes": t.every.wire()}
	}
	return object{"type": onNothing, "displayName": nil, "attributes": nil}
}

func (sc schedule) wire() object {
	a := object{"frequency": sc.frequency, "timeZone": sc.zone, "cronString": nil, "weeklyDays": nil, "weeklyTimes": nil, "yearlyTimes": nil}
	at := fmt.Sprintf("%02d:%02d", sc.minute/60, sc.minute%60)
	if sc.cron != "" {
		a["frequency"], a["cronString"] = "cronSchedule", sc.cron
		return a
	}
	switch sc.frequency {
	case "daily":
		a["cronString"] = fmt.Sprintf("%d %d * * *", sc.minute%60, sc.minute/60)
	case "weekly":
		names := make([]string, len(sc.days))
		for i, d := range sc.days {
			names[i] = weekdays[d]
		}
		a["weeklyDays"], a["weeklyTimes"] = names, []string{at}
	case "monthly":
		a["cronString"] = fmt.Sprintf("%d %d %d * *", sc.minute%60, sc.minute/60, sc.day)
	case "yearly":
		a["yearlyTimes"] = []string{fmt.Sprintf("1970-%02d-%02dT%s:00.000Z", sc.month, sc.day, at)}
	}
	return a
}

var weekdays = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
