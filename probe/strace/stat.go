package strace

import (
	"encoding/binary"
	"fmt"
)

// stat is the structure of stat(3type). strace prints of it the file's type, its
// permissions, and its size or, for a device, its number.
var stat = layout{
	size: statSize,
	print: func(_ *printer, b []byte) string {
		mode := binary.LittleEndian.Uint32(b[statMode:])
		fileType, ok := fileTypes[mode&0o170000]
		if !ok {
			fileType = fmt.Sprintf("%#o", mode&0o170000)
		}
		text := "{st_mode=" + fileType
		for _, bit := range []constant{{"S_ISUID", 0o4000}, {"S_ISGID", 0o2000}, {"S_ISVTX", 0o1000}} {
			if uint64(mode)&bit.value != 0 {
				text += "|" + bit.name
			}
		}
		text += "|" + printMode(nil, uint64(mode&0o777))
		if fileType == "S_IFCHR" || fileType == "S_IFBLK" {
			return text + ", st_rdev=" + printDevice(binary.LittleEndian.Uint64(b[statRdev:])) + ", ...}"
		}
		return fmt.Sprintf("%s, st_size=%d, ...}", text, int64(binary.LittleEndian.Uint64(b[statBytes:])))
	},
}

// fileTypes are the names of the file types, by the bits of a mode (inode(7)).
var fileTypes = map[uint32]string{
	0o010000: "S_IFIFO",
	0o020000: "S_IFCHR",
	0o040000: "S_IFDIR",
	0o060000: "S_IFBLK",
	0o100000: "S_IFREG",
	0o120000: "S_IFLNK",
	0o140000: "S_IFSOCK",
}

// printDevice prints a device number as makedev(3) of its two parts.
func printDevice(d uint64) string {
	major := d>>8&0xfff | d>>32&^0xfff
	minor := d&0xff | d>>12&0xffffff00
	return fmt.Sprintf("makedev(%s, %s)", hex(major), hex(minor))
}
