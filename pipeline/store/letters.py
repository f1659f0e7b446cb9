"""Dead letters: kept once, whatever is delivered again, until they are retried or dropped.

A letter stands, or has ``ended``: ``retried`` when what was sent again went through, ``dropped`` when
somebody took it away. One that has ended keeps its place without its payload, so that nothing
delivered late brings it back.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from pipeline.store.memory import insert
from pipeline.store.schema import dead, outbox
from pipeline.wire import DeadLetter, came_in_as, encode_headers

Ending = Literal["retried", "dropped"]
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which standing letters are meant; what is None is not asked for."""

    ids: Sequence[str] | None = None
    stage: str | None = None
    reason: str | None = None
    since: datetime | None = None

    def where(self) -> list[sa.ColumnElement[bool]]:
        """The same for the database."""
        asked: list[sa.ColumnElement[bool]] = [dead.c.ended.is_(None)]
        if self.ids is not None:
            asked.append(dead.c.letter_id.in_(self.ids))
        if self.stage is not None:
            asked.append(dead.c.stage == self.stage)
        if self.reason is not None:
            asked.append(dead.c.reason == self.reason)
        if self.since is not None:
            asked.append(dead.c.at >= self.since)
        return asked


def write(tx: sa.Connection, letters: Iterable[DeadLetter]) -> None:
    """Keep letters. A retry that failed again is an attempt more of the letter that it retries."""
    first: dict[str, DeadLetter] = {}
    for letter in letters:
        first.setdefault(letter.letter_id, letter)  # two takes of one item may fail
    for letter in first.values():
        statement = insert(tx, dead)
        again = {c: statement.excluded[c] for c in ("stage", "reason", "detail", "at")}
        kept = (
            statement.on_conflict_do_update(
                index_elements=["letter_id"],
                set_={**again, "attempts": dead.c.attempts + 1},
                where=dead.c.ended.is_(None),
            )
            if letter.retry_of
            else statement.on_conflict_do_nothing()
        )
        tx.execute(kept, _row(letter))


def end(
    tx: sa.Connection,
    ids: Sequence[str],
    ending: Ending,
    at: datetime,
    who: str = "",
    why: str = "",
    *,
    announce: bool,
) -> int:
    """Letters stand no more and give their payload up; returns how many of them stood.

    ``announce`` has the dead topic told by a tombstone.
    """
    if not ids:
        return 0
    said = {"ended": ending, "ended_at": at, "who": who or None, "why": why or None}
    statement = sa.update(dead).where(*Chosen(ids).where())
    given_up = statement.values(**said, original=b"", headers=None).returning(dead.c.letter_id)
    stood = sorted(tx.scalars(given_up))
    if stood and announce:
        tombstones = [
            {"topic": "dead", "story_id": id_, "version": 0, "record": b""} for id_ in stood
        ]
        tx.execute(sa.insert(outbox), tombstones)
    return len(stood)


@dataclass(frozen=True, slots=True)
class Signs:
    """What records of some documents can be told by.

    ``names`` stand in them, ``headlines`` too, but others may print the same; ``ids`` are those that they
    came in with, each with its source.
    """

    names: Collection[bytes]
    headlines: Collection[bytes]
    ids: Collection[tuple[str, str]]

    def are_of(self, original: bytes, headers: bytes | None) -> bool:
        """Whether a letter holds such a record; by a headline only where the item's id is not known."""
        ids = came_in_as(original, headers)
        needles = self.names if ids else (*self.names, *self.headlines)
        return not ids.isdisjoint(self.ids) or any(needle in original for needle in needles)


def about(tx: sa.Connection, signs: Signs) -> list[str]:
    """Standing letters of documents. Reads every payload."""
    wanted = sa.select(dead.c.letter_id, dead.c.original, dead.c.headers).where(*Chosen().where())
    # of this statement alone: what is written after it has no cursor
    letters = tx.execute(wanted.order_by(dead.c.letter_id), execution_options={"yield_per": _PAGE})
    return [one.letter_id for one in letters if signs.are_of(one.original, one.headers)]


def sent(tx: sa.Connection, ids: Sequence[str], at: datetime) -> None:
    """Say that letters are sent again."""
    tx.execute(sa.update(dead).where(*Chosen(ids).where()).values(retried_at=at))


def read(tx: sa.Connection, chosen: Chosen, limit: int | None) -> list[dict[str, Any]]:
    """The newest of the letters, oldest first."""
    newest = (dead.c.at.desc(), dead.c.source.desc(), dead.c.position.desc())
    query = sa.select(dead).where(*chosen.where()).order_by(*newest).limit(limit)
    return [dict(row._mapping) for row in tx.execute(query)][::-1]  # noqa: SLF001 - public in SQLAlchemy


def beginning(tx: sa.Connection, id_: str) -> list[dict[str, Any]]:
    """Letters, standing or ended, whose id begins so; two at most."""
    query = sa.select(dead).where(dead.c.letter_id.startswith(id_, autoescape=True)).limit(2)
    return [dict(row._mapping) for row in tx.execute(query)]  # noqa: SLF001


def ids(tx: sa.Connection, chosen: Chosen) -> list[str]:
    """The letters that are meant, in the order in which they were received at each source."""
    query = sa.select(dead.c.letter_id).where(*chosen.where())
    return list(tx.scalars(query.order_by(dead.c.source, dead.c.position)))


def counts(tx: sa.Connection, chosen: Chosen) -> list[tuple[str, str, int]]:
    """How many there are of each stage and reason."""
    by = (dead.c.stage, dead.c.reason)
    query = sa.select(*by, sa.func.count()).where(*chosen.where()).group_by(*by).order_by(*by)
    return [(stage, reason, count) for stage, reason, count in tx.execute(query)]


def standing(tx: sa.Connection) -> int:
    """How many letters stand."""
    return tx.scalar(sa.select(sa.func.count()).select_from(dead).where(*Chosen().where())) or 0


def _row(letter: DeadLetter) -> dict[str, Any]:
    given = (
        "letter_id",
        "source",
        "position",
        "stage",
        "reason",
        "detail",
        "original",
        "size",
        "at",
    )
    absent = dict.fromkeys(("retried_at", "ended", "ended_at", "who", "why"))
    return {
        **{name: getattr(letter, name) for name in given},
        **absent,
        "headers": encode_headers(letter.headers),
        "attempts": 1,
    }
