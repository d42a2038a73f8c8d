import socket

import pytest

from governance.lib import outbound
from governance.lib.outbound import Fault, Undelivered, Ways, judge, send, ways_of
from tests.listener import LOOPBACK, listening, nobody_listens

INTRANET = ways_of(["10.20.0.0/16"], allow_http=True)


@pytest.fixture
def names(monkeypatch):
    """What names stand for, without asking the world."""

    def stand_for(*numbers):
        def found(_host, port, **_kwargs):
            family = {True: socket.AF_INET6, False: socket.AF_INET}
            return [
                (family[":" in each], socket.SOCK_STREAM, 6, "", (each, port)) for each in numbers
            ]

        monkeypatch.setattr(outbound.socket, "getaddrinfo", found)

    return stand_for


NOWHERE = Ways()


def refusal(url, ways=NOWHERE):
    with pytest.raises(Undelivered) as raised:
        judge(url, ways)
    return raised.value.fault


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "https:///x",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "javascript:alert(1)",
        "//example.com/",
        "https://user:word@example.com/",
        "https://user@example.com/",
        "https://example.com:99999/",
        "https://example.com/ x",
        "https://example.com/\r\nHost: other",
        "https://例子.example/",
        "https://example.com/" + "a" * 500,
        "http://example.com/",
    ],
)
def test_an_address_that_is_no_plain_https_address_is_refused(names, url):
    names("93.184.215.14")
    assert refusal(url) == Fault.ADDRESS


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
    ],
)
def test_a_name_that_stands_for_a_private_number_is_refused(names, number):
    names(number)
    assert refusal("https://inside.example/") == Fault.ADDRESS
    names("93.184.215.14", number)
    assert refusal("https://both.example/") == Fault.ADDRESS


@pytest.mark.parametrize("number", ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14"])
def test_a_public_number_is_taken(names, number):
    names(number)
    judge("https://example.com/hook", Ways())
    assert refusal("http://example.com/hook", INTRANET) == Fault.ADDRESS


def test_a_private_network_is_open_where_it_is_named_and_only_there(names):
    names("10.20.3.4")
    judge("https://inside.example/", INTRANET)
    judge("http://inside.example:8080/", INTRANET)
    assert refusal("http://inside.example/", ways_of(["10.20.0.0/16"], allow_http=False))
    names("10.21.3.4")
    assert refusal("https://inside.example/", INTRANET) == Fault.ADDRESS
    names("10.20.3.4", "10.21.3.4")
    assert refusal("http://inside.example/", INTRANET) == Fault.ADDRESS


def test_a_name_without_a_number_is_told_as_such(monkeypatch):
    def unknown(*_args, **_kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(outbound.socket, "getaddrinfo", unknown)
    assert refusal("https://nowhere.example/") == Fault.NAME


def test_numbers_in_other_clothes_are_what_they_are():
    # The resolver of the system reads them; whatever it makes of them is judged.
    for url in ("https://2130706433/", "https://0x7f.1/", "https://[::ffff:7f00:1]/"):
        assert refusal(url) in {Fault.ADDRESS, Fault.NAME}


def test_a_body_is_posted_as_it_is():
    with listening() as server:
        assert send(server.url, b'{"a":1}', {"Webhook-Id": "msg_1"}, LOOPBACK) == 200

    path, headers, body = server.got[0]
    assert (path, body, headers["Webhook-Id"]) == ("/hook?of=reports", b'{"a":1}', "msg_1")
    assert headers["Host"].startswith("127.0.0.1:")


@pytest.mark.parametrize(
    ("mood", "fault"),
    [
        (500, Fault.STATUS),
        (404, Fault.STATUS),
        (301, Fault.REDIRECT),
        (307, Fault.REDIRECT),
    ],
)
def test_whatever_is_no_yes_is_no_delivery(mood, fault):
    with listening() as server:
        server.mood = mood
        with pytest.raises(Undelivered) as raised:
            send(server.url, b"{}", {}, LOOPBACK)

    assert (raised.value.fault, raised.value.status) == (fault, mood)
    assert len(server.got) == 1


@pytest.mark.parametrize("mood", ["hang", "drip"])
def test_who_never_answers_is_left_after_a_while(monkeypatch, mood):
    monkeypatch.setattr(outbound, "WHOLE_SECONDS", 0.5)
    with listening() as server:
        server.mood = mood
        with pytest.raises(Undelivered) as raised:
            send(server.url, b"{}", {}, LOOPBACK)

    assert raised.value.fault in {Fault.TIMEOUT, Fault.PROTOCOL}


def test_nobody_there_is_told_as_such():
    with pytest.raises(Undelivered) as raised:
        send(nobody_listens(), b"{}", {}, LOOPBACK)

    assert raised.value.fault == Fault.CONNECTION


def test_a_name_is_asked_once_and_the_judged_number_is_connected_to(monkeypatch):
    """A name that answers differently the second time (rebinding) is never asked a second time."""
    asked = []
    real = socket.getaddrinfo

    def counted(host, port, *args, **kwargs):
        asked.append(host)
        return real(host, port, *args, **kwargs)

    with listening() as server:
        monkeypatch.setattr(outbound.socket, "getaddrinfo", counted)
        send(
            server.url.replace("127.0.0.1", "localhost"),
            b"{}",
            {},
            ways_of(["127.0.0.0/8", "::1/128"], allow_http=True),
        )

    # Later questions are for numbers only.
    assert asked[0] == "localhost"
    assert "localhost" not in asked[1:]
