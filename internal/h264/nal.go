package h264

// NAL unit headers: nal_ref_idc 3 and the unit's type (table 7-1).
const (
	nalSlice = 0x61
	nalIDR   = 0x65
	nalSPS   = 0x67
	nalPPS   = 0x68
)

const (
	frameNumBits = 8
	initialQP    = 26 // pic_init_qp; slices say how far they are from it
)

// appendNAL adds a start code and one NAL unit to dst, with the bytes that keep the payload from
// looking like a start code (clause 7.4.1).
func appendNAL(dst []byte, header byte, payload []byte) []byte {
	dst = append(dst, 0, 0, 0, 1, header)
	zeros := 0
	for _, b := range payload {
		if zeros == 2 && b <= 3 {
			dst = append(dst, 3)
			zeros = 0
		}
		dst = append(dst, b)
		if b == 0 {
			zeros++
		} else {
			zeros = 0
		}
	}
	return dst
}

// parameterSets returns the sequence and picture parameter sets as two NAL units
// (clauses 7.3.2.1, 7.3.2.2 and E.1.1).
func parameterSets(cfg Config, mbWidth, mbHeight int, lv level) []byte {
	var w bitWriter
	w.put(66, 8)   // Baseline ...
	w.put(0xe0, 8) // ... constrained: constraint_set0, 1 and 2 hold
	w.put(uint32(lv.idc), 8)
	w.ue(0) // seq_parameter_set_id
	w.ue(frameNumBits - 4)
	w.ue(2) // pic_order_cnt_type: shown in the order of coding
	w.ue(1) // max_num_ref_frames
	w.flag(false)
	w.ue(mbWidth - 1)
	w.ue(mbHeight - 1)
	w.flag(true) // frame_mbs_only
	w.flag(true) // direct_8x8_inference
	right, bottom := mbWidth*16-cfg.Width, mbHeight*16-cfg.Height
	w.flag(right+bottom > 0)
	if right+bottom > 0 {
		w.ue(0)
		w.ue(right / 2)
		w.ue(0)
		w.ue(bottom / 2)
	}
	w.flag(true)
	usability(&w)
	sets := appendNAL(nil, nalSPS, w.finish())

	w = bitWriter{}
	w.ue(0)       // pic_parameter_set_id
	w.ue(0)       // seq_parameter_set_id
	w.flag(false) // CAVLC
	w.flag(false)
	w.ue(0)              // one slice group
	w.ue(0)              // one reference picture in list 0 ...
	w.ue(0)              // ... and none used in list 1
	w.put(0, 3)          // no weighted prediction
	w.se(initialQP - 26) // pic_init_qp
	w.se(0)              // pic_init_qs
	w.se(0)              // chroma_qp_index_offset
	w.flag(true)         // slices say what they do about deblocking
	w.flag(false)        // intra blocks may be predicted from inter blocks
	w.flag(false)        // no redundant pictures
	return appendNAL(sets, nalPPS, w.finish())
}

// usability writes the VUI: which colors the numbers mean, and that a picture can be shown as soon
// as it is decoded.
func usability(w *bitWriter) {
	w.flag(false) // aspect ratio
	w.flag(false) // overscan
	w.flag(true)  // video signal type
	w.put(5, 3)   // format: none of the analogue ones
	w.flag(false) // limited range
	w.flag(true)  // color description: BT.601 primaries, transfer and matrix
	w.put(6, 8)
	w.put(6, 8)
	w.put(6, 8)
	w.flag(true) // chroma samples lie in the middle of their four pixels, as FromRGBA makes them
	w.ue(1)
	w.ue(1)
	w.flag(false) // timing
	w.flag(false) // NAL HRD
	w.flag(false) // VCL HRD
	w.flag(false) // picture structure
	w.flag(true)  // bitstream restriction
	w.flag(true)  // motion vectors may leave the picture
	w.ue(0)
	w.ue(0)
	w.ue(0)  // horizontal motion is always zero
	w.ue(11) // vertical motion stays below 2^11 quarters of a pixel
	w.ue(0)  // max_num_reorder_frames
	w.ue(1)  // max_dec_frame_buffering
}

// sliceHeader starts the only slice of the picture (clause 7.3.3).
func (e *Encoder) sliceHeader() {
	w := &e.w
	w.reset()
	w.ue(0) // first_mb_in_slice
	if e.key {
		w.ue(7) // I, like all slices of the picture
	} else {
		w.ue(5) // P
	}
	w.ue(0) // pic_parameter_set_id
	w.put(uint32(e.frameNum), frameNumBits)
	if e.key {
		w.ue(e.idrID)
		w.flag(false) // no_output_of_prior_pics
		w.flag(false) // long_term_reference
	} else {
		w.flag(false) // num_ref_idx_active_override
		w.flag(false) // ref_pic_list_modification
		w.flag(false) // adaptive_ref_pic_marking_mode
	}
	w.se(e.qp - initialQP)
	w.ue(1) // disable_deblocking_filter_idc
}
