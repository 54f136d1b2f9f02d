package seal_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/helpatwork/helpatwork/internal/seal"
)

func open(t testing.TB, path string) *seal.Box {
	t.Helper()
	box, err := seal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func sealed(t testing.TB, box *seal.Box, plain, context string) []byte {
	t.Helper()
	hidden, err := box.Seal([]byte(plain), context)
	if err != nil {
		t.Fatal(err)
	}
	return hidden
}

func write(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // the process may mask modes
		t.Fatal(err)
	}
	return path
}

func keyText(fill byte) string {
	return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{fill}, 32)) + "\n"
}

func TestWhatIsSealedOpensAfterARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	first := open(t, path)
	hidden := sealed(t, first, "refresh token", "binding bnd_1")
	if bytes.Contains(hidden, []byte("refresh")) {
		t.Error("the text shows")
	}
	if bytes.Equal(hidden, sealed(t, first, "refresh token", "binding bnd_1")) {
		t.Error("sealing twice gives the same: the nonce is not random")
	}
	got, err := open(t, path).Open(hidden, "binding bnd_1")
	if err != nil || string(got) != "refresh token" {
		t.Errorf("Open = %q, %v, want the text", got, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file has mode %v, %v, want 0600", info.Mode(), err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("%d files beside the key, %v, want none", len(left)-1, err)
	}
}

func TestWhatWasChangedDoesNotOpen(t *testing.T) {
	t.Parallel()
	box := open(t, write(t, keyText(1), 0o600))
	hidden := sealed(t, box, "secret", "here")
	if _, err := box.Open(hidden, "there"); !errors.Is(err, seal.ErrBroken) {
		t.Errorf("in another place: %v, want ErrBroken", err)
	}
	for i := range hidden {
		changed := bytes.Clone(hidden)
		changed[i] ^= 1
		want := seal.ErrBroken
		if i >= 1 && i <= 4 {
			want = seal.ErrUnknownKey // the id of the key
		}
		if _, err := box.Open(changed, "here"); !errors.Is(err, want) {
			t.Errorf("byte %d changed: %v, want %v", i, err, want)
		}
		if _, err := box.Open(hidden[:i], "here"); !errors.Is(err, seal.ErrBroken) {
			t.Errorf("cut to %d bytes: %v, want ErrBroken", i, err)
		}
	}
	if got, err := box.Open(sealed(t, box, "", ""), ""); err != nil || len(got) != 0 {
		t.Errorf("an empty text = %q, %v", got, err)
	}
}

func TestKeysAreRotated(t *testing.T) {
	t.Parallel()
	old := open(t, write(t, keyText(1), 0o600))
	both := open(t, write(t, keyText(2)+"\n"+keyText(1), 0o600))
	next := open(t, write(t, keyText(2), 0o600))
	before := sealed(t, old, "secret", "here")
	if got, err := both.Open(before, "here"); err != nil || string(got) != "secret" {
		t.Errorf("with the new key above the old one: %q, %v", got, err)
	}
	if got, err := next.Open(sealed(t, both, "secret", "here"), "here"); err != nil || string(got) != "secret" {
		t.Errorf("the first key does not seal: %q, %v", got, err)
	}
	if _, err := next.Open(before, "here"); !errors.Is(err, seal.ErrUnknownKey) {
		t.Errorf("without the old key: %v, want ErrUnknownKey", err)
	}
}

