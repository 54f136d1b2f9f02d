package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/support"
)

// WayIn names what is activated for itself: a provider with a mode.
type WayIn struct {
	Provider ProviderName `json:"provider"`
	Mode     support.Mode `json:"mode,omitempty" doc:"Absent for the built-in engine, which is activated for both at once."`
}

// HelpAtWork is how everything stands that is switched on and off.
type HelpAtWork struct {
	Cards []ActivationCard `json:"cards"`
	Seats Seats            `json:"seats"`
	// ConnectedPeople is shown before the last way of TeamViewer is removed.
	ConnectedPeople int `json:"connected_people" doc:"How many technicians have connected a TeamViewer account of their own."`
}

// An ActivationCard is one way to start sessions, with its switch.
type ActivationCard struct {
	Provider   ProviderName     `json:"provider"`
	Mode       support.Mode     `json:"mode,omitempty" doc:"Absent for the built-in engine."`
	State      activation.State `json:"state"`
	Activation *Activation      `json:"activation,omitempty" doc:"The newest one; absent: it never had one."`
	Binding    *Binding         `json:"binding,omitempty" doc:"The company's account; absent: none is connected."`
	Removal    *Removal         `json:"removal,omitempty" doc:"The removal that is under way."`
}

// An Activation is a way that is or was switched on.
type Activation struct {
	ID               string           `json:"id"`
	Version          int64            `json:"version" doc:"Rises by one with each change."`
	Provider         ProviderName     `json:"provider"`
	Mode             support.Mode     `json:"mode,omitempty" doc:"Absent for the built-in engine."`
	State            activation.State `json:"state"`
	AgreementVersion int64            `json:"agreement_version,omitempty" doc:"What was agreed to; absent for the built-in engine as it comes."`
	AgreedBy         *Actor           `json:"agreed_by,omitempty"`
	AgreedAt         time.Time        `json:"agreed_at,omitzero"`
	Account          *Account         `json:"account,omitempty" doc:"Who was connected then."`
	RemovedBy        *Actor           `json:"removed_by,omitempty"`
	RemovedAt        time.Time        `json:"removed_at,omitzero"`
}

// An Account is an account at a provider. Its texts come from there: show them as text only.
type Account struct {
	ID      string `json:"id"`
	Name    string `json:"name,omitempty"`
	Email   string `json:"email,omitempty"`
	Company string `json:"company,omitempty"`
}

// A Binding is an account that is connected; its secrets are never shown.
type Binding struct {
	Kind      activation.BindingKind  `json:"kind"`
	State     activation.BindingState `json:"state"`
	Account   Account                 `json:"account"`
	ExpiresAt time.Time               `json:"expires_at,omitzero" doc:"When its present token ends, which is renewed before; absent: never."`
	BoundBy   *Actor                  `json:"bound_by,omitempty"`
	BoundAt   time.Time               `json:"bound_at,omitzero"`
	CheckedAt time.Time               `json:"checked_at,omitzero" doc:"When it was last proven to work."`
	Problem   provider.Kind           `json:"problem,omitempty" doc:"The last failure."`
}

// A ByLanguage text has its words in each language of the console.
type ByLanguage struct {
	En string `json:"en,omitempty" maxLength:"100000"`
	Ja string `json:"ja,omitempty" maxLength:"100000"`
}

// An Agreement is one version of the license agreement.
type Agreement struct {
	Version int64      `json:"version" doc:"1 is the text that comes with the product."`
	Text    ByLanguage `json:"text" doc:"Plain text."`
	SavedBy *Actor     `json:"saved_by,omitempty"`
	SavedAt time.Time  `json:"saved_at,omitzero"`
}

// NewAgreement is the next version of the license agreement.
type NewAgreement struct {
	Text ByLanguage `json:"text"`
}

// Activate agrees and switches on.
type Activate struct {
	WayIn
	AgreementVersion int64 `json:"agreement_version" minimum:"0" maximum:"1000000000" doc:"The version that was read; it has to be the newest."`
}

// RemoveActivation begins the way out of an activation.
type RemoveActivation struct {
	WayIn
	KeepAccounts bool `json:"keep_accounts,omitempty" doc:"Leave the technicians' own accounts connected. Else they are disconnected in the last step, unless another way of TeamViewer is active then."`
}

// A ReleasedAccount is an account that a removal takes away.
type ReleasedAccount struct {
	PersonID    string                  `json:"person_id,omitempty" doc:"Whose own it is; absent: the company's."`
	PersonName  string                  `json:"person_name,omitempty"`
	AccountName string                  `json:"account_name,omitempty"`
	Kind        activation.BindingKind  `json:"kind"`
	State       activation.ReleaseState `json:"state"`
}

