package flow

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/adhocore/gronx"

	"iscope/api/sandbox/internal/kit"
)

// cron is a schedule that a client wrote, as a cron expression in a time zone.
type cron struct {
	expr string // empty if the schedule never fires
	zone *time.Location
}

var errSchedule = errors.New("the schedule cannot be read")

// oneOrMany reads a list, or the bare text that clients send in its place.
type oneOrMany []string

// UnmarshalJSON takes both forms; empty text is an empty list.
func (o *oneOrMany) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		if one != "" {
			*o = oneOrMany{one}
		}
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(o))
}

// cronOf reads the attributes of a SCHEDULED trigger.
func cronOf(trigger json.RawMessage) (cron, error) {
	var t struct {
		Attributes struct {
			Frequency, TimeZone, CronString      string
			WeeklyDays, WeeklyTimes, YearlyTimes oneOrMany
		}
	}
	if err := json.Unmarshal(trigger, &t); err != nil {
		return cron{}, fmt.Errorf("%w: %w", errSchedule, err)
	}
	a := t.Attributes
	c := cron{zone: zone(a.TimeZone)}
	switch {
	case a.CronString != "":
		c.expr = a.CronString
	case a.Frequency == "weekly" && len(a.WeeklyDays) > 0:
		days := make([]string, len(a.WeeklyDays))
		for i, name := range a.WeeklyDays {
			d := slices.IndexFunc(weekdays, func(full string) bool {
				return len(name) >= 3 && strings.HasPrefix(strings.ToLower(full), strings.ToLower(name))
			})
			if d < 0 {
				return c, fmt.Errorf("%w: unknown weekday %q", errSchedule, name)
			}
			days[i] = strconv.Itoa((d + 1) % 7)
		}
		hour, minute, err := clock(a.WeeklyTimes)
		if err != nil {
			return c, err
		}
		c.expr = fmt.Sprintf("%d %d * * %s", minute, hour, strings.Join(days, ","))
	case a.Frequency == "yearly" && len(a.YearlyTimes) > 0:
		at, ok := kit.ParseTime(a.YearlyTimes[0])
		if !ok {
			return c, fmt.Errorf("%w: %q is not a time", errSchedule, a.YearlyTimes[0])
		}
		c.expr = fmt.Sprintf("%d %d %d %d *", at.Minute(), at.Hour(), at.Day(), at.Month())
	case a.Frequency == "daily":
		c.expr = "0 9 * * *"
	case a.Frequency == "monthly":
		c.expr = "0 9 1 * *"
	default:
		return c, nil
	}
	if !gronx.IsValid(c.expr) {
		return c, fmt.Errorf("%w: %q is not a cron expression", errSchedule, c.expr)
	}
	return c, nil
}

// clock reads "08:30", or a full time of which only the clock counts; nine in
// the morning if nothing is said.
func clock(times []string) (hour, minute int, err error) {
	if len(times) == 0 {
		return 9, 0, nil
	}
	if at, err := time.Parse(clockLayout, times[0]); err == nil {
		return at.Hour(), at.Minute(), nil
	}
	at, ok := kit.ParseTime(times[0])
	if !ok {
		return 0, 0, fmt.Errorf("%w: %q is not a time of day", errSchedule, times[0])
	}
	return at.Hour(), at.Minute(), nil
}

// ticks is the cadence of a schedule that a client wrote. Cron has no
// arithmetic, so the instants are listed as the clock reaches them.
type ticks struct {
	cron cron
	list []time.Time
	next time.Time // the first one that is not listed yet
}

func newTicks(c cron, now time.Time) *ticks {
	k := &ticks{cron: c, next: now}
	k.advance()
	return k
}

func (k *ticks) advance() {
	next, err := gronx.NextTickAfter(k.cron.expr, k.next.In(k.cron.zone), false)
	if err != nil {
		next = farFuture // such as 31 February
	}
	k.next = next.UTC()
}

// lookAhead bounds how many instants one look at the clock may add, should it
// have jumped by years.
const lookAhead = 5_000

func (k *ticks) at(i uint64) time.Time {
	if i < uint64(len(k.list)) {
		return k.list[i]
	}
	return farFuture
}

func (k *ticks) upTo(t time.Time) uint64 {
	for added := 0; !k.next.After(t) && added < lookAhead; added++ {
		k.list = append(k.list, k.next)
		k.advance()
	}
	n := len(k.list)
	for n > 0 && k.list[n-1].After(t) {
		n--
	}
	return uint64(n)
}
