"""Where news may be sent: https addresses outside our own networks, so that nobody makes us ask our own machines."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
MOST = 500


class BadAddress(ValueError):
    """``code`` says why: ``not-https``, ``no-host``, ``has-user``, ``too-long``, ``private``, ``no-port``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_url(url: str, *, allowed: Iterable[Network] = ()) -> tuple[str, str, int, str]:
    """Scheme, host, port and target of an address to which news may go; raises ``BadAddress``.

    ``allowed`` are networks of our own to which it may go all the same; plain http is for loopback among them alone. A name
    is judged again by what it stands for, each time something is sent.
    """
    if len(url) > MOST:
        raise BadAddress("too-long")
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host or any(each.isspace() for each in url):
        raise BadAddress("no-host")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadAddress("has-user")
    literal = _literal(host)
    if literal is not None:
        check_address(literal, allowed=allowed)
    loopback = literal is not None and literal.is_loopback
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise BadAddress("not-https")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise BadAddress("no-port") from None
    return parts.scheme, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def check_address(address: Address, *, allowed: Iterable[Network] = ()) -> None:
    """Raise ``BadAddress`` for an address that is not on the public internet and in none of the ``allowed`` networks."""
    meant = _meant(address)
    if any(meant in network for network in allowed if network.version == meant.version):
        return
    if not meant.is_global or meant.is_multicast or meant.is_reserved or meant.is_unspecified:
        raise BadAddress("private")


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 address carries, where it carries one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None) or address


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