// A Removal is the way out of an activation.
type Removal struct {
	ID             string                 `json:"id"`
	Version        int64                  `json:"version" doc:"Rises by one with each change."`
	Provider       ProviderName           `json:"provider"`
	Mode           support.Mode           `json:"mode,omitempty" doc:"Absent for the built-in engine."`
	Step           activation.RemovalStep `json:"step"`
	StartedBy      *Actor                 `json:"started_by,omitempty"`
	StartedAt      time.Time              `json:"started_at"`
	StepAt         time.Time              `json:"step_at,omitzero" doc:"When the present step began."`
	OverrideBy     *Actor                 `json:"override_by,omitempty" doc:"Who left before every device was proven."`
	OverrideAt     time.Time              `json:"override_at,omitzero"`
	OverrideReason string                 `json:"override_reason,omitempty"`
	Unproven       []string               `json:"unproven,omitempty" doc:"The devices that were not proven then, by name; at most 500 of unproven_count; absent for who sees some groups only."`
	UnprovenCount  int                    `json:"unproven_count,omitempty"`
	DoneAt         time.Time              `json:"done_at,omitzero"`
	KeepAccounts   bool                   `json:"keep_accounts,omitempty" doc:"The technicians' own accounts stay connected."`
}

// A RemovalDetail is a removal with the devices it is about.
type RemovalDetail struct {
	Removal
	Affected  []AffectedDevice  `json:"affected"`
	Next      string            `json:"next,omitempty" doc:"The cursor of the next devices; absent on the last page."`
	Counts    ProofCounts       `json:"counts" doc:"Of all affected devices."`
	CanFinish bool              `json:"can_finish" doc:"Every device is proven."`
	Accounts  []ReleasedAccount `json:"accounts" doc:"The accounts that the last step takes away; empty before it."`
	Closing   int               `json:"closing,omitempty" doc:"How many session codes are still to be closed at TeamViewer before the accounts are taken away, for an hour at most."`
}

// ProofCounts are how many devices are proven or not.
type ProofCounts struct {
	Gone       int `json:"gone"`
	Unenrolled int `json:"unenrolled"`
	Present    int `json:"present"`
	Unknown    int `json:"unknown"`
}

// An AffectedDevice has or had an app that came through an activation.
type AffectedDevice struct {
	DeviceID   string           `json:"device_id"`
	DeviceName string           `json:"device_name" doc:"Its id, where the name is not yours to see."`
	OwnerName  string           `json:"owner_name,omitempty"`
	Proof      activation.Proof `json:"proof"`
	Evidence   string           `json:"evidence,omitempty" doc:"Where that was seen."`
	At         time.Time        `json:"at,omitzero"`
	CheckIn    string           `json:"check_in,omitempty" doc:"How it was woken: asked, policy (its MDM knows no check-in) or failed; absent: not yet."`
}

// FinishRemoval goes on to the last step.
type FinishRemoval struct {
	OverrideReason string `json:"override_reason,omitempty" maxLength:"500" doc:"Why to leave although not every device is proven; kept in the audit log with their names."`
}

type agreementIn struct {
	Version int64 `query:"version" minimum:"0" maximum:"1000000000" doc:"Absent: the newest."`
}

type newAgreementIn struct{ Body NewAgreement }

type activateIn struct{ Body Activate }

type wayIn struct{ Body WayIn }

type removeActivationIn struct{ Body RemoveActivation }

type removalIn struct {
	ByID
	Cursor string `query:"cursor" maxLength:"1000" doc:"From next of the page before."`
}

type finishRemovalIn struct {
	ByID
	Body FinishRemoval
}

const (
	maxAgreementText = 100_000 // characters in each language
	// maxAgreement is two languages of that, of three bytes a character.
	maxAgreement = 1 << 20
	// maxUnproven is how many names of a removal are told; the audit log has all.
	maxUnproven = 500
)

