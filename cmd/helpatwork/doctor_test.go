package main

import (
	"context"
	"strconv"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
)

// standIns are the stand-ins for TeamViewer of the stories that run, by their origin.
var standIns sync.Map

// standIn starts a stand-in for TeamViewer until the story ends; its API is in TEAMVIEWER_API, tokens of the company, of a
// person and of a person without permissions in COMPANY_TOKEN, USER_TOKEN and LIMITED_TOKEN.
func standIn(ts *testscript.TestScript, _ bool, _ []string) {
	server, err := teamviewertest.New(teamviewertest.Config{})
	ts.Check(err)
	ctx, cancel := context.WithCancel(context.Background())
	done, err := server.Start(ctx, "127.0.0.1:0")
	if err != nil {
		cancel()
		ts.Fatalf("%v", err)
	}
	ts.Defer(func() { cancel(); <-done })
	limited, _ := server.NewTokens("u100004")
	for name, value := range map[string]string{"TEAMVIEWER_API": server.API(), "COMPANY_TOKEN": teamviewertest.CompanyToken,
		"USER_TOKEN": teamviewertest.UserToken, "LIMITED_TOKEN": limited} {
		ts.Setenv(name, value)
	}
	standIns.Store(server.API(), server)
	ts.Defer(func() { standIns.Delete(server.API()) })
}

// standInCodes fails unless so many session codes were made, and none of them is open.
func standInCodes(ts *testscript.TestScript, _ bool, args []string) {
	found, known := standIns.Load(ts.Getenv("TEAMVIEWER_API"))
	if !known || len(args) != 1 {
		ts.Fatalf("no stand-in, or no number given")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if strays := found.(*teamviewertest.Server).Strays(); len(strays) > 0 {
		ts.Fatalf("not listed: %q", strays)
	}
	codes := found.(*teamviewertest.Server).Codes()
	if len(codes) != want {
		ts.Fatalf("%d session codes were made, want %d", len(codes), want)
	}
	for _, c := range codes {
		if c.Open {
			ts.Fatalf("session %s is still open", c.Code)
		}
	}
}
