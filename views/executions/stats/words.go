package stats

import (
	"fmt"
	"strings"

	"iscope/ui/cell"
)

// Words says s in one line of facts, the most telling first; dot stands between
// them. Facts that cannot be told are left out.
func (s Stats) Words(dot string) string {
	facts := []string{cell.Count(s.Runs, "run")}
	if share, ok := s.FailureRate(); ok {
		facts = append(facts, percent(share, s.Failed)+" failed")
	}
	if s.Timed > 0 {
		facts = append(facts, "median "+cell.Duration(s.Median))
	}
	if s.Timed >= slowSample {
		facts = append(facts, "p95 "+cell.Duration(s.P95))
	}
	if n, ok := s.PerDay(); ok {
		facts = append(facts, pace(n))
	}
	return strings.Join(facts, " "+dot+" ")
}

// percent writes a share so that what is there is never nothing, and all is only
// what is all.
func percent(share float64, n int) string {
	p := 100 * share
	switch {
	case n == 0:
		return "none"
	case p < 0.1:
		return "<0.1%"
	case p < 10:
		return fmt.Sprintf("%.1f%%", p)
	case share < 1:
		return fmt.Sprintf("%d%%", min(int(p+0.5), 99))
	}
	return "all"
}

// pace writes a rate per day in the unit in which it is a handy number.
func pace(perDay float64) string {
	switch hourly := perDay / 24; {
	case hourly >= 10*60:
		return handy(hourly/60) + " a minute"
	case hourly >= 5:
		return handy(hourly) + " an hour"
	case perDay >= 1:
		return handy(perDay) + " a day"
	case perDay*7 >= 1:
		return handy(perDay*7) + " a week"
	}
	return handy(perDay*30) + " a month"
}

// handy writes a number below ten with a digit after the point, unless that is 0.
func handy(n float64) string {
	if n < 9.95 {
		return strings.TrimSuffix(fmt.Sprintf("%.1f", n), ".0")
	}
	return cell.Thousands(int(n + 0.5))
}
