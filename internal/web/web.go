// Package web holds the built console inside the program and serves it.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// The build puts the console here; the repository holds only an empty mark, so that a Go-only build works.
//
//go:embed all:dist
var dist embed.FS

// An asset is one file of the console, compressed once at start.
type asset struct {
	plain, zipped []byte // one of them; plain stays for pages, and where zipped would not be smaller
	contentType   string
	etag          string
	immutable     bool // its name holds the hash of its content
}

// A Site serves the console. It is safe for concurrent use.
type Site struct {
	files  fs.FS
	assets map[string]asset
	page   func(w http.ResponseWriter, r *http.Request, html []byte)
}

// New reads the embedded console. page writes an HTML page; it is where headers that depend on the page are set.
func New(page func(w http.ResponseWriter, r *http.Request, html []byte)) (*Site, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	return newSite(files, page)
}

func newSite(files fs.FS, page func(http.ResponseWriter, *http.Request, []byte)) (*Site, error) {
	s := &Site{files: files, assets: make(map[string]asset), page: page}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		s.assets["/"+name] = newAsset(name, content)
		return nil
	})
	return s, err
}

func newAsset(name string, content []byte) asset {
	sum := sha256.Sum256(content)
	a := asset{plain: content, contentType: mime.TypeByExtension(path.Ext(name)), immutable: strings.HasPrefix(name, "assets/"),
		etag: `"` + hex.EncodeToString(sum[:12]) + `"`}
	if a.contentType == "" {
		a.contentType = "application/octet-stream"
	}
	var zipped bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression) // the level is valid
	zip.Write(content)                                           // a bytes.Buffer takes all
	zip.Close()
	if isPage := strings.HasSuffix(name, ".html"); !isPage && zipped.Len() < len(content)*9/10 {
		a.plain, a.zipped = nil, bytes.Clone(zipped.Bytes())
	}
	return a
}

// Page serves one of the console's HTML pages, such as "index.html", whatever the path is; the console's own router
// reads the path.
func (s *Site) Page(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		if a, built := s.assets["/"+name]; built {
			s.page(w, r, a.plain)
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		s.page(w, r, []byte(notBuilt))
	})
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Help@Work</title>
<h1>The console is not built into this program</h1>
<p>The server works, but it was built without its pages. Run <code>make build</code> in the source tree, which builds both.</p></html>`

// ServeHTTP serves the console's files, but not its pages; anything else is 404.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, found := s.assets[r.URL.Path]
	if !found || strings.HasSuffix(r.URL.Path, ".html") {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("ETag", a.etag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if a.immutable {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if r.Header.Get("If-None-Match") == a.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	switch {
	case a.plain != nil:
		w.Write(a.plain)
	case strings.Contains(r.Header.Get("Accept-Encoding"), "gzip"):
		h.Set("Content-Encoding", "gzip")
		w.Write(a.zipped)
	default: // rare: no browser asks so
		http.ServeFileFS(w, r, s.files, strings.TrimPrefix(r.URL.Path, "/"))
	}
}
