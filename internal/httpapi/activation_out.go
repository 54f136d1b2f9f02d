package httpapi

import (
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/support"
)

// maybeActor is nobody for an actor that is not set.
func maybeActor(a audit.Actor) *Actor {
	if a.Kind == "" {
		return nil
	}
	by := actorOut(a)
	return &by
}

func cardOut(c activation.Card) ActivationCard {
	out := ActivationCard{Provider: ProviderName(c.Way.Provider), Mode: support.Mode(c.Way.Mode), State: c.State}
	if c.Activation != nil {
		out.Activation = new(activationOut(*c.Activation))
	}
	if c.Binding != nil {
		out.Binding = new(bindingOut(*c.Binding))
	}
	if c.Removal != nil {
		out.Removal = new(removalOut(*c.Removal))
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

func removalOut(r activation.Removal) Removal {
	return Removal{ID: r.ID, Version: r.Version, Provider: ProviderName(r.Way.Provider), Mode: support.Mode(r.Way.Mode), Step: r.Step,
		StartedBy: maybeActor(r.StartedBy), StartedAt: moment(r.StartedAt), StepAt: moment(r.StepAt), OverrideBy: maybeActor(r.OverrideBy),
		OverrideAt: moment(r.OverrideAt), OverrideReason: r.OverrideReason, Unproven: r.Unproven[:min(len(r.Unproven), maxUnproven)],
		UnprovenCount: len(r.Unproven), DoneAt: moment(r.DoneAt)}
}

func affectedOut(d activation.Affected) AffectedDevice {
	return AffectedDevice{DeviceID: d.DeviceID, DeviceName: d.DeviceName, OwnerName: d.OwnerName, Proof: d.Proof,
		Evidence: line(d.Evidence, 200), At: moment(d.At), CheckIn: d.CheckIn}
}

func removalDetailOut(v activation.RemovalView) RemovalDetail {
	return RemovalDetail{Removal: removalOut(v.Removal), Affected: each(v.Affected, affectedOut), Next: v.Next, CanFinish: v.CanFinish,
		Counts: ProofCounts{Gone: v.Counts[activation.ProofGone], Unenrolled: v.Counts[activation.ProofUnenrolled],
			Present: v.Counts[activation.ProofPresent], Unknown: v.Counts[activation.ProofUnknown]}}
}
