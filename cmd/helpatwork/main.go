// Helpatwork is the one program of Help@Work: the server, the demo, and the commands beside them.
package main

import (
	_ "time/tzdata" // support hours are in the company's time zone, also where the system knows none

	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/helpatwork/helpatwork/internal/app"
	"github.com/helpatwork/helpatwork/internal/httpapi"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer"
)

type commands struct {
	Serve   serveCommand   `cmd:"" help:"Run the server."`
	Demo    demoCommand    `cmd:"" help:"Run the server with simulated devices and print a sign-in link."`
	Admin   adminCommands  `cmd:"" help:"What only someone on the server may do."`
	Audit   auditCommands  `cmd:"" help:"Look after the audit log."`
	Doctor  doctorCommands `cmd:"" help:"Check what this program depends on, and say what is missing."`
	OpenAPI openapiCommand `cmd:"" name:"openapi" help:"Print the API document."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

func main() { os.Exit(run(os.Args[1:])) }

// run is main with its exit code: 0 done, 1 failed, 2 not understood.
func run(args []string) int {
	var c commands
	parser, err := kong.New(&c, kong.Name("helpatwork"), kong.Description("Remote support for managed phones."), kong.UsageOnError(),
		kong.DefaultEnvars("HELPATWORK"), kong.Vars{"teamviewer_api": teamviewer.DefaultAPI, "teamviewer_group": teamviewer.DefaultGroup})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "helpatwork: no command given; try \"helpatwork demo\", or \"helpatwork --help\" for all of them")
		return 2
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "helpatwork:", err)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	chosen.BindTo(ctx, (*context.Context)(nil))
	if err := chosen.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "helpatwork:", err)
		return 1
	}
	return 0
}

// logFlags say how much is logged, to standard error.
type logFlags struct {
	LogLevel  slog.Level `default:"info" help:"Log from this level on: debug, info, warn or error."`
	LogFormat string     `default:"text" enum:"text,json" help:"Log as text or json."`
}

func (f logFlags) logger() *slog.Logger {
	options := &slog.HandlerOptions{Level: f.LogLevel}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}

type openapiCommand struct{}

// Run prints the document that api/openapi.yaml holds.
func (openapiCommand) Run() error {
	document, err := httpapi.OpenAPI()
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(document)
	return err
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run() error {
	_, err := fmt.Println(app.Version)
	return err
}

// serve runs a server until it is told to stop.
func serve(ctx context.Context, cfg app.Config, ready func(*app.Server) error) error {
	server, err := app.Open(ctx, cfg)
	if err != nil {
		return err
	}
	if err := ready(server); err != nil {
		return errors.Join(err, server.Close())
	}
	return errors.Join(server.Run(ctx), server.Close())
}
