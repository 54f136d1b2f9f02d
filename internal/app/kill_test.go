package app

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/provider/teamviewer/teamviewertest"
	"github.com/helpatwork/helpatwork/internal/support"
)

// TestMain lets the test binary be a server in a process of its own, which a test can kill.
func TestMain(m *testing.M) {
	data, serve := os.LookupEnv("HELPATWORK_TEST_SERVE")
	if !serve {
		atOnce()
		os.Exit(m.Run())
	}
	if err := serveIn(data, os.Getenv("HELPATWORK_TEST_LISTEN")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// atOnce sets how many tests run beside each other, unless -parallel says so.
func atOnce() {
	flag.Parse()
	said := false
	flag.Visit(func(f *flag.Flag) { said = said || f.Name == "test.parallel" })
	if !said && beside > 0 {
		_ = flag.Set("test.parallel", strconv.Itoa(beside))
	}
}

func serveIn(data, listen string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	cfg := Config{Listen: listen, Data: data, ServerName: "test.example", Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	if origin := os.Getenv("HELPATWORK_TEST_TEAMVIEWER"); origin != "" {
		stageOnly(&cfg)
		cfg.TeamViewer = TeamViewer{API: origin + "/api/v1", Login: origin + "/oauth2/authorize", Hosts: []string{origin},
			Launch: origin + "/control?device={{id}}", Assignment: teamviewertest.Assignment}
	}
	s, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	link, err := s.SetupLink(ctx)
	if err != nil {
		link = s.URL()
	}
	fmt.Println(link)
	if err := s.Run(ctx); err != nil {
		return err
	}
	return s.Close()
}

// process is a server in a process of its own.
type process struct {
	place
	cmd *exec.Cmd
}

func spawn(t *testing.T, data, listen string, env ...string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), "HELPATWORK_TEST_SERVE="+data, "HELPATWORK_TEST_LISTEN="+listen), env...)
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd}
	t.Cleanup(func() { p.end(syscall.SIGKILL) })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	link := strings.TrimSpace(line)
	url, _, _ := strings.Cut(link, "/welcome")
	p.place = place{t: t, url: url, setup: func() string { return link }}
	return p
}

func (p *process) end(s syscall.Signal) {
	_ = p.cmd.Process.Signal(s) // it may be gone already
	_ = p.cmd.Wait()
}

func TestNothingIsLostByAStopOrAKill(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]syscall.Signal{"SIGTERM": syscall.SIGTERM, "SIGKILL": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			first := spawn(t, data, "127.0.0.1:0")
			admin := first.administrator()
			p := first.phone(admin)
			sessionID, v := admin.live(p)
			before := strings.Fields(admin.actions(sessionID))
			first.end(signal)
			until(t, "the window noticed", v.gone)
			spawn(t, data, strings.TrimPrefix(first.url, "http://"))
			admin.http.CloseIdleConnections()
			until(t, "the session is active again", func() bool {
				return str(admin.must("GET", "/sessions/"+sessionID, nil), "state") == string(support.Active)
			})
			back := admin.see(sessionID, v.key)
			until(t, "frames flow again", func() bool { return back.seen() > 0 })
			after := admin.actions(sessionID)
			for _, action := range before {
				if !strings.Contains(after, action) {
					t.Errorf("the audit log lost %s", action)
				}
			}
			admin.must("POST", "/sessions/"+sessionID+"/end", object{})
			verifyLog(t, data)
		})
	}
}

func auditOf(sessionID string) audit.Filter {
	return audit.Filter{DeviceScopeAll: true, SessionID: sessionID, Limit: 200}
}

// verifyLog opens the running server's file beside it and walks the chain.
func verifyLog(t *testing.T, data string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(data, "helpatwork.db")); err != nil {
		t.Fatal(err)
	}
	db, err := OpenData(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	until(t, "everything is linked and whole", func() bool {
		chain, err := audit.Verify(t.Context(), db)
		if err != nil || chain.BrokenAt > 0 {
			t.Fatalf("chain %+v, %v", chain, err)
		}
		page, err := db.Records(t.Context(), audit.Filter{DeviceScopeAll: true, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		return chain.Linked == int64(len(page.Records))
	})
}
