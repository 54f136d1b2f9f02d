package storage

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
)

// all reads every row of a hand-written statement into the generated type of its table, whose fields stand in the
// order of the columns. A plain type takes the only column.
func all[T any](ctx context.Context, t *sql.Tx, statement string, values ...any) (found []T, err error) {
	rows, err := t.QueryContext(ctx, statement, values...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var row T
		if err := rows.Scan(pointers(&row)...); err != nil {
			return nil, err
		}
		found = append(found, row)
	}
	return found, rows.Err()
}

func pointers(row any) []any {
	value := reflect.ValueOf(row).Elem()
	if value.Kind() != reflect.Struct {
		return []any{row}
	}
	fields := make([]any, value.NumField())
	for i := range fields {
		fields[i] = value.Field(i).Addr().Interface()
	}
	return fields
}

// toAll turns rows into what they hold; none into nil.
func toAll[R, T any](rows []R, to func(R) T) []T {
	var found []T
	for _, r := range rows {
		found = append(found, to(r))
	}
	return found
}

// tryAll is toAll for rows that may not be readable.
func tryAll[R, T any](rows []R, to func(R) (T, error)) ([]T, error) {
	var found []T
	for _, r := range rows {
		one, err := to(r)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

// cut takes off what was read beyond a page, and says whether there was anything.
func cut[R any](rows []R, limit int) (page []R, more bool) {
	if len(rows) > limit {
		return rows[:limit], true
	}
	return rows, false
}

// args collects the values of a statement that is put together from parts. Each part gets its own numbers.
type args []any

func (a *args) add(value any) string {
	*a = append(*a, value)
	return "$" + strconv.Itoa(len(*a))
}

func addAll[T any](a *args, values []T) string {
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = a.add(v)
	}
	return strings.Join(marks, ", ")
}

// micros is a time as it is kept: UTC unix microseconds, 0 for the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// joinRights keeps rights as words with a space between.
func joinRights(rights []access.Right) string {
	words := make([]string, len(rights))
	for i, r := range rights {
		words[i] = string(r)
	}
	return strings.Join(words, " ")
}

func splitRights(words string) []access.Right {
	var rights []access.Right
	for w := range strings.FieldsSeq(words) {
		rights = append(rights, access.Right(w))
	}
	return rights
}

func toJSON(v any) (string, error) {
	data, err := json.Marshal(v)
	return string(data), err
}

func fromJSON[T any](text string) (T, error) {
	var v T
	if text == "" {
		return v, nil
	}
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return v, fmt.Errorf("kept JSON: %w", err)
	}
	return v, nil
}

func toBase64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// fromBase64 gives nil for what is empty or cannot be read.
func fromBase64(text string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(data) == 0 {
		return nil, err
	}
	return data, nil
}

// actor is who did something, as three columns tell it.
func actor(kind, id, name string) audit.Actor {
	return audit.Actor{Kind: audit.ActorKind(kind), ID: id, Name: name}
}

// clean makes text fit for every database: valid UTF-8 without NUL, which PostgreSQL refuses and SQLite cuts at.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
