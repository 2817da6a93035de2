"""Who asks, as far as a request tells before anything is looked up: a token, an address, a browser at that address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple

from starlette.types import Scope


class Visitor(NamedTuple):
    """`token`: hash of the Authorization header as this process hashes (0: none came); `network`: an address,
    of IPv6 the /64; `browser`: User-Agent and languages, which tell phones behind one address roughly apart.
    """

    token: int
    network: str
    browser: tuple[bytes, bytes]


def visitor_of(scope: Scope, said: Mapping[bytes, bytes]) -> Visitor:
    """`said`: the headers. The address is the proxy's word where a proxy of the settings asked (api/cli/serving)."""
    token, client = said.get(b"authorization"), scope.get("client")
    return Visitor(
        hash(token) if token else 0,
        network_of(client[0]) if client else "",
        (said.get(b"user-agent", b""), said.get(b"accept-language", b"")),
    )


@lru_cache(maxsize=4096)
def network_of(host: str) -> str:
    """The address; of IPv6 the /64, for a phone changes the rest of it at will."""
    try:
        address = ip_address(host)
    except ValueError:
        return host[:60]
    if isinstance(address, IPv6Address):
        return network_of(str(address.ipv4_mapped)) if address.ipv4_mapped else str(ip_network((address, 64), False))
    return str(address)
