"""Which addresses may be connected to.

The check is made on the address that a socket is made for, so neither a redirect nor a name that
means something else a second later gets round it. A literal address in any notation comes to the
same place.
"""

import asyncio
import errno
import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

_RESOLVERS = 64
"""Threads that wait for name servers: of their own, so that a dead server holds up nothing else."""
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")  # RFC 8215


class PrivateAddress(OSError):
    """A host whose addresses must not be fetched from."""

    def __init__(self, host: str) -> None:
        super().__init__(errno.EACCES, f"{host} is a private address")


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet; every IPv4 in IPv6's clothes is undressed."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return _open(inner)
        if ip in _NAT64_LOCAL or ip.is_site_local:
            return False
    return _open(ip)


def _inner(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to: mapped, NAT64, 6to4 or Teredo."""
    if ip in _NAT64:
        return IPv4Address(ip.packed[12:])
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _open(ip: IPv4Address | IPv6Address) -> bool:
    """Global unicast. ``is_global`` alone lets multicast through."""
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def public_socket(info: tuple[Any, ...]) -> socket.socket:
    """A socket for an address from ``getaddrinfo``. Raises PrivateAddress."""
    family, kind, proto, _, address = info
    if not is_public(str(address[0])):
        raise PrivateAddress(str(address[0]))
    return socket.socket(family=family, type=kind, proto=proto)


class Resolver(AbstractResolver):
    """Names to addresses in threads of its own; with ``public_only``, the others are left out."""

    def __init__(self, *, public_only: bool, timeout_s: float) -> None:
        self._public_only = public_only
        self._timeout_s = timeout_s
        self._threads = ThreadPoolExecutor(_RESOLVERS, thread_name_prefix="resolve")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises OSError, and PrivateAddress where none is left."""
        try:
            async with asyncio.timeout(self._timeout_s):
                infos = await asyncio.get_running_loop().run_in_executor(
                    self._threads, _lookup, host, port, family
                )
        except TimeoutError:
            raise OSError(errno.ETIMEDOUT, "no name server answers") from None
        except UnicodeError:
            raise OSError(errno.EINVAL, "this cannot be a host name") from None
        addresses = [(kind, proto, str(address[0])) for kind, _, proto, _, address in infos]
        allowed = [a for a in addresses if not self._public_only or is_public(a[2])]
        if addresses and not allowed:
            raise PrivateAddress(host)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=kind,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, proto, address in allowed
        ]

    async def close(self) -> None:
        """Let the threads go; one that still waits for a name server is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _lookup(host: str, port: int, family: socket.AddressFamily) -> list[Any]:
    return socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG
    )
