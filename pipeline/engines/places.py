"""Where accepted records are by what the database says at one moment, and what ``prepared`` tells.

Copied into a temporary file: ids are many, and a transaction must not stay open while a log is read.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from pipeline.store.schema import article, dead, forgotten, position
from pipeline.wire import Origin

_PAGE = 2_000
_TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
CREATE TABLE position (source TEXT, partition INT, next INT, PRIMARY KEY (source, partition));
CREATE TABLE article (article_id TEXT PRIMARY KEY, on_log INT DEFAULT 0) WITHOUT ROWID;
CREATE TABLE letter (
    letter_id TEXT PRIMARY KEY, source TEXT, position INT, ended TEXT, passed INT DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX place ON letter (source, position);
CREATE TABLE forgotten (hash TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE led (
    partition INT, "offset" INT, part INT, parts INT, article_id TEXT,
    PRIMARY KEY (partition, "offset", part, parts)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter; ``ended`` is None while it stands."""

    letter_id: str
    source: str
    position: int
    ended: str | None


class Places:
    """What is asked about many records. ``db`` may be given tables of one's own."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        db.executescript(_TABLES)

    def copy(self, tx: sa.Connection) -> None:
        """Take over positions, articles, letters, and what was taken out for good."""
        self.fill(tx, "position", sa.select(position))
        self.fill(tx, "article", sa.select(article.c.article_id, sa.literal(0)))
        letters = sa.select(
            dead.c.letter_id, dead.c.source, dead.c.position, dead.c.ended, sa.literal(0)
        )
        self.fill(tx, "letter", letters)
        self.fill(tx, "forgotten", sa.select(forgotten.c.hash))

    def fill(self, tx: sa.Connection, table: str, query: sa.Select[Any]) -> None:
        """Copy what a query gives into a table of the same columns."""
        marks = ", ".join("?" * len(query.selected_columns))
        result = tx.execution_options(yield_per=_PAGE).execute(query)
        self.db.executemany(f"INSERT INTO {table} VALUES ({marks})", map(tuple, result))  # noqa: S608

    def next(self, source: str) -> dict[int, int]:
        """The stored position of each partition that has one."""
        query = "SELECT partition, next FROM position WHERE source = ?"
        return dict(self.db.execute(query, (source,)))

    def settled(self, article_ids: Iterable[str]) -> set[str]:
        """Those of the articles that are in the store."""
        found = [
            id_ for (id_,) in self._in("SELECT article_id FROM article", "article_id", article_ids)
        ]
        return set(found)

    def any_forgotten(self, hashes: Iterable[str]) -> bool:
        """Whether something that was taken out for good is named by one of these."""
        found = self._in("SELECT hash FROM forgotten", "hash", hashes)
        return next(iter(found), None) is not None

    def seen(self, article_ids: Iterable[str]) -> None:
        """These articles are on the log."""
        marks = [(id_,) for id_ in article_ids]
        self.db.executemany("UPDATE article SET on_log = 1 WHERE article_id = ?", marks)

    def letters_at(self, source: str, first: int, last: int) -> dict[int, Letter]:
        """Letters by their places, ``first`` and ``last`` among them."""
        query = """
            SELECT letter_id, source, position, ended FROM letter
            WHERE source = ? AND position BETWEEN ? AND ?
        """
        found = (Letter(*row) for row in self.db.execute(query, (source, first, last)))
        return {letter.position: letter for letter in found}

    def letters(self, letter_ids: Iterable[str]) -> dict[str, Letter]:
        """Letters by their ids."""
        rows = self._in(
            "SELECT letter_id, source, position, ended FROM letter", "letter_id", letter_ids
        )
        return {row[0]: Letter(*row) for row in rows}

    def passed(self, letter_ids: Iterable[str]) -> None:
        """Items of these letters went through."""
        marks = [(id_,) for id_ in letter_ids]
        self.db.executemany("UPDATE letter SET passed = 1 WHERE letter_id = ?", marks)

    def lead(self, origins: Iterable[tuple[Origin, str]]) -> None:
        """Raw records and an article that each has led to."""
        rows = [(o.partition, o.offset, o.part, o.parts, id_) for o, id_ in origins]
        self.db.executemany("INSERT OR REPLACE INTO led VALUES (?, ?, ?, ?, ?)", rows)

    def led(self, partition: int, first: int, last: int) -> dict[int, list[str]]:
        """Raw records that led to all the articles they hold, and these."""
        query = """
            SELECT "offset", parts, article_id FROM led
            WHERE partition = ? AND "offset" BETWEEN ? AND ?
        """
        found: dict[tuple[int, int], list[str]] = {}
        for offset, parts, article_id in self.db.execute(query, (partition, first, last)):
            found.setdefault((offset, parts), []).append(article_id)
        return {offset: ids for (offset, parts), ids in found.items() if len(ids) == parts}

    def _in(self, select: str, column: str, values: Iterable[str]) -> Iterator[Sequence[Any]]:
        asked = sorted(set(values))
        for start in range(0, len(asked), _PAGE):
            page = asked[start : start + _PAGE]
            yield from self.db.execute(
                f"{select} WHERE {column} IN ({', '.join('?' * len(page))})", page
            )


@contextmanager
def places() -> Iterator[Places]:
    """Empty places, deleted in the end."""
    with (
        tempfile.TemporaryDirectory(prefix="storyfold-") as folder,
        closing(
            sqlite3.connect(
                Path(folder) / "places.db",
                isolation_level=None,
                check_same_thread=False,  # stages have threads of their own, and wait for one another
            )
        ) as db,
    ):
        yield Places(db)
