"""Dead letters: what could not be processed, as it was received."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

import orjson

from pipeline.errors import Reason, Rejected, Stage
from pipeline.wire.items import VERSION, RawRecord

DEAD_BYTES = 65_536
"""So much of a dead letter's original is kept if it is larger than items may be."""
_DEAD_MOST = 4_000_000
"""Whatever the reason: base64 of more would not fit on the dead topic."""


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


def encode_dead(letter: DeadLetter) -> bytes:
    """A dead letter as a record; the original is in base64, since it may be anything."""
    return orjson.dumps(
        {
            "v": VERSION,
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
    stage: Stage, error: Rejected, record: RawRecord, source: str, position: int, at: datetime
) -> DeadLetter:
    """The dead letter of an item; of a larger item than is allowed only the head is kept."""
    oversized = error.reason == "too_large" or len(record.value) > _DEAD_MOST
    return DeadLetter(
        stage=stage,
        reason=error.reason,
        detail=error.detail + (f"; sha256 {record.sha256}" if record.sha256 else ""),
        source=source,
        position=position,
        original=record.value[:DEAD_BYTES] if oversized else record.value,
        size=record.size,
        at=at,
    )