func (a *API) activationOperations() {
	add(a, operation{id: "getHelpAtWork", method: http.MethodGet, path: "/help-at-work", tag: "Activation", right: access.Administer,
		summary: "Say what is activated, with whose account, and what is being removed"}, a.helpAtWork)
	add(a, operation{id: "getAgreement", method: http.MethodGet, path: "/help-at-work/agreement", tag: "Activation", right: access.Administer,
		summary: "Show the license agreement", codes: []Code{codeNotFound}}, a.agreement)
	add(a, operation{id: "saveAgreement", method: http.MethodPost, path: "/help-at-work/agreement", tag: "Activation", right: access.Administer,
		status: http.StatusCreated, maxBody: maxAgreement, summary: "Add the next version of the license agreement",
		doc: "Earlier versions stay, as activations name the version that was agreed to."}, a.saveAgreement)
	add(a, operation{id: "activate", method: http.MethodPost, path: "/help-at-work/activations", tag: "Activation", right: access.Administer,
		status: http.StatusCreated, summary: "Agree to the license agreement and switch a way on",
		codes: []Code{"already_active", "being_removed", "old_agreement", "no_binding", "provider_refused"}}, a.activate)
	add(a, operation{id: "removeActivation", method: http.MethodPost, path: "/help-at-work/removals", tag: "Activation", right: access.Administer,
		status: http.StatusCreated, summary: "Begin to remove an activation; its sessions end at once",
		codes: []Code{"not_active", "being_removed"}}, a.removeActivation)
	add(a, operation{id: "getRemoval", method: http.MethodGet, path: "/help-at-work/removals/{id}", tag: "Activation", right: access.Administer,
		summary: "Show how far a removal is, device by device"}, a.removal)
	add(a, operation{id: "recheckRemoval", method: http.MethodPost, path: "/help-at-work/removals/{id}/recheck", tag: "Activation",
		right: access.Administer, summary: "Make the devices of a removal check in again", codes: []Code{"wrong_step"}}, a.recheckRemoval)
	add(a, operation{id: "finishRemoval", method: http.MethodPost, path: "/help-at-work/removals/{id}/finish", tag: "Activation",
		right: access.Administer, summary: "Remove the account binding, the last step; without proof of every device only with a reason",
		codes: []Code{"not_proven", "wrong_step"}}, a.finishRemoval)
}

func (w WayIn) way() activation.Way {
	return activation.Way{Provider: string(w.Provider), Mode: string(w.Mode)}
}

func (a *API) helpAtWork(ctx context.Context, p access.Principal, _ *struct{}) (*answer[HelpAtWork], error) {
	cards, err := a.activations.Cards(ctx, p)
	if err != nil {
		return nil, err
	}
	people, err := a.activations.ConnectedPeople(ctx, p)
	if err != nil {
		return nil, err
	}
	seats, err := a.rollout.Seats(ctx, p, "", 1)
	return answers(HelpAtWork{Cards: each(cards, func(c activation.Card) ActivationCard { return cardOut(p, c) }), Seats: seatsOut(seats),
		ConnectedPeople: people}, err)
}

func (a *API) agreement(ctx context.Context, p access.Principal, in *agreementIn) (*answer[Agreement], error) {
	agreement, err := a.activations.Agreement(ctx, p, in.Version)
	return answers(agreementOut(agreement), err)
}

func (a *API) saveAgreement(ctx context.Context, p access.Principal, in *newAgreementIn) (*answer[Agreement], error) {
	words := map[string]string{string(English): text(in.Body.Text.En, maxAgreementText), string(Japanese): text(in.Body.Text.Ja, maxAgreementText)}
	agreement, err := a.activations.SaveAgreement(ctx, p, words)
	if err != nil {
		return nil, err
	}
	a.changed(HintActivation, "")
	return answers(agreementOut(agreement), nil)
}

func (a *API) activate(ctx context.Context, p access.Principal, in *activateIn) (*answer[Activation], error) {
	activated, err := a.activations.Activate(ctx, p, in.Body.way(), in.Body.AgreementVersion)
	if err != nil {
		return nil, err
	}
	a.changed(HintDevice, "") // what can be started there is another now
	return answers(activationOut(activated), nil)
}

func (a *API) removeActivation(ctx context.Context, p access.Principal, in *removeActivationIn) (*answer[Removal], error) {
	removal, err := a.activations.Remove(ctx, p, in.Body.way(), in.Body.KeepAccounts)
	if err != nil {
		return nil, err
	}
	a.changed(HintDevice, "")
	return answers(removalOut(p, removal), nil)
}

func (a *API) removal(ctx context.Context, p access.Principal, in *removalIn) (*answer[RemovalDetail], error) {
	view, err := a.activations.RemovalPage(ctx, p, in.ID, in.Cursor)
	if err != nil {
		return nil, err
	}
	seen := a.seen(ctx, p)
	for i, d := range view.Affected {
		if !seen(d.DeviceID) {
			view.Affected[i].DeviceName, view.Affected[i].OwnerName = d.DeviceID, ""
		}
	}
	return answers(removalDetailOut(p, view), nil)
}

func (a *API) recheckRemoval(ctx context.Context, p access.Principal, in *ByID) (*nothing, error) {
	return &nothing{}, a.activations.Recheck(ctx, p, in.ID)
}

