package teamviewer

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A Report is one connection that somebody made. TeamViewer writes it when the connection is over.
type Report struct {
	ID, DeviceID, SessionCode string
	StartedAt, EndedAt        time.Time // EndedAt is zero while it is not told
}

// A ReportQuery bounds what is asked for. From and To are needed; the other two narrow it when they are not empty.
type ReportQuery struct {
	From, To              time.Time
	SessionCode, DeviceID string
	Offset                string // where an earlier page ended
}

// Reports lists one page of connection reports, at most 1000; next is empty after the last.
func (c *Client) Reports(ctx context.Context, access id.Secret, q ReportQuery) (list []Report, next string, err error) {
	query := url.Values{"from_date": {written(q.From)}, "to_date": {written(q.To)}}
	for key, value := range map[string]string{"session_code": q.SessionCode, "deviceid": q.DeviceID, "offset_id": q.Offset} {
		if value != "" {
			query.Set(key, value)
		}
	}
	got, err := c.do(ctx, request{method: http.MethodGet, path: "reports/connections", query: query, token: access, most: maxList})
	if err != nil {
		return nil, "", err
	}
	return decodeReports(got.body)
}

func decodeReports(body []byte) (list []Report, next string, err error) {
	var a struct {
		Records []struct {
			ID       name   `json:"id"`
			DeviceID name   `json:"deviceid"`
			Code     string `json:"session_code"`
			Start    moment `json:"start_date"`
			End      moment `json:"end_date"`
		} `json:"records"`
		Next name `json:"next_offset"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, "", unreadable("reports/connections", err)
	}
	list = make([]Report, 0, len(a.Records))
	for _, r := range a.Records {
		if r.Start.IsZero() || (!r.End.IsZero() && r.End.Before(r.Start.Time)) {
			continue // proves nothing
		}
		list = append(list, Report{ID: wire.CleanLine(string(r.ID), 64), DeviceID: string(r.DeviceID), SessionCode: r.Code,
			StartedAt: r.Start.Time, EndedAt: r.End.Time})
	}
	return list, string(a.Next), nil
}

// sameCode compares codes as people write them, with dashes or without.
func sameCode(a, b string) bool {
	plain := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, "-", "")) }
	return a != "" && plain(a) == plain(b)
}
