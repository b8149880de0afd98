package ingest

import (
	"encoding/binary"
	"hash/maphash"
	"math"

	"barometer/datasets"
)

// seen knows where each observation of a workbook was stated, and as which
// figure. A million of them must fit beside everything else, so that it keeps
// hashes (with a seed of their own in every reading) instead of keys and
// figures: 24 bytes an observation.
type seen struct {
	seed     maphash.Seed
	byHash   map[uint64]stated
	together [64]byte
}

// stated is where an observation stands, and a hash of its figure.
type stated struct {
	at     uint64
	figure uint64
}

// The bits of stated.at: the rest of the observation's hash, the sheet's
// number, the row and the column.
const (
	columnBits = 15
	rowBits    = 21
	sheetBits  = 14
	placeBits  = columnBits + rowBits + sheetBits
)

func newSeen() *seen { return &seen{seed: maphash.MakeSeed(), byHash: map[uint64]stated{}} }

// add notes an observation, or returns where it was stated before and whether
// as the same figure.
func (s *seen) add(row datasets.Row, sheet int, c cell) (before stated, same, found bool) {
	var h maphash.Hash
	h.SetSeed(s.seed)
	h.WriteString(row.Dataset)
	h.WriteByte(0)
	h.WriteString(string(row.Key))
	h.WriteByte(0)
	h.Write(binary.LittleEndian.AppendUint64(s.together[:0], uint64(row.Period.Year())<<32|uint64(row.Period.Freq())<<16|uint64(row.Period.Start().Month())))
	id := h.Sum64()
	h.WriteByte(1)
	now := stated{
		at:     h.Sum64()<<placeBits | uint64(sheet)<<(rowBits+columnBits) | uint64(c.row)<<columnBits | uint64(c.col),
		figure: s.figure(row.Observation),
	}
	before, found = s.byHash[id]
	if found && before.at>>placeBits == now.at>>placeBits {
		return before, before.figure == now.figure, true
	}
	if !found {
		s.byHash[id] = now
	}
	return stated{}, false, false
}

// figure hashes what tells two figures apart: value, range, precision and status.
func (s *seen) figure(o datasets.Observation) uint64 {
	b := s.together[:0]
	for _, n := range []datasets.Number{o.Value, o.Low, o.High} {
		if n.Known {
			b = binary.LittleEndian.AppendUint64(append(b, 1), math.Float64bits(n.Float+0)) // -0 is 0
		} else {
			b = append(b, 0)
		}
	}
	b = append(append(append(b, o.Precision...), ' '), o.Status...)
	return maphash.Bytes(s.seed, b)
}

// place returns where an observation was stated: the sheet's number and the
// cell.
func (s stated) place() (sheet, col, row int) {
	cut := func(shift, bits int) int { return int(s.at >> shift & (1<<bits - 1)) }
	return cut(rowBits+columnBits, sheetBits), cut(0, columnBits), cut(columnBits, rowBits)
}
