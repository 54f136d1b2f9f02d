// Package seal keeps secrets that have to be read again, such as refresh tokens: AES-256-GCM with a key that stands in a
// file outside the database.
package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
)

const (
	// version is the first byte of everything that is sealed. Behind it stand the id of the key, the nonce and the text
	// with its tag.
	version   = 1
	keySize   = 32
	keyIDSize = 4
	headSize  = 1 + keyIDSize
	// maxKeyFile bounds what is read of a key file: room for some eighty keys.
	maxKeyFile = 4096
)

// Errors that callers tell apart.
var (
	// ErrExposed says that others than the owner may read or write the key file.
	ErrExposed = errors.New("key file is open to others than its owner")
	// ErrKeyFile says that a file does not hold keys.
	ErrKeyFile = errors.New("key file is not valid")
	// ErrUnknownKey says that something was sealed with a key that is not in the key file.
	ErrUnknownKey = errors.New("sealed with a key that is not here")
	// ErrBroken says that something sealed was changed, cut, or meant for another place.
	ErrBroken = errors.New("sealed text is damaged or stands in the wrong place")
)

// A Box seals and opens. It is safe for concurrent use and hides its keys from formatted text.
type Box struct {
	keys []key // the first one seals
}

type key struct {
	id   [keyIDSize]byte
	aead cipher.AEAD
}

// Open reads the keys from a file and makes the file, readable by its owner only, when it does not exist; its directory
// must. The file has one key of 32 bytes in base64 per line; the first seals, all of them open, so that a key is changed
// by putting a new one above. Several processes may call it at once: they end with the same key.
func Open(path string) (*Box, error) {
	box, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(path); err != nil {
			return nil, fmt.Errorf("make key file %s: %w", path, err)
		}
		box, err = read(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read key file %s: %w", path, err)
	}
	return box, nil
}

func read(path string) (*Box, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	// Windows keeps who may read a file elsewhere.
	if !info.Mode().IsRegular() || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, ErrExposed
	}
	text, err := io.ReadAll(io.LimitReader(file, maxKeyFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxKeyFile {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrKeyFile, maxKeyFile)
	}
	return parse(text)
}

func parse(text []byte) (*Box, error) {
	box := new(Box)
	for line := range bytes.Lines(text) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		secret, err := base64.StdEncoding.AppendDecode(nil, line)
		if err != nil || len(secret) != keySize {
			return nil, fmt.Errorf("%w: line %d is not a key", ErrKeyFile, len(box.keys)+1) // the line itself is not told
		}
		k, err := newKey(secret)
		if err != nil {
			return nil, err
		}
		box.keys = append(box.keys, k)
	}
	if len(box.keys) == 0 {
		return nil, fmt.Errorf("%w: no key in it", ErrKeyFile)
	}
	return box, nil
}

func newKey(secret []byte) (key, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return key{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return key{}, err
	}
	sum := sha256.Sum256(append([]byte("helpatwork key id\x00"), secret...))
	return key{id: [keyIDSize]byte(sum[:]), aead: aead}, nil
}

// create puts a whole key file in place, or leaves the one that another process put there first: a link is made to a
// name that is free, and never shows half a file.
func create(path string) (err error) {
	secret := make([]byte, keySize)
	rand.Read(secret)
	whole, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(whole.Name())) }()
	_, err = whole.WriteString(base64.StdEncoding.EncodeToString(secret) + "\n")
	if err := errors.Join(err, whole.Sync(), whole.Close()); err != nil {
		return err
	}
	if err := os.Link(whole.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes sure that a new name survives a loss of power: what is sealed next could not be opened without it.
func syncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil // a directory cannot be flushed there
	}
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// Seal hides plain. Context says what it is and where it stands; without the same one it cannot be opened, so that a
// sealed text moved to another row is of no use.
func (b *Box) Seal(plain []byte, context string) ([]byte, error) {
	k := b.keys[0]
	sealed := append([]byte{version}, k.id[:]...)
	return k.aead.Seal(sealed, nil, plain, additional(sealed, context)), nil
}

// Open shows what Seal hid: ErrBroken, ErrUnknownKey. Neither error tells anything of the text.
func (b *Box) Open(sealed []byte, context string) ([]byte, error) {
	if len(sealed) < headSize || sealed[0] != version {
		return nil, ErrBroken
	}
	head, rest := sealed[:headSize], sealed[headSize:]
	known := false
	for _, k := range b.keys {
		if !bytes.Equal(k.id[:], head[1:]) {
			continue
		}
		known = true
		if plain, err := k.aead.Open(nil, nil, rest, additional(head, context)); err == nil {
			return plain, nil
		}
	}
	if !known {
		return nil, ErrUnknownKey
	}
	return nil, ErrBroken
}

// additional is what is proven and not hidden. The head has a fixed length, so nothing can move between the two.
func additional(head []byte, context string) []byte {
	return append(bytes.Clone(head), context...)
}

// String implements fmt.Stringer and shows nothing.
func (*Box) String() string { return "[hidden]" }

// GoString implements fmt.GoStringer and shows nothing.
func (*Box) GoString() string { return "[hidden]" }

// LogValue implements slog.LogValuer and shows nothing.
func (*Box) LogValue() slog.Value { return slog.StringValue("[hidden]") }
