package main

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/app"
	"github.com/helpatwork/helpatwork/internal/audit"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"helpatwork": main})
}

// TestStories runs the program as people type it, one story for each file.
func TestStories(t *testing.T) {
	t.Parallel()
	document, err := filepath.Abs("../../api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("OPENAPI", document)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"set-up": inData(setUp), "tamper": inData(tamper), "take-port": takePort, "free-port": freePort, "healthy": healthy,
			"teamviewer": standIn, "teamviewer-codes": standInCodes,
		},
	})
}

// inData makes a command of what is done with a data directory.
func inData(do func(ctx context.Context, dir string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		if len(args) != 1 {
			ts.Fatalf("which directory?")
		}
		ts.Check(do(context.Background(), ts.MkAbs(args[0])))
	}
}

// setUp makes the first administrator, as the set-up page does.
func setUp(ctx context.Context, dir string) error {
	db, err := app.OpenData(ctx, dir)
	if err != nil {
		return err
	}
	defer db.Close()
	people := app.OpenAccess(db, slog.New(slog.DiscardHandler), func(context.Context, string, bool) {})
	token, err := people.NewSetupLink(ctx)
	if err != nil {
		return err
	}
	_, _, err = people.SetUp(ctx, access.SetUpInput{Token: token.Reveal(), Name: "Ada", Email: "ada@example.com", Password: "correct horse"}, "")
	return errors.Join(err, audit.LinkAll(ctx, db))
}

// tamper changes an audit record the way someone with the file in their hands can.
func tamper(ctx context.Context, dir string) error {
	db, err := sql.Open("sqlite", filepath.Join(dir, "helpatwork.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `DROP TRIGGER audit_no_change; UPDATE audit SET actor_name = 'Nobody' WHERE seq = 2`)
	return err
}

// takePort keeps a port busy until the story ends and says which in PORT.
func takePort(ts *testscript.TestScript, _ bool, _ []string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { listener.Close() })
	setPort(ts, listener)
}

// freePort says in PORT which port nobody uses.
func freePort(ts *testscript.TestScript, _ bool, _ []string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	setPort(ts, listener)
	ts.Check(listener.Close())
}

func setPort(ts *testscript.TestScript, listener net.Listener) {
	_, port, err := net.SplitHostPort(listener.Addr().String())
	ts.Check(err)
	ts.Setenv("PORT", port)
}

// healthy waits until the server at PORT answers.
func healthy(ts *testscript.TestScript, _ bool, _ []string) {
	const within = time.Minute
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for limit := time.After(within); ; {
		select {
		case <-tick.C:
			answer, err := http.Get("http://127.0.0.1:" + ts.Getenv("PORT") + "/healthz")
			if err != nil {
				continue // it is not there yet
			}
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		case <-limit:
			ts.Fatalf("the server does not answer within %v", within)
		}
	}
}

// A missing directory is refused by the program's own words, not by a panic of a library.
func TestRunTellsByItsExitCode(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want int
	}{{nil, 2}, {[]string{"nonsense"}, 2}, {[]string{"audit", "verify", "--data", filepath.Join(os.TempDir(), "helpatwork-none")}, 2}} {
		if got := run(tt.args); got != tt.want {
			t.Errorf("%q ends with %d, want %d", tt.args, got, tt.want)
		}
	}
}
