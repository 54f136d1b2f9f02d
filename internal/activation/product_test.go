package activation_test

import (
	"testing"

	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
)

// S24: what was never activated cannot be removed, and trying leaves nothing behind.
func TestRemovalNeedsAnActivation(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, w := range []activation.Way{activation.TeamViewerAttended, activation.TeamViewerUnattended} {
		_, err := o.Remove(t.Context(), o.abe, w, false)
		o.wantError(w.String(), err, activation.ErrNotActive)
	}
	cards, err := o.Cards(t.Context(), o.abe)
	o.must(err)
	for _, c := range cards[:2] {
		if c.State != activation.Off || c.Activation != nil || c.Removal != nil {
			t.Errorf("the card shows %+v, want nothing", c)
		}
	}
	if n := len(o.records(audit.RemovalStarted)); n != 0 {
		t.Errorf("%d records of a removal", n)
	}
	o.wantNoJobs()
	o.activate(activation.TeamViewerAttended, aUser(1))
	_, err = o.Remove(t.Context(), o.abe, activation.TeamViewerUnattended, false)
	o.wantError("the other way is on", err, activation.ErrNotActive)
}
