"""The page in a WARC record: its HTTP response with transfer and content coding undone, under caps."""

import hashlib
import re
from dataclasses import dataclass

from fastwarc.warc import WarcRecord

from pipeline.sources.fetching import FetchFailed
from pipeline.sources.fetching.bodies import decoder
from pipeline.wire import DEAD_BYTES

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_CHUNK = 1 << 20
_LARGEST = 1 << 26
"""No page has so many bytes. What says so has swallowed its neighbours, and is not read to its end."""
_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,15})[^\r\n]{0,200}\r?\n")
"""The head of a chunk (RFC 9112, 7.1) with extensions, which say nothing to us."""


class Unreadable(Exception):
    """A record that is not what its headers say."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A page; of one larger than allowed the head, and the SHA-256 of the whole as it was stored."""

    body: bytes
    size: int
    sha256: str = ""


def payload_of(record: WarcRecord, max_bytes: int) -> Payload | None:
    """The page of a response of status 200; None if it is another. Raises Unreadable, OSError."""
    if not record.is_http:
        return None
    record.parse_http(strict_mode=False)
    http, kind, length = record.http_headers, record.http_content_type, record.content_length
    if http is None or http.status_code != 200 or (kind or "text/html") not in _HTML:
        return None
    if length > _LARGEST:
        raise Unreadable(f"it says that it has {length} bytes")
    packed = record.reader.read(max_bytes + 1)
    if len(packed) > max_bytes:
        return _large(record, packed, length)
    if len(packed) < length:
        raise Unreadable(f"it ends after {len(packed)} of {length} bytes")
    if kind is None and not packed.lstrip().startswith(b"<"):
        return None
    coding = http.get("Content-Encoding") or ""
    chunked = "chunked" in (http.get("Transfer-Encoding") or "").casefold()
    return _unpacked(dechunked(packed) if chunked else packed, coding, max_bytes)


def _unpacked(body: bytes, coding: str, max_bytes: int) -> Payload:
    """A body without its content coding; as it is, where a crawler has undone that already."""
    try:
        undone = decoder(coding, max_bytes, "its page")
        undone.feed(body)
        whole = undone.close()
    except FetchFailed as failed:
        if failed.reason == "too_large":
            digest = hashlib.sha256(body).hexdigest()
            return Payload(body[:DEAD_BYTES], max_bytes + 1, digest)
        if not body.lstrip().startswith(b"<"):
            raise Unreadable(failed.sentence) from None
        whole = body
    return Payload(whole, len(whole))


def _large(record: WarcRecord, begun: bytes, length: int) -> Payload:
    whole, size = hashlib.sha256(begun), len(begun)
    while chunk := record.reader.read(_CHUNK):
        whole.update(chunk)
        size += len(chunk)
    if size < length:
        raise Unreadable(f"it ends after {size} of {length} bytes")
    return Payload(begun[:DEAD_BYTES], size, whole.hexdigest())


def dechunked(data: bytes) -> bytes:
    """A body without its chunks' heads; as it is, where a crawler has taken them off already.

    One that breaks off is as long as what there is of it.
    """
    at, parts = 0, []
    while head := _SIZE_LINE.match(data, at):
        size = int(head[1], 16)
        if not size:
            break
        parts.append(data[head.end() : head.end() + size])
        at = head.end() + size
        at += 2 if data[at : at + 2] == b"\r\n" else 1
    return b"".join(parts) if parts or head else data
