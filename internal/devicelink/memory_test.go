package devicelink

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"github.com/lxzan/gws"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// crowdVariable makes this test binary a crowd of devices that connect to the address in it: they must not live in
// the process whose memory is measured.
const crowdVariable = "HELPATWORK_TEST_CROWD"

const crowdSize = 2000

func crowdDevice(i int) (deviceID string, key ed25519.PrivateKey) {
	seed := sha256.Sum256([]byte(strconv.Itoa(i)))
	return fmt.Sprintf("dev_%d", i), ed25519.NewKeyFromSeed(seed[:])
}

// crowd connects all its devices, says so on stdout and stays until its stdin ends.
func crowd(address string) error {
	for i := range crowdSize {
		c := &client{frames: make(chan wire.Frame, 10), pings: make(chan struct{}, 1), closed: make(chan closing, 1)}
		ws, _, err := gws.NewClient(c, &gws.ClientOption{Addr: address, ReadBufferSize: 512, Logger: silent{},
			TlsConfig: &tls.Config{InsecureSkipVerify: true}}) // the certificate was made a moment ago
		if err != nil {
			return err
		}
		c.ws = ws
		go ws.ReadLoop()
		var challenge wire.Challenge
		if err := (<-c.frames).Into(&challenge); err != nil {
			return err
		}
		deviceID, key := crowdDevice(i)
		if err := ws.WriteString(string(hello(challenge, deviceID, key).Bytes())); err != nil {
			return err
		}
		if f := <-c.frames; f.Type != wire.FrameWelcome {
			return fmt.Errorf("got %s, want welcome", f.Type)
		}
		// An idle device has reported once: what that takes must not stay.
		if err := ws.WriteString(string(wire.NewFrame(wire.FrameReport, "1", report()).Bytes())); err != nil {
			return err
		}
		if f := <-c.frames; f.Type != wire.FrameError { // so that nothing of it is kept
			return fmt.Errorf("got %s, want a refusal", f.Type)
		}
	}
	fmt.Println("connected")
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

// report is as long as that of a phone.
func report() wire.Report {
	r := wire.Report{OSVersion: "16", AgentVersion: "1", Codec: "H264", Width: 360, Height: 800}
	for i := range 80 {
		r.Apps = append(r.Apps, wire.App{Name: fmt.Sprintf("App number %d", i), Package: fmt.Sprintf("com.example.app%d", i), Version: "1.0"})
	}
	return r
}

// BenchmarkMemoryPerLink reports what an idle device costs this process: heap and stacks, and resident memory.
func BenchmarkMemoryPerLink(b *testing.B) {
	b.Run("plain", func(b *testing.B) { benchmarkMemory(b, "ws", (*httptest.Server).Start) })
	b.Run("tls", func(b *testing.B) { benchmarkMemory(b, "wss", (*httptest.Server).StartTLS) })
}

func benchmarkMemory(b *testing.B, scheme string, start func(*httptest.Server)) {
	for b.Loop() {
		s := &site{store: newFakeStore(), devices: newFakeHandler()}
		for i := range crowdSize {
			deviceID, key := crowdDevice(i)
			s.store.keys[deviceID] = device.Credential{PublicKey: key.Public().(ed25519.PublicKey)}
		}
		s.hub = New(Config{Server: serverName, NodeID: "node_1", Store: s.store, Devices: s.devices, Now: s.now,
			Log: slog.New(slog.DiscardHandler), Limits: Limits{AttemptsPerSecond: 10_000}})
		mux := http.NewServeMux()
		s.hub.Routes(mux)
		s.http = httptest.NewUnstartedServer(mux)
		start(s.http)
		s.devices.report = func(string, wire.Report) error { return errTaken } // keep none of them
		heap, resident := memory(b)
		leave := gather(b, scheme+strings.TrimLeft(s.http.URL, "htps")+"/api/v1/link")
		if s.hub.Online() != crowdSize {
			b.Fatalf("%d devices online, want %d", s.hub.Online(), crowdSize)
		}
		moreHeap, moreResident := memory(b)
		b.ReportMetric(float64(moreHeap-heap)/crowdSize/1024, "heap+stack-KB/link")
		b.ReportMetric(float64(moreResident-resident)/crowdSize/1024, "resident-KB/link")
		leave()
		for range crowdSize {
			await(b, "Disconnected", s.devices.disconnected)
		}
		s.http.Close()
	}
}

// gather starts a crowd, waits until it is connected, and returns what ends it.
func gather(b *testing.B, address string) (leave func()) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crowdVariable+"="+address)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "connected\n" {
		b.Fatalf("the crowd says %q, %v", line, err)
	}
	return func() {
		in.Close()
		cmd.Wait()
	}
}

// memory is what this process uses after a thorough clean-up, in bytes.
func memory(b *testing.B) (heapAndStack, resident int64) {
	for range 3 { // stacks shrink at collections, pools empty at the second
		runtime.GC()
	}
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	status, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Skip("resident memory is read from /proc, as Linux has it")
	}
	pages, err := strconv.ParseInt(strings.Fields(string(status))[1], 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return int64(m.HeapAlloc + m.StackInuse), pages * int64(os.Getpagesize())
}
