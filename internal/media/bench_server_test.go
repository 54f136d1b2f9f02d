package media

import (
	"context"
	"errors"
	"io"
	"net"
	"net/rpc"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/rtc"
)

// serverVariable makes the test binary a media server that is called over its standard input and output.
const serverVariable = "HELPATWORK_BENCH_MEDIA_SERVER"

// BenchServer is the server of BenchmarkServer, in a process of its own.
type BenchServer struct{ rooms *Rooms }

// BenchOffer is an offer to [BenchServer].
type BenchOffer struct{ Session, SDP string }

// BenchUsage is what the server has used.
type BenchUsage struct {
	CPU    time.Duration
	Memory uint64 // bytes that are not shared with the file of the program
}

func (s *BenchServer) Publish(o BenchOffer, answer *string) (err error) {
	s.rooms.Open(o.Session, "H264")
	s.rooms.Show(o.Session, active)
	*answer, err = s.rooms.Publish(context.Background(), o.Session, o.SDP)
	return err
}

func (s *BenchServer) View(o BenchOffer, answer *string) (err error) {
	v := Viewer{ID: o.Session, PersonID: o.Session, Name: "hana", Rights: mayView}
	*answer, err = s.rooms.View(context.Background(), o.Session, v, o.SDP)
	return err
}

func (s *BenchServer) Usage(_ int, u *BenchUsage) error {
	runtime.GC()
	debug.FreeOSMemory()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return err
	}
	u.CPU = time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "RssAnon:" {
			kilobytes, err := strconv.ParseUint(f[1], 10, 64)
			u.Memory = kilobytes << 10
			return err
		}
	}
	return errors.New("memory is not told")
}

type pipes struct {
	io.Reader
	io.WriteCloser
}

// serveBench runs until its standard input ends.
func serveBench() error {
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	port, err := rtc.Open(rtc.Config{UDP: udp})
	if err != nil {
		return err
	}
	server := rpc.NewServer()
	if err := server.Register(&BenchServer{New(port, Config{})}); err != nil {
		return err
	}
	server.ServeConn(pipes{os.Stdin, os.Stdout})
	return nil
}

// BenchmarkServer is what the server process uses for 20 sessions of 30 frames a second and 2 Mbit/s, with one viewer
// each, over 5 seconds.
func BenchmarkServer(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("memory is read from /proc")
	}
	const sessions, window = 20, 5 * time.Second
	cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), serverVariable+"=1")
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
	client := rpc.NewClient(pipes{out, in})
	usage := func() (u BenchUsage) {
		if err := client.Call("BenchServer.Usage", 0, &u); err != nil {
			b.Fatal(err)
		}
		return u
	}
	before := usage()
	for i := range sessions {
		benchSession(b, client, strconv.Itoa(i))
	}
	for b.Loop() {
		from := usage()
		<-time.After(window) // what is measured is time
		to := usage()
		b.ReportMetric((to.CPU-from.CPU).Seconds()/window.Seconds()/sessions, "cores/session")
		b.ReportMetric(float64(to.Memory-before.Memory)/sessions/(1<<20), "MB/session")
	}
	client.Close()
	if err := cmd.Wait(); err != nil {
		b.Error(err)
	}
}

func benchSession(b *testing.B, client *rpc.Client, session string) {
	call := func(method, offer string) (answer string) {
		if err := client.Call("BenchServer."+method, BenchOffer{session, offer}, &answer); err != nil {
			b.Fatal(err)
		}
		return answer
	}
	connected, wanted, seen := make(chan struct{}, 1), make(chan struct{}, 100), make(chan struct{}, 1)
	pub, offer, err := rtc.Publish(b.Context(), rtc.PublishConfig{Codec: rtc.H264, On: rtc.PublisherEvents{
		KeyFrameWanted: func() { wanted <- struct{}{} },
		State: func(s rtc.State) {
			if s == rtc.Connected {
				connected <- struct{}{}
			}
		}}})
	if err != nil {
		b.Fatal(err)
	}
	if err := pub.Accept(call("Publish", offer)); err != nil {
		b.Fatal(err)
	}
	receive(b, "phone", connected)
	watcher, offer, err := rtc.Watch(b.Context(), rtc.WatchConfig{On: rtc.WatcherEvents{Frame: func(rtc.Frame) {
		select {
		case seen <- struct{}{}:
		default:
		}
	}}})
	if err != nil {
		b.Fatal(err)
	}
	if err := watcher.Accept(call("View", offer)); err != nil {
		b.Fatal(err)
	}
	stop := make(chan struct{})
	p := &phone{t: b, pub: pub, keyWanted: wanted, stop: stop, quiet: true}
	p.drawing.Go(func() { p.drawSized(time.Second/30, 2_000_000/8/30) })
	b.Cleanup(func() {
		p.end()
		watcher.Close()
		<-watcher.Done()
	})
	receive(b, "frame", seen)
}
