package sim

import (
	"errors"
	"slices"
	"testing"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/mdm/simulated"
	"github.com/helpatwork/helpatwork/internal/wire"
)

type wirePush = wire.MDMPush

// People who answer by themselves install, open, accept the terms and share.
func TestASessionReachesQuickSupportByItself(t *testing.T) {
	t.Parallel()
	c := newCompany(t, true)
	c.tv.codes["s12-345-678"] = false
	h := c.handset(AndroidDeviceOwner, nil)
	r := c.order(h, quickSupportFor("s12-345-678"))
	c.isIn(h, quickSupportAndroid, mdm.AppInstalled, "", r.Ref)
	h.until(t, "waiting", func(v *HandsetView) bool { return v.one(quickSupportAndroid).Session == "waiting" })
	c.tv.change(func() { c.tv.state = "asked" })
	c.tv.until(t, "the user agrees", func() bool { return slices.Equal(c.tv.answers, []bool{true}) })
	c.tv.change(func() { c.tv.state = "connected" })
	h.until(t, "connected", func(v *HandsetView) bool {
		a := v.one(quickSupportAndroid)
		return a.Session == "connected" && a.Supporter == "Tanaka" && len(v.Asks) == 0
	})
	c.tv.change(func() { c.tv.state = "ended" })
	h.until(t, "ended", func(v *HandsetView) bool { return v.one(quickSupportAndroid).Session == "ended" })
}

// S14, S67, S10: only in the foreground is the session read, the terms come first, and a launch that is gone stays gone.
func TestQuickSupportByHand(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]string{"closed": ActClose, "rebooted": ActReboot} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, false)
			c.tv.codes["s1"], c.tv.codes["s2"] = false, false
			h := c.handset(AndroidDeviceOwner, nil)
			c.isIn(h, quickSupportAndroid, mdm.AppInstalled, "", c.order(h, quickSupportFor("s1")).Ref)
			if v := h.view(); len(v.Asks) != 0 {
				t.Fatalf("QuickSupport asks %+v without being open", v.Asks)
			}
			h.must(t, ActOpen, quickSupportAndroid)
			terms := h.askedFor(t, askTerms)
			h.must(t, ActRefuse, terms)
			h.must(t, ActOpen, quickSupportAndroid)
			if len(c.tv.joined) != 0 {
				t.Fatal("QuickSupport went online although the terms were refused")
			}
			h.must(t, ActAgree, h.askedFor(t, askTerms))
			h.until(t, "waiting", func(v *HandsetView) bool { return v.one(quickSupportAndroid).Session == "waiting" })
			h.must(t, leave, quickSupportAndroid)
			c.tv.until(t, "it is gone", func() bool { return c.tv.left == 1 })
			h.must(t, ActOpen, quickSupportAndroid)
			if v := h.view().one(quickSupportAndroid); v.Session != "" {
				t.Errorf("the launch came back: %+v", v)
			}
			c.order(h, quickSupportFor("s2")) // QuickSupport is in front, so it reads a new one at once
			h.until(t, "waiting again", func(v *HandsetView) bool { return v.one(quickSupportAndroid).Session == "waiting" })
			c.tv.until(t, "both once", func() bool { return slices.Equal(c.tv.joined, []string{"s1", "s2"}) })
			h.must(t, ActClose, quickSupportAndroid)
			c.tv.change(func() { c.tv.codes["s3"] = false })
			c.isIn(h, quickSupportAndroid, mdm.AppInstalled, "", c.order(h, quickSupportFor("s3")).Ref)
			if got := h.view().one(quickSupportAndroid).Session; got != "" {
				t.Errorf("QuickSupport is %s without being in the foreground", got)
			}
		})
	}
}

func TestCodesThatAreNoGood(t *testing.T) {
	t.Parallel()
	c := newCompany(t, true)
	c.tv.codes["old"] = true
	h := c.handset(AndroidDeviceOwner, nil)
	for code, note := range map[string]string{"old": noteExpired, "unknown": noteNoSession} {
		c.order(h, quickSupportFor(code))
		h.until(t, note, func(v *HandsetView) bool { return v.one(quickSupportAndroid).Note == note })
	}
}

func TestScreenCaptureDisabledSharesNothing(t *testing.T) {
	t.Parallel()
	c := newCompany(t, true)
	c.tv.codes["s1"] = false
	h := c.handset(AndroidDeviceOwner, func(s *Spec) { s.Number = 5 })
	c.reported(h, "posture", func(r mdm.Report) bool { return r.Posture.ScreenCaptureDisabled == device.Yes })
	c.order(h, quickSupportFor("s1"))
	h.until(t, "waiting", func(v *HandsetView) bool { return v.one(quickSupportAndroid).Session == "waiting" })
	c.tv.change(func() { c.tv.state = "asked" })
	c.tv.until(t, "nothing is shared", func() bool { return slices.Equal(c.tv.answers, []bool{false}) })
	if got := h.view().one(quickSupportAndroid).Note; got != noteCaptureDisabled {
		t.Errorf("note %q", got)
	}
	if _, err := c.mdm.SetLists(t.Context(), h.spec.Device.ID, mdm.ListChange{AllowScreenCapture: true}); err != nil {
		t.Fatal(err)
	}
	c.reported(h, "allowed", func(r mdm.Report) bool { return r.Posture.ScreenCaptureDisabled == device.No })
}

