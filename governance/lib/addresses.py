"""Addresses of the network as they are counted together (reliability §2.2, A1)."""

import ipaddress


def counted_address(ip: str) -> str:
    """What is counted together: one IPv4 number, or the 2^64 IPv6 numbers that one line is given.

    >>> counted_address("192.0.2.7"), counted_address("2001:db8:1:2:3:4:5:6"), counted_address("::ffff:192.0.2.7")
    ('192.0.2.7', '2001:db8:1:2::', '192.0.2.7')
    """
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv4Address):
        return ip
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
