"""Dead letters: what could not be processed, as it was received."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from pipeline.errors import Reason, Rejected, Stage
from pipeline.normalize.identity import host_of, identifier
from pipeline.wire.items import ITEM_HEADERS, Headers, RawRecord, raw_headers
from pipeline.wire.lineage import FROM
from pipeline.wire.versions import VERSION

DEAD_BYTES = 65_536
"""So much of a dead letter's original is kept if it is larger than items may be."""
_DEAD_MOST = 4_000_000
"""Whatever the reason: base64 of more would not fit on the dead topic."""
_LONGEST_DETAIL = 2_000
RETRY_OF = "retry-of"
"""Header of a record that is a dead letter sent again: the id of that letter."""
_KEPT = ITEM_HEADERS | {FROM}
_LETTER_ID = re.compile(rb"[0-9a-f]{20}")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What could not be processed, as it was received, where, and why."""

    stage: Stage
    reason: Reason
    detail: str
    source: str
    position: int
    """line or record number at the source: byte offset in a file, offset on a topic"""
    original: bytes
    size: int
    at: datetime
    headers: Sequence[tuple[str, bytes]] = ()
    """what was known of the item beside its bytes, as on its topic"""
    retry_of: str = ""
    """the letter that was sent again and came to this; empty if none was"""

    @property
    def letter_id(self) -> str:
        """The same for the same bytes at the same place, and for every retry of a letter."""
        place = (self.source, str(self.position), sha256(self.original))
        return self.retry_of or identifier("dead", *place)


def encode_dead(letter: DeadLetter) -> bytes:
    """A dead letter as a record; the original is in base64, since it may be anything."""
    return orjson.dumps(
        {
            "v": VERSION,
            "id": letter.letter_id,
            "stage": letter.stage,
            "reason": letter.reason,
            "detail": letter.detail,
            "source": letter.source,
            "position": letter.position,
            "original": base64.b64encode(letter.original).decode(),
            "size": letter.size,
            "sha256": sha256(letter.original),
            "at": letter.at,
        }
    )


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def dead_letter(
    stage: Stage,
    error: Rejected,
    record: RawRecord,
    source: str,
    position: int,
    at: datetime,
    *,
    headers: Iterable[tuple[str, bytes]] | None = None,
    retry_of: str = "",
) -> DeadLetter:
    """The dead letter of an item; of a larger item than is allowed only the head is kept.

    ``headers`` are those of a record that could not be read; else they tell what is known of the item.
    """
    detail = error.detail + (f"; sha256 {record.sha256}" if record.sha256 else "")
    known = raw_headers(record) if headers is None else headers
    oversized = error.reason == "too_large" or len(record.value) > _DEAD_MOST
    return DeadLetter(
        stage=stage,
        reason=error.reason,
        detail=_storable(detail)[:_LONGEST_DETAIL],
        source=source,
        position=position,
        original=record.value[:DEAD_BYTES] if oversized else record.value,
        size=record.size,
        at=at,
        headers=[(name, data or b"") for name, data in known if name in _KEPT],
        retry_of=retry_of,
    )


def retry_of(headers: Iterable[tuple[str, bytes]]) -> str:
    """The letter that a record sends again; empty if it is no retry."""
    said = dict(headers).get(RETRY_OF) or b""
    return said.decode() if _LETTER_ID.fullmatch(said) else ""


def encode_headers(headers: Iterable[tuple[str, bytes]]) -> bytes:
    """Headers as a letter keeps them; they may be any bytes."""
    return orjson.dumps([(name, base64.b64encode(data).decode()) for name, data in headers])


def decode_headers(kept: bytes | None) -> Headers:
    """Headers that a letter has kept; none of a letter from before they were."""
    return [(name, base64.b64decode(data)) for name, data in orjson.loads(kept or b"[]")]


def came_in_as(original: bytes, kept: bytes | None) -> set[tuple[str, str]]:
    """Under which ids, and from which sources, a letter's item came in; empty where no id can be read."""
    said = {name: data.decode("utf-8", "replace") for name, data in decode_headers(kept)}
    try:
        row = orjson.loads(original)
    except orjson.JSONDecodeError:
        row = {}
    row = row if isinstance(row, dict) else {}
    row = row["article"] if isinstance(row.get("article"), dict) else row  # a prepared record
    ids = {str(one) for one in (said.get("id"), row.get("id")) if one not in (None, "")}
    sources = {said.get("source", ""), str(row.get("source")), host_of(str(row.get("url")))}
    return {(id_, source) for id_ in ids for source in sources}


def _storable(text: str) -> str:
    """Text that every database takes: no U+0000, no half of a surrogate pair."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
