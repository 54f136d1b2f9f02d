package media

import (
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/rtc"
)

// BenchmarkJoin is the time from a technician's offer to the first whole frame, on a still screen.
func BenchmarkJoin(b *testing.B) {
	h := newHouse(b)
	h.rooms.Open("ses_1", "H264")
	h.rooms.Show("ses_1", active)
	h.publish("ses_1", time.Hour)
	var took []time.Duration
	for b.Loop() {
		started := time.Now()
		tech := h.viewAs("ses_1", Viewer{ID: "viw_1", PersonID: "usr_1", Name: "hana", Rights: mayView})
		receive(b, "frame", tech.frames)
		took = append(took, time.Since(started))
		b.StopTimer()
		tech.watcher.Close()
		<-tech.watcher.Done()
		b.StartTimer()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/median")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms/max")
}

// BenchmarkForward is what handing one packet to one viewer costs the server: rewriting, keeping for repetition,
// encryption and the write. The packets are lost on the wire, so that the viewer costs nothing here.
func BenchmarkForward(b *testing.B) {
	link := newBadLink(listen(b), 0)
	h := newHouseOn(b, link)
	h.rooms.Open("ses_1", "H264")
	h.rooms.Show("ses_1", active)
	h.publish("ses_1", time.Hour)
	tech := h.viewAs("ses_1", Viewer{ID: "viw_1", PersonID: "usr_1", Name: "hana", Rights: mayView})
	receive(b, "frame", tech.frames)
	from := h.rooms.find("ses_1").current.Load()
	link.losePackets()
	packet := rtc.Packet{Sequence: uint16(from.order.highest), Payload: make([]byte, 1180)}
	packet.Payload[0] = 0x41
	b.SetBytes(int64(len(packet.Payload)))
	b.ReportAllocs()
	for b.Loop() {
		packet.Sequence++
		packet.Timestamp += 400
		from.packet(packet)
	}
}
