package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer"
)

type doctorCommands struct {
	TeamViewer doctorTeamViewer `cmd:"" name:"teamviewer" help:"Check a TeamViewer token and say what is missing."`
}

type doctorTeamViewer struct {
	TokenFile     string        `required:"" type:"existingfile" help:"File with a script token or an access token; it is never printed."`
	API           string        `name:"api" default:"${teamviewer_api}" help:"Address of the Web API."`
	Group         string        `default:"${teamviewer_group}" help:"Group that --create-session uses."`
	Timeout       time.Duration `default:"15s" help:"How long one call may take."`
	CreateSession bool          `help:"Also make a session code and close it at once. Without this nothing is changed."`
}

// Run reads only, unless it is told to make a session. It fails when something is missing that sessions need.
func (c doctorTeamViewer) Run(ctx context.Context) error {
	token, err := readToken(c.TokenFile)
	if err != nil {
		return err
	}
	client, err := teamviewer.NewClient(teamviewer.Settings{API: c.API, Timeout: c.Timeout})
	if err != nil {
		return err
	}
	e := examination{client: client, token: token}
	fmt.Printf("TeamViewer at %s\n", c.API)
	if !e.valid(ctx) {
		return errors.New("the token could not be shown to work, so nothing else was tried")
	}
	e.account(ctx)
	e.licenses(ctx)
	e.sessions(ctx)
	e.reports(ctx)
	e.devices(ctx)
	e.managed(ctx)
	e.groups(ctx)
	if c.CreateSession {
		e.create(ctx, c.Group)
	} else {
		e.tellf("not tried", "making sessions: run again with --create-session to make one and close it at once")
	}
	if e.missing > 0 {
		return fmt.Errorf("%d of the things that Help@Work needs are missing", e.missing)
	}
	fmt.Println("Nothing is missing.")
	return nil
}

// maxTokenFile is more than a token has.
const maxTokenFile = 8 << 10

var errTokenFile = errors.New("the token file has to hold one token and nothing else")

// readToken reads a file of one line. Its errors do not quote it.
func readToken(path string) (id.Secret, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxTokenFile+1))
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(text))
	if token == "" || len(text) > maxTokenFile || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", errTokenFile
	}
	return id.Secret(token), nil
}

// An examination tells what a token can, line by line.
type examination struct {
	client  *teamviewer.Client
	token   id.Secret
	missing int
	// companys: the token is the company's. It cannot name a group, so the group has to be there.
	companys bool
}

func (e *examination) tellf(how, format string, values ...any) {
	fmt.Printf("%-10s %s\n", how, fmt.Sprintf(format, values...))
}

// miss says in words what a failed check means, and counts it when sessions need it.
func (e *examination) miss(needed bool, what, cure string, err error) {
	how := "note"
	if needed {
		how = "missing"
		e.missing++
	}
	e.tellf(how, "%s: %s%s", what, inWords(err), cureOf(cure, err))
}

// cureOf adds what to do only where that would help.
func cureOf(cure string, err error) string {
	if e, ok := errors.AsType[*provider.Error](err); ok && e.Kind == provider.NotAllowed && cure != "" {
		return ". " + cure
	}
	return ""
}

// inWords says what a provider's error means for the person at the keyboard.
func inWords(err error) string {
	e, ok := errors.AsType[*provider.Error](err)
	if !ok {
		return err.Error()
	}
	words := map[provider.Kind]string{
		provider.TokenDead: "the token has expired or was revoked", provider.NotAllowed: "the token may not",
		provider.Missing: "TeamViewer does not have that", provider.Invalid: "TeamViewer did not understand us",
		provider.RateLimited: "too many calls, try again later", provider.Unavailable: "TeamViewer does not answer",
		provider.Unreadable: "the answer makes no sense",
	}[e.Kind]
	if words == "" {
		words = string(e.Kind)
	}
	if e.Words != "" {
		words += " (" + e.Words + ")"
	}
	if e.Err != nil {
		words += ": " + e.Err.Error()
	}
	return words
}

func (e *examination) valid(ctx context.Context) bool {
	works, err := e.client.Ping(ctx, e.token)
	switch {
	case err != nil:
		e.miss(true, "token", "", err)
		return false
	case !works:
		e.missing++
		e.tellf("missing", "token: TeamViewer says that it is not valid. Make a new script token, or connect again")
		return false
	}
	e.tellf("ok", "token: valid")
	return true
}

