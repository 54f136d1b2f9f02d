package teamviewer

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A Device is an entry of the computers and contacts list, or a managed device.
type Device struct {
	// ID is the entry's own, such as d12345 or a GUID.
	ID string
	// Peer is what a session opens, 8 to 12 digits; empty when the entry is not such a device.
	Peer string
	// Name and Description are what people wrote there.
	Name, Description string
	Online            bool
}

// peerForm is what may go into a launch link: digits only, so that nothing can be smuggled to a handler
// (CVE-2020-13699).
var peerForm = regexp.MustCompile(`^[0-9]{8,12}$`)

// IsPeer says whether text can be the number of a device at TeamViewer.
func IsPeer(s string) bool { return peerForm.MatchString(s) }

// Devices lists the computers and contacts list; a peer that is not empty asks for that one only.
func (c *Client) Devices(ctx context.Context, access id.Secret, peer string) ([]Device, error) {
	query := url.Values{}
	if peer != "" {
		query.Set("remotecontrol_id", "r"+peer)
	}
	got, err := c.do(ctx, request{method: http.MethodGet, path: "devices", query: query, token: access, most: maxDevices})
	if err != nil {
		return nil, err
	}
	return decodeDevices(got.body)
}

// maxDevices bounds the one list that has no pages: some 20,000 devices.
const maxDevices = 8 << 20

func decodeDevices(body []byte) ([]Device, error) {
	var a struct {
		Devices []struct {
			ID          name   `json:"device_id"`
			Remote      name   `json:"remotecontrol_id"`
			Alias       string `json:"alias"`
			Description string `json:"description"`
			State       string `json:"online_state"`
		} `json:"devices"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, unreadable("devices", err)
	}
	list := make([]Device, 0, len(a.Devices))
	for _, d := range a.Devices {
		one := device(string(d.ID), strings.TrimPrefix(string(d.Remote), "r"), d.Alias, d.Description)
		one.Online = d.State != "" && !strings.EqualFold(d.State, "offline")
		list = append(list, one)
	}
	return list, nil
}

// ManagedDevices lists one page of the managed devices; next is empty after the last.
func (c *Client) ManagedDevices(ctx context.Context, access id.Secret, after string) (list []Device, next string, err error) {
	query := url.Values{}
	if after != "" {
		query.Set("paginationToken", after)
	}
	got, err := c.do(ctx, request{method: http.MethodGet, path: "managed/devices", query: query, token: access, most: maxList})
	if err != nil {
		return nil, "", err
	}
	return decodeManaged(got.body)
}

func decodeManaged(body []byte) (list []Device, next string, err error) {
	var a struct {
		Resources []struct {
			ID     name   `json:"id"`
			Peer   name   `json:"teamviewerId"`
			Name   string `json:"name"`
			Online bool   `json:"isOnline"`
		} `json:"resources"`
		Next string `json:"nextPaginationToken"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, "", unreadable("managed/devices", err)
	}
	list = make([]Device, 0, len(a.Resources))
	for _, d := range a.Resources {
		one := device(string(d.ID), strings.TrimPrefix(string(d.Peer), "r"), d.Name, "")
		one.Online = d.Online
		list = append(list, one)
	}
	return list, a.Next, nil
}

func device(entry, peer, title, description string) Device {
	d := Device{ID: wire.CleanLine(entry, 64), Name: wire.CleanLine(title, 200), Description: wire.CleanLine(description, 500)}
	if IsPeer(peer) {
		d.Peer = peer
	}
	return d
}

// Peers lists a company's devices at TeamViewer.
type Peers struct {
	client *Client
	token  func(context.Context) (id.Secret, error)
}

// NewPeers returns the devices that the token given each time may see.
func NewPeers(c *Client, token func(context.Context) (id.Secret, error)) *Peers {
	return &Peers{client: c, token: token}
}

// maxManagedPages bounds how long one walk through the managed devices is.
const maxManagedPages = 200

// Peers lists the devices that can be opened, each number once, in the order of TeamViewer. Where a list is not allowed
// to the token, the other one counts. Errors are *provider.Error.
func (p *Peers) Peers(ctx context.Context) ([]provider.Peer, error) {
	token, err := p.token(ctx)
	if err != nil {
		return nil, err
	}
	listed, err := p.client.Devices(ctx, token, "")
	if err != nil && !is(err, provider.NotAllowed, provider.Missing) {
		return nil, err
	}
	managed, managedErr := p.managed(ctx, token)
	switch {
	case managedErr == nil:
	case err != nil, !is(managedErr, provider.NotAllowed, provider.Missing):
		return nil, managedErr
	}
	return merged(listed, managed), nil
}

func (p *Peers) managed(ctx context.Context, token id.Secret) ([]Device, error) {
	var all []Device
	for after, page := "", 0; ; page++ {
		list, next, err := p.client.ManagedDevices(ctx, token, after)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
		switch {
		case next == "":
			return all, nil
		case page == maxManagedPages, next == after:
			return nil, &provider.Error{Kind: provider.Unreadable, Words: "the list of managed devices does not end"}
		}
		after = next
	}
}

// merged holds each number once: what one list does not say, the other may.
func merged(lists ...[]Device) []provider.Peer {
	at, peers := map[string]int{}, []provider.Peer(nil)
	for _, list := range lists {
		for _, d := range list {
			if d.Peer == "" {
				continue
			}
			i, known := at[d.Peer]
			if !known {
				at[d.Peer] = len(peers)
				peers = append(peers, provider.Peer{ID: d.Peer, Name: d.Name, Reference: d.Description, Online: d.Online})
				continue
			}
			peers[i].Online = peers[i].Online || d.Online
			if peers[i].Reference == "" {
				peers[i].Reference = d.Description
			}
		}
	}
	return peers
}
