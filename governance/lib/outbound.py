"""The one way out to addresses that people have typed: every address is judged before a byte leaves (ASVS 1.3.6)."""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 10.0
LONGEST_URL = 500
LONGEST_ANSWER = 4096
PORTS = {"https": 443, "http": 80}
# Addresses that carry another one inside; what they lead to is decided elsewhere.
_CARRIERS = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48"))


class Fault(StrEnum):
    """Why nothing was delivered; never what the other side said."""

    ADDRESS = "address"
    NAME = "name"
    CONNECTION = "connection"
    TLS = "tls"
    TIMEOUT = "timeout"
    REDIRECT = "redirect"
    STATUS = "status"
    PROTOCOL = "protocol"


class Undelivered(Exception):  # noqa: N818 -- an ordinary event with a reason
    """Nothing was delivered; `fault` says why."""

    def __init__(self, fault: Fault, status: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.status = status


@dataclass(frozen=True)
class Ways:
    """Where a request may go: the private networks that are allowed, and whether http is, to those only."""

    networks: tuple[Network, ...] = ()
    allow_http: bool = False


@dataclass(frozen=True)
class _Place:
    """An address that was judged: the very numbers that will be connected to, not the name."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[Address, ...]


def ways_of(networks: Sequence[str], *, allow_http: bool) -> Ways:
    """Networks are written like 10.20.0.0/16; ValueError for anything else."""
    return Ways(tuple(ipaddress.ip_network(each.strip()) for each in networks), allow_http)


def judge(url: str, ways: Ways) -> None:
    """An address is taken when all the numbers its name stands for are public, or in a network that is allowed.

    https everywhere, http only where the operator allows it and all numbers are in those networks.
    Raises `Undelivered`.
    """
    _judged(url, ways)


def send(url: str, body: bytes, headers: Mapping[str, str], ways: Ways) -> int:
    """A body is posted to the numbers that were judged, within ten seconds; a redirect is no delivery.

    Nothing of the answer but its status is read. Returns the status, 200 to 299; else raises
    `Undelivered`.
    """
    return _exchange(url, body, headers, ways)[0]


def ask(url: str, body: bytes, headers: Mapping[str, str], ways: Ways) -> bytes:
    """The same where the answer says more than its status: its first four thousand bytes, no more."""
    return _exchange(url, body, headers, ways, LONGEST_ANSWER)[1]


def _exchange(
    url: str, body: bytes, headers: Mapping[str, str], ways: Ways, longest: int = 0
) -> tuple[int, bytes]:
    place = _judged(url, ways)
    until = time.monotonic() + WHOLE_SECONDS
    try:
        with _connected(place) as plain:
            # A peer that sends a byte a second would otherwise hold the worker for ever.
            clock = threading.Timer(until - time.monotonic(), _hang_up, (plain,))
            clock.daemon = True
            clock.start()
            try:
                status, answer = _posted(plain, place, body, headers, longest)
            finally:
                clock.cancel()
    except TimeoutError as error:
        raise Undelivered(Fault.TIMEOUT) from error
    except ssl.SSLError as error:
        raise Undelivered(Fault.TLS) from error
    except (http.client.HTTPException, OSError) as error:
        late = time.monotonic() >= until
        raise Undelivered(Fault.TIMEOUT if late else _kind_of(error)) from error
    if http.HTTPStatus.MULTIPLE_CHOICES <= status < http.HTTPStatus.BAD_REQUEST:
        raise Undelivered(Fault.REDIRECT, status)
    if not http.HTTPStatus.OK <= status < http.HTTPStatus.MULTIPLE_CHOICES:
        raise Undelivered(Fault.STATUS, status)
    return status, answer


def _kind_of(error: Exception) -> Fault:
    is_talk = isinstance(error, http.client.HTTPException)
    return Fault.PROTOCOL if is_talk else Fault.CONNECTION


def _judged(url: str, ways: Ways) -> _Place:
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise Undelivered(Fault.ADDRESS)
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise Undelivered(Fault.ADDRESS) from error
    host = parts.hostname or ""
    is_http = parts.scheme == "http"
    if not host or not port or parts.username is not None or (is_http and not ways.allow_http):
        raise Undelivered(Fault.ADDRESS)
    addresses = _resolved(host, port)
    for address in addresses:
        inside = any(address in network for network in ways.networks)
        if not inside and (is_http or not _is_public(address)):
            raise Undelivered(Fault.ADDRESS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Place(parts.scheme, host, port, path, addresses)


def _resolved(host: str, port: int) -> tuple[Address, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Undelivered(Fault.NAME) from error
    numbers = {str(place[4][0]).partition("%")[0] for place in found}
    return tuple(sorted((_plain(ipaddress.ip_address(each)) for each in numbers), key=str))


def _plain(address: Address) -> Address:
    """An IPv4 address written as IPv6 is judged as what it is."""
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _is_public(address: Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        carries = address.sixtofour or address.teredo
        return not carries and not any(address in network for network in _CARRIERS)
    return True


def _connected(place: _Place) -> socket.socket:
    problem: OSError | None = None
    for address in place.addresses:
        try:
            plain = socket.create_connection((str(address), place.port), CONNECT_SECONDS)
        except OSError as error:
            problem = error
            continue
        if place.scheme == "http":
            return plain
        try:
            # The name is checked against the certificate, although the number was connected to.
            return ssl.create_default_context().wrap_socket(plain, server_hostname=place.host)
        except BaseException:
            plain.close()
            raise
    raise problem or ConnectionError


def _posted(
    plain: socket.socket, place: _Place, body: bytes, headers: Mapping[str, str], longest: int
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(place.host, place.port)
    connection.default_port = PORTS[place.scheme]
    connection.sock = plain
    connection.request("POST", place.path, body, {**headers, "Connection": "close"})
    answer = connection.getresponse()
    return answer.status, answer.read(longest) if longest else b""


def _hang_up(plain: socket.socket) -> None:
    try:
        plain.shutdown(socket.SHUT_RDWR)
    except OSError:
        plain.close()
