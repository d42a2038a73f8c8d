"""Whether a photo says where it was taken: its Exif names a place (U13)."""

import struct

_EXIF = b"Exif\x00\x00"
_ORDERS = {b"II": "<", b"MM": ">"}
_PLACE = 0x8825
_ENTRY = 12


def tells_a_place(data: bytes) -> bool:
    """The first directory of its Exif has an entry for GPS; what cannot be read says nothing.

    >>> tells_a_place(b"no photo")
    False
    """
    start = data.find(_EXIF)
    if start < 0:
        return False
    tiff = data[start + len(_EXIF) :]
    order = _ORDERS.get(tiff[:2])
    if order is None:
        return False
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        tags = [
            struct.unpack_from(f"{order}H", tiff, first + 2 + number * _ENTRY)[0]
            for number in range(count)
        ]
    except struct.error:
        return False
    return _PLACE in tags
