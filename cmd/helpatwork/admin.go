package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/app"
	"github.com/helpatwork/helpatwork/internal/audit"
)

type adminCommands struct {
	Reset resetCommand `cmd:"" help:"Print a one-time link that sets an administrator's password: the break-glass."`
}

type resetCommand struct {
	logFlags
	Data  string `required:"" type:"existingdir" help:"The server's data directory. The server may be running."`
	Email string `help:"Whose password; the first administrator's if left out."`
	URL   string `default:"http://127.0.0.1:8480" help:"Where the server is reached, for the link."`
}

// Run makes a person an enabled administrator again and prints the link.
func (c resetCommand) Run(ctx context.Context) error {
	db, err := app.OpenData(ctx, c.Data)
	if err != nil {
		return err
	}
	defer db.Close()
	people := app.OpenAccess(db, c.logger(), func(context.Context, string, bool) {})
	p, token, err := people.ResetAdministrator(ctx, c.Email)
	if errors.Is(err, access.ErrNotFound) {
		return errors.New("there is no such administrator yet: start the server, it prints a set-up link")
	}
	if err != nil {
		return err
	}
	fmt.Printf("For %s <%s>, valid once, for %v:\nSet password: %s/link#%s\n", p.Name, p.Email, access.LinkLife, strings.TrimSuffix(c.URL, "/"), token.Reveal())
	return nil
}

type auditCommands struct {
	Verify verifyCommand `cmd:"" help:"Check that nobody changed the audit log after the fact."`
}

type verifyCommand struct {
	Data string `required:"" type:"existingdir" help:"The server's data directory."`
}

// Run walks the hash chain and fails when it is broken.
func (c verifyCommand) Run(ctx context.Context) error {
	db, err := app.OpenData(ctx, c.Data)
	if err != nil {
		return err
	}
	defer db.Close()
	state, err := audit.Verify(ctx, db)
	if err != nil {
		return err
	}
	if state.BrokenAt > 0 {
		return fmt.Errorf("the audit log is broken at record %d", state.BrokenAt)
	}
	fmt.Printf("%d records are linked and whole; head %s\n", state.Linked, state.Head)
	return nil
}