func TestAKioskOpensOnlyWhatIsOnItsList(t *testing.T) {
	t.Parallel()
	c := newCompany(t, false)
	h := c.handset(AndroidKiosk, func(s *Spec) { s.Apps = []wire.App{{Package: "com.example.forms"}} })
	c.order(h, quickSupportFor(""))
	c.reported(h, "installed", func(r mdm.Report) bool {
		return len(r.Apps) == 1 && r.Apps[0].State == mdm.AppInstalled && slices.Equal(r.Posture.KioskApps, []string{"com.example.forms"})
	})
	if _, err := h.do(ActOpen, quickSupportAndroid); !errors.Is(err, ErrNotAllowed) {
		t.Fatalf("open: %v, want ErrNotAllowed", err)
	}
	if _, err := c.mdm.SetLists(t.Context(), h.spec.Device.ID, mdm.ListChange{Allow: []string{quickSupportAndroid}}); err != nil {
		t.Fatal(err)
	}
	c.reported(h, "on the list", func(r mdm.Report) bool { return slices.Contains(r.Posture.KioskApps, quickSupportAndroid) })
	h.must(t, ActOpen, quickSupportAndroid)
}

func TestTheUserSwitchesTheAddOnOn(t *testing.T) {
	t.Parallel()
	c := newCompany(t, false)
	h := c.handset(AndroidDeviceOwner, func(s *Spec) { s.Number = 3 })
	c.reported(h, "off at first", func(r mdm.Report) bool {
		return r.Posture.RunningKnown == device.Yes && len(r.Posture.RunningServices) == 0 && len(r.Apps) == 2
	})
	h.must(t, ActService, universalAddOn)
	c.reported(h, "on", func(r mdm.Report) bool { return slices.Equal(r.Posture.RunningServices, []string{universalAddOn}) })
	if _, err := h.do(ActService, quickSupportAndroid); !errors.Is(err, ErrUnknownApp) {
		t.Errorf("QuickSupport has no such service: %v", err)
	}
}

func TestAnUnsupervisedIPhoneAsks(t *testing.T) {
	t.Parallel()
	c := newCompany(t, false)
	h := c.handset(IOSDevice, nil) // Number 0 has nothing on it
	o := mdm.Order{Package: "com.example.renamed", StoreID: quickSupportStoreID, Install: mdm.Required, Configuration: map[string]any{simulated.KeySession: "s1"}}
	c.order(h, o)
	h.must(t, ActRefuse, h.askedFor(t, askInstall))
	c.isIn(h, o.Package, mdm.AppFailed, mdm.UserRefused, "")
	r := c.order(h, o) // a retry
	h.must(t, ActAgree, h.askedFor(t, askInstall))
	c.isIn(h, o.Package, mdm.AppInstalled, "", r.Ref)
	h.must(t, ActRemove, o.Package)
	c.isIn(h, o.Package, mdm.AppFailed, mdm.UserRemoved, "")
}

func TestAnAppOfTheUserIsTakenOver(t *testing.T) {
	t.Parallel()
	c := newCompany(t, false)
	h := c.handset(IOSDevice, func(s *Spec) { s.Number = 9 })
	o := mdm.Order{Package: quickSupportIOS, Install: mdm.Required, Configuration: map[string]any{simulated.KeySession: "s1"}}
	c.order(h, o)
	c.isIn(h, o.Package, mdm.AppInstalled, mdm.UserInstalled, "")
	o.Convert = true
	r := c.order(h, o)
	ask := h.askedFor(t, askConvert)
	if len(h.Apps[quickSupportIOS].Set) != 0 {
		t.Error("it was configured before the user agreed")
	}
	h.must(t, ActAgree, ask)
	c.isIn(h, o.Package, mdm.AppInstalled, "", r.Ref)
}

func TestAnOldIPhoneTakesNoApp(t *testing.T) {
	t.Parallel()
	c := newCompany(t, true)
	h := c.handset(IOSSupervised, func(s *Spec) { s.Device.OSVersion = "10.3" })
	c.order(h, mdm.Order{Package: quickSupportIOS, Install: mdm.Required})
	c.isIn(h, quickSupportIOS, mdm.AppFailed, mdm.NotSupported, "")
}

