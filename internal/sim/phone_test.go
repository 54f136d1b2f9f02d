package sim

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/helpatwork/helpatwork/internal/h264"
	"github.com/helpatwork/helpatwork/internal/sim/screen"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A clock stands still until it is set on.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// aSpec is an Android phone of 360×800 on which everything is possible.
func aSpec(change ...func(*Spec)) Spec {
	s := Spec{
		Device: Device{ID: "dev_a", Platform: Android, Management: AndroidDeviceOwner, Maker: "Google", Model: "Pixel 9",
			OSVersion: "16", Owner: Owner{Name: "佐藤 花子"}, Name: "TYO-PX9-sato-000"},
		Language: "en", Zone: time.UTC, Width: 360, Height: 800, Seed: 4,
	}
	for _, c := range change {
		c(&s)
	}
	return s
}

func aPhone(now func() time.Time, change ...func(*Spec)) *Phone {
	return newPhone(aSpec(change...), now, slog.New(slog.DiscardHandler))
}

// settle takes frames until there is nothing to send.
func settle(t *testing.T, p *Phone, c *clock) {
	t.Helper()
	for range 100 {
		if _, ok := p.Frame(false); !ok {
			return
		}
		c.add(frameEvery)
	}
	t.Fatal("a screen at rest never comes to rest in the stream")
}

// shown is the mean color, in the stream, of a part given in thousandths of the picture.
func (p *Phone) shown(x0, y0, x1, y1 int) color.YCbCr {
	p.mu.Lock()
	defer p.mu.Unlock()
	return meanOf(p.stream.encoder.Reconstruction(), x0, y0, x1, y1)
}

func meanOf(pic *image.YCbCr, x0, y0, x1, y1 int) color.YCbCr {
	w, h := pic.Rect.Dx(), pic.Rect.Dy()
	var y, cb, cr, n int
	for at := range (y1 - y0) * h / 1000 {
		for ax := range (x1 - x0) * w / 1000 {
			c := pic.YCbCrAt(pic.Rect.Min.X+x0*w/1000+ax, pic.Rect.Min.Y+y0*h/1000+at)
			y, cb, cr, n = y+int(c.Y), cb+int(c.Cb), cr+int(c.Cr), n+1
		}
	}
	return color.YCbCr{Y: uint8(y / n), Cb: uint8(cb / n), Cr: uint8(cr / n)}
}

// streamColor is an RGB color as the stream shows it.
func streamColor(rgb [3]uint8) color.YCbCr {
	img := image.NewRGBA(image.Rect(0, 0, 2, 2))
	for y := range 2 {
		for x := range 2 {
			img.SetRGBA(x, y, color.RGBA{rgb[0], rgb[1], rgb[2], 255})
		}
	}
	return h264.FromRGBA(nil, img).YCbCrAt(0, 0)
}

func apart(a, b color.YCbCr) float64 {
	d := func(x, y uint8) float64 { return (float64(x) - float64(y)) * (float64(x) - float64(y)) }
	return math.Sqrt(d(a.Y, b.Y) + d(a.Cb, b.Cb) + d(a.Cr, b.Cr))
}

func press(p *Phone, kind wire.PointerKind, x, y float64) {
	p.Input(wire.Input{Type: wire.InputPointer, Kind: kind, X: x, Y: y, Epoch: p.Geometry().Epoch})
}

