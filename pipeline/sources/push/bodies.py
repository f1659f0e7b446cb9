"""A request's body: decompressed, bounded in size, in time and in memory.

aiohttp's own decompression is off: it takes a gzip stream that breaks off for a whole one, and
Superdesk signs what travels.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus

from aiohttp import web

from pipeline.sources.push.answers import Problem, later

_PIECE = 256 * 1024
"""Bytes that are decompressed at a time."""
_GZIP = 16 + zlib.MAX_WBITS
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_RETRY_S = 5


class Patience:
    """How long a sender may take; none at all once the server stops."""

    def __init__(self, read_s: float) -> None:
        self.read_s = read_s
        self.stopping = False
        self._open: set[asyncio.Timeout] = set()

    def stop(self) -> None:
        """Wait for no sender any more."""
        self.stopping = True
        for timeout in self._open:
            if not timeout.expired():
                timeout.reschedule(0)

    @asynccontextmanager
    async def wait(self, until: float) -> AsyncIterator[None]:
        """Wait for what a sender sends, until a time of the loop's clock. Raises Problem."""
        try:
            async with asyncio.timeout_at(0 if self.stopping else until) as timeout:
                self._open.add(timeout)
                try:
                    yield
                finally:
                    self._open.discard(timeout)
        except TimeoutError:
            if self.stopping:
                raise stopping() from None
            raise Problem(
                HTTPStatus.REQUEST_TIMEOUT, f"nothing whole arrived within {self.read_s:g} s"
            ) from None


class Budget:
    """Bytes of bodies that are held in memory at once, by all requests together."""

    def __init__(self, size: int) -> None:
        self._left = size

    @contextmanager
    def share(self) -> Iterator["Share"]:
        """What one request takes; it gives it back at its end."""
        share = Share(self)
        try:
            yield share
        finally:
            self._left += share.taken

    def take(self, size: int) -> None:
        """Raises Problem where there is no more room."""
        if size > self._left:
            raise later(HTTPStatus.SERVICE_UNAVAILABLE, "too many large bodies at once", _RETRY_S)
        self._left -= size


class Share:
    """What one request has taken of the budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.taken = 0

    def take(self, size: int) -> None:
        """Take more. Raises Problem."""
        self._budget.take(size)
        self.taken += size


class Body:
    """The pieces of one body. ``max_bytes`` holds for what travels and for what comes out of it."""

    def __init__(self, request: web.Request, max_bytes: int, patience: Patience) -> None:
        """Raises Problem where the headers alone say that it cannot be taken."""
        said = request.headers.get("Content-Encoding", "identity").strip().lower()
        if said not in {"identity", "gzip", "x-gzip"}:
            raise Problem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "Content-Encoding: send the body as it is, or as gzip",
                {"Accept-Encoding": "gzip"},
            )
        self._request = request
        self._max_bytes = max_bytes
        self._patience = patience
        self._gzip = _Gzip() if said != "identity" else None
        if (request.content_length or 0) > max_bytes:
            raise self._too_large()
        self._until = 0.0

    def renew(self) -> None:
        """Something whole has arrived: the sender has the full time for what follows."""
        self._until = asyncio.get_running_loop().time() + self._patience.read_s

    async def pieces(self) -> AsyncIterator[bytes]:
        """Decompressed pieces, as they arrive. Raises Problem."""
        self.renew()
        await self._invite()
        travelled = size = 0
        while arrived := await self._next():
            travelled += len(arrived)
            for piece in self._gzip.pieces(arrived) if self._gzip else [arrived]:
                size += len(piece)
                if max(travelled, size) > self._max_bytes:
                    raise self._too_large()
                yield piece
                await asyncio.sleep(0)  # a small body may hold thousands of pieces
        if self._gzip:
            self._gzip.end()

    async def whole(self, share: Share) -> bytes:
        """All of it in one piece. Raises Problem."""
        body = bytearray()
        async for piece in self.pieces():
            share.take(len(piece))
            body += piece
        return bytes(body)

    async def _invite(self) -> None:
        """Tell a sender that waits for it (RFC 9110, 10.1.1) to send the body."""
        if self._request.headers.get("Expect", "").lower() == "100-continue":
            await self._request.writer.write(_CONTINUE)
            self._request.writer.output_size = 0

    async def _next(self) -> bytes:
        try:
            async with self._patience.wait(self._until):
                return await self._request.content.readany()
        except (web.RequestPayloadError, ConnectionError):
            raise Problem(
                HTTPStatus.BAD_REQUEST, "the body breaks off, or is not chunked as it says"
            ) from None

    def _too_large(self) -> Problem:
        return Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"a body may have {self._max_bytes} bytes, also when it is decompressed; send fewer items",
        )


class _Gzip:
    """A gzip stream of one or more members (RFC 1952), a bounded piece at a time."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)

    def pieces(self, arrived: bytes) -> Iterator[bytes]:
        """What comes out of some bytes. Raises Problem."""
        try:
            while arrived or not self._member.eof:
                if self._member.eof:
                    self._member = zlib.decompressobj(_GZIP)
                piece = self._member.decompress(arrived, _PIECE)
                arrived = self._member.unused_data or self._member.unconsumed_tail
                if piece:
                    yield piece
                elif not arrived:
                    return
        except zlib.error:
            raise self._broken() from None

    def end(self) -> None:
        """The body is over. Raises Problem where the stream is not."""
        if not self._member.eof:
            raise self._broken()

    @staticmethod
    def _broken() -> Problem:
        return Problem(HTTPStatus.BAD_REQUEST, "the body is no whole gzip stream")


def stopping() -> Problem:
    """The server is being stopped."""
    return later(HTTPStatus.SERVICE_UNAVAILABLE, "the server stops; send it again", _RETRY_S)
