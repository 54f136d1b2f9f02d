package branding

import "time"

// horizon is how far ahead an opening is looked for. A change to summer time may swallow one week's only opening.
const horizon = 15 * 24 * time.Hour

// OpenNow says whether somebody answers at now, and when it opens next. next is zero while it is open, and when it never
// opens: without hours, or in a time zone that is not known, where nothing is said. Hours are on the wall clock of the time
// zone, also on the days when that is changed.
func OpenNow(b Branding, now time.Time) (open bool, next time.Time) {
	place, err := zone(b.TimeZone)
	if err != nil || len(b.Hours) == 0 {
		return false, time.Time{}
	}
	t := now.In(place)
	if openAt(b.Hours, t) {
		return true, time.Time{}
	}
	t = t.Truncate(time.Second)
	for end := t.Add(horizon); t.Before(end); {
		t = nextStep(b.Hours, t)
		if openAt(b.Hours, t) {
			return false, t
		}
	}
	return false, time.Time{}
}

func openAt(hours []Hours, t time.Time) bool {
	minute := secondOfDay(t) / 60
	for _, h := range hours {
		if h.Day == t.Weekday() && h.From <= minute && minute < h.To {
			return true
		}
	}
	return false
}

func secondOfDay(t time.Time) int { return t.Hour()*3600 + t.Minute()*60 + t.Second() }

// nextStep is the earliest time after t at which it might open: when hours begin, at midnight, or when the clock is changed.
func nextStep(hours []Hours, t time.Time) time.Time {
	second, next := secondOfDay(t), day*60
	for _, h := range hours {
		if from := h.From * 60; h.Day == t.Weekday() && from > second {
			next = min(next, from)
		}
	}
	step := t.Add(time.Duration(next-second) * time.Second)
	if _, changed := t.ZoneBounds(); !changed.IsZero() && changed.After(t) && changed.Before(step) {
		return changed
	}
	return step
}