func TestATapChangesTheStream(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c.now)
	redrawn := 0
	p.onRedraw(func() { redrawn++ })
	if err := p.SetBench(screen.Static); err != nil {
		t.Fatal(err)
	}
	first, ok := p.Frame(true)
	if !ok || !bytes.HasPrefix(first, []byte{0, 0, 0, 1, 0x67}) {
		t.Fatalf("the first frame (%d bytes) does not begin with a sequence parameter set", len(first))
	}
	stream := first
	settle(t, p, c)
	before := p.Bench().Tap
	if got := p.shown(100, 200, 900, 480); apart(got, streamColor(before)) > 4 {
		t.Fatalf("stream shows %v, want %v", got, streamColor(before))
	}
	asked := redrawn
	press(p, wire.PointerDown, 0.5, 0.3)
	if redrawn == asked {
		t.Error("a tap asks for no frame")
	}
	frame, ok := p.Frame(false)
	if !ok {
		t.Fatal("no frame follows a tap")
	}
	stream = append(stream, frame...)
	after := p.Bench().Tap
	if got := p.shown(100, 200, 900, 480); after == before || apart(got, streamColor(after)) > 4 {
		t.Errorf("stream shows %v after the tap, want %v", got, streamColor(after))
	}
	press(p, wire.PointerUp, 0.5, 0.3)
}

func TestTheStreamDecodes(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed: no decoder to compare with")
	}
	c := newClock()
	p := aPhone(c.now)
	var stream []byte
	frames := 0
	take := func(key bool) {
		if frame, ok := p.Frame(key); ok {
			stream = append(stream, frame...)
			frames++
		}
		c.add(frameEvery)
	}
	take(true)
	for range 20 {
		take(false)
	}
	p.OpenApp("Settings")
	for i := range 20 {
		p.Input(wire.Input{Type: wire.InputWheel, X: 0.5, Y: 0.5, DY: 0.02, Epoch: 1})
		take(i == 10)
	}
	stream = append(stream, p.Repeat()...)
	frames++
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "ffmpeg", "-v", "warning", "-nostdin", "-xerror", "-err_detect", "explode", "-threads", "1", "-f", "h264",
		"-i", "pipe:0", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-fps_mode", "passthrough", "pipe:1")
	var out bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(stream), &out, os.Stderr
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	size := 360 * 800 * 3 / 2
	if out.Len() != frames*size {
		t.Fatalf("decoder shows %d bytes, want %d frames of %d", out.Len(), frames, size)
	}
	want := p.stream.encoder.Reconstruction()
	last := out.Bytes()[(frames-1)*size:]
	for y := range 800 {
		if !bytes.Equal(last[y*360:][:360], want.Y[want.YOffset(0, y):][:360]) {
			t.Fatalf("row %d of the last picture differs from the reconstruction", y)
		}
	}
}

func TestAPhoneAtRestSendsNothing(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c.now)
	if p.screen != nil || p.stream != nil {
		t.Error("a phone that nobody asked has a screen")
	}
	p.Report()
	p.Geometry()
	p.Input(wire.Input{Type: wire.InputRelease})
	if p.screen != nil {
		t.Error("a report or a release has drawn the screen")
	}
	p.Frame(true)
	settle(t, p, c)
	if repeated := p.Repeat(); len(repeated) == 0 || len(repeated) > 60 {
		t.Errorf("the same picture again takes %d bytes", len(repeated))
	}
	if _, ok := p.Frame(false); ok {
		t.Error("a frame comes though nothing changed")
	}
	if key, ok := p.Frame(true); !ok || len(key) < 1000 {
		t.Errorf("a key frame that is asked for: %d bytes, %v", len(key), ok)
	}
}

func TestKeyFramesAreSmallAndScrollingIsCheap(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{360, 800}, {540, 1200}} {
		c := newClock()
		p := aPhone(c.now, func(s *Spec) { s.Width, s.Height = size.X, size.Y })
		key, _ := p.Frame(true)
		if len(key) > 60_000 {
			t.Errorf("%v: a key frame of the home screen has %d bytes", size, len(key))
		}
		if err := p.SetBench(screen.Scroll); err != nil {
			t.Fatal(err)
		}
		bench, _ := p.Frame(true)
		if len(bench) > 60_000 {
			t.Errorf("%v: a key frame of the bench page has %d bytes", size, len(bench))
		}
		total := 0
		const frames = 15 // half a second
		for range frames {
			c.add(frameEvery)
			frame, ok := p.Frame(false)
			if !ok {
				t.Fatal("the bench page stands still while it scrolls")
			}
			total += len(frame)
		}
		t.Logf("%v: key frames %d and %d bytes, scrolling %d kbit/s", size, len(key), len(bench), total*8*30/frames/1000)
		if bits := total * 8 * 30 / frames; bits > 4_000_000 {
			t.Errorf("%v: scrolling takes %d bit/s", size, bits)
		}
	}
}

