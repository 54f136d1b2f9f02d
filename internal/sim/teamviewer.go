package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// A teamViewer is how the simulated TeamViewer apps reach the stand-in for TeamViewer. Its client protocol is ours.
type teamViewer struct {
	base *url.URL // nil: nowhere
	http *http.Client
	// polls bounds how many Hosts wait for news; the others look from time to time.
	polls chan struct{}
}

// Bounds of it.
const (
	maxHostPolls  = 64
	callWithin    = 10 * time.Second
	pollWithin    = 30 * time.Second // the stand-in answers within 20 s
	maxSaidByTV   = 64 << 10
	farewellWaits = 5 * time.Second
)

// A statusError is a refusal of the stand-in.
type statusError int

func (e statusError) Error() string {
	return fmt.Sprintf("the TeamViewer stand-in answers with status %d", int(e))
}

var errNowhere = errors.New("there is no TeamViewer stand-in")

func (t *teamViewer) call(ctx context.Context, within time.Duration, method, path string, body, into any) error {
	if t.base == nil {
		return errNowhere
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	data := []byte(nil)
	if body != nil {
		var err error
		if data, err = json.Marshal(body); err != nil {
			return err
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, t.base.JoinPath("/").String()+path, bytes.NewReader(data))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := t.http.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxSaidByTV))
	switch {
	case err != nil:
		return err
	case response.StatusCode/100 != 2:
		return statusError(response.StatusCode)
	case into == nil:
		return nil
	}
	return json.Unmarshal(answer, into)
}

// hasStatus says whether the stand-in refused with one of these.
func hasStatus(err error, codes ...int) bool {
	refused, is := errors.AsType[statusError](err)
	for _, code := range codes {
		if is && int(refused) == code {
			return true
		}
	}
	return false
}
