package app

import (
	"net/http"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

func TestAProviderThatIsDownWhileSessionsStartAndEnd(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]teamviewertest.Fault{
		"503":            {Status: http.StatusServiceUnavailable, Body: `{"error":"internal_error","error_description":"down","error_code":503}`},
		"429":            {Status: http.StatusTooManyRequests, RetryAfter: "1", Body: `{"error":"rate_limit_reached","error_description":"slow down","error_code":429}`},
		"10 MB":          {Huge: true},
		"cut off":        {Cut: true},
		"no answer":      {Lose: true},
		"another shape":  {Match: "GET", Status: http.StatusOK, Body: `[{"sessions":"none"}]`},
		"a page instead": {Status: http.StatusBadGateway, Body: "<html><body>Bad gateway</body></html>"},
		"slow":           {Delay: time.Second, Status: http.StatusGatewayTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outage(t, fault)
		})
	}
}

// outage has sessions start, end and run on while TeamViewer is down; afterwards each is what it should be.
func outage(t *testing.T, fault teamviewertest.Fault) {
	th := newTheatre(t)
	admin := th.admin
	starts, regrets, closes, runs := th.handset("starts"), th.handset("regrets"), th.handset("closes"), th.handset("runs")
	th.ready(starts, regrets, closes, runs)
	closing, running := admin.attended(closes.id), admin.attended(runs.id)
	closes.delivered(admin, closing)
	code := runs.delivered(admin, running)
	if err := th.viewer.Arrive(code); err != nil {
		t.Fatal(err)
	}
	admin.handOver(running)

	th.viewer.Break(fault)
	refused := fault.Status >= 300 || fault.Lose // else closing works, as its answer has nothing in it to be spoiled
	starting, regretted := admin.attended(starts.id), admin.attended(regrets.id)
	if err := th.viewer.Connect(code); err != nil {
		t.Fatal(err)
	}
	if err := th.viewer.EndConnection(code); err != nil {
		t.Fatal(err)
	}
	admin.must("POST", "/sessions/"+closing+"/end", object{})
	until(t, "the trouble is told", func() bool {
		return str(admin.session(starting), "at_provider", "problem") != "" && str(admin.session(running), "at_provider", "problem") != "" &&
			(!refused || str(admin.session(closing), "at_provider", "problem") != "")
	})
	admin.must("POST", "/sessions/"+regretted+"/end", object{})
	closes.checksInUntil("the value is taken away though TeamViewer is down", func() bool { return closes.code() == "" })
	if s := admin.session(running); str(s, "state") != "handed_over" {
		t.Errorf("nobody knows how it went, and the session is %v", s)
	}
	th.viewer.Mend()

	starts.delivered(admin, starting)
	if s := admin.is(starting, "waiting"); str(s, "at_provider", "problem") != "" {
		t.Errorf("the trouble is over, and the session still tells of it: %v", s)
	}
	if s := admin.is(running, "ended"); str(s, "end_reason") != "ended_at_provider" || str(s, "at_provider", "ended_at") == "" {
		t.Errorf("ended meanwhile: %v", s)
	}
	for sessionID, open := range map[string]int{starting: 1, regretted: 0, closing: 0, running: 0} {
		until(t, "as many codes are open as should be", func() bool {
			n := 0
			for _, c := range codesOf(th.viewer, sessionID) {
				if c.Open {
					n++
				}
			}
			return n == open
		})
		if n := len(codesOf(th.viewer, sessionID)); n > 1 {
			t.Errorf("session %s has %d codes at TeamViewer", sessionID, n)
		}
	}
	if got := admin.endReason(regretted) + " " + admin.endReason(closing); got != "ended_by_technician ended_by_technician" {
		t.Errorf("the ends are %s", got)
	}
	admin.verified()
}
