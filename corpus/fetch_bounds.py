"""What a fetch may take, how it says no, and which addresses it may ask."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

_V4, _V6 = ipaddress.IPv4Address, ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # an IPv4 address in its last 32 bits, where a network has no IPv4
_CLOUD_SERVICES = {_V4("168.63.129.16")}  # public by its number, yet answered by the host a virtual machine runs on
_NUMERAL = re.compile(r"0x[0-9a-f]*|\d+", re.ASCII | re.IGNORECASE)
_T = TypeVar("_T")
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one fetch may take. Times in seconds, sizes in bytes."""

    pause: float = 1.0  # between the end of a request and the next
    connect: float = 10.0
    silence: float = 30.0  # without a byte
    total: float = 600.0  # for one paper in one language, with every attempt
    tries: int = 4
    backoff: float = 1.0  # before the second try; doubled for each further one
    longest_wait: float = 60.0  # that a server may ask for
    redirects: int = 5
    largest: int = 200 * 1024 * 1024


class Refusal(Exception):
    """Why a paper did not come: one line that begins in small letters.

    ``again``: seconds to wait at least before the same may work; None: it will not. ``unreachable``: no connection
    could be made.
    """

    def __init__(self, reason: str, *, again: float | None = None, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.again = again
        self.unreachable = unreachable


async def patiently(attempt: Callable[[], Awaitable[_T]], bounds: Bounds, sleep: Sleep) -> _T:
    """Tries again what may work later, and waits as long as the server asks, within the bounds.

    Raises:
        Refusal: the last one, or one that will not pass, or that asks to wait too long.
    """
    wait = bounds.backoff
    for _ in range(bounds.tries - 1):
        try:
            return await attempt()
        except Refusal as refusal:
            if refusal.again is None:
                raise
            if refusal.again > bounds.longest_wait:
                raise Refusal(f"{refusal}; it asks to wait {refusal.again:.0f} s") from None
            await sleep(max(wait, refusal.again))
        wait *= 2
    return await attempt()


async def addresses_of(host: str) -> tuple[str, ...]:
    """The addresses of a host, in the order in which they should be tried.

    Args:
        host: a name in ASCII, or an address; IPv6 without its brackets.

    Raises:
        Refusal: the name is not known, or is an address in a disguise (``2130706433``, ``0x7f.1``).
    """
    try:
        return (str(ipaddress.ip_address(host)),)
    except ValueError:
        if _NUMERAL.fullmatch(host.rstrip(".").rpartition(".")[2]):
            raise Refusal(f"the address {host} is written as a number; that is refused") from None
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "not a name"
        raise Refusal(
            f"{host} is not known here ({reason}); check the network and RAPPORTEUR_UN_DOCUMENTS",
            again=0,
            unreachable=True,
        ) from None
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet: not of this machine, its network or its cloud.

    An IPv4 address inside an IPv6 one is judged as what it is.
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, _V6):
        inner = ip.ipv4_mapped or ip.sixtofour or (_V4(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        if inner is None:
            return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_site_local)
        ip = inner
    return ip.is_global and not ip.is_multicast and ip not in _CLOUD_SERVICES
