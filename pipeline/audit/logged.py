"""Each record of the input topics against the database, and all else that an audit looks at."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from pipeline.audit import stored
from pipeline.audit.announced import Announced
from pipeline.audit.findings import Findings
from pipeline.engines.log_reader import LogReader
from pipeline.engines.places import Places, places
from pipeline.engines.trail import Found, Report, Trail
from pipeline.settings import Settings
from pipeline.store import REBUILD, Store
from pipeline.store.schema import story, story_sketch
from pipeline.topics import layout


async def audit_log(
    settings: Settings, store: Store, now: datetime, report: Report = lambda *_: None
) -> Findings:
    """Look at everything. Raises Unavailable, Misconfigured."""
    partitions = await layout(settings)
    reader = LogReader(settings)
    findings = Findings()
    with places() as found:
        announced = Announced(found)
        with store.still() as tx:
            found.copy(tx)
            announced.copy(tx)
            stored.check(tx, findings, announced.keep)
        try:
            await reader.start()
            trail = Trail(settings, reader, found, partitions)
            await trail.begin(now)
            await _Log(trail, found, findings).check(report)
            for _ in range(2):
                await announced.read(reader, trail.names, partitions)
        finally:
            await reader.stop()
        announced.compare(findings, lambda topic, ids: _current(store, topic, ids))
        sources = [
            f"{trail.names[role]}/{partition}"
            for role in ("raw", "prepared")
            for partition in partitions[role]
        ]
        for letter_id in announced.untold(sources):
            findings.fault("announced", f"dead: the topic does not tell of letter {letter_id}")
    return findings


class _Log:
    """The two input topics."""

    def __init__(self, trail: Trail, found: Places, findings: Findings) -> None:
        self._trail = trail
        self._places = found
        self._findings = findings

    async def check(self, report: Report) -> None:
        """Go through both."""
        for role in ("raw", "prepared"):
            self._positions(role)
        total = sum(end - first for first, end in self._trail.bounds["prepared"].values())
        done = 0
        async for page in self._trail.prepared():
            done += len(page)
            report("prepared", done, total)
            for one in page:
                self._take("prepared", one)
        total = sum(end - first for first, end in self._trail.bounds["raw"].values())
        done = 0
        async for page in self._trail.raw():
            done += len(page)
            report("raw", done, total)
            for one in page:
                self._take("raw", one)
        self._unproven()
        self._left_over()

    def _positions(self, role: str) -> None:
        name, bounds = self._trail.names[role], self._trail.bounds[role]
        stored_ = self._places.next(name)
        for partition, following in sorted(stored_.items()):
            first, end = bounds.get(partition, (0, -1))
            if end < 0:
                line = f"{name} has no partition {partition}, and a position of it is stored"
                self._findings.fault("position", line)
            elif following > end:
                line = f"{name}/{partition} ends at {end}, before the stored position {following}"
                self._findings.fault("position", line)
            elif following < first:
                line = (
                    f"{name}/{partition}: {following} to {first - 1} expired before they were read"
                )
                self._findings.fault("lost", line)
        figures = self._findings.figures
        waiting = [end - min(stored_.get(p, first), end) for p, (first, end) in bounds.items()]
        figures[f"{role}: records that wait"] = sum(waiting)
        for where in ("in stories", "dead letters"):
            figures[f"{role}: records {where}"] = 0

    def _take(self, role: str, one: Found) -> None:
        figures, record = self._findings.figures, one.record
        place = f"{self._trail.names[role]}/{record.partition} at {record.offset}"
        if one.where == "article":
            figures[f"{role}: records in stories"] += 1
        elif one.where == "letter":
            figures[f"{role}: records dead letters"] += 1
        elif one.where == "forgotten":
            figures[f"{role}: records taken out for good"] += 1
        elif one.where == "unproven":
            figures[f"{role}: records not checked"] += 1
        elif one.where == "twice" and one.letter:
            self._findings.fault(
                "twice",
                f"{place} is in a story, and letter {one.letter.letter_id} of it stands; "
                "`storyfold dead retry` ends it",
            )
        elif one.where == "lost":
            article = f" (article {one.article_id})" if one.article_id else ""
            self._findings.fault(
                "lost",
                f"{place}{article} is in no story and no dead letter; `storyfold replay --from "
                f"{record.at.isoformat()}` or earlier brings it back",
            )

    @property
    def _is_whole(self) -> bool:
        """Whether the log holds all that the database was made of."""
        bounds = [b for role in ("raw", "prepared") for b in self._trail.bounds[role].values()]
        names = {self._trail.names["raw"], self._trail.names["prepared"], REBUILD}
        query = "SELECT DISTINCT source FROM position"
        sources = {source for (source,) in self._places.db.execute(query)}
        return sources <= names and not any(first for first, _ in bounds)

    def _unproven(self) -> None:
        unproven = self._findings.unproven
        unproven += self._trail.expired()
        if count := self._findings.figures.pop("raw: records not checked", 0):
            unproven.append(
                f"{count:,} raw records: what they may have led to is no longer on the log, or "
                "does not say where it came from"
            )

    def _left_over(self) -> None:
        """Articles and retried letters that no record of the log bears out."""
        articles = "SELECT article_id FROM article WHERE on_log = 0 ORDER BY article_id"
        letters = """
            SELECT letter_id FROM letter WHERE ended = 'retried' AND passed = 0 ORDER BY letter_id
        """
        left = [id_ for (id_,) in self._places.db.execute(articles)]
        retried = [id_ for (id_,) in self._places.db.execute(letters)]
        if self._is_whole:
            for id_ in left:
                self._findings.fault("article", f"article {id_} is on no record of the log")
            for id_ in retried:
                line = f"letter {id_} was retried, they say, and nothing of it went through"
                self._findings.fault("letter", line)
            return
        if left:
            self._findings.unproven.append(f"{len(left):,} articles that the log does not hold")
        if retried:
            self._findings.unproven.append(f"{len(retried):,} retried letters: as above")


def _current(store: Store, topic: str, story_ids: Sequence[str]) -> Mapping[str, int]:
    """The versions that the store has by now."""
    table = story if topic == "stories" else story_sketch
    query = sa.select(table.c.story_id, table.c.version).where(table.c.story_id.in_(story_ids))
    with store.still() as tx:
        return {row.story_id: row.version for row in tx.execute(query)}
