"""What is remembered of documents, as the store keeps it."""

import zlib
from datetime import datetime
from typing import Literal

import orjson
from pydantic import BaseModel

from pipeline.normalize.versions import Document, Version
from pipeline.wire.versions import VERSION, unread

_LEVEL = 1


class _DocumentRecord(BaseModel):
    v: Literal[1]
    document_id: str
    keys: tuple[str, ...]
    seen_at: datetime
    versions: tuple[Version, ...]
    pieces: tuple[tuple[int, tuple[str, ...]], ...]


def encode_document(document: Document) -> bytes:
    """A document's newest versions, deflated."""
    record = {
        "v": VERSION,
        "document_id": document.document_id,
        "keys": document.keys,
        "seen_at": document.seen_at,
        "versions": document.versions,
        "pieces": document.pieces,
    }
    return zlib.compress(orjson.dumps(record), level=_LEVEL)


def decode_document(state: bytes) -> Document:
    """A document from the store. Raises Rejected(``bad_record``), Newer."""
    value = b""
    try:
        value = zlib.decompress(state)
        record = _DocumentRecord.model_validate_json(value)
    except (ValueError, zlib.error) as error:
        raise unread(value, "a document's memory", "document_id", error) from None
    return Document(record.document_id, record.keys, record.seen_at, record.versions, record.pieces)
