// Package teamviewer shares screens through TeamViewer: attended sessions are made by its public Web API v1, unattended
// ones are opened by a launch link. What happens in a session is learnt by asking, as the API tells nothing by itself.
package teamviewer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// Name is what sessions of this provider carry.
const Name = "teamviewer"

// Where the real service is (Web API v1; "TeamViewer Manual - API Documentation" §3.8 for the sign-in page).
const (
	DefaultAPI   = "https://webapi.teamviewer.com/api/v1"
	DefaultLogin = "https://login.teamviewer.com/oauth2/authorize"
)

// How much of an answer is read at most: a page of a list may hold 1000 entries, any other answer is one thing.
const (
	maxAnswer = 1 << 20
	maxList   = 4 << 20
	maxError  = 64 << 10
)

// Settings say how TeamViewer is reached. The zero value is the real service.
type Settings struct {
	// API and Login replace DefaultAPI and DefaultLogin: https, or http on a loopback address.
	API, Login string
	// Timeout bounds one call; zero means 15 s.
	Timeout time.Duration
	// Transport carries the calls; nil means one of its own that follows the proxy settings of the environment.
	Transport http.RoundTripper
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// A Client speaks the Web API. It keeps no token, follows no redirect, and is safe for concurrent use. Its errors are
// *provider.Error; they hold neither tokens nor links.
type Client struct {
	api, login *url.URL
	timeout    time.Duration
	http       *http.Client
	now        func() time.Time
}

// NewClient returns a client, or what is wrong with an address.
func NewClient(s Settings) (*Client, error) {
	api, err := address(s.API, DefaultAPI)
	if err != nil {
		return nil, fmt.Errorf("address of the TeamViewer API: %w", err)
	}
	login, err := address(s.Login, DefaultLogin)
	if err != nil {
		return nil, fmt.Errorf("address of the TeamViewer sign-in page: %w", err)
	}
	c := &Client{api: api, login: login, timeout: s.Timeout, now: s.Now, http: &http.Client{
		Transport: s.Transport,
		// A token must not travel to wherever an answer points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if c.timeout <= 0 {
		c.timeout = 15 * time.Second
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.http.Transport == nil {
		c.http.Transport = &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute,
			TLSHandshakeTimeout: 10 * time.Second, MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true}
	}
	return c, nil
}

var errAddress = errors.New("must be https without a user, a query or a fragment (http only on a loopback address)")

func address(given, otherwise string) (*url.URL, error) {
	if given == "" {
		given = otherwise
	}
	u, err := url.Parse(strings.TrimSuffix(given, "/"))
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || (u.Scheme != "https" && !isLocal(u)) {
		return nil, errAddress
	}
	return u, nil
}

// isLocal says whether a URL is http to this very machine, where nobody listens in.
func isLocal(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback()))
}

// A request is one call: In becomes the body, as JSON or, when it is url.Values, as a form.
type request struct {
	method, path string
	query        url.Values
	in           any
	token        id.Secret // empty for calls without one
	most         int64     // how large the answer may be; zero means maxAnswer
}

// An answer is what came back: a status of 2xx, and a body that was read whole.
type answer struct {
	header http.Header
	body   []byte
}

// do makes one call. Every failure is a *provider.Error.
func (c *Client) do(ctx context.Context, r request) (answer, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeout, fmt.Errorf("TeamViewer did not answer within %v", c.timeout))
	defer cancel()
	req, err := c.build(ctx, r)
	if err != nil {
		return answer{}, &provider.Error{Kind: provider.Invalid, Words: "the request cannot be built: " + r.method + " " + r.path}
	}
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, unreachable(ctx, err)
	}
	defer res.Body.Close()
	if res.StatusCode < 200 || res.StatusCode > 299 {
		body, _ := io.ReadAll(io.LimitReader(res.Body, maxError)) // what is missing of it is not needed: the status decides
		return answer{}, refusal(res.StatusCode, res.Header, body, c.now(), r.token)
	}
	most := r.most
	if most == 0 {
		most = maxAnswer
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, most+1))
	switch {
	case err != nil:
		return answer{}, unreachable(ctx, err)
	case int64(len(body)) > most:
		return answer{}, &provider.Error{Kind: provider.Unreadable, Words: fmt.Sprintf("the answer is larger than %d bytes", most)}
	}
	return answer{header: res.Header, body: body}, nil
}

func (c *Client) build(ctx context.Context, r request) (*http.Request, error) {
	body, kind, err := encoded(r.in)
	if err != nil {
		return nil, err
	}
	u := c.api.JoinPath(r.path)
	u.RawQuery = r.query.Encode()
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "helpatwork")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token.Reveal())
	}
	return req, nil
}

func encoded(in any) (body io.Reader, kind string, err error) {
	switch in := in.(type) {
	case nil:
		return nil, "", nil
	case url.Values:
		return strings.NewReader(in.Encode()), "application/x-www-form-urlencoded", nil
	default:
		text, err := json.Marshal(in)
		return bytes.NewReader(text), "application/json", err
	}
}

// unreachable never quotes the address: it may hold a code.
func unreachable(ctx context.Context, err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return &provider.Error{Kind: provider.Unavailable, Words: "TeamViewer cannot be reached", Err: err}
}
