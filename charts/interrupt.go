package charts

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// stopAt is where an interruptible module looks, in its memory, whether it
// shall stop: at the far end of its stack, which starts at 1 MiB and grows
// down.
const stopAt = 16

// stopCheck is what begins each loop: i32.const stopAt, i32.load, if,
// unreachable, end.
var stopCheck = []byte{0x41, stopAt, 0x28, 0x02, 0x00, 0x04, 0x40, 0x00, 0x0b}

// interruptible returns a WebAssembly module whose loops end in a trap once
// the word at stopAt is not 0. wazero's own way (WithCloseOnContextDone)
// leaves the machine code at each turn of each loop: resvg then takes five to
// seven times as long.
//
// Numbers and layout are of the WebAssembly core specification 2.0, chapter 5.
func interruptible(module []byte) ([]byte, error) {
	const header = 8 // magic and version
	if len(module) < header {
		return nil, errors.New("no WebAssembly module")
	}
	out := append(roomFor(module), module[:header]...)
	r := &wasmReader{bytes.NewReader(module[header:])}
	for r.Len() > 0 {
		id, err := r.ReadByte()
		if err != nil {
			return nil, err
		}
		section, err := r.sized()
		if err != nil {
			return nil, err
		}
		const codeSection = 10
		if id == codeSection {
			if section, err = checkLoops(section); err != nil {
				return nil, err
			}
		}
		out = appendSized(append(out, id), section)
	}
	return out, nil
}

// checkLoops puts the check into every function of a code section.
func checkLoops(section []byte) ([]byte, error) {
	r := &wasmReader{bytes.NewReader(section)}
	functions, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, err
	}
	out := binary.AppendUvarint(roomFor(section), functions)
	for range functions {
		body, err := r.sized()
		if err != nil {
			return nil, err
		}
		if body, err = checkBody(body); err != nil {
			return nil, err
		}
		out = appendSized(out, body)
	}
	return out, nil
}

// wasmLoop is the code of the instruction that begins a loop.
const wasmLoop = 0x03

// checkBody puts the check into one function.
func checkBody(body []byte) ([]byte, error) {
	r := &wasmReader{bytes.NewReader(body)}
	if err := r.locals(); err != nil {
		return nil, err
	}
	out := roomFor(body)
	copied := 0
	for r.Len() > 0 {
		op, err := r.ReadByte()
		if err != nil {
			return nil, err
		}
		if err := r.immediates(op); err != nil {
			return nil, err
		}
		if op == wasmLoop {
			at := len(body) - r.Len()
			out = append(append(out, body[copied:at]...), stopCheck...)
			copied = at
		}
	}
	return append(out, body[copied:]...), nil
}

// wasmReader reads a module's parts.
type wasmReader struct{ *bytes.Reader }

// sized reads bytes behind their number.
func (r *wasmReader) sized() ([]byte, error) {
	n, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, err
	}
	if n > uint64(r.Len()) {
		return nil, io.ErrUnexpectedEOF
	}
	out := make([]byte, n)
	_, err = io.ReadFull(r, out)
	return out, err
}

// roomFor is room for a part with its checks.
func roomFor(part []byte) []byte { return make([]byte, 0, len(part)+len(part)/8) }

func appendSized(out, part []byte) []byte {
	return append(binary.AppendUvarint(out, uint64(len(part))), part...)
}

// locals passes over a function's declarations.
func (r *wasmReader) locals() error {
	groups, err := binary.ReadUvarint(r)
	if err != nil {
		return err
	}
	for range groups {
		if err := r.pass(1, 1); err != nil {
			return err
		}
	}
	return nil
}

// pass passes over so many numbers and then so many bytes.
func (r *wasmReader) pass(numbers, size int) error {
	for range numbers {
		for {
			b, err := r.ReadByte()
			if err != nil {
				return err
			}
			if b < 0x80 {
				break
			}
		}
	}
	if size > r.Len() {
		return io.ErrUnexpectedEOF
	}
	_, err := r.Seek(int64(size), io.SeekCurrent)
	return err
}

// immediates passes over what follows an instruction's code.
func (r *wasmReader) immediates(op byte) error {
	switch {
	case op >= 0x02 && op <= 0x04, // block, loop, if: a type
		op == 0x0c, op == 0x0d, op == 0x10, // br, br_if, call
		op >= 0x20 && op <= 0x26, // of variables and tables
		op == 0x3f, op == 0x40,   // memory.size, memory.grow
		op == 0x41, op == 0x42, // i32.const, i64.const
		op == 0xd0, op == 0xd2: // ref.null, ref.func
		return r.pass(1, 0)
	case op == 0x11, op >= 0x28 && op <= 0x3e: // call_indirect; loads and stores
		return r.pass(2, 0)
	case op == 0x43: // f32.const
		return r.pass(0, 4)
	case op == 0x44: // f64.const
		return r.pass(0, 8)
	case op == 0x0e, op == 0x1c: // br_table with its default; select with types
		n, err := binary.ReadUvarint(r)
		if err != nil {
			return err
		}
		if op == 0x0e {
			n++
		}
		return r.pass(int(min(n, uint64(r.Len()))), 0)
	case op == 0xfc:
		return r.bulk()
	case op > 0xc4: // vectors, threads, exceptions
		return fmt.Errorf("instruction %#x is not expected", op)
	}
	return nil
}

// bulk passes over what follows 0xfc: saturating conversions have nothing
// more, instructions on memory and tables one number or two.
func (r *wasmReader) bulk() error {
	sub, err := binary.ReadUvarint(r)
	switch {
	case err != nil:
		return err
	case sub < 8:
		return nil
	case sub == 8, sub == 10, sub == 12, sub == 14:
		return r.pass(2, 0)
	case sub <= 17:
		return r.pass(1, 0)
	}
	return fmt.Errorf("instruction 0xfc %d is not expected", sub)
}