func (e *examination) account(ctx context.Context) {
	a, err := e.client.Account(ctx, e.token)
	if err != nil {
		e.miss(true, "account", "Give the token the permission to view account data", err)
		return
	}
	if a.Email == "" {
		e.companys = true
		e.tellf("ok", "account: of the whole company %s (id %s)", a.Company, a.ID)
		return
	}
	e.tellf("ok", "account: %s <%s>, %s (id %s)", a.Name, a.Email, orNone(a.Company, "no company"), a.ID)
}

func orNone(s, none string) string {
	if s == "" {
		return none
	}
	return s
}

// licenses are for show: the seats that Help@Work counts are its own.
func (e *examination) licenses(ctx context.Context) {
	list, err := e.client.Licenses(ctx, e.token)
	if err != nil {
		e.miss(false, "licenses", "The page will show Help@Work's own numbers only", err)
		return
	}
	active := 0
	for _, l := range list {
		if l.Active {
			active++
			e.tellf("ok", "license: %s", l.Name)
		}
	}
	if active == 0 {
		e.tellf("note", "licenses: the company has no active license")
	}
}

func (e *examination) sessions(ctx context.Context) {
	list, _, err := e.client.OpenSessions(ctx, e.token, "", "")
	if err != nil {
		e.miss(true, "seeing sessions", "Give the token the permission to view sessions", err)
		return
	}
	e.tellf("ok", "seeing sessions: %d open", len(list))
}

func (e *examination) reports(ctx context.Context) {
	now := time.Now()
	if _, _, err := e.client.Reports(ctx, e.token, teamviewer.ReportQuery{From: now.Add(-time.Hour), To: now}); err != nil {
		e.miss(true, "connection reports", "Give the token the permission to view connection reports: without them the end of a connection is never proven", err)
		return
	}
	e.tellf("ok", "connection reports: can be seen")
}

func (e *examination) devices(ctx context.Context) {
	list, err := e.client.Devices(ctx, e.token, "")
	if err != nil {
		e.miss(true, "devices", "Give the token the permission to view computers and contacts: unattended sessions find their device there", err)
		return
	}
	e.tellf("ok", "devices: %d in the list", len(list))
}

func (e *examination) managed(ctx context.Context) {
	list, next, err := e.client.ManagedDevices(ctx, e.token, "")
	switch {
	case err != nil:
		e.miss(false, "managed devices", "The list of devices is used instead", err)
	case next != "":
		e.tellf("ok", "managed devices: more than %d", len(list))
	default:
		e.tellf("ok", "managed devices: %d", len(list))
	}
}

func (e *examination) groups(ctx context.Context) {
	list, err := e.client.Groups(ctx, e.token)
	if err != nil {
		e.miss(false, "groups", "A token of the whole company needs them to make sessions", err)
		return
	}
	e.tellf("ok", "groups: %d", len(list))
}

// create makes a session of ten minutes and closes it.
func (e *examination) create(ctx context.Context, group string) {
	const cure = "Give the token the permissions to create and edit sessions"
	n := teamviewer.NewSession{GroupName: group, Description: "Help@Work doctor", ValidUntil: time.Now().Add(10 * time.Minute)}
	if err := e.place(ctx, &n); err != nil {
		e.miss(true, "group "+group, "Give the token the permissions to view and create groups", err)
		return
	}
	s, err := e.client.CreateSession(ctx, e.token, n)
	if err != nil {
		e.miss(true, "making a session", cure, err)
		return
	}
	if err := e.client.CloseSession(ctx, e.token, s.Code); err != nil {
		e.miss(true, "closing session "+s.Code, cure, err)
		return
	}
	e.tellf("ok", "making a session: %s was made and closed", s.Code)
}

// place finds the group by its id, or makes it, where its name is not enough.
func (e *examination) place(ctx context.Context, n *teamviewer.NewSession) error {
	if !e.companys {
		return nil
	}
	list, err := e.client.Groups(ctx, e.token)
	if err != nil {
		return err
	}
	for _, g := range list {
		if strings.EqualFold(g.Name, n.GroupName) {
			n.GroupID, n.GroupName = g.ID, ""
			return nil
		}
	}
	made, err := e.client.CreateGroup(ctx, e.token, n.GroupName)
	n.GroupID, n.GroupName = made.ID, ""
	return err
}
