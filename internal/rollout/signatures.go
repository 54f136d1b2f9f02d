package rollout

import (
	"context"
	"errors"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
)

var errFollows = errors.New("follows within the hour")

func (s *Service) Seed(ctx context.Context, connections ...mdm.Connection) error { return errFollows }
func (s *Service) Apps(ctx context.Context, p access.Principal) ([]App, error) {
	return nil, errFollows
}
func (s *Service) App(ctx context.Context, p access.Principal, appID string) (App, error) {
	return App{}, errFollows
}
func (s *Service) SaveApp(ctx context.Context, p access.Principal, a App) (App, error) {
	return App{}, errFollows
}
func (s *Service) RemoveApp(ctx context.Context, p access.Principal, appID string) error {
	return errFollows
}
func (s *Service) Distribution(ctx context.Context, p access.Principal, appID string) (Distribution, error) {
	return Distribution{}, errFollows
}
func (s *Service) Distribute(ctx context.Context, p access.Principal, d Distribution) (Distribution, error) {
	return Distribution{}, errFollows
}
func (s *Service) CountTargets(ctx context.Context, p access.Principal, d Distribution) (devices, managed int, err error) {
	return 0, 0, errFollows
}
func (s *Service) KeyProfile(ctx context.Context, p access.Principal, appID string) (KeyProfile, error) {
	return KeyProfile{}, errFollows
}
func (s *Service) SaveKeyProfile(ctx context.Context, p access.Principal, k KeyProfile) (KeyProfile, error) {
	return KeyProfile{}, errFollows
}
func (s *Service) FetchSchema(ctx context.Context, p access.Principal, appID, connectionID string) ([]mdm.Property, error) {
	return nil, errFollows
}
func ReadAppConfig(xml []byte) ([]mdm.Property, error) { return nil, errFollows }
func (s *Service) Preview(ctx context.Context, p access.Principal, appID, deviceID string) ([]PreviewKey, error) {
	return nil, errFollows
}
func (s *Service) OnDevice(ctx context.Context, p access.Principal, deviceID string) (DeviceView, error) {
	return DeviceView{}, errFollows
}
func (s *Service) Overview(ctx context.Context, p access.Principal, appID string) (map[mdm.AppState]int, error) {
	return nil, errFollows
}
func (s *Service) DevicesOf(ctx context.Context, p access.Principal, appID string, state mdm.AppState, cursor string, limit int) (DeviceAppPage, error) {
	return DeviceAppPage{}, errFollows
}
func (s *Service) Retry(ctx context.Context, p access.Principal, deviceID, appID string) error {
	return errFollows
}
func (s *Service) Convert(ctx context.Context, p access.Principal, deviceID, appID string) error {
	return errFollows
}
func (s *Service) CheckIn(ctx context.Context, p access.Principal, deviceID string) (how string, err error) {
	return "", errFollows
}
func (s *Service) AllowNeeded(ctx context.Context, p access.Principal, deviceID string) (mdm.ListChange, error) {
	return mdm.ListChange{}, errFollows
}
func (s *Service) AllowCapture(ctx context.Context, p access.Principal, deviceID string) error {
	return errFollows
}
func (s *Service) Seats(ctx context.Context, p access.Principal, cursor string, limit int) (SeatsView, error) {
	return SeatsView{}, errFollows
}
func (s *Service) SetSeats(ctx context.Context, p access.Principal, total int) error {
	return errFollows
}
func (s *Service) Connections(ctx context.Context, p access.Principal) ([]mdm.Connection, error) {
	return nil, errFollows
}
func (s *Service) SaveConnection(ctx context.Context, p access.Principal, c mdm.Connection) (mdm.Connection, error) {
	return mdm.Connection{}, errFollows
}
func (s *Service) ConfirmMatch(ctx context.Context, p access.Principal, deviceID, peerID string) (Match, error) {
	return Match{}, errFollows
}
func (s *Service) RemoveMatch(ctx context.Context, p access.Principal, deviceID string) error {
	return errFollows
}
func (s *Service) PeersFor(ctx context.Context, p access.Principal, deviceID string) ([]provider.Peer, error) {
	return nil, errFollows
}
func (s *Service) Peer(ctx context.Context, deviceID string) (string, error) { return "", errFollows }
func (s *Service) Reported(ctx context.Context, connectionID string, r mdm.Report) error {
	return errFollows
}
func (s *Service) Around(ctx context.Context, devices ...device.Device) (map[string]Facts, error) {
	return nil, errFollows
}
func (s *Service) Deliver(ctx context.Context, parcel Parcel) error              { return errFollows }
func (s *Service) Withdraw(ctx context.Context, sessionID string) error          { return errFollows }
func (s *Service) Undistribute(ctx context.Context, by audit.Actor, w Way) error { return errFollows }
func (s *Service) Affected(ctx context.Context, w Way, since time.Time) ([]Affected, error) {
	return nil, errFollows
}
func (s *Service) CheckInMany(ctx context.Context, deviceIDs []string) (map[string]string, error) {
	return nil, errFollows
}
func (s *Service) Forget(ctx context.Context, w Way) error { return errFollows }
func (s *Service) Handlers() map[jobs.Kind]jobs.Handler    { return nil }
