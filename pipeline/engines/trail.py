"""What became of every record on ``raw`` and ``prepared``: the log gone through beside the database.

A raw record below the stored position led to articles on ``prepared`` (by the header ``from``) or to a
dead letter; a prepared one to an article in the store or to a dead letter. What is neither is lost.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from pipeline.engines.log_reader import LogReader, Record
from pipeline.engines.places import Letter, Places
from pipeline.engines.taken_out import named_by
from pipeline.settings import Settings
from pipeline.topics import topics
from pipeline.wire import article_id_of, origin_of, retry_of

Where = Literal["article", "letter", "forgotten", "lost", "twice", "unproven", "waiting"]
"""``forgotten``: taken out for good. ``twice``: an article and a letter that stands. ``unproven``: a raw record that led to nothing of what
is left of ``prepared``, or of what says where it came from. ``waiting``: not below the position."""
Report = Callable[[str, int, int], None]
"""Told of a step or topic, the records gone through, and how many there are."""
_NEVER = datetime.min.replace(tzinfo=UTC)
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Found:
    """A record and where it is; ``letter`` is the one of its place, or the one that it sends again."""

    record: Record
    where: Where
    letter: Letter | None
    article_id: str | None = None


class Trail:
    """Goes through the log up to where it ended at the start. ``prepared`` comes before ``raw``."""

    def __init__(
        self,
        settings: Settings,
        reader: LogReader,
        places: Places,
        partitions: Mapping[str, Sequence[int]],
    ) -> None:
        self.names = {role: topic.name for role, topic in topics(settings).items()}
        self.bounds: dict[str, dict[int, tuple[int, int]]] = {}
        """by role and partition: the first offset that there is, and the one behind the last"""
        self.blind_until = _NEVER
        """a raw record of that time or earlier may have led to what cannot be seen"""
        self._retention = timedelta(
            milliseconds=int(topics(settings)["prepared"].config["retention.ms"])
        )
        self._settings = settings
        self._partitions = partitions
        self._reader = reader
        self._places = places

    async def begin(self, now: datetime) -> None:
        """See where the topics begin and end; the places must have been copied before."""
        for role in ("raw", "prepared"):
            bounds = await self._reader.bounds(self.names[role], self._partitions[role])
            self.bounds[role] = bounds
        if any(first == end > 0 for first, end in self.bounds["prepared"].values()):
            self.blind_until = now - self._retention

    def expired(self) -> list[str]:
        """What of the two topics the log no longer holds, in words."""
        gone = {role: sum(first for first, _ in of.values()) for role, of in self.bounds.items()}
        return [
            f"{n:,} records of {role} that the log no longer holds" for role, n in gone.items() if n
        ]

    async def prepared(self) -> AsyncIterator[list[Found]]:
        """Every prepared record; ``raw`` knows from it what led to what."""
        name, stored = self.names["prepared"], self._places.next(self.names["prepared"])
        for partition, (first, end) in self.bounds["prepared"].items():
            source, following = f"{name}/{partition}", stored.get(partition, first)
            is_cut = first > 0
            async for page in self._pages("prepared", partition, first, end):
                if is_cut:
                    self.blind_until, is_cut = max(self.blind_until, page[0].at), False
                yield self._prepared(page, source, following)

    async def raw(self, start: Mapping[int, int] | None = None) -> AsyncIterator[list[Found]]:
        """Every raw record below the stored positions, from ``start`` on where it is given."""
        name, stored = self.names["raw"], self._places.next(self.names["raw"])
        for partition, (first, end) in self.bounds["raw"].items():
            begin = max(first, start.get(partition, end) if start is not None else first)
            until = min(end, stored.get(partition, first))
            async for page in self._pages("raw", partition, begin, until):
                yield self._raw(page, f"{name}/{partition}")

    async def _pages(
        self, role: str, partition: int, first: int, end: int
    ) -> AsyncIterator[list[Record]]:
        async for batch in self._reader.batches(self.names[role], partition, first, end):
            for start in range(0, len(batch), _PAGE):
                yield batch[start : start + _PAGE]

    def _prepared(self, page: list[Record], source: str, following: int) -> list[Found]:
        ids = [article_id_of(record.value) for record in page]
        self._learn(page, ids)
        below = [id_ for id_, r in zip(ids, page, strict=True) if id_ and r.offset < following]
        settled = self._places.settled(below)
        self._places.seen(below)
        letter_of = self._letters(page, source)
        found = []
        for record, id_ in zip(page, ids, strict=True):
            letter = letter_of(record)
            if record.offset >= following:
                found.append(Found(record, "waiting", letter, id_))
                continue
            stands = letter is not None and letter.ended != "retried"
            is_unread = letter is not None and id_ is None
            if id_ in settled and not (stands and _is_own(letter, source, record)):
                where: Where = "article"
                self._places.passed({retry_of(record.headers)} - {""})
            else:
                where = "letter" if stands or is_unread else "lost"
            if where == "lost" and self._is_forgotten("prepared", record):
                where = "forgotten"
            found.append(Found(record, where, letter, id_))
        return found

    def _learn(self, page: list[Record], ids: list[str | None]) -> None:
        """Take note of what raw records the records were made of."""
        origins = []
        for record, id_ in zip(page, ids, strict=True):
            origin = origin_of(record.headers)
            if origin is not None and id_ is not None:
                origins.append((origin, id_))
            elif id_ is not None and not retry_of(record.headers):
                self.blind_until = max(self.blind_until, record.at)
        self._places.lead(origins)

    def _raw(self, page: list[Record], source: str) -> list[Found]:
        led = self._places.led(page[0].partition, page[0].offset, page[-1].offset)
        settled = self._places.settled(id_ for ids in led.values() for id_ in ids)
        letter_of = self._letters(page, source)
        found = []
        for record in page:
            letter = letter_of(record)
            ids = led.get(record.offset)
            if ids is None:
                is_old = record.at <= self.blind_until
                where: Where = "letter" if letter else "unproven" if is_old else "lost"
                if not letter and self._is_forgotten("raw", record):
                    where = "forgotten"
            elif settled.isdisjoint(ids) and self._is_forgotten("raw", record):
                where = "forgotten"
            else:
                self._places.passed({retry_of(record.headers)} - {""})
                own = letter if _is_own(letter, source, record) else None
                self._places.passed([own.letter_id] if own else [])
                is_both = own and own.ended is None and settled.issuperset(ids)
                where = "twice" if is_both else "article"
            found.append(Found(record, where, letter))
        return found

    def _is_forgotten(self, role: str, record: Record) -> bool:
        return self._places.any_forgotten(named_by(role, record, self._settings))

    def _letters(self, page: list[Record], source: str) -> Callable[[Record], Letter | None]:
        """The letter of a record: at its place, or the one that it sends again."""
        here = self._places.letters_at(source, page[0].offset, page[-1].offset)
        again = self._places.letters({retry_of(record.headers) for record in page} - {""})
        return lambda record: here.get(record.offset) or again.get(retry_of(record.headers))


def _is_own(letter: Letter | None, source: str, record: Record) -> bool:
    """Whether a letter is of this very place, and not one that the record sends again."""
    return letter is not None and (letter.source, letter.position) == (source, record.offset)
