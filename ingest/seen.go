package ingest

import (
	"hash/maphash"
	"math"
	"sort"

	"barometer/datasets"
)

// seen knows where each observation of a workbook was stated, and as which
// figure. A million of them must fit beside everything else, so that it keeps
// hashes (with a seed of their own in every reading) instead of keys and
// figures: some 24 bytes an observation.
type seen struct {
	seed   maphash.Seed
	pages  [][]stated
	count  int
	sheets []sheetStart
	slots  []uint32 // of a hash table with linear probing: 0, or a slotted

	series hashed[series] // of the row before, as most rows' is
	manner hashed[manner]
}

// manner is how a figure is put.
type manner struct {
	precision datasets.Precision
	status    datasets.Status
}

// hashed is a value with its hash. The zero hashed knows none.
type hashed[T comparable] struct {
	value T
	hash  uint64
	known bool
}

// of returns the hash of a value, which is made anew only where it changes.
func (h *hashed[T]) of(seed maphash.Seed, value T) uint64 {
	if !h.known || h.value != value {
		*h = hashed[T]{value, maphash.Comparable(seed, value), true}
	}
	return h.hash
}

// stated is where an observation stands, hashed, and a hash of its figure.
type stated struct {
	id   uint64
	rest uint64 // row, column, and as much of the figure's hash as fits
}

// sheetStart is the number of the first observation of a sheet.
type sheetStart struct{ number, sheet int }

const (
	columnBits = 14 // of a column counted from 0, maxColumns at most
	rowBits    = 20 // of a row counted from 0, maxRows at most
	figureBits = 64 - rowBits - columnBits

	statedPerPage = 1 << 12
	firstSlots    = 1 << 8
	numberBits    = 27 // of an observation's number, counted from 1, in a slot; a gibibyte of XML has fewer cells
)

func newSeen() *seen { return &seen{seed: maphash.MakeSeed(), slots: make([]uint32, firstSlots)} }

// place is where an observation was stated: the sheet's number and the cell.
type place struct{ sheet, col, row int }

// add notes an observation, or returns where it was stated before and whether
// as the same figure. Sheets come one after the other.
func (s *seen) add(row *datasets.Row, sheet int, c cell) (before place, same, found bool) {
	id := maphash.Comparable(s.seed, struct {
		series uint64
		period datasets.Period
	}{s.series.of(s.seed, series{row.Dataset, row.Key}), row.Period})
	figure := s.figure(&row.Observation)
	slot, n := s.find(id)
	if n > 0 {
		first := s.at(n)
		return s.place(n), first.rest>>(rowBits+columnBits) == figure, true
	}
	if len(s.sheets) == 0 || s.sheets[len(s.sheets)-1].sheet != sheet {
		s.sheets = append(s.sheets, sheetStart{s.count + 1, sheet})
	}
	if s.count%statedPerPage == 0 {
		s.pages = append(s.pages, nil)
	}
	last := &s.pages[len(s.pages)-1]
	*last = append(*last, stated{id, figure<<(rowBits+columnBits) | uint64(c.row-1)<<columnBits | uint64(c.col-1)})
	s.count++
	s.slots[slot] = slotted(id, s.count)
	if s.count > len(s.slots)/4*3 {
		s.grow()
	}
	return place{}, false, false
}

// slotted is what a slot holds of an observation: its number below some bits
// of its hash, which spare most looks at another.
func slotted(id uint64, number int) uint32 {
	return uint32(id>>(32+numberBits))<<numberBits | uint32(number)
}

func (s *seen) at(number int) stated {
	return s.pages[(number-1)/statedPerPage][(number-1)%statedPerPage]
}

// find returns the number of an observation; 0 and the free slot for it if it
// is not known.
func (s *seen) find(id uint64) (slot uint64, number int) {
	mask := uint64(len(s.slots) - 1)
	for slot = id & mask; s.slots[slot] != 0; slot = (slot + 1) & mask {
		const numbers = 1<<numberBits - 1
		if held := s.slots[slot]; held&^numbers == slotted(id, 0) && s.at(int(held&numbers)).id == id {
			return slot, int(held & numbers)
		}
	}
	return slot, 0
}

// grow doubles the table.
func (s *seen) grow() {
	s.slots = make([]uint32, 2*len(s.slots))
	mask := uint64(len(s.slots) - 1)
	number := 0
	for _, page := range s.pages {
		for _, o := range page {
			number++
			slot := o.id & mask
			for s.slots[slot] != 0 {
				slot = (slot + 1) & mask
			}
			s.slots[slot] = slotted(o.id, number)
		}
	}
}

// figure hashes what tells two figures apart: value, range, precision and
// status. 0 and -0 are one.
func (s *seen) figure(o *datasets.Observation) uint64 {
	var numbers [3]uint64
	known := 0
	for i, n := range [...]*datasets.Number{&o.Value, &o.Low, &o.High} {
		if n.Known {
			known |= 1 << i
			numbers[i] = math.Float64bits(n.Float + 0) // -0 + 0 is 0
		}
	}
	return maphash.Comparable(s.seed, struct {
		manner  uint64
		known   int
		numbers [3]uint64
	}{s.manner.of(s.seed, manner{o.Precision, o.Status}), known, numbers}) >> (64 - figureBits)
}

// place returns where an observation was stated.
func (s *seen) place(number int) place {
	rest := s.at(number).rest
	after := sort.Search(len(s.sheets), func(i int) bool { return s.sheets[i].number > number })
	return place{
		sheet: s.sheets[after-1].sheet,
		col:   int(rest&(1<<columnBits-1)) + 1,
		row:   int(rest>>columnBits&(1<<rowBits-1)) + 1,
	}
}
