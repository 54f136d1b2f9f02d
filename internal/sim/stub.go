package sim

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http"
	"time"
)

type Config struct {
	Server, AdminToken string
	N                  int
	Seed               uint64
	StateFile          string
	AutoAnswer         bool
	AnswerAfter        time.Duration
	TLS                *tls.Config
	Log                *slog.Logger
	Now                func() time.Time
	Progress           func(int, int)
}
type Fleet struct{}

func Open(Config) (*Fleet, error)                          { return &Fleet{}, nil }
func (f *Fleet) Run(ctx context.Context) error             { <-ctx.Done(); return nil }
func (f *Fleet) Pages(h http.Handler) http.Handler         { return h }
