package support

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// maxAskedByLink is how many help requests a link may make in an hour: a link that leaked makes no flood.
const maxAskedByLink = 10

// A HelpView is what the holder of a help link sees. It has nothing of the device or its owner.
type HelpView struct {
	// State is open, taken or declined; empty when there is no request.
	State      HelpState
	Place      int // 1 is next; 0 means not in the line
	Answer     string
	CallBackAt time.Time
	Front
}

// NewHelpLink makes the link by which the user of a device asks for help where no agent of ours runs; the one before is
// void. The token is shown this once. Errors: device.ErrNotFound, access.ErrForbidden (also for a guest, who has no
// device of the company).
func (s *Service) NewHelpLink(ctx context.Context, p access.Principal, deviceID string) (id.Secret, error) {
	d, err := s.linkable(ctx, p, deviceID)
	if err == nil && d.Management == device.Guest {
		err = access.ErrForbidden
	}
	if err == nil && d.Lifecycle == device.Retired {
		err = device.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("make a help link of device %s: %w", deviceID, err)
	}
	token := id.NewSecret()
	link := HelpLink{Hash: token.Hash(), DeviceID: deviceID, CreatedBy: p.Actor(), CreatedAt: s.now()}
	if err := s.store.SaveHelpLink(ctx, link, s.record(audit.HelpLinkMade, p.Actor(), deviceID, "", nil)); err != nil {
		return "", fmt.Errorf("make a help link of device %s: %w", deviceID, err)
	}
	s.hints.Hint(HintDevice, deviceID, 0)
	return token, nil
}

// RevokeHelpLink makes the link of a device void. Errors: ErrNotFound when it has none, device.ErrNotFound,
// access.ErrForbidden.
func (s *Service) RevokeHelpLink(ctx context.Context, p access.Principal, deviceID string) error {
	_, err := s.linkable(ctx, p, deviceID)
	if err == nil {
		err = s.store.RemoveHelpLink(ctx, deviceID, s.record(audit.HelpLinkRevoked, p.Actor(), deviceID, "", nil))
	}
	if err != nil {
		return fmt.Errorf("revoke the help link of device %s: %w", deviceID, err)
	}
	s.hints.Hint(HintDevice, deviceID, 0)
	return nil
}

// HelpLinkOf says who made the link of a device, and when. Errors as of [Service.RevokeHelpLink].
func (s *Service) HelpLinkOf(ctx context.Context, p access.Principal, deviceID string) (HelpLink, error) {
	if !p.Has(access.View) {
		return HelpLink{}, access.ErrForbidden
	}
	_, err := s.devices.Device(ctx, deviceID, scopeOf(p))
	var link HelpLink
	if err == nil {
		link, err = s.store.HelpLinkOf(ctx, deviceID)
	}
	if err != nil {
		return HelpLink{}, fmt.Errorf("help link of device %s: %w", deviceID, err)
	}
	link.Hash = ""
	return link, nil
}

func (s *Service) linkable(ctx context.Context, p access.Principal, deviceID string) (device.Device, error) {
	if !mayHelp(p) {
		return device.Device{}, access.ErrForbidden
	}
	return s.devices.Device(ctx, deviceID, scopeOf(p))
}

// AskByLink asks for help by a link; again while a request is open it returns that one. Errors: ErrNotFound for a token
// that is unknown, revoked or of a device no longer in use, access.ErrTooMany after 10 requests within an hour.
func (s *Service) AskByLink(ctx context.Context, token id.Secret, text string) (HelpView, error) {
	deviceID, err := s.byLink(ctx, token)
	if err != nil {
		return HelpView{}, err
	}
	if _, err := s.store.OpenHelpOf(ctx, deviceID); errors.Is(err, ErrNotFound) {
		asked, err := s.store.CountHelpOf(ctx, deviceID, s.now().Add(-time.Hour))
		if err != nil {
			return HelpView{}, fmt.Errorf("ask for help by link: %w", err)
		}
		if asked >= maxAskedByLink {
			return HelpView{}, access.ErrTooMany
		}
	} else if err != nil {
		return HelpView{}, fmt.Errorf("ask for help by link: %w", err)
	}
	state, err := s.askHelp(ctx, deviceID, wire.Ask{Text: text})
	if err != nil {
		return HelpView{}, err
	}
	return s.helpView(ctx, state), nil
}

// HelpByLink says how the request of a link's device stands. Errors as of [Service.AskByLink].
func (s *Service) HelpByLink(ctx context.Context, token id.Secret) (HelpView, error) {
	deviceID, err := s.byLink(ctx, token)
	if err != nil {
		return HelpView{}, err
	}
	state, err := s.helpStands(ctx, deviceID)
	if err != nil {
		return HelpView{}, err
	}
	return s.helpView(ctx, state), nil
}

// CancelByLink takes the request of a link's device back, or puts the answer to a declined one away; having none is no
// error. Errors as of [Service.AskByLink].
func (s *Service) CancelByLink(ctx context.Context, token id.Secret) (HelpView, error) {
	deviceID, err := s.byLink(ctx, token)
	if err != nil {
		return HelpView{}, err
	}
	state, err := s.cancelHelp(ctx, deviceID)
	if err != nil {
		return HelpView{}, err
	}
	return s.helpView(ctx, state), nil
}

// byLink is the device of a link that works.
func (s *Service) byLink(ctx context.Context, token id.Secret) (string, error) {
	link, err := s.store.HelpLink(ctx, token.Hash())
	if err != nil {
		return "", fmt.Errorf("help link: %w", err)
	}
	d, err := s.devices.Device(ctx, link.DeviceID, everything)
	if err != nil && !errors.Is(err, device.ErrNotFound) {
		return "", fmt.Errorf("device of a help link: %w", err)
	}
	if err != nil || d.Lifecycle == device.Retired {
		return "", ErrNotFound
	}
	return link.DeviceID, nil
}

// helpView leaves out who took the request: a link may be in anybody's hands.
func (s *Service) helpView(ctx context.Context, h wire.HelpState) HelpView {
	return HelpView{State: HelpState(h.State), Place: h.Place, Answer: h.Answer, CallBackAt: h.CallBackAt, Front: s.front(ctx)}
}
