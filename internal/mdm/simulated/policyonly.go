package simulated

import (
	"context"
	"fmt"

	"github.com/helpatwork/helpatwork/internal/mdm"
)

// A PolicyOnly is an MDM as somebody meets it who can only change policies, as with the Android Management API: nothing
// makes a device check in and no message is shown. A change of policy wakes the device, and its next report tells.
type PolicyOnly struct{ *MDM }

var _ mdm.Manager = PolicyOnly{}

// Capabilities implements mdm.Manager.
func (m PolicyOnly) Capabilities() mdm.Capabilities {
	can := m.MDM.Capabilities()
	can.CheckIn, can.Messages = false, false
	return can
}

// CheckIn implements mdm.Manager: it is never done.
func (m PolicyOnly) CheckIn(_ context.Context, deviceID string) (mdm.Receipt, error) {
	return mdm.Receipt{}, fmt.Errorf("make device %s check in: %w", deviceID, mdm.ErrUnsupported)
}

// Message implements mdm.Manager: it is never shown.
func (m PolicyOnly) Message(_ context.Context, deviceID, _ string) error {
	return fmt.Errorf("message to device %s: %w", deviceID, mdm.ErrUnsupported)
}
