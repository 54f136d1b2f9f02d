package sim

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func aState() *state {
	return &state{Version: stateVersion, Seed: 9, Server: "demo", Devices: map[string]deviceState{
		"dev_a": {Key: bytes.Repeat([]byte{7}, 32)}, "dev_b": {Key: bytes.Repeat([]byte{8}, 32), Visited: true, Retired: true}, "dev_c": {},
	}}
}

func TestStateComesBackAsItWas(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "fleet.json")
	if fresh, err := loadState(path, 9); err != nil || len(fresh.Devices) != 0 || fresh.Seed != 9 {
		t.Fatalf("without a file: %+v, %v", fresh, err)
	}
	want := aState()
	for range 2 { // the second time over the first file
		if err := want.save(path); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %o, want 600", info.Mode().Perm())
	}
	got, err := loadState(path, 9)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".fleet-*"))
	if len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestAStateFileThatIsNotRightIsRefused(t *testing.T) {
	t.Parallel()
	good := func(t *testing.T) []byte {
		path := filepath.Join(t.TempDir(), "good")
		if err := aState().save(path); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for _, tc := range []struct {
		name   string
		mode   os.FileMode
		change func([]byte) []byte
		says   string
	}{
		{"others may read it", 0o644, func(b []byte) []byte { return b }, "chmod 600"},
		{"its group may write it", 0o620, func(b []byte) []byte { return b }, "chmod 600"},
		{"cut off", 0o600, func(b []byte) []byte { return b[:len(b)/2] }, "damaged"},
		{"empty", 0o600, func([]byte) []byte { return nil }, "damaged"},
		{"something else", 0o600, func([]byte) []byte { return []byte("\x00\x01 not JSON") }, "damaged"},
		{"more behind it", 0o600, func(b []byte) []byte { return append(b, b...) }, "damaged"},
		{"a short key", 0o600, func([]byte) []byte { return []byte(`{"version":1,"seed":9,"devices":{"dev_a":{"key":"AAAA"}}}`) }, "dev_a"},
		{"a newer version", 0o600, func([]byte) []byte { return []byte(`{"version":2,"seed":9}`) }, "version 2"},
		{"another fleet", 0o600, func([]byte) []byte { return []byte(`{"version":1,"seed":10}`) }, "seed 10"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "fleet.json")
			data := tc.change(good(t))
			if err := os.WriteFile(path, data, tc.mode); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, tc.mode); err != nil {
				t.Fatal(err)
			}
			_, err := loadState(path, 9)
			if !errors.Is(err, ErrStateFile) || !strings.Contains(err.Error(), tc.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("error is %q, want one about %q that says %q", err, path, tc.says)
			}
			if kept, _ := os.ReadFile(path); !bytes.Equal(kept, data) {
				t.Error("the file was changed")
			}
		})
	}
	if _, err := loadState(t.TempDir(), 9); !errors.Is(err, ErrStateFile) {
		t.Errorf("a directory: %v", err)
	}
	if err := aState().save(filepath.Join(t.TempDir(), "no", "where")); !errors.Is(err, ErrStateFile) {
		t.Errorf("a directory that is not there: %v", err)
	}
}

func FuzzDecodeState(f *testing.F) {
	f.Add([]byte(`{"version":1,"seed":9,"server":"demo","devices":{"dev_a":{"key":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="}}}`))
	f.Add([]byte(`{"version":1,"devices":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := decodeState(data)
		if err != nil {
			return
		}
		for id, d := range s.Devices {
			if len(d.Key) != 0 && len(d.Key) != 32 {
				t.Errorf("%q has a key of %d bytes", id, len(d.Key))
			}
		}
		s.Devices["dev_new"] = deviceState{} // never nil
	})
}
