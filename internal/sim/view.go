package sim

import (
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// A View is what the page of a device shows beside the picture. It is told whole at each change.
type View struct {
	Prompt  *Prompt            `json:"ring,omitempty"`
	Session *wire.SessionState `json:"session,omitempty"` // the last one, until the next prompt
	Help    *wire.HelpState    `json:"help,omitempty"`
	Desk    *wire.Desk         `json:"desk,omitempty"` // what the help desk says of itself, also without a request
	Screen  Glass              `json:"screen"`
	Battery int                `json:"battery"` // percent
	Charge  bool               `json:"charging"`
	// AutoAnswer says that the people of this fleet answer by themselves.
	AutoAnswer bool `json:"auto_answer"`
	// Link is online, offline (there is no link now) or off (the device has no agent that runs).
	Link string `json:"link"`
	// Handset is what is on the phone beside its screen.
	Handset *HandsetView `json:"handset,omitempty"`
}

// A Prompt asks for consent. It is a wire.Ring without its key, which is the device's own secret.
type Prompt struct {
	SessionID  string          `json:"session_id"`
	Technician wire.Technician `json:"technician"`
	Company    string          `json:"company,omitempty"`
	Reason     string          `json:"reason"`
	Mode       string          `json:"mode"`
	Rights     []string        `json:"rights"`
	AnswerBy   time.Time       `json:"answer_by"`
}

// A Glass is the size and kind of a screen.
type Glass struct {
	Width  int             `json:"w"`
	Height int             `json:"h"`
	Epoch  uint32          `json:"epoch"`
	Kind   wire.ScreenKind `json:"kind"`
}

// View is what the person sees now.
func (p *Person) View() View {
	p.phone.mu.Lock()
	g, kind := p.phone.geometry(), p.phone.kind()
	percent, charging := p.spec.charge(p.phone.now())
	p.phone.mu.Unlock()
	v := View{Screen: Glass{Width: g.Width, Height: g.Height, Epoch: g.Epoch, Kind: kind}, Battery: percent, Charge: charging,
		AutoAnswer: p.auto.is(), Link: "off"}
	if p.handset != nil {
		v.Handset = p.handset.view()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.online:
		v.Link = "online"
	case p.agent != nil:
		v.Link = "offline"
	}
	if r := p.prompt; r != nil {
		who := wire.Technician{Name: wire.CleanLine(r.Technician.Name, 100), Role: wire.CleanLine(r.Technician.Role, 40)}
		v.Prompt = &Prompt{SessionID: r.SessionID, Technician: who, Company: wire.CleanLine(r.Company, 100), Reason: wire.CleanText(r.Reason, 500), Mode: r.Mode,
			Rights: r.Rights, AnswerBy: r.AnswerBy}
	}
	v.Session = p.session
	v.Desk = p.help.Desk
	if p.help.State != "" {
		help := p.help
		help.Desk = nil // said above
		v.Help = &help
	}
	return v
}