func TestTurningChangesTheGeometry(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c.now)
	p.Frame(true)
	if g := p.Geometry(); g != (wire.Geometry{Epoch: 1, Width: 360, Height: 800}) {
		t.Fatalf("geometry is %+v", g)
	}
	p.Input(wire.Input{Type: wire.InputButton, Button: "rotate"})
	g := p.Geometry()
	if g.Epoch != 2 || g.Width != 800 || g.Height != 360 || g.Rotation == 0 {
		t.Fatalf("geometry after turning is %+v", g)
	}
	frame, ok := p.Frame(false)
	if !ok || !bytes.HasPrefix(frame, []byte{0, 0, 0, 1, 0x67}) {
		t.Error("the first frame of another size is no key frame")
	}
	if got := p.stream.encoder.Reconstruction().Rect; got != image.Rect(0, 0, 800, 360) {
		t.Errorf("the stream is %v", got)
	}
	err := p.Touch(wire.Input{Type: wire.InputPointer, Kind: wire.PointerDown, X: 0.5, Y: 0.5, Epoch: 1})
	if !errors.Is(err, ErrStale) {
		t.Errorf("input of the old geometry: %v, want ErrStale", err)
	}
	if err := p.Touch(wire.Input{Type: wire.InputPointer, Kind: wire.PointerUp, Epoch: 1}); err != nil {
		t.Errorf("a finger of the old geometry cannot be lifted: %v", err)
	}
}

func TestASecureAppStaysOnThePhone(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c.now)
	p.Frame(true)
	if err := p.OpenApp("Bank"); err != nil {
		t.Fatal(err)
	}
	p.Frame(false)
	settle(t, p, c)
	if p.State() != wire.ScreenSecure {
		t.Errorf("screen is %s", p.State())
	}
	img, _ := p.screen.Draw()
	hidden := image.NewRGBA(img.Rect)
	p.screen.DrawHidden(hidden)
	if got, want := meanOf(p.stream.encoder.Reconstruction(), 0, 0, 1000, 1000), meanOf(h264.FromRGBA(nil, hidden), 0, 0, 1000, 1000); apart(got, want) > 3 {
		t.Errorf("stream shows %v, want the picture that hides the app: %v", got, want)
	}
	// Whatever happens on it, the stream stays as it is.
	still := p.shown(0, 100, 1000, 900)
	press(p, wire.PointerDown, 0.5, 0.4)
	press(p, wire.PointerUp, 0.5, 0.4)
	p.Input(wire.Input{Type: wire.InputText, Text: "4711"})
	p.Frame(true)
	if got := p.shown(0, 100, 1000, 900); apart(got, still) > 2 {
		t.Errorf("the stream of a secure app went from %v to %v", still, got)
	}
	// The person in front of the phone sees the app.
	data, _, err := p.Picture(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	own, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	now, _ := p.screen.Draw()
	if rgba, ok := own.(*image.RGBA); !ok || !bytes.Equal(rgba.Pix, now.Pix) {
		t.Error("the person does not see the screen as it is")
	}
	p.Input(wire.Input{Type: wire.InputButton, Button: "home"})
	settle(t, p, c)
	img, _ = p.screen.Draw()
	if got, want := meanOf(p.stream.encoder.Reconstruction(), 0, 0, 1000, 1000), meanOf(h264.FromRGBA(nil, img), 0, 0, 1000, 1000); apart(got, want) > 3 {
		t.Errorf("back home the stream shows %v, want %v", got, want)
	}
}

