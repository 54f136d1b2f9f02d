package devicelink

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// errProof says that a device did not prove who it is; which part was wrong is not told.
var errProof = errors.New("device did not prove who it is")

// errVersion says that a device speaks another version of the protocol.
var errVersion = errors.New("device speaks another version")

// greet sends a challenge and returns the id of the device that answered it rightly.
func (h *Hub) greet(ctx context.Context, l *link, from io.Reader) (deviceID string, err error) {
	// The nonce is single-use by construction: it is made for this connection and forgotten with it.
	c := wire.Challenge{Nonce: make([]byte, 32), Server: h.cfg.Server, Version: wire.Version}
	rand.Read(c.Nonce)
	l.conn.readWithin(h.cfg.Limits.HelloWithin)
	if err := l.write(wire.NewFrame(wire.FrameChallenge, "", c).Bytes()); err != nil {
		return "", fmt.Errorf("send challenge: %w", err)
	}
	data, err := readFirst(from, wire.MaxHello)
	if err != nil {
		return "", fmt.Errorf("read hello: %w", err)
	}
	hello, err := wire.DecodeHello(data)
	if err != nil {
		return "", fmt.Errorf("read hello: %w", err)
	}
	if hello.Version != wire.Version {
		return "", fmt.Errorf("%w: %d", errVersion, hello.Version)
	}
	if err := h.prove(ctx, c, hello); err != nil {
		return "", fmt.Errorf("device %q: %w", hello.DeviceID, err)
	}
	l.conn.readWithin(0)
	return hello.DeviceID, nil
}

// nobody is checked for devices that are not known, so that they take as long as those that are.
var nobody = make(ed25519.PublicKey, ed25519.PublicKeySize)

func (h *Hub) prove(ctx context.Context, c wire.Challenge, hello wire.Hello) error {
	credential, err := h.cfg.Store.Key(ctx, hello.DeviceID)
	if errors.Is(err, device.ErrNotFound) {
		credential = device.Credential{}
	} else if err != nil {
		return fmt.Errorf("load key: %w", err)
	}
	if hello.Token != "" {
		// Two unknown tokens must not be equal: a hash is never empty, and an empty one never matches.
		if subtle.ConstantTimeCompare([]byte(id.Secret(hello.Token).Hash()), []byte(credential.TokenHash)) != 1 {
			return errProof
		}
		return nil
	}
	signature, err := wire.SignatureBytes(hello.Signature)
	if err != nil {
		return err
	}
	key, known := credential.PublicKey, len(credential.PublicKey) == ed25519.PublicKeySize
	if !known {
		key = nobody
	}
	if !ed25519.Verify(key, wire.ProofText(c, hello.DeviceID), signature) || !known {
		return errProof
	}
	return nil
}

// closeReason says how a failed greeting is told to the device; empty when the device is gone.
func closeReason(err error) wire.CloseReason {
	switch {
	case errors.Is(err, errProof):
		return wire.CloseBadProof
	case errors.Is(err, errVersion):
		return wire.CloseBadVersion
	case errors.Is(err, wire.ErrMalformed):
		return wire.CloseMalformed
	case errors.Is(err, os.ErrDeadlineExceeded):
		return wire.CloseSilent
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), isNetwork(err):
		return ""
	}
	return wire.CloseFailed
}

func isNetwork(err error) bool {
	_, ok := errors.AsType[*net.OpError](err)
	return ok
}

// WebSocket opcodes (RFC 6455 §5.2).
const (
	opContinuation = 0x0
	opText         = 0x1
	opClose        = 0x8
	opPing         = 0x9
	opPong         = 0xA
)

// maxFirstFrames bounds the fragments and control frames around a first message.
const maxFirstFrames = 16

// readFirst reads one text message of at most limit bytes from a client that is not trusted yet. It is read here and
// not by the WebSocket library, since that would set memory aside for what a frame's header claims.
func readFirst(r io.Reader, limit int) ([]byte, error) {
	var message []byte
	started := false
	for range maxFirstFrames {
		h, err := readHeader(r)
		if err != nil {
			return nil, err
		}
		switch {
		case h.opcode == opClose:
			return nil, io.EOF
		case h.opcode == opPing || h.opcode == opPong:
			if h.length > 125 || !h.last {
				return nil, badFrame("has a bad control frame")
			}
			if _, err := readPayload(r, h); err != nil {
				return nil, err
			}
			continue
		case h.opcode == opText && !started, h.opcode == opContinuation && started:
			started = true
		default:
			return nil, badFrame("is not text")
		}
		if len(message)+h.length > limit {
			return nil, badFrame("is too long")
		}
		part, err := readPayload(r, h)
		if err != nil {
			return nil, err
		}
		if message = append(message, part...); h.last {
			return message, nil
		}
	}
	return nil, badFrame("comes in too many frames")
}

func badFrame(problem string) error { return &wire.Malformed{Field: "message", Problem: problem} }

type frameHeader struct {
	last   bool
	opcode byte
	length int
	mask   [4]byte
}

// readHeader reads the header of a frame from a client (RFC 6455 §5.2): masked, without extensions, at most 65,535 bytes.
func readHeader(r io.Reader) (frameHeader, error) {
	var b [8]byte
	if _, err := io.ReadFull(r, b[:2]); err != nil {
		return frameHeader{}, err
	}
	h := frameHeader{last: b[0]&0x80 != 0, opcode: b[0] & 0x0F, length: int(b[1] & 0x7F)}
	switch {
	case b[0]&0x70 != 0:
		return frameHeader{}, badFrame("uses an extension")
	case b[1]&0x80 == 0:
		return frameHeader{}, badFrame("is not masked")
	case h.length == 127:
		return frameHeader{}, badFrame("is too long")
	case h.length == 126:
		if _, err := io.ReadFull(r, b[:2]); err != nil {
			return frameHeader{}, err
		}
		h.length = int(binary.BigEndian.Uint16(b[:2]))
	}
	_, err := io.ReadFull(r, h.mask[:])
	return h, err
}

func readPayload(r io.Reader, h frameHeader) ([]byte, error) {
	payload := make([]byte, h.length)
	if _, err := io.ReadFull(r, payload); err != nil {
		return nil, err
	}
	for i := range payload {
		payload[i] ^= h.mask[i%4]
	}
	return payload, nil
}
