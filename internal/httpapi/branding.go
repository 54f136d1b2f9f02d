package httpapi

import (
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/branding"
)

// OpeningHours are when somebody answers on one day of the week.
type OpeningHours struct {
	Day  int `json:"day" minimum:"0" maximum:"6" doc:"0 is Sunday."`
	From int `json:"from" minimum:"0" maximum:"1439" doc:"Minutes after midnight."`
	To   int `json:"to" minimum:"1" maximum:"1440" doc:"Minutes after midnight; later than from."`
}

// NoticeWords are what a user reads before agreeing, in one language. Empty takes the product's own.
type NoticeWords struct {
	Consent string `json:"consent,omitempty" maxLength:"2000"`
	Privacy string `json:"privacy,omitempty" maxLength:"2000"`
}

// Notices are the words for users in each language.
type Notices struct {
	En NoticeWords `json:"en,omitzero"`
	Ja NoticeWords `json:"ja,omitzero"`
}

// A Branding is how the company shows itself.
type Branding struct {
	Version     int64          `json:"version" doc:"0 is what comes with the product."`
	Company     string         `json:"company,omitempty"`
	LogoVersion int64          `json:"logo_version,omitempty" doc:"Which logo to show, see getLogo; absent: none."`
	Accent      string         `json:"accent,omitempty" doc:"As #rrggbb; absent: the product's own."`
	HelpPage    string         `json:"help_page,omitempty" doc:"An https address."`
	Words       Notices        `json:"words"`
	Hours       []OpeningHours `json:"hours" doc:"Empty: nothing is said."`
	TimeZone    string         `json:"time_zone,omitempty" doc:"An IANA name; absent: UTC."`
	Phone       string         `json:"phone,omitempty"`
}

// A CurrentBranding is what is shown now.
type CurrentBranding struct {
	Branding
	OpenNow bool      `json:"open_now" doc:"Somebody answers now; says nothing without hours."`
	OpensAt time.Time `json:"opens_at,omitzero" doc:"When somebody answers next; absent while somebody does."`
}

// A BrandingVersion is one version with who saved it.
type BrandingVersion struct {
	Branding
	SavedBy *Actor    `json:"saved_by,omitempty"`
	SavedAt time.Time `json:"saved_at,omitzero"`
}

// SaveBranding is the next version, whole.
type SaveBranding struct {
	Base     int64          `json:"base" minimum:"0" maximum:"1000000000" doc:"The version that was changed; someone else's save in between is code changed."`
	Company  string         `json:"company,omitempty" maxLength:"100"`
	Accent   string         `json:"accent,omitempty" maxLength:"7" pattern:"^(#[0-9A-Fa-f]{6})?$" doc:"As #rrggbb, with a contrast of at least 4.5 to white."`
	HelpPage string         `json:"help_page,omitempty" maxLength:"500"`
	Words    Notices        `json:"words,omitzero"`
	Hours    []OpeningHours `json:"hours,omitempty" maxItems:"50"`
	TimeZone string         `json:"time_zone,omitempty" maxLength:"64"`
	Phone    string         `json:"phone,omitempty" maxLength:"40"`
	Logo     *string        `json:"logo,omitempty" maxLength:"349528" doc:"A PNG of at most 256 KB and 1024 x 1024 pixels in base64; empty removes it, absent keeps it."`
}

// A Contrast is how well white text on a color can be read.
type Contrast struct {
	Contrast float64 `json:"contrast" doc:"To white, 1 to 21 (WCAG 2.2)."`
	Enough   bool    `json:"enough" doc:"At least 4.5."`
}

// ByVersion is the input of an operation on one version.
type ByVersion struct {
	Version int64 `path:"version" minimum:"0" maximum:"1000000000"`
}

type saveBrandingIn struct{ Body SaveBranding }

type contrastIn struct {
	Color string `query:"color" required:"true" maxLength:"7" pattern:"^#[0-9A-Fa-f]{6}$" doc:"As #rrggbb."`
}

// logoOut is a picture that never changes under its address.
type logoOut struct {
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	Policy       string `header:"Content-Security-Policy"`
	Body         []byte
}

// maxBranding is a logo in base64 and words of three bytes a character.
const maxBranding = 512 << 10

