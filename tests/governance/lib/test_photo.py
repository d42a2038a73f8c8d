import struct

import pytest

from governance.lib.photo import tells_a_place

GPS, ORIENTATION = 0x8825, 0x0112


def photo(*tags, order="<", mark=b"II"):
    entries = b"".join(struct.pack(f"{order}HHII", tag, 4, 1, 0) for tag in tags)
    head = mark + struct.pack(f"{order}HI", 42, 8) + struct.pack(f"{order}H", len(tags))
    return b"\xff\xd8\xff\xe1\x00\x40Exif\x00\x00" + head + entries + b"\xff\xd9"


@pytest.mark.parametrize(("order", "mark"), [("<", b"II"), (">", b"MM")])
def test_u13_a_place_is_found_in_either_order_of_bytes(order, mark):
    assert tells_a_place(photo(ORIENTATION, GPS, order=order, mark=mark))
    assert not tells_a_place(photo(ORIENTATION, order=order, mark=mark))


@pytest.mark.parametrize(
    "data", [b"", b"Exif\x00\x00", b"Exif\x00\x00XX", b"Exif\x00\x00II*\x00\xff"]
)
def test_u13_what_cannot_be_read_says_nothing(data):
    assert not tells_a_place(data)


def test_u13_a_directory_that_is_cut_off_says_nothing():
    assert not tells_a_place(photo(ORIENTATION, GPS)[:30])
