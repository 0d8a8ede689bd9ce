package strace

// A constant is a constant of C's headers.
type constant struct {
	name  string
	value uint64
}

// A set is the constants that an argument can have, in the order in which strace
// prints them.
type set struct {
	prefix    string // of their names: "O_"
	choice    uint64 // mask of the bits that are not flags but a number
	constants []constant
}

// constantValue returns the value of a constant or a signal: 2 for "O_RDWR".
func constantValue(name string) (value int64, ok bool) {
	if n, ok := SignalNumber(name); ok {
		return int64(n), true
	}
	for _, s := range sets {
		for _, c := range s.constants {
			if c.name == name {
				return int64(c.value), true
			}
		}
	}
	return 0, false
}
