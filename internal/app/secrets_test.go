package app

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/rtc"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// tape keeps what is written, from any goroutine.
type tape struct {
	mu   sync.Mutex
	kept bytes.Buffer
}

// Write implements io.Writer.
func (w *tape) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.kept.Write(p)
}

// secrets are what must stand in no log and in no file, by what they are.
type secrets map[string]string

// ofSDP adds what an SDP's reader could impersonate its writer with.
func (s secrets) ofSDP(whose, sdp string) {
	for _, m := range regexp.MustCompile(`a=ice-pwd:(\S+)`).FindAllStringSubmatch(sdp, -1) {
		s[whose+"'s ice-pwd"] = m[1]
	}
}

// TestNoSecretIsLoggedOrKept goes through everything that has a secret, at the level that logs most, and then looks for
// each of them in the log and in every file.
func TestNoSecretIsLoggedOrKept(t *testing.T) {
	t.Parallel()
	log := new(tape)
	n := start(t, func(c *Config) {
		c.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug - 4}))
	})
	s := secrets{"the password": "a secret Password 1", "the new password": "a secret Password 2", "a wrong password": "a wrong Password 3"}
	admin := n.caller()
	_, s["the set-up token"], _ = strings.Cut(n.setup(), "#")
	admin.call("POST", "/setup", object{"token": s["the set-up token"], "name": "Ada", "email": "no address", "password": s["the password"]})
	me := admin.must("POST", "/setup", object{"token": s["the set-up token"], "name": "Ada", "email": "ada@example.com", "password": s["the password"]})
	admin.id = str(me, "person", "id")
	cookieOf := func(c *caller, name string) string {
		at, _ := url.Parse(n.url)
		for _, cookie := range c.http.Jar.Cookies(at) {
			if cookie.Name == name {
				return cookie.Value
			}
		}
		t.Fatalf("no cookie %s", name)
		return ""
	}
	s["the set-up's cookie"] = cookieOf(admin, "haw_session")
	s["what a browser is known by"] = cookieOf(admin, "haw_known")
	n.caller().call("POST", "/sign-in", object{"email": "ada@example.com", "password": s["a wrong password"]})
	n.caller().call("POST", "/sign-in?password="+url.QueryEscape(s["a wrong password"]), object{"email": "ada@example.com", "password": s["a wrong password"]})
	second := n.caller()
	second.must("POST", "/sign-in", object{"email": "ada@example.com", "password": s["the password"]})
	s["a sign-in's cookie"] = cookieOf(second, "haw_session")
	second.must("POST", "/sign-out", nil)
	_, s["an invitation's token"], _ = strings.Cut(str(admin.must("POST", "/people", object{"name": "Ben", "email": "ben@example.com", "role": "technician"}), "link"), "#")
	n.caller().must("POST", "/sign-in/link", object{"token": s["an invitation's token"], "password": s["the new password"]})
	s["an API token"] = str(admin.must("POST", "/me/tokens", object{"name": "script", "rights": []string{"view"}, "expires_at": time.Now().Add(time.Hour)}), "secret")
	script := n.caller()
	script.token = s["an API token"]
	script.must("GET", "/me", nil)

	imported := admin.must("POST", "/devices/import", object{"enroll": true, "devices": []object{{"name": "Pixel", "platform": "android", "management": "android_device_owner"}}})
	s["an enrollment token"] = imported["enrollment_tokens"].([]any)[0].(string)
	who := n.enroll(s["an enrollment token"])
	s["the device's key"] = hex.EncodeToString(who.Key.Seed())
	s["the device's key in base64"] = base64.StdEncoding.EncodeToString(who.Key.Seed())
	g := n.present(admin, who)

	sessionID, grant := admin.begin(who.DeviceID)
	s["a grant"] = grant
	ring := g.ring()
	s["a ring's key"] = ring.Key
	g.ask(wire.FramePrompted, wire.SessionRef{SessionID: sessionID})
	g.ask(wire.FrameAnswer, wire.Answer{SessionID: sessionID, Accepted: true})
	publisher, offer, err := rtc.Publish(t.Context(), rtc.PublishConfig{Codec: rtc.H264})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { publisher.Close(); <-publisher.Done() })
	s.ofSDP("the device", offer)
	code, body := g.ask(wire.FramePublish, wire.Publish{SessionID: sessionID, Key: ring.Key, SDP: offer})
	var published wire.Published
	if err := json.Unmarshal(body, &published); code != "" || err != nil {
		t.Fatal(code, err)
	}
	s["the device's resume key"] = published.ResumeKey
	s.ofSDP("the server to the device", published.SDP)
	if err := publisher.Accept(published.SDP); err != nil {
		t.Fatal(err)
	}
	watcher, offer, err := rtc.Watch(t.Context(), rtc.WatchConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { watcher.Close(); <-watcher.Done() })
	s.ofSDP("the technician", offer)
	admin.refused(http.StatusForbidden, "bad_key", "POST", "/sessions/"+sessionID+"/view", object{"sdp": offer, "key": "a-made-up-key-for-a-view"})
	s["a wrong key"] = "a-made-up-key-for-a-view"
	viewed := admin.must("POST", "/sessions/"+sessionID+"/view", object{"sdp": offer, "key": grant})
	s["the technician's resume key"] = str(viewed, "resume_key")
	s.ofSDP("the server to the technician", str(viewed, "sdp"))
	if err := watcher.Accept(str(viewed, "sdp")); err != nil {
		t.Fatal(err)
	}
	until(t, "the media is connected", func() bool {
		return strings.Contains(admin.actions(sessionID), "session.accepted") && len(n.rooms.Watchers(sessionID)) == 1
	})
	typed := "what the technician typed 4711"
	s["typed text"] = typed
	until(t, "text is sent", func() bool {
		return watcher.SendMessage(wire.ChannelControl, wire.Input{Type: wire.InputText, Text: typed}.Bytes()) == nil
	})

	share := admin.must("POST", "/shares", object{"reason": "r"})
	s["a share's code"] = str(share, "code")
	guest := n.caller().must("POST", "/shares/redeem", object{"code": str(share, "code")})
	s["a guest's token"] = str(guest, "token")
	n.gadget(identity(guest))
	admin.must("POST", "/me/password", object{"old": s["the password"], "new": s["the new password"]})
	n.stop()

	files := map[string][]byte{"the log": log.kept.Bytes()}
	err = filepath.WalkDir(n.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[filepath.Base(path)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(files["the log"], []byte(sessionID)) || !bytes.Contains(files["helpatwork.db"], []byte(sessionID)) {
		t.Error("the session is not where its secrets are looked for")
	}
	if len(s) < 22 {
		t.Errorf("only %d secrets are looked for", len(s))
	}
	for file, data := range files {
		for what, secret := range s {
			if len(secret) < 9 {
				t.Fatalf("%s is %q", what, secret)
			}
			if at := bytes.Index(data, []byte(secret)); at >= 0 {
				t.Errorf("%s stands in %s: …%q…", what, file, data[max(0, at-80):min(len(data), at+40)])
			}
		}
	}
}