func TestNoTechnicianTouchesAnApplePhone(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c.now, func(s *Spec) { s.Device.Platform = IOS })
	if err := p.SetBench(screen.Static); err != nil {
		t.Fatal(err)
	}
	press(p, wire.PointerDown, 0.5, 0.3)
	if n := len(p.Bench().Clicks); n != 0 {
		t.Errorf("a technician's tap arrived %d times", n)
	}
	if err := p.Touch(wire.Input{Type: wire.InputPointer, Kind: wire.PointerDown, X: 0.5, Y: 0.3, Epoch: 1}); err != nil || len(p.Bench().Clicks) != 1 {
		t.Errorf("its user's tap: %v, arrived %d times", err, len(p.Bench().Clicks))
	}
}

func TestTheKindOfScreenIsTold(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := aPhone(c.now, func(s *Spec) { s.Locked = true })
	if p.State() != wire.ScreenLocked {
		t.Errorf("a locked phone is %s", p.State())
	}
	p.Unlock()
	if p.State() != wire.ScreenOn {
		t.Errorf("an unlocked phone is %s", p.State())
	}
	p.Input(wire.Input{Type: wire.InputButton, Button: "power"})
	if r := p.Report(); p.State() != wire.ScreenOff || r.Screen != wire.ScreenOff {
		t.Errorf("a dark phone is %s and reports %s", p.State(), r.Screen)
	}
	p.Unlock()
	p.Lock()
	if p.State() != wire.ScreenLocked {
		t.Errorf("a phone that was locked is %s", p.State())
	}
}

func TestMovingThingsAskForTheirNextFrame(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := aPhone(time.Now)
		asked := make(chan struct{}, 1000)
		p.onRedraw(func() { asked <- struct{}{} })
		p.Frame(true)
		for {
			if _, ok := p.Frame(false); !ok {
				break
			}
		}
		p.Input(wire.Input{Type: wire.InputButton, Button: "volume_up"}) // what it shows goes by itself
		<-asked
		for range 40 { // until the volume is shown
			if _, ok := p.Frame(false); !ok {
				break
			}
		}
		began := time.Now()
		<-asked
		if waited := time.Since(began); waited != frameEvery {
			t.Errorf("the next frame is asked for after %v, want %v", waited, frameEvery)
		}
		time.Sleep(keepFor + time.Second)
		synctest.Wait()
		if p.stream != nil {
			t.Error("a phone that nobody watches keeps its encoder")
		}
		if frame, ok := p.Frame(false); !ok || !bytes.HasPrefix(frame, []byte{0, 0, 0, 1, 0x67}) {
			t.Error("after a long rest the stream does not begin with a key frame")
		}
	})
}

func TestPicturesWaitForAChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := aPhone(time.Now)
		_, first, err := p.Picture(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		began := time.Now()
		if _, frame, err := p.Picture(ctx, first); !errors.Is(err, ErrUnchanged) || frame != first || time.Since(began) != 5*time.Second {
			t.Errorf("a still screen answers frame %d after %v: %v", frame, time.Since(began), err)
		}
		go func() {
			time.Sleep(time.Second)
			p.OpenApp("Settings")
		}()
		began = time.Now()
		_, second, err := p.Picture(t.Context(), first)
		if err != nil || second == first || time.Since(began) != time.Second {
			t.Errorf("frame %d after %v: %v, want the change at once", second, time.Since(began), err)
		}
		p.OpenApp("Notes")
		began = time.Now()
		if _, _, err := p.Picture(t.Context(), second); err != nil || time.Since(began) < stillEvery/2 {
			t.Errorf("the next picture came after %v: %v, want it held back", time.Since(began), err)
		}
		if _, frame, err := p.Picture(t.Context(), 1<<60); err != nil || frame == 0 {
			t.Errorf("a page of a fleet before this one gets frame %d: %v", frame, err)
		}
	})
}
