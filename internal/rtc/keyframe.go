package rtc

// Types of NAL units (ITU-T H.264 table 7-1) and of packets that hold several or a part of one (RFC 6184 §5.2).
const (
	nalIDR  = 5
	nalSPS  = 7
	nalSTAP = 24
	nalFU   = 28
)

// StartsKeyFrame says whether the payload of one packet begins a key frame: for H.264 one that holds parameter sets
// or the start of an IDR picture, for VP8 the first packet of a key frame. It takes any bytes.
func (c Codec) StartsKeyFrame(payload []byte) bool {
	switch c {
	case H264:
		return h264KeyStart(payload)
	case VP8:
		return vp8KeyStart(payload)
	}
	return false
}

func h264KeyStart(payload []byte) bool {
	if len(payload) == 0 {
		return false
	}
	switch nal := payload[0] & 0x1f; nal {
	case nalIDR, nalSPS:
		return true
	case nalSTAP:
		return stapHasKey(payload[1:])
	case nalFU:
		return len(payload) > 1 && payload[1]&0x80 != 0 && isKeyNAL(payload[1])
	}
	return false
}

func isKeyNAL(header byte) bool { return header&0x1f == nalIDR || header&0x1f == nalSPS }

// stapHasKey walks units that each have their size in two bytes in front.
func stapHasKey(units []byte) bool {
	for len(units) > 2 {
		size := int(units[0])<<8 | int(units[1])
		if isKeyNAL(units[2]) {
			return true
		}
		if 2+size > len(units) {
			return false
		}
		units = units[2+size:]
	}
	return false
}

// vp8KeyStart reads the payload descriptor (RFC 7741 §4.2) and the first bit of the frame (RFC 6386 §9.1: 0 is a
// key frame).
func vp8KeyStart(payload []byte) bool {
	if len(payload) < 2 {
		return false
	}
	startsPartition := payload[0]&0x10 != 0 && payload[0]&0x07 == 0
	if !startsPartition {
		return false
	}
	header := 1
	if payload[0]&0x80 != 0 {
		extension := payload[1]
		header = 2
		if extension&0x80 != 0 { // picture id, of one or two bytes
			if len(payload) <= header {
				return false
			}
			if payload[header]&0x80 != 0 {
				header++
			}
			header++
		}
		if extension&0x40 != 0 { // index of the base layer
			header++
		}
		if extension&0x30 != 0 { // temporal layer and key index
			header++
		}
	}
	return header < len(payload) && payload[header]&0x01 == 0
}
