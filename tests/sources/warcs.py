"""WARC files for tests."""

import gzip
import io
from collections.abc import Callable

import fastwarc

HTML = "Content-Type: text/html; charset=utf-8"
DATE = "2019-03-01T10:00:00Z"


def record(
    block: bytes,
    url: str = "https://example.org/a",
    kind: str = "response",
    date: str = DATE,
    length: int | None = None,
) -> bytes:
    """A WARC record (ISO 28500, 4); ``length`` is what it says where that is not so."""
    media = (
        "application/http; msgtype=response" if kind in {"response", "revisit"} else "text/plain"
    )
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:8b7e6b76-4cf5-4a5e-9f0c-3d6f3f1d2a11>\r\nContent-Type: {media}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """An HTTP response as it is kept in a record."""
    head = "\r\n".join([f"HTTP/1.1 {status}", *(headers or (HTML,))])
    return head.encode() + b"\r\n\r\n" + body


def page(number: int) -> bytes:
    """A response with a page."""
    body = f"<html><p>Page number {number} tells of a mill that burnt down.</p></html>"
    return record(http(body.encode()), f"https://example.org/{number}")


def zstd(data: bytes) -> bytes:
    """A Zstandard frame."""
    out = io.BytesIO()
    writer = fastwarc.ZstdWriter(out)
    writer.write(data)
    writer.close()
    return out.getvalue()


PACKS: dict[str, Callable[[bytes], bytes]] = {
    ".warc": bytes,
    ".warc.gz": gzip.compress,
    ".warc.zst": zstd,
}
"""How each record is packed, by the file's ending."""
