"""Sketches as the store keeps them, and the links of a story as they stand on the links topic."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from pipeline.model import Sketch
from pipeline.wire.versions import VERSION, unread

_SKETCH = TypeAdapter(Sketch)


def encode_sketch(sketch: Sketch) -> bytes:
    """A sketch of an article or a story."""
    return orjson.dumps(sketch)


def decode_sketch(state: bytes) -> Sketch:
    """A sketch from the store. Raises Rejected(``bad_record``), Newer."""
    try:
        return _SKETCH.validate_json(state)
    except ValidationError as error:
        raise unread(state, "a sketch", "v", error) from None


def encode_links(
    story_id: str, shard: str, version: int, links: Iterable[Mapping[str, Any]]
) -> bytes:
    """All links of a story at one version of them, as it stands on the links topic."""
    return orjson.dumps(
        {
            "v": VERSION,
            "story_id": story_id,
            "shard": shard,
            "version": version,
            "links": [link_record(row) for row in links],
        }
    )


def link_record(row: Mapping[str, Any]) -> dict[str, Any]:
    """One link as people and machines read it; the names are a contract."""
    return {
        "story_id": row["other_id"],
        "shard": row["shard"],
        "headline": row["headline"],
        "score": row["score"],
        "names": row["evidence"]["names"],
        "numbers": row["evidence"]["numbers"],
        "hours_apart": row["evidence"]["hours"],
    }