func TestBadKeyFiles(t *testing.T) {
	t.Parallel()
	half := "c2VjcmV0IGhhbGYga2V5\n"
	for _, tc := range []struct {
		name, text string
		mode       os.FileMode
		want       error
	}{
		{"the group may read it", keyText(1), 0o640, seal.ErrExposed},
		{"everyone may read it", keyText(1), 0o604, seal.ErrExposed},
		{"everyone may write it", keyText(1), 0o602, seal.ErrExposed},
		{"empty", "", 0o600, seal.ErrKeyFile},
		{"no key but lines", "\n\n", 0o600, seal.ErrKeyFile},
		{"too short", half, 0o600, seal.ErrKeyFile},
		{"no base64", "!" + keyText(1), 0o600, seal.ErrKeyFile},
		{"a good and a bad one", keyText(1) + half, 0o600, seal.ErrKeyFile},
		{"far too long", strings.Repeat(keyText(1), 1000), 0o600, seal.ErrKeyFile},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := seal.Open(write(t, tc.text, tc.mode))
			if !errors.Is(err, tc.want) {
				t.Fatalf("Open = %v, want %v", err, tc.want)
			}
			if strings.Contains(err.Error(), half[:10]) {
				t.Errorf("the error shows what is in the file: %v", err)
			}
		})
	}
	if _, err := seal.Open(t.TempDir()); err == nil {
		t.Error("a directory was taken for a key file")
	}
	if _, err := seal.Open(filepath.Join(t.TempDir(), "none", "key")); err == nil {
		t.Error("a key file was made without its directory")
	}
}

// askForKey names the variable by which the test below tells a copy of itself where to open a box.
const askForKey = "HELPATWORK_SEAL_TEST_KEY"

func TestMain(m *testing.M) {
	if path := os.Getenv(askForKey); path != "" {
		os.Exit(sealOnce(path))
	}
	os.Exit(m.Run())
}

// sealOnce waits for its input to end, so that all copies go at once, and prints what it sealed.
func sealOnce(path string) int {
	io.Copy(io.Discard, os.Stdin)
	box, err := seal.Open(path)
	if err == nil {
		var hidden []byte
		hidden, err = box.Seal([]byte("from a process"), "here")
		fmt.Println(base64.StdEncoding.EncodeToString(hidden))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func TestManyProcessesMakeOneKey(t *testing.T) {
	t.Parallel()
	const processes = 8
	path := filepath.Join(t.TempDir(), "key")
	said := make([]bytes.Buffer, processes)
	var running sync.WaitGroup
	var begin []io.Closer
	for i := range processes {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), askForKey+"="+path)
		cmd.Stdout, cmd.Stderr = &said[i], os.Stderr
		stdin, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		begin = append(begin, stdin)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running.Go(func() {
			if err := cmd.Wait(); err != nil {
				t.Errorf("process %d: %v", i, err)
			}
		})
	}
	for _, b := range begin {
		b.Close()
	}
	running.Wait()
	box := open(t, path)
	for i := range said {
		hidden, err := base64.StdEncoding.DecodeString(strings.TrimSpace(said[i].String()))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := box.Open(hidden, "here"); err != nil || string(got) != "from a process" {
			t.Errorf("what process %d sealed = %q, %v", i, got, err)
		}
	}
}

func TestABoxHidesItself(t *testing.T) {
	t.Parallel()
	box := open(t, write(t, keyText(7), 0o600))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, box); got != "[hidden]" {
			t.Errorf("%s shows %q", verb, got)
		}
	}
	if got := box.LogValue().String(); got != "[hidden]" {
		t.Errorf("the log shows %q", got)
	}
}

// What is sealed comes back from a database that others may have written.
func FuzzOpen(f *testing.F) {
	path := filepath.Join(f.TempDir(), "key")
	box := open(f, path)
	f.Add([]byte(nil), "")
	f.Add([]byte{1, 2, 3, 4, 5}, "here")
	f.Add(sealed(f, box, "secret", "elsewhere"), "here")
	f.Add(bytes.Repeat([]byte{1}, 100), "here")
	f.Fuzz(func(t *testing.T, hidden []byte, context string) {
		got, err := box.Open(hidden, context)
		if err == nil && context != "elsewhere" {
			t.Fatalf("%x opened as %q", hidden, got)
		}
		if err != nil && (got != nil || !errors.Is(err, seal.ErrBroken) && !errors.Is(err, seal.ErrUnknownKey)) {
			t.Fatalf("Open = %q, %v", got, err)
		}
	})
}
