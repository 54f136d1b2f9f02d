// Package directory is any MDM that we are not joined with: its devices are on our list because somebody imported them,
// and nothing more is known of them or can be done to them. Links are all that reaches them.
package directory

import (
	"context"
	"fmt"

	"github.com/helpatwork/helpatwork/internal/mdm"
)

// A Directory implements mdm.Manager. Its zero value is ready and safe for concurrent use.
type Directory struct{}

var _ mdm.Manager = Directory{}

// Capabilities implements mdm.Manager: there are none.
func (Directory) Capabilities() mdm.Capabilities { return mdm.Capabilities{} }

// SetApp implements mdm.Manager.
func (Directory) SetApp(_ context.Context, o mdm.Order) (mdm.Receipt, error) {
	return mdm.Receipt{}, unsupported("order an app", o.DeviceID)
}

// CheckIn implements mdm.Manager.
func (Directory) CheckIn(_ context.Context, deviceID string) (mdm.Receipt, error) {
	return mdm.Receipt{}, unsupported("check in", deviceID)
}

// SetLists implements mdm.Manager.
func (Directory) SetLists(_ context.Context, deviceID string, _ mdm.ListChange) (mdm.Receipt, error) {
	return mdm.Receipt{}, unsupported("change lists", deviceID)
}

// Message implements mdm.Manager.
func (Directory) Message(_ context.Context, deviceID, _ string) error {
	return unsupported("show a message", deviceID)
}

// Schema implements mdm.Manager.
func (Directory) Schema(_ context.Context, packageName string) ([]mdm.Property, error) {
	return nil, fmt.Errorf("directory: keys of %.100q: %w", packageName, mdm.ErrUnsupported)
}

// Report implements mdm.Manager. A list of names reports nothing of any device.
func (Directory) Report(_ context.Context, deviceID string) (mdm.Report, error) {
	return mdm.Report{}, fmt.Errorf("directory: report of device %.64q: %w", deviceID, mdm.ErrNotManaged)
}

func unsupported(what, deviceID string) error {
	return fmt.Errorf("directory: %s on device %.64q: %w", what, deviceID, mdm.ErrUnsupported)
}
