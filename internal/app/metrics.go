package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/helpatwork/helpatwork/internal/devicelink"
	"github.com/helpatwork/helpatwork/internal/storage"
)

// metrics are what /metrics shows.
type metrics struct {
	registry   *prometheus.Registry
	firstFrame prometheus.Histogram
	dropped    *prometheus.CounterVec
	errors     prometheus.Counter
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		firstFrame: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "helpatwork_first_frame_seconds",
			Help:    "Time from a technician's connection to the first whole frame that was sent; includes waiting for consent.",
			Buckets: []float64{.05, .1, .2, .4, .7, 1, 2, 5, 10, 30, 60, 300}}),
		dropped: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "helpatwork_input_dropped_total",
			Help: "Input of technicians that was not handed on, by reason."}, []string{"reason"}),
		errors: prometheus.NewCounter(prometheus.CounterOpts{Name: "helpatwork_errors_total", Help: "Errors in the log."}),
	}
	m.registry.MustRegister(m.firstFrame, m.dropped, m.errors, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// watch adds what is counted when somebody asks.
func (m *metrics) watch(db *storage.DB, hub *devicelink.Hub, port *bound, streams func() int, now func() time.Time) {
	m.registry.MustRegister(&counted{db: db, now: now},
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "helpatwork_devices_online", Help: "Devices with a link to this node."},
			func() float64 { return float64(hub.Online()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "helpatwork_connections", Help: "Open TCP connections of any kind."},
			func() float64 { return float64(port.open.Load()) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "helpatwork_connections_refused_total",
			Help: "TCP connections that were closed at once, as too many were open."},
			func() float64 { return float64(port.refused.Load()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "helpatwork_live_streams", Help: "Browsers that get live hints."},
			func() float64 { return float64(streams()) }))
}

// counted asks the store.
type counted struct {
	db  *storage.DB
	now func() time.Time
}

var (
	sessionsDesc = prometheus.NewDesc("helpatwork_sessions", "Sessions by state; ended ones of the last 24 hours.", []string{"state"}, nil)
	jobsDesc     = prometheus.NewDesc("helpatwork_jobs", "Jobs by state.", []string{"state"}, nil)
)

func (c *counted) Describe(to chan<- *prometheus.Desc) { to <- sessionsDesc; to <- jobsDesc }

func (c *counted) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	sessions, err := c.db.CountSessions(ctx, c.now().Add(-24*time.Hour))
	if err != nil {
		to <- prometheus.NewInvalidMetric(sessionsDesc, err)
	}
	for state, n := range sessions {
		to <- prometheus.MustNewConstMetric(sessionsDesc, prometheus.GaugeValue, float64(n), string(state))
	}
	jobs, err := c.db.CountJobs(ctx, c.now())
	if err != nil {
		to <- prometheus.NewInvalidMetric(jobsDesc, err)
	}
	for state, n := range jobs {
		to <- prometheus.MustNewConstMetric(jobsDesc, prometheus.GaugeValue, float64(n), state)
	}
}

// countingHandler counts errors on their way into the log.
type countingHandler struct {
	slog.Handler
	errors prometheus.Counter
}

func (h countingHandler) Handle(ctx context.Context, r slog.Record) error {
	if r.Level >= slog.LevelError {
		h.errors.Inc()
	}
	return h.Handler.Handle(ctx, r)
}

func (h countingHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return countingHandler{h.Handler.WithAttrs(attrs), h.errors}
}

func (h countingHandler) WithGroup(name string) slog.Handler {
	return countingHandler{h.Handler.WithGroup(name), h.errors}
}