func hostOrder(reference string) mdm.Order {
	return mdm.Order{Package: hostAndroid, Install: mdm.Required, AutoLaunch: true,
		Configuration: map[string]any{simulated.KeyAssignment: "assignment", simulated.KeyReference: reference}}
}

// S44, S45, S50: Host starts once when it comes, asks for its permission, registers, and a Pixel asks at each session.
func TestHost(t *testing.T) {
	t.Parallel()
	for maker, asks := range map[string]bool{"Google": true, "Samsung": false} {
		t.Run(maker, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, false)
			h := c.handset(AndroidDeviceOwner, func(s *Spec) { s.Device.Maker = maker })
			c.order(h, hostOrder("device 1"))
			ask := h.askedFor(t, askActivate)
			if len(c.tv.hosts) != 0 {
				t.Fatal("Host registered before it was activated")
			}
			h.must(t, ActAgree, ask)
			c.reported(h, "feedback", func(r mdm.Report) bool {
				says := map[string]string{}
				for _, f := range r.Feedback {
					says[f.Key] = f.Data
				}
				return says["teamviewer_id"] == "1234567890" && says["activated"] == "yes"
			})
			h.until(t, "idle", func(v *HandsetView) bool { return v.one(hostAndroid).Session == "idle" })
			c.tv.change(func() { c.tv.link = "connected" })
			v := h.until(t, "connected", func(v *HandsetView) bool { return v.one(hostAndroid).Session == "connected" })
			if got := len(v.Asks) == 1 && v.Asks[0].Kind == askSession; got != asks {
				t.Errorf("asks %+v, want one: %v", v.Asks, asks)
			}
			if asks {
				h.must(t, ActRefuse, v.Asks[0].ID)
				c.tv.until(t, "hung up", func() bool { return slices.Contains(c.tv.online, false) })
			}
			before := len(c.tv.online)
			h.must(t, ActReboot, "")
			c.tv.until(t, "registered again", func() bool { return len(c.tv.hosts) == 2 && len(c.tv.online) > before })
			h.until(t, "back by itself", func(v *HandsetView) bool { return v.one(hostAndroid).Session == "idle" })
			c.order(h, mdm.Order{Package: hostAndroid, Install: mdm.Absent})
			c.isIn(h, hostAndroid, mdm.AppRemoved, "", "")
		})
	}
}

func TestHostSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	c := newCompany(t, false)
	h := c.handset(AndroidDeviceOwner, nil)
	o := hostOrder("")
	o.Configuration = nil
	c.order(h, o)
	h.must(t, ActRefuse, h.askedFor(t, askActivate))
	c.reported(h, "refused", func(r mdm.Report) bool {
		return len(r.Feedback) == 1 && r.Feedback[0].Key == "activated" && r.Feedback[0].Data == "no" && r.Feedback[0].Error
	})
	if got := h.view().one(hostAndroid).Note; got != noteNotActivated {
		t.Errorf("note %q", got)
	}
	h.must(t, ActOpen, hostAndroid)
	h.must(t, ActAgree, h.askedFor(t, askActivate))
	h.until(t, "no assignment", func(v *HandsetView) bool { return v.one(hostAndroid).Note == noteNotAssigned })
	c.tv.change(func() { c.tv.assign = "another" })
	c.order(h, hostOrder(""))
	c.reported(h, "assignment refused", func(r mdm.Report) bool {
		return slices.ContainsFunc(r.Feedback, func(f mdm.Feedback) bool { return f.Key == "teamviewer_id" && f.Error })
	})
}

// D3: on Android 10 and later one app of a policy starts by itself, before that all, in a work profile none.
func TestAutoLaunch(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		management Management
		system     string
		want       int
	}{"Android 15": {AndroidDeviceOwner, "15", 1}, "Android 9": {AndroidDeviceOwner, "9", 2}, "work profile": {AndroidWorkProfile, "15", 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, false)
			h := c.handset(one.management, func(s *Spec) { s.Device.OSVersion = one.system })
			h.power(false)
			quickSupport := quickSupportFor("")
			quickSupport.AutoLaunch = true
			c.order(h, hostOrder(""))
			r := c.order(h, quickSupport)
			h.power(true)
			c.isIn(h, quickSupportAndroid, mdm.AppInstalled, "", r.Ref)
			h.until(t, "both are there", func(v *HandsetView) bool {
				return v.one(hostAndroid).State == wire.MDMInstalled && v.one(quickSupportAndroid).State == wire.MDMInstalled
			})
			c.all.crew.close() // whatever was to start has started
			launched := 0
			for _, a := range h.kept().Apps {
				if a.Launched {
					launched++
				}
			}
			if launched != one.want {
				t.Errorf("%d apps started, want %d", launched, one.want)
			}
		})
	}
}

