package teamviewer

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// DefaultHosts are whose links are believed: this domain and what is below it.
var DefaultHosts = []string{"teamviewer.com"}

// DefaultLaunch opens an unattended session in the desktop client (TeamStation launch reference).
const DefaultLaunch = "teamviewer10://control?device={{id}}"

// Links decides which links of TeamViewer are given out.
type Links struct {
	domains []string
	origins []string // http on this machine, for a stand-in
}

// ParseLinks reads a list of hosts. An entry is a domain, which stands for all below it over https, or an origin such as
// http://127.0.0.1:8481, on a loopback address only. An empty list is DefaultHosts.
func ParseLinks(hosts []string) (Links, error) {
	if len(hosts) == 0 {
		hosts = DefaultHosts
	}
	var l Links
	for _, h := range hosts {
		if strings.Contains(h, "://") {
			u, err := url.Parse(h)
			if err != nil || !isLocal(u) || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
				return Links{}, fmt.Errorf("host %q: an origin has to be http on a loopback address", wire.CleanLine(h, 100))
			}
			l.origins = append(l.origins, "http://"+strings.ToLower(u.Host))
			continue
		}
		if !isDomain(h) {
			return Links{}, fmt.Errorf("host %q is not a name such as teamviewer.com", wire.CleanLine(h, 100))
		}
		l.domains = append(l.domains, strings.ToLower(h))
	}
	return l, nil
}

func isDomain(h string) bool {
	if len(h) == 0 || len(h) > 253 || !strings.Contains(h, ".") {
		return false
	}
	for label := range strings.SplitSeq(h, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' || strings.Trim(label, labelRunes) != "" {
			return false
		}
	}
	return true
}

const labelRunes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

var (
	errLinkForm = errors.New("is not a link that can be given out")
	errLinkHost = errors.New("points to a host that is not allowed")
)

// Check says what is wrong with a link, or nil. Its errors do not quote the link, which may be a secret.
func (l Links) Check(raw string) error {
	if raw == "" || len(raw) > maxLink || !isPlain(raw) {
		return errLinkForm
	}
	u, err := url.Parse(raw)
	if err != nil || u.Opaque != "" || u.Host == "" || u.User != nil || strings.Contains(u.Host, "%") {
		return errLinkForm
	}
	host := strings.ToLower(u.Host)
	if u.Scheme == "http" && slices.Contains(l.origins, "http://"+host) {
		return nil
	}
	if u.Scheme != "https" {
		return errLinkForm
	}
	if port := u.Port(); port != "" {
		if port != "443" {
			return errLinkHost
		}
		host = strings.TrimSuffix(host, ":443")
	}
	for _, domain := range l.domains {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return nil
		}
	}
	return errLinkHost
}

// isPlain says whether text has nothing that a browser or a shell reads in its own way.
func isPlain(s string) bool {
	for _, r := range s {
		if r <= ' ' || r > '~' || strings.ContainsRune("\"'<>\\^`{|}", r) {
			return false
		}
	}
	return true
}

// checked are the links of a session that may be given out; the user's has to be there.
func (l Links) checked(s Session) error {
	for _, link := range []struct {
		field, raw string
		needed     bool
	}{{"end_customer_link", s.UserLink, true}, {"supporter_link", s.SupporterLink.Reveal(), false}, {"webclient_supporter_link", s.WebLink.Reveal(), false}} {
		if link.raw == "" && !link.needed {
			continue
		}
		if err := l.Check(link.raw); err != nil {
			return &provider.Error{Kind: provider.Unreadable, Words: link.field + " " + err.Error()}
		}
	}
	return nil
}

// A Launch is the operator's template of the link that opens an unattended session.
type Launch struct{ template string }

// idHole is the one thing that a template is filled with.
const idHole = "{{id}}"

// launchSchemes are the handlers of TeamViewer's desktop client that open a device.
var launchSchemes = []string{"teamviewer10", "tvcontrol1", "teamviewerapi"}

// maxTemplate bounds a launch template.
const maxTemplate = 500

// ParseLaunch reads a template, or says what is wrong with it; an empty one is DefaultLaunch. It may use https to a host of
// l, or one of the handlers teamviewer10, tvcontrol1 and teamviewerapi.
func ParseLaunch(template string, l Links) (Launch, error) {
	if template == "" {
		template = DefaultLaunch
	}
	if len(template) > maxTemplate {
		return Launch{}, fmt.Errorf("launch link is longer than %d characters", maxTemplate)
	}
	if strings.Count(template, idHole) != 1 {
		return Launch{}, errors.New("launch link has to hold {{id}} once")
	}
	filled := strings.Replace(template, idHole, "123456789", 1)
	if !isPlain(filled) || strings.Contains(filled, "--") {
		return Launch{}, errors.New("launch link holds a character that it may not, or --")
	}
	u, err := url.Parse(filled)
	switch {
	case err != nil, u.User != nil:
		return Launch{}, errors.New("launch link is not a link")
	case u.Scheme == "https", u.Scheme == "http":
		if strings.Contains(u.Host, "123456789") && !strings.Contains(strings.Replace(template, idHole, "", 1), u.Host) {
			return Launch{}, errors.New("launch link may not hold {{id}} in its host")
		}
		if err := l.Check(filled); err != nil {
			return Launch{}, fmt.Errorf("launch link %w", err)
		}
	case !slices.Contains(launchSchemes, u.Scheme):
		return Launch{}, fmt.Errorf("launch link has to be https or one of %s", strings.Join(launchSchemes, ", "))
	}
	return Launch{template: template}, nil
}

// For is the link that opens a device, or a *provider.Error of kind NotMatched when peer is no device's number.
func (l Launch) For(peer string) (id.Secret, error) {
	if !IsPeer(peer) {
		return "", &provider.Error{Kind: provider.NotMatched, Words: "the device is not tied to one at TeamViewer"}
	}
	return id.Secret(strings.Replace(l.template, idHole, peer, 1)), nil
}