func (a *API) finishRemoval(ctx context.Context, p access.Principal, in *finishRemovalIn) (*answer[Removal], error) {
	removal, err := a.activations.FinishRemoval(ctx, p, in.ID, line(in.Body.OverrideReason, 500))
	return answers(removalOut(p, removal), err)
}

// maybeActor is nobody for an actor that is not set.
func maybeActor(a audit.Actor) *Actor {
	if a.Kind == "" {
		return nil
	}
	by := actorOut(a)
	return &by
}

func cardOut(p access.Principal, c activation.Card) ActivationCard {
	out := ActivationCard{Provider: ProviderName(c.Way.Provider), Mode: support.Mode(c.Way.Mode), State: c.State}
	if c.Activation != nil {
		out.Activation = new(activationOut(*c.Activation))
	}
	if c.Binding != nil {
		out.Binding = new(bindingOut(*c.Binding))
	}
	if c.Removal != nil {
		out.Removal = new(removalOut(p, *c.Removal))
	}
	return out
}

func activationOut(a activation.Activation) Activation {
	return Activation{ID: a.ID, Version: a.Version, Provider: ProviderName(a.Way.Provider), Mode: support.Mode(a.Way.Mode), State: a.State,
		AgreementVersion: a.AgreementVersion, AgreedBy: maybeActor(a.AgreedBy), AgreedAt: moment(a.AgreedAt),
		Account: maybeAccount(a.Account), RemovedBy: maybeActor(a.RemovedBy), RemovedAt: moment(a.RemovedAt)}
}

func accountOut(a provider.Account) Account {
	return Account{ID: line(a.ID, 100), Name: line(a.Name, 200), Email: line(a.Email, 254), Company: line(a.Company, 200)}
}

func maybeAccount(a provider.Account) *Account {
	if a == (provider.Account{}) {
		return nil
	}
	return new(accountOut(a))
}

func bindingOut(b activation.BindingView) Binding {
	return Binding{Kind: b.Kind, State: b.State, Account: accountOut(b.Account), ExpiresAt: moment(b.ExpiresAt), BoundBy: maybeActor(b.BoundBy),
		BoundAt: moment(b.BoundAt), CheckedAt: moment(b.CheckedAt), Problem: b.Problem}
}

func agreementOut(a activation.Agreement) Agreement {
	return Agreement{Version: a.Version, Text: ByLanguage{En: a.Text[string(English)], Ja: a.Text[string(Japanese)]},
		SavedBy: maybeActor(a.SavedBy), SavedAt: moment(a.SavedAt)}
}

// removalOut names devices to those only who see all of them.
func removalOut(p access.Principal, r activation.Removal) Removal {
	var unproven []string
	if p.AllDevices {
		unproven = r.Unproven[:min(len(r.Unproven), maxUnproven)]
	}
	return Removal{ID: r.ID, Version: r.Version, Provider: ProviderName(r.Way.Provider), Mode: support.Mode(r.Way.Mode), Step: r.Step,
		StartedBy: maybeActor(r.StartedBy), StartedAt: moment(r.StartedAt), StepAt: moment(r.StepAt), OverrideBy: maybeActor(r.OverrideBy),
		OverrideAt: moment(r.OverrideAt), OverrideReason: r.OverrideReason, Unproven: unproven,
		UnprovenCount: len(r.Unproven), DoneAt: moment(r.DoneAt), KeepAccounts: r.KeepAccounts}
}

func releasedOut(a activation.AccountRelease) ReleasedAccount {
	return ReleasedAccount{PersonID: a.PersonID, PersonName: line(a.PersonName, 100), AccountName: line(a.AccountName, 200), Kind: a.Kind, State: a.State}
}

func affectedOut(d activation.Affected) AffectedDevice {
	return AffectedDevice{DeviceID: d.DeviceID, DeviceName: line(d.DeviceName, 200), OwnerName: line(d.OwnerName, 100), Proof: d.Proof,
		Evidence: line(d.Evidence, 200), At: moment(d.At), CheckIn: d.CheckIn}
}

func removalDetailOut(p access.Principal, v activation.RemovalView) RemovalDetail {
	return RemovalDetail{Removal: removalOut(p, v.Removal), Affected: each(v.Affected, affectedOut), Next: v.Next, CanFinish: v.CanFinish,
		Accounts: each(v.Accounts, releasedOut), Closing: v.Closing,
		Counts: ProofCounts{Gone: v.Counts[activation.ProofGone], Unenrolled: v.Counts[activation.ProofUnenrolled],
			Present: v.Counts[activation.ProofPresent], Unknown: v.Counts[activation.ProofUnknown]}}
}
