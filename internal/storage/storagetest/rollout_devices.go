package storagetest

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

// setApp writes what is known of an app on a device.
func setApp(t *testing.T, s Store, deviceID, appID string, change func(*rollout.DeviceApp)) rollout.DeviceApp {
	t.Helper()
	a, err := s.ChangeDeviceApp(t.Context(), deviceID, appID, func(c *rollout.Change) error {
		change(&c.App)
		return nil
	})
	ok(t, err)
	return a
}

func delivery(sessionID, deviceID, appID string) rollout.Delivery {
	return rollout.Delivery{SessionID: sessionID, DeviceID: deviceID, AppID: appID, OrderRef: "r2", Refs: []string{"r1", "r2"},
		State: rollout.Ordered, Problem: "p", Values: map[provider.Value]string{provider.SessionCode: "s12"}, Again: true,
		ExpiresAt: start.Add(time.Hour), At: start}
}

func deliver(t *testing.T, s Store, d rollout.Delivery) {
	t.Helper()
	_, err := s.ChangeDeviceApp(t.Context(), d.DeviceID, d.AppID, func(c *rollout.Change) error {
		c.Deliveries = append(c.Deliveries, d)
		return nil
	})
	ok(t, err)
}

var deviceAppPromises = []promise{
	{"what is known of an app on a device comes back as it was given", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		deviceID := addPhone(t, s)
		want := rollout.DeviceApp{DeviceID: deviceID, AppID: "app_a", Wanted: mdm.Required, Basis: "b", AutoLaunch: true, Convert: true,
			State: mdm.AppFailed, AppVersion: "1.2", Managed: device.No, Reason: mdm.UserRefused, Words: "いいえ", Asked: 3, Ordered: 2,
			OrderedAt: start, OrderRef: "r1", Problem: "p", ConfigRef: "r0", ConfigAt: start.Add(time.Microsecond), Evidence: "e", At: start.Add(time.Second),
			Activated: device.Yes, ActivatedBy: "f", ActivatedAt: start.Add(time.Minute), CheckIn: "asked", CheckInAt: start.Add(time.Hour)}
		got := setApp(t, s, deviceID, "app_a", func(a *rollout.DeviceApp) {
			equal(t, "before", *a, rollout.DeviceApp{DeviceID: deviceID, AppID: "app_a"})
			*a = want
		})
		want.Version = 1
		equal(t, "answered", got, want)
		kept, err := s.DeviceApps(t.Context(), []string{deviceID, "dev_none"})
		ok(t, err)
		equal(t, "kept", kept, []rollout.DeviceApp{want})
		got = setApp(t, s, deviceID, "app_a", func(*rollout.DeviceApp) {})
		equal(t, "version", got.Version, int64(2))
	}},
	{"a change is written whole or not at all", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		deviceID := addPhone(t, s)
		refusal := errors.New("no")
		_, err := s.ChangeDeviceApp(t.Context(), deviceID, "app_a", func(c *rollout.Change) error {
			c.App.Wanted = mdm.Required
			c.Deliveries = append(c.Deliveries, delivery("ses_1", deviceID, "app_a"))
			c.Audit = []audit.Record{record("aud_1")}
			return refusal
		})
		wantError(t, "refused", err, refusal)
		equal(t, "nothing", deviceApp(t, s, deviceID, "app_a").Wanted, "")
		_, err = s.Delivery(t.Context(), "ses_1")
		wantError(t, "no delivery", err, rollout.ErrNotFound)
		_, err = s.ChangeDeviceApp(t.Context(), deviceID, "app_a", func(c *rollout.Change) error {
			c.Jobs = []jobs.Job{{ID: "job_1", Kind: "k"}}
			c.Audit = []audit.Record{record("aud_1")}
			return nil
		})
		ok(t, err)
		equal(t, "log", actions(t, s), []string{"aud_1"})
		_, err = s.ChangeDeviceApp(t.Context(), "dev_none", "app_a", func(*rollout.Change) error { return nil })
		wantError(t, "no device", err, rollout.ErrNotFound)
		_, err = s.ChangeDeviceApp(t.Context(), deviceID, "app_none", func(*rollout.Change) error { return nil })
		wantError(t, "no app", err, rollout.ErrNotFound)
	}},
	{"changes at once all count", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		deviceID := addPhone(t, s)
		for _, err := range together(10, func(int) error {
			_, err := s.ChangeDeviceApp(t.Context(), deviceID, "app_a", func(c *rollout.Change) error {
				c.App.Asked++
				return nil
			})
			return err
		}) {
			ok(t, err)
		}
		equal(t, "asked", deviceApp(t, s, deviceID, "app_a").Asked, int64(10))
	}},
	{"an app's devices are listed by state, page by page and within a scope", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		ids := managedPhones(t, s, 5)
		for i, id := range ids {
			state := mdm.AppInstalled
			if i == 4 {
				state = mdm.AppFailed
			}
			setApp(t, s, id, "app_a", func(a *rollout.DeviceApp) { a.State = state })
		}
		group(t, s, "grp_1", "one", ids[1])
		var found []string
		for cursor := ""; ; {
			page, err := s.DeviceAppsOf(t.Context(), "app_a", mdm.AppInstalled, cursor, 3, everything)
			ok(t, err)
			for _, a := range page.Devices {
				found = append(found, a.DeviceID)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		equal(t, "installed", found, ids[:4])
		page, err := s.DeviceAppsOf(t.Context(), "app_a", mdm.AppInstalled, "", 10, device.Scope{GroupIDs: []string{"grp_1"}})
		ok(t, err)
		equal(t, "in scope", len(page.Devices), 1)
		_, err = s.DeviceAppsOf(t.Context(), "app_a", "", "%", 10, everything)
		wantError(t, "cursor", err, rollout.ErrBadCursor)
		counts, err := s.CountDeviceApps(t.Context(), "app_a")
		ok(t, err)
		equal(t, "counts", counts, map[mdm.AppState]int{mdm.AppInstalled: 4, mdm.AppFailed: 1})
		supportApp(t, s, "app_b", rollout.UniversalAddOn)
		_, err = s.ChangeDeviceApp(t.Context(), ids[0], "app_b", func(*rollout.Change) error { return nil })
		ok(t, err)
		all, err := s.CountApps(t.Context())
		ok(t, err)
		equal(t, "counts of all", all, []rollout.AppCount{{AppID: "app_a", State: mdm.AppFailed, Devices: 1}, {AppID: "app_a", State: mdm.AppInstalled, Devices: 4},
			{AppID: "app_b", Devices: 1}})
		holders, err := s.Holders(t.Context(), "app_a", ids[2], 10)
		ok(t, err)
		equal(t, "holders", len(holders), 2)
		if holders[0].DeviceID != ids[3] || holders[0].DeviceName == "" || holders[0].OwnerName == "" || !holders[0].Unenrolled.IsZero() {
			t.Fatalf("holder %+v", holders[0])
		}
	}},
	{"a delivery comes back as it was given, and loses its values when it is over", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		deviceID := addPhone(t, s)
		want := delivery("ses_1", deviceID, "app_a")
		deliver(t, s, want)
		got, err := s.Delivery(t.Context(), "ses_1")
		ok(t, err)
		equal(t, "kept", got, want)
		c, err := s.OnDevice(t.Context(), deviceID, "app_a")
		ok(t, err)
		equal(t, "open", c.Deliveries, []rollout.Delivery{want})
		for _, state := range []rollout.DeliveryState{rollout.Clearing, rollout.Proven, rollout.Failed, rollout.Withdrawing, rollout.Withdrawn} {
			_, err = s.ChangeDeviceApp(t.Context(), deviceID, "app_a", func(c *rollout.Change) error {
				equal(t, "open before "+string(state), len(c.Deliveries), 1)
				c.Deliveries[0].State = state
				return nil
			})
			ok(t, err)
		}
		got, err = s.Delivery(t.Context(), "ses_1")
		ok(t, err)
		want.State, want.Values, want.Refs = rollout.Withdrawn, nil, nil
		equal(t, "over", got, want)
		c, err = s.OnDevice(t.Context(), deviceID, "app_a")
		ok(t, err)
		equal(t, "open after", len(c.Deliveries), 0)
	}},
	{"what is proven to be gone is forgotten, the rest stays", func(t *testing.T, s Store) {
		supportApp(t, s, "app_host", rollout.Host)
		ids := managedPhones(t, s, 4)
		for i, state := range []mdm.AppState{mdm.AppRemoved, mdm.AppInstalled, mdm.AppAbsent, mdm.AppUnknown} {
			setApp(t, s, ids[i], "app_host", func(a *rollout.DeviceApp) { a.Wanted, a.State = mdm.Absent, state })
		}
		setApp(t, s, ids[2], "app_host", func(a *rollout.DeviceApp) { a.Wanted = mdm.Required })
		ok(t, s.SaveMatch(t.Context(), match(ids[0], "12345678", rollout.ByValue), rollout.Writes{}))
		ok(t, s.Forget(t.Context(), []string{"app_host"}, true))
		left, err := s.Holders(t.Context(), "app_host", "", 10)
		ok(t, err)
		var found []string
		for _, h := range left {
			found = append(found, h.DeviceID)
		}
		equal(t, "left", found, ids[1:])
		matches, err := s.Matches(t.Context(), ids)
		ok(t, err)
		equal(t, "matches", len(matches), 0)
	}},
}

