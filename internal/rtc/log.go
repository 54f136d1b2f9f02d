package rtc

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"

	"github.com/pion/logging"
)

// A logFactory hands pion's log lines on. Strangers cause most of its warnings, so all of them are for debugging.
type logFactory struct{ log *slog.Logger }

func (f logFactory) NewLogger(scope string) logging.LeveledLogger {
	return scopedLog{f.log, slog.String("scope", scope)}
}

type scopedLog struct {
	log   *slog.Logger
	scope slog.Attr
}

func (l scopedLog) say(message func() string) {
	if l.log.Enabled(context.Background(), slog.LevelDebug) {
		l.log.LogAttrs(context.Background(), slog.LevelDebug, "pion", l.scope, slog.String("message", hidden(message())))
	}
}

// password is where pion names an ICE password, in its own words or in an SDP: whoever has it can speak for that side.
var password = regexp.MustCompile(`(?i)(pwd\W{1,4})[A-Za-z0-9+/]{8,}`)

func hidden(message string) string { return password.ReplaceAllString(message, "${1}[hidden]") }

// pion traces every packet: never worth the words.
func (l scopedLog) Trace(string)          {}
func (l scopedLog) Tracef(string, ...any) {}

func (l scopedLog) Debug(m string)            { l.say(func() string { return m }) }
func (l scopedLog) Info(m string)             { l.say(func() string { return m }) }
func (l scopedLog) Warn(m string)             { l.say(func() string { return m }) }
func (l scopedLog) Error(m string)            { l.say(func() string { return m }) }
func (l scopedLog) Debugf(f string, a ...any) { l.say(func() string { return fmt.Sprintf(f, a...) }) }
func (l scopedLog) Infof(f string, a ...any)  { l.say(func() string { return fmt.Sprintf(f, a...) }) }
func (l scopedLog) Warnf(f string, a ...any)  { l.say(func() string { return fmt.Sprintf(f, a...) }) }
func (l scopedLog) Errorf(f string, a ...any) { l.say(func() string { return fmt.Sprintf(f, a...) }) }
