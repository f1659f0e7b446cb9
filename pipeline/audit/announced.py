"""What the topics ``stories``, ``links`` and ``dead`` tell, beside what the store has."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from pipeline.audit.findings import Findings
from pipeline.audit.stored import digest
from pipeline.engines.log_reader import LogReader, Record
from pipeline.engines.places import Places
from pipeline.store.schema import outbox, story_link, story_sketch

_PAGE = 500
_TABLES = """
CREATE TABLE kept (topic TEXT, story_id TEXT, version INT, digest BLOB, PRIMARY KEY (topic, story_id));
CREATE TABLE told (topic TEXT, story_id TEXT, version INT, digest BLOB, PRIMARY KEY (topic, story_id));
CREATE TABLE waits (topic TEXT, story_id TEXT, PRIMARY KEY (topic, story_id));
CREATE TABLE letter_told (letter_id TEXT PRIMARY KEY);
"""
Current = Callable[[str, Sequence[str]], Mapping[str, int]]
"""The versions that the store has by now of stories (or of their links), by topic and story id."""


class Announced:
    """Gathers what should be told, then what is, and compares."""

    def __init__(self, places: Places) -> None:
        self._db = places.db
        self._db.executescript(_TABLES)
        self._reached: dict[tuple[str, int], int] = {}

    def keep(self, story_id: str, version: int, of_record: bytes) -> None:
        """A story as the store has it."""
        row = ("stories", story_id, version, of_record)
        self._db.execute("INSERT INTO kept VALUES (?, ?, ?, ?)", row)

    def copy(self, tx: sa.Connection) -> None:
        """Take over the links, and what waits to be told."""
        rows = tx.execute(sa.select(outbox.c.topic, outbox.c.story_id))
        self._db.executemany("INSERT OR IGNORE INTO waits VALUES (?, ?)", map(tuple, rows))
        last = ""
        query = sa.select(story_sketch.c.story_id, story_sketch.c.version)
        told = query.where(story_sketch.c.version > 0).order_by(story_sketch.c.story_id)
        while page := tx.execute(told.where(story_sketch.c.story_id > last).limit(_PAGE)).all():
            ids = [row.story_id for row in page]
            links = sa.select(story_link.c.story_id, story_link.c.other_id, story_link.c.score)
            of: dict[str, list[tuple[str, float]]] = {}
            for row in tx.execute(links.where(story_link.c.story_id.in_(ids))):
                of.setdefault(row.story_id, []).append((row.other_id, row.score))
            kept = [
                ("links", r.story_id, r.version, _of_links(of.get(r.story_id, []))) for r in page
            ]
            self._db.executemany("INSERT INTO kept VALUES (?, ?, ?, ?)", kept)
            last = ids[-1]

    async def read(
        self, reader: LogReader, names: Mapping[str, str], partitions: Mapping[str, Sequence[int]]
    ) -> None:
        """Go through the three topics up to where they end now, from where this ended before.

        Done twice it misses nothing: what is compacted away while a topic is read has a successor.
        """
        takes = {"stories": self._stories, "links": self._links, "dead": self._dead}
        for role, take in takes.items():
            for partition, (first, end) in (
                await reader.bounds(names[role], partitions[role])
            ).items():
                start = max(first, self._reached.get((role, partition), 0))
                async for batch in reader.batches(names[role], partition, start, end):
                    take(batch)
                self._reached[role, partition] = end

    def compare(self, findings: Findings, current: Current) -> None:
        """Every story's last record is the one in the store, or newer, or waits to be told."""
        for topic in ("stories", "links"):
            query = "SELECT count(*) FROM told WHERE topic = ?"
            findings.figures[f"told on {topic}"] = self._db.execute(query, (topic,)).fetchone()[0]
            self._behind(topic, findings)
            self._ahead(topic, findings, current)

    def untold(self, sources: Sequence[str]) -> Iterator[str]:
        """Standing letters that the topic ``dead`` does not tell, of those of some sources."""
        query = f"""
            SELECT letter_id FROM letter WHERE ended IS NULL AND source IN ({", ".join("?" * len(sources))})
            AND letter_id NOT IN (SELECT letter_id FROM letter_told) ORDER BY letter_id
        """  # noqa: S608
        return (letter_id for (letter_id,) in self._db.execute(query, sources))

    def _behind(self, topic: str, findings: Findings) -> None:
        query = """
            SELECT story_id, kept.version, told.version
            FROM kept LEFT JOIN told USING (topic, story_id)
            WHERE topic = ? AND (topic, story_id) NOT IN (SELECT topic, story_id FROM waits)
            AND (told.version IS NULL OR told.version < kept.version
                 OR (told.version = kept.version AND told.digest != kept.digest))
        """
        for story_id, kept, told in self._db.execute(query, (topic,)):
            says = "nothing" if told is None else f"version {told}" if told != kept else "another"
            findings.fault(
                "announced",
                f"{topic}: the store has version {kept} of {story_id}, the topic {says}",
            )

    def _ahead(self, topic: str, findings: Findings, current: Current) -> None:
        query = """
            SELECT story_id, told.version FROM told LEFT JOIN kept USING (topic, story_id)
            WHERE topic = ? AND (kept.version IS NULL OR told.version > kept.version)
            AND (topic, story_id) NOT IN (SELECT topic, story_id FROM waits)
        """
        ahead = self._db.execute(query, (topic,)).fetchall()
        for start in range(0, len(ahead), _PAGE):
            page = ahead[start : start + _PAGE]
            now = current(topic, [story_id for story_id, _ in page])
            for story_id, version in page:
                if now.get(story_id, -1) < version:
                    has = f"version {now[story_id]}" if story_id in now else "no such story"
                    line = (
                        f"{topic}: the topic has version {version} of {story_id}, the store {has}"
                    )
                    findings.fault("announced", line)

    def _stories(self, batch: Sequence[Record]) -> None:
        self._tell("stories", batch, lambda value, _: digest(value))

    def _links(self, batch: Sequence[Record]) -> None:
        self._tell(
            "links",
            batch,
            lambda _, said: _of_links(
                [(link["story_id"], link["score"]) for link in said["links"]]
            ),
        )

    def _tell(self, topic: str, batch: Sequence[Record], of: Callable[[bytes, Any], bytes]) -> None:
        for record in batch:
            if not record.value:
                self._db.execute(
                    "DELETE FROM told WHERE topic = ? AND story_id = ?",
                    (topic, record.key.decode()),
                )
                continue
            said = orjson.loads(record.value)
            row = (topic, said["story_id"], said["version"], of(record.value, said))
            self._db.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?)", row)

    def _dead(self, batch: Sequence[Record]) -> None:
        ids = [(orjson.loads(record.value)["id"],) for record in batch if record.value]
        self._db.executemany("INSERT OR IGNORE INTO letter_told VALUES (?)", ids)


def _of_links(links: list[tuple[str, float]]) -> bytes:
    return digest(orjson.dumps(sorted(links)))
