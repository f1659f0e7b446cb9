"""A desk in bytes: journal entries, and the counts (frequencies and clock) of a snapshot."""

import zlib
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import numpy as np
import orjson

from pipeline.cluster.desk import Desk
from pipeline.cluster.story import headline_of
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.model import Relation, Settled, Signs, StoryStatus
from pipeline.wire import (
    VERSION,
    decode_decision,
    decode_prepared,
    encode_decision,
    encode_prepared,
    newer,
)

_HEAD = 8


class Written(Protocol):
    """A row of the journal."""

    @property
    def seq(self) -> int: ...  # noqa: D102
    @property
    def prepared(self) -> bytes: ...  # noqa: D102
    @property
    def decision(self) -> bytes: ...  # noqa: D102


class Entry(Written, Protocol):
    """A row of the journal with the story that the article is in now, and what it is to its parents."""

    @property
    def relation(self) -> Relation: ...  # noqa: D102
    @property
    def parents(self) -> list[str]: ...  # noqa: D102
    @property
    def story_id(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def status(self) -> StoryStatus: ...  # noqa: D102
    @property
    def on_desk(self) -> bool: ...  # noqa: D102


def encode_entry(settled: Settled) -> dict[str, bytes]:
    """The columns of a journal row. The text stays out: the desk never needs it again."""
    article = settled.prepared.article
    bare = replace(
        article,
        title=headline_of(article),
        paragraphs=("",),
        captions=(),
        removed=(),
        quotes=(),
        names=(),
        edits=None,
    )
    print_ = settled.prepared.fingerprint
    print_ = replace(print_, claims=replace(print_.claims, bounds=b""), signs=Signs())
    return {
        "prepared": encode_prepared(replace(settled.prepared, article=bare, fingerprint=print_)),
        "decision": encode_decision(settled.decision),
    }


def restore_entry(desk: Desk, entry: Entry, counted_to: int) -> None:
    """Give a journal row back to its desk; entries up to ``counted_to`` are in the snapshot."""
    decision = decode_decision(entry.decision)
    parents = tuple(entry.parents)
    if (decision.relation, decision.parents) != (entry.relation, parents):
        decision = replace(decision, relation=entry.relation, parents=parents)
    held = (entry.story_id, entry.version, entry.status) if entry.on_desk else None
    counted = entry.seq <= counted_to
    desk.restore(entry.seq, decode_prepared(entry.prepared), decision, held, counted=counted)


def follow_entry(desk: Desk, entry: Written) -> None:
    """Have a desk carry out what a journal row says that another one did."""
    desk.follow(decode_prepared(entry.prepared), decode_decision(entry.decision))


def encode_counts(desk: Desk) -> bytes:
    """Document frequencies and clock of a desk: a JSON head, then the two arrays, deflated."""
    articles, seen, terms, df = desk.frequencies.dump()
    head = orjson.dumps(
        {
            "v": VERSION,
            "articles": articles,
            "seen": seen,
            "n": len(terms),
            "recent": [*desk.recent],
            "clock": desk.clock,
        }
    )
    parts = (len(head).to_bytes(_HEAD, "little"), head, terms.tobytes(), df.tobytes())
    return zlib.compress(b"".join(parts), level=1)


def restore_counts(desk: Desk, state: bytes) -> None:
    """Give a snapshot back to an empty desk. Raises Newer."""
    data = zlib.decompress(state)
    size = int.from_bytes(data[:_HEAD], "little")
    head = orjson.loads(data[_HEAD : _HEAD + size])
    if head["v"] > VERSION:
        raise newer("a snapshot", head["v"])
    rest = data[_HEAD + size :]
    terms = np.frombuffer(rest[: 8 * head["n"]], dtype=np.uint64)
    df = np.frombuffer(rest[8 * head["n"] :], dtype=np.float32)
    desk.frequencies = DocumentFrequencies.load(head["articles"], head["seen"], terms, df)
    desk.clock = datetime.fromisoformat(head["clock"])
    desk.recent.extend(datetime.fromisoformat(at) for at in head["recent"])
