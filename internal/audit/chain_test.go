package audit

import (
	"context"
	"testing"
	"time"
)

func TestLinkCoversEveryField(t *testing.T) {
	t.Parallel()
	base := Record{ID: "aud_1", At: time.UnixMicro(1), Actor: Actor{ByPerson, "usr_1", "Sato"}, Action: SignedIn,
		DeviceID: "dev_1", SessionID: "ses_1", Details: map[string]string{"a": "1", "b": "2"}}
	changes := map[string]func(*Record){
		"id":           func(r *Record) { r.ID = "aud_2" },
		"time":         func(r *Record) { r.At = time.UnixMicro(2) },
		"actor kind":   func(r *Record) { r.Actor.Kind = ByUser },
		"actor id":     func(r *Record) { r.Actor.ID = "usr_2" },
		"actor name":   func(r *Record) { r.Actor.Name = "Kato" },
		"action":       func(r *Record) { r.Action = SignedOut },
		"device":       func(r *Record) { r.DeviceID = "" },
		"session":      func(r *Record) { r.SessionID = "ses_2" },
		"detail value": func(r *Record) { r.Details = map[string]string{"a": "1", "b": "3"} },
		"detail gone":  func(r *Record) { r.Details = map[string]string{"a": "1"} },
		"field border": func(r *Record) { r.DeviceID, r.SessionID = "dev_1ses_1", "" },
	}
	want := Link("", base)
	for name, change := range changes {
		changed := base
		change(&changed)
		if Link("", changed) == want {
			t.Errorf("a changed %s gives the same hash", name)
		}
	}
	if Link("other", base) == want {
		t.Error("another record before gives the same hash")
	}
	if Link("", base) != want {
		t.Error("the same record gives another hash")
	}
}

// chainOf is a Store that has only a chain.
type chainOf struct {
	Store
	records []Record
}

func (c chainOf) Chain(_ context.Context, from int64, yield func(Record) bool) error {
	for _, r := range c.records {
		if r.Seq >= from && !yield(r) {
			break
		}
	}
	return nil
}

func TestVerifyFindsTheFirstBreak(t *testing.T) {
	t.Parallel()
	chain := func() []Record {
		var records []Record
		head := ""
		for i := range 5 {
			r := New(time.UnixMicro(int64(i)), System, SignedIn, "", "", "n", string(rune('a'+i)))
			r.Seq, r.Hash = int64(i+1), Link(head, r)
			head = r.Hash
			records = append(records, r)
		}
		return records
	}
	tests := []struct {
		name   string
		change func([]Record) []Record
		want   int64
	}{
		{"whole", func(r []Record) []Record { return r }, 0},
		{"changed detail", func(r []Record) []Record { r[2].Details = map[string]string{"n": "x"}; return r }, 3},
		{"removed record", func(r []Record) []Record { return append(r[:1:1], r[2:]...) }, 2},
		{"swapped records", func(r []Record) []Record { r[3], r[4] = r[4], r[3]; return r }, 4},
		{"changed and rehashed", func(r []Record) []Record { r[1].Actor.Name = "x"; r[1].Hash = Link(r[0].Hash, r[1]); return r }, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Verify(t.Context(), chainOf{records: tt.change(chain())})
			if err != nil || got.BrokenAt != tt.want {
				t.Errorf("Verify = %+v, %v; want broken at %d", got, err, tt.want)
			}
		})
	}
}
