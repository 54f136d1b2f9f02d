package app

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOneServerAtATimeRunsOnItsData(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	first := startIn(t, data, "127.0.0.1:0")
	name := first.node.name
	if _, err := Open(t.Context(), Config{Listen: "127.0.0.1:0", Data: data, Log: slog.New(slog.DiscardHandler)}); !errors.Is(err, errDataInUse) {
		t.Errorf("a second server on the same data: %v, want errDataInUse", err)
	}
	first.administrator() // the first one does not notice
	first.stop()
	if again := startIn(t, data, "127.0.0.1:0"); again.node.name != name || !strings.HasPrefix(name, "node_") {
		t.Errorf("the node is %q at another address, was %q", again.node.name, name)
	}
	if other := start(t); other.node.name == name {
		t.Error("two servers go by one name")
	}
}

func TestANodesNameThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	path := filepath.Join(data, "node")
	if err := os.WriteFile(path, []byte("node_1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := claimData(data); err == nil {
		t.Errorf("taken as %q", n.name)
	}
	if kept, err := os.ReadFile(path); err != nil || string(kept) != "node_1\n" {
		t.Errorf("the file holds %q, %v, want it as it was", kept, err)
	}
}
