package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func serve(t *testing.T, files fstest.MapFS) *Site {
	t.Helper()
	s, err := newSite(files, func(w http.ResponseWriter, _ *http.Request, html []byte) { w.Write(html) })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func get(h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestAServerWithoutTheConsoleSaysSo(t *testing.T) {
	t.Parallel()
	s := serve(t, fstest.MapFS{".keep": {}})
	w := get(s.Page("index.html"), "/devices")
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "not built") {
		t.Errorf("status %d, body %q, want 503 and that it is not built", w.Code, w.Body)
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	script := strings.Repeat("let a = 1;\n", 500)
	s := serve(t, fstest.MapFS{"index.html": {Data: []byte("<p>console")}, "assets/app-1a2b.js": {Data: []byte(script)}, "icon.svg": {Data: []byte("<svg/>")}})
	if w := get(s.Page("index.html"), "/sessions/ses_1"); w.Body.String() != "<p>console" || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("page: %q, %v", w.Body, w.Header())
	}
	plain := get(s, "/assets/app-1a2b.js")
	if plain.Body.String() != script || !strings.Contains(plain.Header().Get("Cache-Control"), "immutable") || !strings.Contains(plain.Header().Get("Content-Type"), "javascript") {
		t.Errorf("script: %d bytes, %v", plain.Body.Len(), plain.Header())
	}
	zipped := get(s, "/assets/app-1a2b.js", "Accept-Encoding", "gzip, br")
	r, err := gzip.NewReader(zipped.Body)
	if err != nil || zipped.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("gzip: %v, %v", err, zipped.Header())
	}
	if got, _ := io.ReadAll(r); string(got) != script {
		t.Error("the compressed script differs")
	}
	if w := get(s, "/icon.svg", "If-None-Match", get(s, "/icon.svg").Header().Get("ETag")); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("known file: status %d, %d bytes", w.Code, w.Body.Len())
	}
	for _, path := range []string{"/index.html", "/nothing.js", "/assets/../index.html", "/.keep", "/"} {
		if w := get(s, path); w.Code != http.StatusNotFound {
			t.Errorf("GET %s: status %d, want 404", path, w.Code)
		}
	}
}
