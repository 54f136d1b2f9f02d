package teamviewer_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

func (d *desk) logger() *slog.Logger { return slog.New(slog.NewTextHandler(d.log, nil)) }

func TestTheEndOfAnUnattendedSessionIsProvenByAReport(t *testing.T) {
	t.Parallel()
	for _, hidden := range []bool{false, true} { // with and without the list of devices
		d := newDesk(t, teamviewertest.Config{PageSize: 2})
		peer, other := d.standIn.AddDevice("Phone 7", "dev_1"), d.standIn.AddDevice("Phone 7", "dev_1")
		if hidden {
			d.standIn.Break(teamviewertest.Fault{Match: "GET /api/v1/devices", Status: 403, Body: `{"error":"invalid_permission"}`})
		}
		q := provider.Question{SessionID: "ses_1", TechnicianID: "usr_1", Mode: "unattended", Reference: peer, Peer: peer, Since: time.Now()}
		sight := func() provider.Sight {
			t.Helper()
			got, err := d.provider.Look(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		for _, p := range []string{other, peer} { // somebody else's phone of the same name comes first
			if got := sight(); !got.EndedAt.IsZero() || !got.ConnectedAt.IsZero() {
				t.Fatalf("hidden %t, before the end: Look = %+v", hidden, got)
			}
			if err := errors.Join(d.standIn.ConnectDevice(p, mori), d.standIn.EndDevice(p)); err != nil {
				t.Fatal(err)
			}
		}
		got := sight()
		switch proven := !got.EndedAt.IsZero() && strings.HasPrefix(got.Evidence, "connection report "); {
		case !hidden && !proven:
			t.Errorf("after the end: Look = %+v, want it proven", got)
		case hidden && proven: // the entry's own id is not the number, so nothing can be said
			t.Errorf("without the list of devices: Look = %+v, want nothing concluded", got)
		}
		q.Peer = "12 34"
		if _, err := d.provider.Look(t.Context(), q); kind(err) != provider.NotMatched {
			t.Errorf("Look at no device = %v, want %s", err, provider.NotMatched)
		}
	}
}

// Who lost the connection and came back has made two reports.
func TestReportsOfOneSessionAreTakenTogether(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	since := time.Now().UTC().Truncate(time.Second)
	record := func(code string, start, end time.Duration) string {
		text := fmt.Sprintf(`{"id":"r%d","session_code":%q,"start_date":%q`, start/time.Second, code, since.Add(start).Format(time.RFC3339))
		if end > 0 {
			text += fmt.Sprintf(`,"end_date":%q`, since.Add(end).Format(time.RFC3339))
		}
		return text + "}"
	}
	look := func(records ...string) provider.Sight {
		t.Helper()
		d.standIn.Mend()
		d.standIn.Break(teamviewertest.Fault{Match: "GET /api/v1/sessions/{code}", Status: 404, Body: `{"error":"not_found"}`})
		d.standIn.Break(teamviewertest.Fault{Match: "GET /api/v1/reports", Status: 200, Body: `{"records":[` + strings.Join(records, ",") + `]}`})
		got, err := d.provider.Look(t.Context(), provider.Question{SessionID: "ses_1", TechnicianID: "usr_1", Mode: "attended", Reference: "s12-345-678", Since: since})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := look(record("s12345678", time.Minute, 2*time.Minute), record("S12-345-678", 3*time.Minute, 5*time.Minute),
		record("s99-999-999", 6*time.Minute, 9*time.Minute), record("s12-345-678", -time.Hour, -time.Minute))
	if got.Open || !got.ConnectedAt.Equal(since.Add(time.Minute)) || !got.EndedAt.Equal(since.Add(5*time.Minute)) || !strings.Contains(got.Evidence, "not found; connection report r60, r180") {
		t.Errorf("Look = %+v, want from the first start to the last end", got)
	}
	if got := look(record("s12345678", time.Minute, 2*time.Minute), record("s12345678", 3*time.Minute, 0)); !got.EndedAt.IsZero() || got.ConnectedAt.IsZero() {
		t.Errorf("Look while one goes on = %+v, want no end", got)
	}
	if got := look(record("s12345678", 3*time.Minute, time.Minute)); !got.ConnectedAt.IsZero() {
		t.Errorf("Look at a report that ends before it starts = %+v, want nothing concluded", got)
	}
}

// The smallest set of permissions lacks reports: what can be seen is told all the same.
func TestWithoutTheRightToSeeReports(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{})
	opening, err := d.provider.Open(t.Context(), attended())
	if err != nil {
		t.Fatal(err)
	}
	q := provider.Question{SessionID: "ses_1", TechnicianID: "usr_1", Mode: "attended", Reference: opening.Reference, Since: time.Now()}
	d.standIn.Break(teamviewertest.Fault{Match: "GET /api/v1/reports", Status: 403, Body: `{"error":"invalid_permission"}`})
	if got, err := d.provider.Look(t.Context(), q); err != nil || !got.Open || !strings.HasSuffix(got.Evidence, "online false; connection reports are not allowed") {
		t.Errorf("Look = %+v, %v, want the code seen", got, err)
	}
	q.Mode, q.Peer = "unattended", d.standIn.AddDevice("Phone", "")
	if _, err := d.provider.Look(t.Context(), q); kind(err) != provider.NotAllowed {
		t.Errorf("Look at an unattended session = %v, want %s: nothing else can be seen of it", err, provider.NotAllowed)
	}
	d.standIn.Mend()
	d.standIn.Break(teamviewertest.Fault{Match: "GET /api/v1/reports", Status: 429, RetryAfter: "9"})
	q.Mode = "attended"
	if _, err := d.provider.Look(t.Context(), q); kind(err) != provider.RateLimited {
		t.Errorf("Look = %v, want %s", err, provider.RateLimited)
	}
}

func TestPeersAreListedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t, teamviewertest.Config{PageSize: 1})
	want := map[string]string{}
	for i := range 3 {
		reference := fmt.Sprintf("dev_%d", i)
		want[d.standIn.AddDevice("Phone\x007", reference)] = reference
	}
	peers := teamviewer.NewPeers(d.client, func(context.Context) (id.Secret, error) { return teamviewertest.CompanyToken, nil })
	for name, faults := range map[string][]teamviewertest.Fault{
		"both lists": nil,
		"no managed": {{Match: "GET /api/v1/managed", Status: 403}},
		"only these": {{Match: "GET /api/v1/devices", Status: 403}},
	} {
		d.standIn.Mend()
		for _, f := range faults {
			d.standIn.Break(f)
		}
		list, err := peers.Peers(t.Context())
		if err != nil || len(list) != 3 {
			t.Fatalf("%s: Peers = %+v, %v, want 3", name, list, err)
		}
		for _, p := range list {
			reference := want[p.ID]
			if name == "only these" {
				reference = "" // managed devices have no description
			}
			if p.Reference != reference || p.Name != "Phone 7" || !p.Online {
				t.Errorf("%s: peer %+v, want reference %q", name, p, reference)
			}
		}
	}
	for _, f := range []teamviewertest.Fault{{Status: 403}, {Match: "GET /api/v1/devices", Status: 500}, {Match: "GET /api/v1/managed", Status: 500},
		{Match: "GET /api/v1/managed", Status: 200, Body: `{"resources":[],"nextPaginationToken":"x"}`}} {
		d.standIn.Mend()
		d.standIn.Break(f)
		if list, err := peers.Peers(t.Context()); err == nil {
			t.Errorf("%+v: Peers = %+v, want an error, not half a list", f, list)
		}
	}
}
