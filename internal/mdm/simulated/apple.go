package simulated

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A command is one that a device has not answered.
type command struct {
	Type, Package string
	// Ref is the order that it is for.
	Ref string `json:",omitempty"`
}

// appleReported takes the answers of an Apple device. A check-in without answers begins a new exchange: first the apps
// are listed, then their configurations read back, then what is not as wanted is ordered, and looked at again.
func (r *record) appleReported(c wire.MDMCheckIn, now time.Time) {
	if len(c.Results) == 0 {
		r.Exchange++
		for _, lost := range r.Commands { // it may never have come
			if a := r.Apps[lost.Package]; a != nil && lost.Type == wire.MDMInstall && a.Tried == lost.Ref {
				a.Tried = ""
			}
		}
		r.Commands = nil
	}
	for _, result := range c.Results {
		asked, known := r.Commands[result.ID]
		delete(r.Commands, result.ID)
		if !known {
			continue
		}
		if asked.Type == wire.MDMList {
			r.appleListed(result)
			continue
		}
		if a := r.Apps[asked.Package]; a != nil {
			a.appleAnswered(asked, result, now)
		}
	}
}

func (r *record) appleListed(result wire.MDMResult) {
	if result.Status != wire.MDMAcknowledged {
		return
	}
	there := map[string]wire.MDMApp{}
	for _, one := range result.Apps {
		there[one.Package] = one
	}
	for name, a := range r.Apps {
		a.Listed = r.Exchange
		one, told := there[name]
		if !told {
			one = wire.MDMApp{Package: name, State: wire.MDMAbsent}
		}
		a.appleListed(one)
	}
}

// appleListed takes what a list says of one app. A refusal is listed only once, so it stays until the next order.
func (a *app) appleListed(one wire.MDMApp) {
	was, reason, words := a.State, a.Reason, a.Words
	switch one.State {
	case wire.MDMInstalled:
		a.Version, a.Managed = one.Version, device.KnownTo(one.Managed)
		a.is(mdm.AppInstalled)
		switch {
		case one.Problem != "":
			a.Reason, a.Words = reasonOf(one.Problem), one.Words
		case !one.Managed && a.Tried == a.Ref && reason != "":
			a.Reason, a.Words = reason, words
		case !one.Managed && a.Install != mdm.Absent:
			a.Reason = mdm.UserInstalled
		}
	case wire.MDMInstalling, wire.MDMPrompting:
		a.is(mdm.AppPending)
	case wire.MDMFailed:
		a.fail(reasonOf(one.Problem), one.Words)
	default:
		switch {
		case was == mdm.AppFailed:
		case a.Install == mdm.Required && one.State == wire.MDMRemoved:
			a.gone(was, true)
			a.fail(mdm.UserRemoved, one.Words)
		case a.Install == mdm.Required && a.Tried == a.Ref && was != mdm.AppInstalled:
			a.is(mdm.AppPending)
		default:
			a.gone(was, one.State == wire.MDMRemoved)
		}
	}
}

func (a *app) appleAnswered(asked command, result wire.MDMResult, now time.Time) {
	switch {
	case result.Status == wire.MDMNotNow:
		if asked.Type == wire.MDMInstall && a.Tried == asked.Ref {
			a.Tried = "" // at the next check-in again
		}
	case asked.Type == wire.MDMRead && result.Status == wire.MDMAcknowledged:
		a.readBack(result.Settings, now)
	case result.Status == wire.MDMError && asked.Type == wire.MDMInstall && asked.Ref == a.Ref:
		if a.State == mdm.AppInstalled { // it could not be taken over
			a.Reason, a.Words = reasonOf(result.Problem), result.Problem
			return
		}
		a.fail(reasonOf(result.Problem), result.Problem)
	case result.Status == wire.MDMError:
		a.Words = result.Problem
	case asked.Type == wire.MDMInstall && a.State != mdm.AppInstalled && asked.Ref == a.Ref:
		a.is(mdm.AppPending) // acknowledged is not installed
	}
}

