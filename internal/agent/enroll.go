package agent

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// An Enrollment is what a device needs to become known to a server.
type Enrollment struct {
	BaseURL string // http:// or https://
	// Name is the server's name, which the device's signature covers, so that another server cannot pass it on.
	// Empty means the host and port of BaseURL.
	Name  string
	Token string // used once
	Key   ed25519.PrivateKey
	HTTP  *http.Client // nil means http.DefaultClient
}

// An EnrollError is the server's refusal of an enrollment.
type EnrollError struct {
	Status int
	Code   string // one of the API's codes; empty when the answer was not understood
	Detail string
}

func (e *EnrollError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("the server refused the enrollment: status %d, %q %s", e.Status, e.Code, e.Detail))
}

// Do gives the device's new key to the server in exchange for the token, which is used up only if that succeeds.
func (e Enrollment) Do(ctx context.Context) (Identity, error) {
	base, err := url.Parse(e.BaseURL)
	if err != nil {
		return Identity{}, fmt.Errorf("enroll: %w", err)
	}
	name := e.Name
	if name == "" {
		name = base.Host
	}
	answer, err := e.post(ctx, base.JoinPath("/api/v1/link/enroll").String(), name)
	if err != nil {
		return Identity{}, err
	}
	var enrolled wire.Enrolled
	if err := json.Unmarshal(answer, &enrolled); err != nil || enrolled.DeviceID == "" || enrolled.Server == "" {
		return Identity{}, fmt.Errorf("enroll: %w", wire.ErrMalformed)
	}
	if enrolled.Server != name {
		return Identity{}, fmt.Errorf("enroll: %w: it calls itself %q", ErrWrongServer, enrolled.Server)
	}
	return Identity{DeviceID: enrolled.DeviceID, Server: enrolled.Server, Key: e.Key}, nil
}

func (e Enrollment) post(ctx context.Context, address, name string) ([]byte, error) {
	sum := sha256.Sum256([]byte(e.Token)) // as the server keeps it
	body := wire.Message(wire.Enroll{
		PublicKey: e.Key.Public().(ed25519.PublicKey),
		Signature: ed25519.Sign(e.Key, wire.EnrollText(name, hex.EncodeToString(sum[:]))),
	})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("enroll: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+e.Token)
	r.Header.Set("Content-Type", "application/json")
	client := e.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	response, err := client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("enroll: %w", err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, wire.MaxFrame))
	if err != nil {
		return nil, fmt.Errorf("enroll: read answer: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, refusedEnrollment(response.StatusCode, answer)
	}
	return answer, nil
}

func refusedEnrollment(status int, answer []byte) error {
	var problem struct{ Code, Detail string }
	if err := json.Unmarshal(answer, &problem); err != nil {
		return &EnrollError{Status: status} // a proxy's page, say
	}
	return &EnrollError{Status: status, Code: wire.CleanLine(problem.Code, 40), Detail: wire.CleanLine(problem.Detail, 200)}
}