// A device that is switched off does nothing, and what was under way comes when it is there again, also after a restart.
func TestAwayAndBack(t *testing.T) {
	t.Parallel()
	c := newCompany(t, false)
	h := c.handset(IOSDevice, nil)
	o := mdm.Order{Package: quickSupportIOS, Install: mdm.Required}
	c.order(h, o)
	h.askedFor(t, askInstall)
	h.must(t, ActPowerOff, "")
	if _, err := h.do(ActOpen, quickSupportIOS); !errors.Is(err, ErrUnknownApp) || h.view().MDM != "off" {
		t.Errorf("open: %v", err)
	}
	again := c.start(h.spec, h.kept())
	again.must(t, ActAgree, again.askedFor(t, askInstall))
	c.reported(again, "installed", func(r mdm.Report) bool { return len(r.Apps) == 1 && r.Apps[0].State == mdm.AppInstalled })
}

func TestMessagesAndTheCatalogReachTheUser(t *testing.T) {
	t.Parallel()
	c := newCompany(t, false)
	h := c.handset(AndroidDeviceOwner, nil)
	if err := c.mdm.Message(t.Context(), h.spec.Device.ID, "Please open QuickSupport."); err != nil {
		t.Fatal(err)
	}
	h.until(t, "message", func(v *HandsetView) bool { return slices.Equal(v.Inbox, []string{"Please open QuickSupport."}) })
	o := quickSupportFor("s1")
	o.Install = mdm.Available
	r := c.order(h, o)
	h.until(t, "offered", func(v *HandsetView) bool { return len(v.Catalog) == 1 })
	h.must(t, ActFetch, quickSupportAndroid)
	c.isIn(h, quickSupportAndroid, mdm.AppInstalled, "", r.Ref)
	if _, err := h.do(ActFetch, quickSupportAndroid); !errors.Is(err, ErrUnknownApp) {
		t.Errorf("fetched twice: %v", err)
	}
	if _, err := h.do(ActAgree, "99"); !errors.Is(err, ErrNoSuchPrompt) {
		t.Errorf("nobody asked: %v", err)
	}
}

// D9: under user enrollment no app is taken over, and nobody is asked.
func TestUserEnrollmentTakesOverNoApp(t *testing.T) {
	t.Parallel()
	c := newCompany(t, false)
	h := c.handset(IOSUser, func(s *Spec) { s.Number = 9 })
	c.order(h, mdm.Order{Package: quickSupportIOS, Install: mdm.Required, Convert: true})
	c.isIn(h, quickSupportIOS, mdm.AppInstalled, mdm.NotSupported, "")
	if v := h.view(); len(v.Asks) != 0 {
		t.Errorf("the user is asked %+v", v.Asks)
	}
}

// D10: an app that does not come says why, and comes when that is put right and somebody tries again.
func TestWhyAnAppDoesNotCome(t *testing.T) {
	t.Parallel()
	for reason, one := range map[mdm.Reason]struct {
		management Management
		number     int
		mend       func(*testing.T, *handset)
	}{
		mdm.StorageFull:   {AndroidWorkProfile, 3, func(t *testing.T, h *handset) { h.must(t, ActFreeUp, "") }},
		mdm.NetworkFailed: {AndroidWorkProfile, 4, func(*testing.T, *handset) {}},
	} {
		t.Run(string(reason), func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, false)
			h := c.handset(one.management, func(s *Spec) { s.Number = one.number })
			if got := h.view().Full; got != (reason == mdm.StorageFull) {
				t.Errorf("full %t", got)
			}
			c.order(h, mdm.Order{Package: quickSupportAndroid, Install: mdm.Required})
			c.isIn(h, quickSupportAndroid, mdm.AppFailed, reason, "")
			one.mend(t, h)
			again := c.order(h, mdm.Order{Package: quickSupportAndroid, Install: mdm.Required})
			c.isIn(h, quickSupportAndroid, mdm.AppInstalled, "", again.Ref)
		})
	}
}

// An App Store that nobody is signed in to wants that first.
func TestTheStoreWantsASignIn(t *testing.T) {
	t.Parallel()
	c := newCompany(t, false)
	h := c.handset(IOSUser, func(s *Spec) { s.Number = 8 })
	o := mdm.Order{Package: quickSupportIOS, Install: mdm.Required}
	c.order(h, o)
	h.must(t, ActAgree, h.askedFor(t, askInstall))
	h.must(t, ActRefuse, h.askedFor(t, askSignIn))
	c.isIn(h, quickSupportIOS, mdm.AppFailed, mdm.StoreSignIn, "")
	again := c.order(h, o)
	h.must(t, ActAgree, h.askedFor(t, askInstall))
	h.must(t, ActAgree, h.askedFor(t, askSignIn))
	c.isIn(h, quickSupportIOS, mdm.AppInstalled, "", again.Ref)
}
