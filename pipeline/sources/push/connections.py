"""Sockets: TLS, how many connections at once, how long one may idle."""

import asyncio
import contextlib
import logging
import os
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from pipeline.errors import Misconfigured
from pipeline.sources.push.config import Push

_IDLE_S = 15.0
"""From connecting, or from an answer, until the headers of the next request are there."""
_LINGER_S = 2.0
"""How long the rest of a refused body is read and thrown away, so that its sender reads the answer."""
_HANDSHAKE_S = 10.0
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
    b"Content-Type: application/problem+json\r\nContent-Length: 85\r\n\r\n"
    b'{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"too busy"}'
)
_nothing = logging.Logger("aiohttp", logging.CRITICAL + 1)  # noqa: LOG001
"""aiohttp logs tracebacks, with the bytes at fault, for whatever no client of ours sends."""


def tls(certificate: Path, private_key: Path) -> ssl.SSLContext:
    """The server's side of TLS. Raises Misconfigured."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, private_key, password=_no_password)
    except (OSError, ValueError) as error:  # SSLError is an OSError
        raise Misconfigured(
            f"certificate {certificate} and private_key {private_key} cannot be read: "
            f"{getattr(error, 'reason', None) or getattr(error, 'strerror', None) or error}"
        ) from None
    return context


def taken(config: Push, error: OSError) -> Misconfigured:
    """Why an address cannot be listened on; asyncio's own words say more than they tell."""
    number = error.errno or 0
    why = os.strerror(number) if number > 0 else error.strerror
    return Misconfigured(f"listen: {config.listen} cannot be listened on: {why}")


def _no_password() -> str:
    raise ValueError("the private key has a password")


@contextlib.asynccontextmanager
async def listening(
    app: web.Application, config: Push, stop_s: float
) -> AsyncIterator[tuple[str, int]]:
    """Serve an application; at the end wait for the requests under way. Raises Misconfigured.

    Gives the address, of which the port is known only now if it was 0.
    """
    host, port = config.address
    context = (
        tls(config.certificate, config.private_key)
        if config.certificate and config.private_key
        else None
    )
    runner = web.AppRunner(
        app,
        access_log=None,
        auto_decompress=False,
        keepalive_timeout=_IDLE_S,
        lingering_time=_LINGER_S,
        logger=_nothing,
        shutdown_timeout=stop_s,
    )
    await runner.setup()

    def connect() -> asyncio.Protocol:
        server = runner.server
        if server is None or len(server.connections) >= config.max_connections:
            return _Full()
        return server()

    try:
        try:
            sockets = await asyncio.get_running_loop().create_server(
                connect,
                host,
                port,
                ssl=context,
                ssl_handshake_timeout=_HANDSHAKE_S if context else None,
            )
        except OSError as error:
            raise taken(config, error) from None
        try:
            yield sockets.sockets[0].getsockname()[:2]
        finally:
            sockets.close()
    finally:
        await runner.cleanup()


class _Full(asyncio.Protocol):
    """A connection that is one too many: told so, and closed."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answer before anything is asked."""
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(_FULL)
        transport.close()
