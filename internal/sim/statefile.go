package sim

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrStateFile says that the file in which a fleet keeps its keys cannot be used as it is.
var ErrStateFile = errors.New("state file of the simulated fleet")

// maxState bounds the state file: a hundred thousand devices fit.
const maxState = 64 << 20

// A state is what a fleet must remember to be the same devices after a restart.
type state struct {
	Version int    `json:"version"`
	Seed    uint64 `json:"seed"`
	// Server is the name that the devices enrolled with.
	Server  string                 `json:"server"`
	Devices map[string]deviceState `json:"devices"` // by device id
}

// A deviceState is what one device must remember. Without a Key it is not enrolled.
type deviceState struct {
	Key     []byte `json:"key,omitempty"` // the seed of an Ed25519 key
	Visited bool   `json:"visited,omitempty"`
	Retired bool   `json:"retired,omitempty"`
	// Phone is what is on it; nil means what its Spec says.
	Phone *handsetState `json:"phone,omitempty"`
}

const stateVersion = 1

// loadState reads a state file. One that is not there is an empty state.
func loadState(path string, seed uint64) (*state, error) {
	fresh := &state{Version: stateVersion, Seed: seed, Devices: map[string]deviceState{}}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fresh, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStateFile, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStateFile, err)
	}
	switch {
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%w: %s is not a file", ErrStateFile, path)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("%w: %s holds keys, but others may read it (mode %04o); change that with: chmod 600 %[2]s", ErrStateFile, path, info.Mode().Perm())
	case info.Size() > maxState:
		return nil, fmt.Errorf("%w: %s has %d bytes, at most %d are read", ErrStateFile, path, info.Size(), maxState)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxState))
	if err != nil {
		return nil, fmt.Errorf("%w: read %s: %w", ErrStateFile, path, err)
	}
	s, err := decodeState(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w; without the file the fleet is enrolled anew", ErrStateFile, path, err)
	}
	if s.Seed != seed {
		return nil, fmt.Errorf("%w: %s is of the fleet with seed %d, not %d: use that seed or another directory", ErrStateFile, path, s.Seed, seed)
	}
	return s, nil
}

func decodeState(data []byte) (*state, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var s state
	if err := d.Decode(&s); err != nil {
		return nil, errors.New("it is damaged: not the JSON that was written")
	}
	if d.More() {
		return nil, errors.New("it is damaged: something stands behind its end")
	}
	if s.Version != stateVersion {
		return nil, fmt.Errorf("it has version %d, this program writes %d", s.Version, stateVersion)
	}
	for id, one := range s.Devices {
		if len(one.Key) != 0 && len(one.Key) != ed25519.SeedSize {
			return nil, fmt.Errorf("it is damaged: the key of %.40q has %d bytes", id, len(one.Key))
		}
	}
	if s.Devices == nil {
		s.Devices = map[string]deviceState{}
	}
	return &s, nil
}

// save writes the state whole, or leaves the old file as it was.
func (s *state) save(path string) error {
	data, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStateFile, err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".fleet-*") // 0600
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStateFile, err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("%w: write %s: %w", ErrStateFile, path, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
