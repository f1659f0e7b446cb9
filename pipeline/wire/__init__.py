"""Bytes ↔ records: the one place where what travels is read and written.

Records are JSON with a schema version ``v``; pydantic checks what comes in, orjson writes what goes
out. The raw topic carries items exactly as they were received, with what is known about them in
headers, so that a dead letter holds the original bytes.
"""

from pipeline.wire.articles import article_body, article_record
from pipeline.wire.dead import (
    DEAD_BYTES,
    RETRY_OF,
    DeadLetter,
    came_in_as,
    dead_letter,
    decode_headers,
    encode_dead,
    encode_headers,
    retry_of,
    sha256,
)
from pipeline.wire.items import (
    Headers,
    RawRecord,
    decode_item,
    decode_raw,
    host_key,
    raw_headers,
    unreadable,
)
from pipeline.wire.journal import (
    decode_decision,
    decode_prepared,
    encode_decision,
    encode_prepared,
)
from pipeline.wire.lineage import FROM, Origin, article_id_of, origin_of
from pipeline.wire.links import decode_sketch, encode_links, encode_sketch, link_record
from pipeline.wire.memory import decode_document, encode_document
from pipeline.wire.stories import decode_told, encode_story, without
from pipeline.wire.versions import VERSION, newer

__all__ = [
    "DEAD_BYTES",
    "FROM",
    "RETRY_OF",
    "VERSION",
    "DeadLetter",
    "Headers",
    "Origin",
    "RawRecord",
    "article_body",
    "article_id_of",
    "article_record",
    "came_in_as",
    "dead_letter",
    "decode_decision",
    "decode_document",
    "decode_headers",
    "decode_item",
    "decode_prepared",
    "decode_raw",
    "decode_sketch",
    "decode_told",
    "encode_dead",
    "encode_decision",
    "encode_document",
    "encode_headers",
    "encode_links",
    "encode_prepared",
    "encode_sketch",
    "encode_story",
    "host_key",
    "link_record",
    "newer",
    "origin_of",
    "raw_headers",
    "retry_of",
    "sha256",
    "unreadable",
    "without",
]