// readBack tells by its content which order's configuration an app has.
func (a *app) readBack(values wire.MDMSettings, now time.Time) {
	switch due := a.due(now); {
	case values.Equal(a.Wanted) && a.Install != mdm.Absent:
		a.Proven = settings{Ref: a.Ref, Values: a.Wanted}
	case values.Equal(due.Values):
		a.Proven = due
	case values.Equal(a.Served.Values):
		a.Proven = a.Served
	default:
		a.Proven = settings{Values: values}
	}
}

// commands are what an Apple device has to do next; none ends the exchange.
func (m *MDM) commands(r *record, now time.Time) []wire.MDMCommand {
	var next []wire.MDMCommand
	add := func(c wire.MDMCommand, packageName, ref string) {
		r.Count++
		c.ID = fmt.Sprintf("cmd_%d", r.Count)
		if r.Commands == nil {
			r.Commands = map[string]command{}
		}
		r.Commands[c.ID] = command{Type: c.Type, Package: packageName, Ref: ref}
		next = append(next, c)
	}
	var unlisted []string
	for _, name := range slices.Sorted(maps.Keys(r.Apps)) {
		a := r.Apps[name]
		if a.Listed != r.Exchange {
			unlisted = append(unlisted, name)
			continue
		}
		found, known := m.find(r.Platform, name, a.StoreID)
		found.Package = name
		if c, wanted := a.nextCommand(r.Exchange, found, known != nil, now); wanted {
			add(c, name, a.Ref)
		}
	}
	if len(unlisted) > 0 && r.Management != device.IOSAppOnly {
		add(wire.MDMCommand{Type: wire.MDMList, Packages: unlisted}, "", "")
	}
	return next
}

func (a *app) nextCommand(exchange int64, found wire.MDMStoreApp, known bool, now time.Time) (wire.MDMCommand, bool) {
	c := wire.MDMCommand{App: found}
	there, managed := a.State == mdm.AppInstalled, a.Managed == device.Yes
	switch {
	case a.Install == mdm.Absent:
		if !there || !managed || a.Removed == exchange {
			return c, false
		}
		c.Type, a.Removed, a.Listed = wire.MDMRemove, exchange, 0
		return c, true
	case there && managed:
		return a.nextConfiguration(c, exchange, now)
	case there && !a.Convert, !there && a.Install != mdm.Required, !known, a.Tried == a.Ref, a.Asked == exchange:
		return c, false
	}
	a.Tried, a.Asked, a.Served = a.Ref, exchange, a.due(now)
	c.Type, c.Convert, c.Settings = wire.MDMInstall, there, a.Served.Values
	return c, true
}

// nextConfiguration is to read back, or to replace what was read and is not as it should be.
func (a *app) nextConfiguration(c wire.MDMCommand, exchange int64, now time.Time) (wire.MDMCommand, bool) {
	due := a.due(now)
	switch {
	case a.ReadBack != exchange:
		c.Type, a.ReadBack = wire.MDMRead, exchange
		return c, true
	case a.Proven.Ref == due.Ref || a.Configured == exchange:
		return c, false
	}
	c.Type, c.Settings = wire.MDMConfigure, due.Values
	a.Served, a.Configured, a.ReadBack = due, exchange, 0
	return c, true
}

// catalog are the apps that the user of an Apple device may fetch.
func (m *MDM) catalog(r *record) []wire.MDMStoreApp {
	var offered []wire.MDMStoreApp
	for _, name := range slices.Sorted(maps.Keys(r.Apps)) {
		a := r.Apps[name]
		if found, known := m.find(r.Platform, name, a.StoreID); known != nil && a.Install == mdm.Available && a.State != mdm.AppInstalled {
			offered = append(offered, found)
		}
	}
	return offered
}
