package h264

// Ways to predict a macroblock from its neighbours, numbered as Intra16x16PredMode (table 8-4).
const (
	intraVertical = iota
	intraHorizontal
	intraDC
)

// intraChromaModes are the same ways as intra_chroma_pred_mode (table 8-5).
var intraChromaModes = [3]int{intraVertical: 2, intraHorizontal: 1, intraDC: 0}

// edges holds the samples above and left of a macroblock in one plane.
type edges struct {
	above, left [16]byte
	dc          [2][2]byte // the means of the quarters
	size        int
	hasAbove    bool
	hasLeft     bool
}

func edgesOf(p plane, x, y, size int) (g edges) {
	g.size, g.hasAbove, g.hasLeft = size, y > 0, x > 0
	if g.hasAbove {
		copy(g.above[:size], p.row(y*size - 1)[x*size:])
	}
	if g.hasLeft {
		for r := range size {
			g.left[r] = p.row(y*size + r)[x*size-1]
		}
	}
	for py := range 2 {
		for px := range 2 {
			if size == 16 {
				g.dc[py][px] = g.mean(0, 0, 16)
			} else {
				g.dc[py][px] = g.mean(4*px, 4*py, 4)
			}
		}
	}
	return g
}

func (g *edges) allows(mode int) bool {
	return mode == intraDC || mode == intraVertical && g.hasAbove || mode == intraHorizontal && g.hasLeft
}

// mean predicts the square of that size at x, y by one value: the mean of the samples above and
// left of it, of those there are, or 128 (clauses 8.3.3.3 and 8.3.4.1 to 8.3.4.3).
func (g *edges) mean(x, y, size int) byte {
	above, left := g.hasAbove, g.hasLeft
	if above && left && size < g.size && (x == 0) != (y == 0) { // chroma prefers the side it touches
		above, left = y == 0, x == 0
	}
	sum, n := 0, 0
	if above {
		sum, n = sum+total(g.above[x:x+size]), n+size
	}
	if left {
		sum, n = sum+total(g.left[y:y+size]), n+size
	}
	if n == 0 {
		return 128
	}
	return byte((sum + n/2) / n)
}

func total(samples []byte) int {
	sum := 0
	for _, v := range samples {
		sum += int(v)
	}
	return sum
}

// predict fills line with row r of the prediction.
func (g *edges) predict(line []byte, mode, r int) {
	switch mode {
	case intraVertical:
		copy(line, g.above[:])
	case intraHorizontal:
		fill(line, g.left[r])
	default:
		half := g.size / 2
		fill(line[:half], g.dc[r/half][0])
		fill(line[half:], g.dc[r/half][1])
	}
}

func fill(line []byte, v byte) {
	for i := range line {
		line[i] = v
	}
}

// predictIntra fills macroblock x, y of plane i of the reconstruction with the best of the three
// predictions and returns it with its cost.
func (e *Encoder) predictIntra(x, y, i int) (best, bestCost int) {
	g := edgesOf(e.rec[i], x, y, mbSize(i))
	src := e.src[i]
	best, bestCost = intraDC, 1<<30
	var line [16]byte
	for _, mode := range [3]int{intraDC, intraVertical, intraHorizontal} {
		if !g.allows(mode) {
			continue
		}
		cost := 0
		for r := 0; r < g.size && cost < bestCost; r++ {
			g.predict(line[:g.size], mode, r)
			cost += distance(src.row(y*g.size + r)[x*g.size:][:g.size], line[:g.size])
		}
		if cost < bestCost {
			best, bestCost = mode, cost
		}
	}
	e.fillIntra(x, y, i, best, &g)
	return best, bestCost
}

func (e *Encoder) fillIntra(x, y, i, mode int, g *edges) {
	for r := range g.size {
		g.predict(e.rec[i].row(y*g.size + r)[x*g.size:][:g.size], mode, r)
	}
}
