"""Content codings (RFC 9110, 8.4) taken apart step by step, never further than a cap."""

import zlib
from typing import Protocol

import brotli

from pipeline.sources.fetching.failing import FetchFailed

ACCEPTED = "gzip, deflate, br"
_STEP = 1 << 16
_MOST_MEMBERS = 1_000
"""Members of one gzip body: each costs a decompressor, and a body may hold nothing but empty ones."""


class Decoder(Protocol):
    """A content coding that is undone."""

    def feed(self, data: bytes) -> None:
        """Take compressed bytes. Raises FetchFailed (too_large, encoding)."""
        ...

    def close(self) -> bytes:
        """The whole. Raises FetchFailed (truncated)."""
        ...


def decoder(coding: str, most_bytes: int, shown: str) -> Decoder:
    """What undoes a ``Content-Encoding``. Raises FetchFailed for a coding that was not asked for."""
    names = [name for part in coding.split(",") if (name := part.strip().casefold())]
    match [name for name in names if name != "identity"]:
        case []:
            return _Plain(most_bytes, shown)
        case ["gzip" | "x-gzip"]:
            return _Zlib(zlib.MAX_WBITS | 16, most_bytes, shown)
        case ["deflate"]:
            return _Zlib(0, most_bytes, shown)
        case ["br"]:
            return _Brotli(most_bytes, shown)
        case _:
            sentence = (
                f"{shown} answers in the content coding {coding[:40]!r}, not one of {ACCEPTED}"
            )
            raise FetchFailed("encoding", sentence)


class _Plain:
    def __init__(self, most_bytes: int, shown: str) -> None:
        self._most_bytes = most_bytes
        self._shown = shown
        self._whole = bytearray()

    def feed(self, data: bytes) -> None:
        self._add(data)

    def close(self) -> bytes:
        return bytes(self._whole)

    def _add(self, data: bytes) -> None:
        self._whole += data
        if len(self._whole) > self._most_bytes:
            sentence = f"{self._shown} is larger than the {self._most_bytes:,} bytes allowed"
            raise FetchFailed("too_large", sentence)

    def _bad(self, name: str) -> FetchFailed:
        return FetchFailed("encoding", f"{self._shown} says its body is {name}, and it is not")

    def _short(self) -> FetchFailed:
        return FetchFailed("truncated", f"the compressed body of {self._shown} breaks off")


class _Zlib(_Plain):
    """gzip with its members, or deflate: in zlib's form, or bare as some servers send it."""

    def __init__(self, bits: int, most_bytes: int, shown: str) -> None:
        super().__init__(most_bytes, shown)
        self._bits = bits
        self._inflater: zlib._Decompress | None = None
        self._members = 0

    def feed(self, data: bytes) -> None:
        while data:
            if self._inflater is None:
                if self._members and not self._goes_on(data):
                    return
                self._inflater = self._next(data)
            try:
                self._add(self._inflater.decompress(data, _STEP))
            except zlib.error:
                raise self._bad("compressed") from None
            data = self._inflater.unconsumed_tail
            if self._inflater.eof:
                data = self._inflater.unused_data
                self._inflater = None

    def close(self) -> bytes:
        while self._inflater is not None and not self._inflater.eof:
            rest = self._inflater.decompress(b"", _STEP)  # what it held back at the last step
            if not rest:
                break
            self._add(rest)
        if self._inflater is not None and not self._inflater.eof:
            raise self._short()
        return super().close()

    def _goes_on(self, data: bytes) -> bool:
        """Whether another gzip member follows; anything else behind the last one is padding."""
        return self._bits != 0 and data[:1] == b"\x1f" and self._members < _MOST_MEMBERS

    def _next(self, data: bytes) -> "zlib._Decompress":
        self._members += 1
        if self._bits:
            return zlib.decompressobj(self._bits)
        in_zlib = data[0] & 0x0F == 8 and data[0] >> 4 <= 7  # RFC 1950: CM and CINFO
        return zlib.decompressobj(zlib.MAX_WBITS if in_zlib else -zlib.MAX_WBITS)


class _Brotli(_Plain):
    def __init__(self, most_bytes: int, shown: str) -> None:
        super().__init__(most_bytes, shown)
        self._inner = brotli.Decompressor()
        self._fed = False

    def feed(self, data: bytes) -> None:
        self._fed = True
        try:
            while not self._inner.is_finished():
                made = self._inner.process(data, output_buffer_limit=_STEP)
                self._add(made)
                data = b""
                if not made and self._inner.can_accept_more_data():
                    return
        except brotli.error:
            raise self._bad("brotli") from None

    def close(self) -> bytes:
        if self._fed and not self._inner.is_finished():
            raise self._short()
        return super().close()
