package httpapi

import (
	"time"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/support"
)

type Card struct {
	Way        activation.Way
	Activation *activation.Activation
	Binding    *BindingView
	Removal    *activation.Removal
}

type BindingView struct {
	Kind      activation.BindingKind
	State     activation.BindingState
	Account   provider.Account
	ExpiresAt time.Time
	BoundBy   audit.Actor
	BoundAt   time.Time
	CheckedAt time.Time
	Problem   provider.Kind
}

type Health struct {
	Account   provider.Account
	Licenses  []provider.License
	CheckedAt time.Time
	Problem   provider.Kind
}

type AccountView struct {
	Binding *BindingView
	Mapping *activation.Mapping
	State   string
}

type RemovalView struct {
	Removal   activation.Removal
	Affected  []activation.Affected
	Counts    map[activation.Proof]int
	Next      string
	CanFinish bool
}

type Way struct {
	Provider string
	Mode     support.Mode
	Findings []preflight.Finding
}

type JoinTargetView struct{ Link, TechnicianName, Company string }
