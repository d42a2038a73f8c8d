from decimal import Decimal
from io import BytesIO

import pytest
from rest_framework.exceptions import ParseError

from governance.lib.strict_json import BadJson, BodyTooLarge, StrictJSONParser, loads

DEEP = 32


def test_numbers_come_exact():
    value = loads(b'{"whole": 5, "part": 1.50, "big": 123456789012345678901, "e": 1e3}')

    assert value["part"] == Decimal("1.50")
    assert str(value["part"]) == "1.50"
    assert value["whole"] == 5
    assert value["big"] == 123456789012345678901
    assert value["e"] == 1000


def test_texts_of_every_plane_are_taken():
    assert loads('{"名": "过程 😀"}'.encode()) == {"名": "过程 😀"}
    assert loads(b'"\\ud83d\\ude00"') == "😀"


def test_32_levels_are_read_and_brackets_in_texts_do_not_count():
    assert loads(b"[" * DEEP + b"]" * DEEP)
    assert loads(b'"' + b"[" * 100 + b'\\"' + b"{" * 100 + b'"')


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b'{"a":1,}', "第 1 行"),
        (b'{"a":\n 1 2}', "第 2 行"),
        (b"", "第 1 行"),
        (b"  \n", "第 1 行"),
        (b"\xef\xbb\xbf{}", "BOM"),
        ('{"a":"中文"}'.encode("gbk"), "UTF-8"),
        (b'{"a":"\\u0000"}', "U+0000"),
        (b'{"a":["x",{"b":"\\ud800"}]}', "a[1].b"),
        (b'{"\\udc00":1}', "U+DC00"),
        (b"[" * 100_000, "32"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "32"),
        (b"1" * 10_000, "10000"),
        (b"-" + b"1" * 10_000, "10001"),
        (b"1e400", "1e400"),
        (b"1e-400", "1e-400"),
        (b"1e99999999999999999999", "1e9999"),
        (b"NaN", "NaN"),
        (b"[-Infinity]", "-Infinity"),
        (b'{"a":1,"b":{"c":1,"c":1}}', "“c”"),
        (b"01", "第 1 行"),
        (b"'a'", "第 1 行"),
        (b'"\x01"', "第 1 行"),
        (b'"abc\\', "第 1 行"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(raw, says, settings):
    with pytest.raises(BadJson) as refused:
        loads(raw)

    if "第" not in says and "BOM" not in says:
        assert says in str(refused.value)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("raw", [b'"\\"' * 300_000, b'"' + b'\\"' * 600_000, b"[" * 2_000_000])
def test_hostile_texts_cost_no_time(raw):
    with pytest.raises(BadJson):
        loads(raw)


def test_a_body_shorter_than_announced_or_too_large_is_refused():
    assert StrictJSONParser().read(BytesIO(b"{}"), 2) == b"{}"
    with pytest.raises(ParseError):
        StrictJSONParser().read(BytesIO(b"{}"), 3)
    with pytest.raises(BodyTooLarge):
        StrictJSONParser().read(BytesIO(b"{}"), 10_000_000)