func match(deviceID, peerID string, source rollout.MatchSource) rollout.Match {
	return rollout.Match{DeviceID: deviceID, Provider: rollout.TeamViewer, PeerID: peerID, Source: source,
		By: audit.Actor{Kind: audit.ByPerson, ID: "usr_1", Name: "Sato"}, At: start, Online: device.Yes, OnlineAt: start.Add(time.Minute)}
}

func report(deviceID string, at time.Time) mdm.Report { return mdm.Report{DeviceID: deviceID, At: at} }

func learnNothing(*rollout.Seen) error { return nil }

var reportPromises = []promise{
	{"a report is kept, an older or equal one changes nothing", func(t *testing.T, s Store) {
		deviceID := managedPhones(t, s, 1)[0]
		r := report(deviceID, start)
		r.AppsComplete = true
		r.Posture = device.Posture{At: start, KioskApps: []string{"a"}, KioskKnown: device.Yes, BlockedApps: []string{"b"}, SingleApp: "c"}
		r.Feedback = []mdm.Feedback{{Package: "p", Key: "k", Message: "m", Data: "d", Error: true, At: start}}
		news, err := s.Observe(t.Context(), joined, r, start, learnNothing)
		ok(t, err)
		equal(t, "news", news, true)
		for _, at := range []time.Time{start, start.Add(-time.Second)} {
			old := report(deviceID, at)
			old.Feedback = []mdm.Feedback{{Key: "late", At: at}}
			news, err := s.Observe(t.Context(), joined, old, start, func(*rollout.Seen) error {
				t.Error("learned from an old report")
				return nil
			})
			ok(t, err)
			equal(t, "news", news, false)
		}
		kept, err := s.Standings(t.Context(), []string{deviceID})
		ok(t, err)
		equal(t, "standing", kept, map[string]rollout.Standing{deviceID: {Posture: r.Posture, Complete: true, ConnectionID: joined, At: start}})
		said, err := s.Feedback(t.Context(), deviceID, start.Add(-time.Hour))
		ok(t, err)
		equal(t, "feedback", said, r.Feedback)
	}},
	{"a report of a device that is not the connection's changes nothing", func(t *testing.T, s Store) {
		deviceID := managedPhones(t, s, 1)[0]
		for _, c := range [][2]string{{"mdm_other", deviceID}, {"", deviceID}, {joined, "dev_none"}} {
			news, err := s.Observe(t.Context(), c[0], report(c[1], start), start, learnNothing)
			ok(t, err)
			equal(t, fmt.Sprint(c), news, false)
		}
	}},
	{"what is learned is written with the report, or neither", func(t *testing.T, s Store) {
		supportApp(t, s, "app_a", rollout.QuickSupport)
		deviceID := managedPhones(t, s, 1)[0]
		deliver(t, s, delivery("ses_1", deviceID, "app_a"))
		refusal := errors.New("no")
		learn := func(err error) func(*rollout.Seen) error {
			return func(seen *rollout.Seen) error {
				equal(t, "platform", seen.Platform, device.Android)
				equal(t, "catalog", len(seen.Apps), 1)
				a := seen.On["app_a"]
				a.State = mdm.AppInstalled
				seen.On["app_a"] = a
				seen.Deliveries[0].State = rollout.Proven
				m := match(deviceID, "12345678", rollout.ByFeedback)
				seen.Match = &m
				seen.Audit = []audit.Record{record("aud_1")}
				return err
			}
		}
		_, err := s.Observe(t.Context(), joined, report(deviceID, start), start, learn(refusal))
		wantError(t, "refused", err, refusal)
		equal(t, "state", deviceApp(t, s, deviceID, "app_a").State, mdm.AppUnknown)
		news, err := s.Observe(t.Context(), joined, report(deviceID, start), start, learn(nil))
		ok(t, err)
		equal(t, "news", news, true)
		equal(t, "state", deviceApp(t, s, deviceID, "app_a").State, mdm.AppInstalled)
		d, err := s.Delivery(t.Context(), "ses_1")
		ok(t, err)
		equal(t, "delivery", d.State, rollout.Proven)
		matches, err := s.Matches(t.Context(), []string{deviceID})
		ok(t, err)
		equal(t, "match", matches[deviceID].PeerID, "12345678")
		equal(t, "log", actions(t, s), []string{"aud_1"})
	}},
	{"a seat on its way out is freed by proof, one that stays only by leaving the MDM", func(t *testing.T, s Store) {
		supportApp(t, s, "app_host", rollout.Host)
		ids := managedPhones(t, s, 2)
		ok(t, s.SetSeats(t.Context(), 2, rollout.Writes{}))
		distribute(t, s, everyone("app_host"))
		wantAll(t, s, "app_host", 10)
		d := everyone("app_host")
		d.To, d.DeviceIDs = rollout.Custom, ids[1:]
		distribute(t, s, d)
		free := func(seen *rollout.Seen) error {
			seen.FreeSeat = true
			return nil
		}
		held := func(want int) {
			t.Helper()
			seats, err := s.Seats(t.Context())
			ok(t, err)
			equal(t, "held", seats.Held, want)
		}
		for _, id := range ids {
			_, err := s.Observe(t.Context(), joined, report(id, start), start, free)
			ok(t, err)
		}
		held(1)
		gone := report(ids[1], time.Time{})
		gone.Unenrolled = start.Add(time.Hour)
		news, err := s.Observe(t.Context(), joined, gone, start, free)
		ok(t, err)
		equal(t, "news", news, true)
		held(0)
		kept, err := s.Standings(t.Context(), ids)
		ok(t, err)
		equal(t, "unenrolled", kept[ids[1]].Unenrolled, gone.Unenrolled)
		devices, managed, err := s.Targets(t.Context(), everyone("app_host"))
		ok(t, err)
		equal(t, "targets", [2]int{devices, managed}, [2]int{2, 1})
	}},
	{"feedback is bounded, goes after its time and with its device", func(t *testing.T, s Store) {
		deviceID := managedPhones(t, s, 1)[0]
		r := report(deviceID, start)
		for i := range 120 {
			r.Feedback = append(r.Feedback, mdm.Feedback{Key: strconv.Itoa(i), At: start.Add(time.Duration(i) * time.Second)})
		}
		_, err := s.Observe(t.Context(), joined, r, start, learnNothing)
		ok(t, err)
		said, err := s.Feedback(t.Context(), deviceID, start)
		ok(t, err)
		equal(t, "newest first", [2]any{len(said), said[0].Key}, [2]any{100, "119"})
		ok(t, s.RemoveFeedback(t.Context(), start.Add(100*time.Second)))
		said, err = s.Feedback(t.Context(), deviceID, time.Time{})
		ok(t, err)
		equal(t, "left", len(said), 20)
		r = report(deviceID, start.Add(time.Hour))
		r.Unenrolled = r.At
		_, err = s.Observe(t.Context(), joined, r, start, learnNothing)
		ok(t, err)
		said, err = s.Feedback(t.Context(), deviceID, time.Time{})
		ok(t, err)
		equal(t, "after leaving", len(said), 0)
	}},
	{"a match comes back, and one device there opens one here", func(t *testing.T, s Store) {
		ids := managedPhones(t, s, 3)
		want := match(ids[0], "12345678", rollout.ByAdministrator)
		ok(t, s.SaveMatch(t.Context(), want, rollout.Writes{Audit: []audit.Record{record("aud_1")}}))
		page, err := s.MatchPage(t.Context(), "", 10)
		ok(t, err)
		equal(t, "kept", page, []rollout.Match{want})
		equal(t, "log", actions(t, s), []string{"aud_1"})
		wantError(t, "confirmed twice", s.SaveMatch(t.Context(), match(ids[1], "12345678", rollout.ByAdministrator), rollout.Writes{}), rollout.ErrAmbiguous)
		ok(t, s.SaveMatch(t.Context(), match(ids[1], "12345678", rollout.ByValue), rollout.Writes{}))
		matches, err := s.Matches(t.Context(), ids)
		ok(t, err)
		equal(t, "both block", [2]bool{matches[ids[0]].Ambiguous, matches[ids[1]].Ambiguous}, [2]bool{true, true})
		ok(t, s.SaveMatch(t.Context(), rollout.Match{DeviceID: ids[1], Provider: rollout.TeamViewer}, rollout.Writes{}))
		ok(t, s.SaveMatch(t.Context(), want, rollout.Writes{}))
		matches, err = s.Matches(t.Context(), ids)
		ok(t, err)
		equal(t, "confirmed anew", matches, map[string]rollout.Match{ids[0]: want})
		wantError(t, "no device", s.SaveMatch(t.Context(), match("dev_none", "99999999", rollout.ByValue), rollout.Writes{}), device.ErrNotFound)
	}},
}
