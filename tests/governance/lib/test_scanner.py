"""The protocol of clamd, against a server that speaks it."""

import contextlib
import socket

import pytest

from governance.lib.scanner import ScannerAway, is_scanning, ping_scanner, scan_file
from tests.clamd import EICAR, LIMIT, Clamd


@pytest.fixture(params=["tcp", "unix"])
def clamd(request, settings, tmp_path):
    with contextlib.closing(Clamd(tmp_path / "ctl" if request.param == "unix" else None)) as server:
        settings.SCANNER = server.address
        yield server


def written(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("content", [b"", b"a", b"abc" * 100_000])
def test_a_clean_file_arrives_whole_and_nothing_is_found(clamd, tmp_path, content):
    assert scan_file(written(tmp_path, content)) == ""
    assert clamd.seen == [content]


def test_what_is_found_is_named(clamd, tmp_path):
    assert scan_file(written(tmp_path, b"x" * 70_000 + EICAR)) == "Eicar-Test-Signature"


def test_a_file_beyond_the_scanner_s_limit_has_no_verdict(clamd, tmp_path):
    with pytest.raises(ScannerAway, match=r"size limit|reset|pipe"):
        scan_file(written(tmp_path, b"x" * (8 * LIMIT)))


def test_it_answers_when_called(clamd):
    ping_scanner()


def test_without_an_address_nothing_is_scanned(settings, tmp_path):
    settings.SCANNER = ""

    assert not is_scanning()
    assert scan_file(tmp_path / "not even there") == ""


@pytest.mark.parametrize(
    "address", ["clamd:3310", "tcp://", "http://x:1", "unix:///no/such/socket"]
)
def test_a_scanner_that_cannot_be_reached_is_away(settings, tmp_path, address):
    settings.SCANNER = address

    with pytest.raises(ScannerAway):
        scan_file(written(tmp_path, b"a"))
    with pytest.raises(ScannerAway):
        ping_scanner()


def test_one_that_hangs_up_without_a_word_is_away(settings, tmp_path):
    server = socket.create_server(("127.0.0.1", 0))
    settings.SCANNER = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    server.close()

    with pytest.raises(ScannerAway):
        scan_file(written(tmp_path, b"a"))
