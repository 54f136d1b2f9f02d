package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// An APIError is the server's refusal of something the fleet asked for as administrator.
type APIError struct {
	Status int
	Code   string // one of the API's codes; empty when the answer was not understood
	Detail string
}

func (e *APIError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("the server refused: status %d, %q %s", e.Status, e.Code, e.Detail))
}

// temporary says whether trying again can help.
func (e *APIError) temporary() bool { return e.Status == http.StatusTooManyRequests || e.Status >= 500 }

// maxBatch is how many devices the server takes at once.
const maxBatch = 1000

// maxAnswer bounds what is read of an answer.
const maxAnswer = 4 << 20

// A directory is the server's list of devices, written through its API as a company's own directory would.
type directory struct {
	base  *url.URL
	token id.Secret
	http  *http.Client
}

// importedDevice is one device as POST /api/v1/devices/import takes it.
type importedDevice struct {
	ID         string        `json:"id"`
	Name       string        `json:"name"`
	Platform   Platform      `json:"platform"`
	Management Management    `json:"management"`
	Ownership  Ownership     `json:"ownership"`
	Lifecycle  Lifecycle     `json:"lifecycle"`
	Owner      importedOwner `json:"owner,omitzero"`
	AssetTag   string        `json:"asset_tag,omitempty"`
	Serial     string        `json:"serial,omitempty"`
	IMEI       string        `json:"imei,omitempty"`
	UDID       string        `json:"udid,omitempty"`
	Location   string        `json:"location,omitempty"`
	Maker      string        `json:"maker,omitempty"`
	Model      string        `json:"model,omitempty"`
	OSVersion  string        `json:"os_version,omitempty"`
	Groups     []string      `json:"groups,omitempty"`
	Simulated  bool          `json:"simulated"`
	MDM        string        `json:"mdm_id,omitempty"`
}

type importedOwner struct {
	Name       string `json:"name,omitempty"`
	Kana       string `json:"kana,omitempty"`
	Email      string `json:"email,omitempty"`
	Department string `json:"department,omitempty"`
	Phone      string `json:"phone,omitempty"`
}

func imported(s Spec, lifecycle Lifecycle) importedDevice {
	d := s.Device
	return importedDevice{
		ID: d.ID, Name: d.Name, Platform: d.Platform, Management: d.Management, Ownership: d.Ownership, Lifecycle: lifecycle,
		Owner:    importedOwner{Name: d.Owner.Name, Kana: d.Owner.Kana, Email: d.Owner.Email, Department: d.Owner.Department, Phone: d.Owner.Phone},
		AssetTag: d.AssetTag, Serial: d.Serial, IMEI: d.IMEI, UDID: d.UDID, Location: d.Location,
		Maker: d.Maker, Model: d.Model, OSVersion: d.OSVersion, Groups: s.Groups, Simulated: true,
	}
}

// add imports at most maxBatch devices and returns, with enroll, an enrollment token for each, in their order.
func (d *directory) add(ctx context.Context, devices []importedDevice, enroll bool) ([]id.Secret, error) {
	var answer struct {
		IDs    []string    `json:"ids"`
		Tokens []id.Secret `json:"enrollment_tokens"`
	}
	body := map[string]any{"devices": devices, "enroll": enroll}
	if err := d.post(ctx, "/api/v1/devices/import", body, &answer); err != nil {
		return nil, fmt.Errorf("import %d devices: %w", len(devices), err)
	}
	if len(answer.IDs) != len(devices) || enroll && len(answer.Tokens) != len(devices) {
		return nil, fmt.Errorf("import %d devices: %w: %d ids and %d tokens came back", len(devices), wire.ErrMalformed, len(answer.IDs), len(answer.Tokens))
	}
	for i, got := range answer.IDs {
		if got != devices[i].ID {
			return nil, fmt.Errorf("import %d devices: the server calls device %s %.64q: is another fleet there?", len(devices), devices[i].ID, got)
		}
	}
	return answer.Tokens, nil
}

func (d *directory) post(ctx context.Context, path string, body, into any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return retry(ctx, func() error {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.base.JoinPath(path).String(), bytes.NewReader(data))
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+d.token.Reveal())
		r.Header.Set("Content-Type", "application/json")
		response, err := d.http.Do(r)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
		if err != nil {
			return err
		}
		if response.StatusCode/100 != 2 {
			return refusal(response.StatusCode, answer)
		}
		if err := json.Unmarshal(answer, into); err != nil {
			return wire.ErrMalformed
		}
		return nil
	})
}

func refusal(status int, answer []byte) error {
	var problem struct {
		Code, Detail string
		Errors       []struct{ Location, Message string }
	}
	if err := json.Unmarshal(answer, &problem); err != nil {
		return &APIError{Status: status} // a proxy's page, say
	}
	if len(problem.Errors) > 0 { // the first one says enough
		problem.Detail = problem.Errors[0].Location + " " + problem.Errors[0].Message
	}
	return &APIError{Status: status, Code: wire.CleanLine(problem.Code, 40), Detail: wire.CleanLine(problem.Detail, 200)}
}

// attempts bounds how often something is tried; with the pauses that is about half a minute.
const attempts = 8

// retry tries again what may go better later.
func retry(ctx context.Context, do func() error) error {
	wait := 250 * time.Millisecond
	for n := 1; ; n++ {
		err := do()
		if err == nil || n == attempts || !passing(err) || ctx.Err() != nil {
			return err
		}
		if !pause(ctx, wait/2+rand.N(wait)) {
			return context.Cause(ctx)
		}
		wait = min(2*wait, 8*time.Second)
	}
}

// passing says whether a failure may pass: the server starts, is busy, or asks for patience.
func passing(err error) bool {
	if refused, ok := errors.AsType[*APIError](err); ok {
		return refused.temporary()
	}
	_, unreachable := errors.AsType[*url.Error](err)
	return unreachable
}