func (a *API) brandingOperations() {
	add(a, operation{id: "getBranding", method: http.MethodGet, path: "/branding", tag: "Branding", open: true, limit: a.limits.branding,
		summary: "Say how the company shows itself, and whether somebody answers now"}, a.getBranding)
	add(a, operation{id: "getLogo", method: http.MethodGet, path: "/branding/logo/{version}", tag: "Branding", open: true, limit: a.limits.branding,
		summary: "Give a logo as PNG"}, a.getLogo)
	documentPicture(a.huma.OpenAPI().Paths[prefix+"/branding/logo/{version}"].Get)
	add(a, operation{id: "getBrandingVersion", method: http.MethodGet, path: "/branding/versions/{version}", tag: "Branding", right: access.View,
		summary: "Show one version, such as the one that a consent names"}, a.getBrandingVersion)
	add(a, operation{id: "saveBranding", method: http.MethodPut, path: "/branding", tag: "Branding", right: access.Administer,
		maxBody: maxBranding, summary: "Add the next version of how the company shows itself", codes: []Code{"changed"}}, a.saveBranding)
	add(a, operation{id: "checkContrast", method: http.MethodGet, path: "/branding/contrast", tag: "Branding", right: access.Administer,
		summary: "Say whether white text on a color can be read"}, a.checkContrast)
}

func documentPicture(op *huma.Operation) {
	op.Responses["200"] = &huma.Response{Description: "The picture; it never changes under its address.", Content: map[string]*huma.MediaType{
		"image/png": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
}

func (a *API) getBranding(ctx context.Context, _ access.Principal, _ *struct{}) (*answer[CurrentBranding], error) {
	b, err := a.branding.Current(ctx)
	if err != nil {
		return nil, err
	}
	open, next := branding.OpenNow(b, a.now())
	return answers(CurrentBranding{Branding: brandingOut(b), OpenNow: open, OpensAt: moment(next)}, nil)
}

func (a *API) getLogo(ctx context.Context, _ access.Principal, in *ByVersion) (*logoOut, error) {
	logo, err := a.branding.Logo(ctx, in.Version)
	if err != nil {
		return nil, err
	}
	return &logoOut{ContentType: "image/png", CacheControl: "public, max-age=31536000, immutable",
		Policy: "default-src 'none'; frame-ancestors 'none'; sandbox", Body: logo.PNG}, nil
}

func (a *API) getBrandingVersion(ctx context.Context, _ access.Principal, in *ByVersion) (*answer[BrandingVersion], error) {
	b, err := a.branding.Version(ctx, in.Version)
	return answers(brandingVersionOut(b), err)
}

func (a *API) saveBranding(ctx context.Context, p access.Principal, in *saveBrandingIn) (*answer[BrandingVersion], error) {
	logo, err := in.Body.logo()
	if err != nil {
		return nil, err
	}
	b, err := a.branding.Save(ctx, p, in.Body.Base, in.Body.branding(), logo)
	if err != nil {
		return nil, err
	}
	return answers(brandingVersionOut(b), nil)
}

func (a *API) checkContrast(_ context.Context, _ access.Principal, in *contrastIn) (*answer[Contrast], error) {
	contrast, err := branding.Contrast(in.Color)
	return answers(Contrast{Contrast: contrast, Enough: contrast >= 4.5}, err)
}

// logo is nil to keep the one there is, and empty to remove it.
func (b SaveBranding) logo() ([]byte, error) {
	if b.Logo == nil {
		return nil, nil
	}
	picture, err := base64.StdEncoding.DecodeString(*b.Logo)
	if err != nil {
		return nil, &invalidField{"body.logo", "is not base64"}
	}
	return picture, nil
}

func (b SaveBranding) branding() branding.Branding {
	return branding.Branding{Company: line(b.Company, 100), Accent: b.Accent, HelpPage: line(b.HelpPage, 500),
		Words: map[string]branding.Words{string(English): b.Words.En.words(), string(Japanese): b.Words.Ja.words()},
		Hours: each(b.Hours, func(h OpeningHours) branding.Hours {
			return branding.Hours{Day: time.Weekday(h.Day), From: h.From, To: h.To}
		}), TimeZone: line(b.TimeZone, 64), Phone: line(b.Phone, 40)}
}

func (w NoticeWords) words() branding.Words {
	return branding.Words{Consent: text(w.Consent, 2000), Privacy: text(w.Privacy, 2000)}
}

func noticeOut(w branding.Words) NoticeWords {
	return NoticeWords{Consent: w.Consent, Privacy: w.Privacy}
}

func hoursOut(h branding.Hours) OpeningHours {
	return OpeningHours{Day: int(h.Day), From: h.From, To: h.To}
}

func brandingOut(b branding.Branding) Branding {
	return Branding{Version: b.Version, Company: b.Company, LogoVersion: b.LogoVersion, Accent: b.Accent, HelpPage: b.HelpPage,
		Words: Notices{En: noticeOut(b.Words[string(English)]), Ja: noticeOut(b.Words[string(Japanese)])},
		Hours: each(b.Hours, hoursOut), TimeZone: b.TimeZone, Phone: b.Phone}
}

func brandingVersionOut(b branding.Branding) BrandingVersion {
	return BrandingVersion{Branding: brandingOut(b), SavedBy: maybeActor(b.SavedBy), SavedAt: moment(b.SavedAt)}
}
