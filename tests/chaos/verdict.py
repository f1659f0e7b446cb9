"""The verdict on a chaos run: what the log holds is in the store, once, and as it should be.

The order of the ``prepared`` log decides what the stories are, and which of several redeliveries is
the first. So the stories are held against those of an undisturbed run over that very log. The log
itself is held against what was fed: every line that was published, and nothing else, in whatever
order, prepared into the articles that an undisturbed run makes of the ``raw`` log.
"""

import asyncio
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer

from pipeline import bootstrap
from pipeline.engines.log_reader import Record, record
from pipeline.engines.passing import Passing
from pipeline.errors import Rejected
from pipeline.model import Article, Prepared
from pipeline.settings import load_settings
from pipeline.store import Advance, Store, open_store
from pipeline.telemetry import Telemetry
from pipeline.topics import MESSAGE_BYTES
from pipeline.wire import decode_prepared, decode_raw
from tests.broker.deployment import Deployment
from tests.chaos.feed import MANY, MAX_ITEM_BYTES, Line
from tests.storyfold import members, storyfold

Place = tuple[str, int]
"""Topic with partition, and offset."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What does not hold, in sentences (none: all is proven), and figures beside it."""

    wrong: list[str]
    figures: dict[str, int]


class Court:
    """Gathers what the logs and the store hold, then checks it promise by promise."""

    def __init__(self, deployment: Deployment, lines: Sequence[Line]) -> None:
        self._deployment = deployment
        self._lines = lines
        self._raw = self._log("raw")
        self._prepared = self._log("prepared")
        self._members = members(deployment.database)
        self._letters = deployment.store.dead_letters()
        self._ids = {one["id"] for one in self._members}
        self._fates = {line.value: line for line in lines}

    def verdict(self) -> Verdict:
        """Check everything."""
        checks = (
            self._nothing_lags,
            self._everything_published_is_on_the_log,
            self._every_record_is_in_one_place,
            self._ids_are_those_of_an_undisturbed_run,
            self._stories_are_those_of_the_prepared_log,
            self._topics_tell_what_the_store_holds,
            self._the_audit_passes,
        )
        wrong = [sentence for check in checks for sentence in check()]
        distinct = len({one["article_id"] for one in self._members})
        figures = {
            "lines published": len(self._lines),
            "records on raw": len(self._raw),
            "records on prepared": len(self._prepared),
            "articles": distinct,
            "stories": self._deployment.store.counts()["stories"],
            "dead letters": len(self._letters),
        }
        return Verdict(wrong, figures)

    def _nothing_lags(self) -> Iterator[str]:
        if not self._deployment.all_settled():
            yield "some partition's position does not stand at its end"
        if pending := self._deployment.store.pending():
            yield f"{pending} story versions are not announced"

    def _everything_published_is_on_the_log(self) -> Iterator[str]:
        published = Counter(line.value for line in self._lines)
        logged = Counter(one.value for one in self._raw)
        if missing := published - logged:
            yield f"{missing.total()} published lines are not on the raw log"
        if foreign := logged.keys() - published.keys():
            yield f"{len(foreign)} records on the raw log were never published"

    def _every_record_is_in_one_place(self) -> Iterator[str]:
        """A good article is in a story, once; of poison each record is one letter."""
        letters: dict[Place, list[str]] = defaultdict(list)
        for letter in self._letters:
            letters[letter["source"], letter["position"]].append(letter["reason"])
        prefix = self._deployment.prefix
        for one in self._raw:
            reasons = letters.pop((f"{prefix}raw/{one.partition}", one.offset), [])
            yield from self._misplaced(one, reasons)
        for one in self._prepared:
            place = f"{prefix}prepared/{one.partition}", one.offset
            reasons = letters.pop(place, [])
            if reasons != ([] if _prepared(one) else ["bad_record"]):
                yield f"{place} is told as {reasons}"
        if letters:
            yield f"{len(letters)} dead letters are of no record: {letters}"
        times = Counter(one["article_id"] for one in self._members)
        if several := [id_ for id_, count in times.items() if count > 1]:
            yield f"{len(several)} articles are in several places"

    def _misplaced(self, one: Record, reasons: list[str]) -> Iterator[str]:
        line = self._fates.get(one.value)
        if line is None:
            return
        in_a_story = line.id in self._ids
        if line.reason == MANY:
            right = in_a_story != bool(reasons) and len(reasons) < 2
        else:
            right = reasons == ([line.reason] if line.reason else []) and in_a_story == bool(
                line.id
            )
        if not right:
            yield f"raw/{one.partition} {one.offset}: {line.id} {line.reason} is {reasons}, {in_a_story}"

    def _ids_are_those_of_an_undisturbed_run(self) -> Iterator[str]:
        """The raw log prepared partition after partition, so each host in its order."""
        should = {_names(one) for one in prepare_log(self._raw)}
        names = ("id", "article_id", "document_id")
        found = {tuple(one[name] for name in names) for one in self._members}
        yield from _differences("articles", should, found)

    def _stories_are_those_of_the_prepared_log(self) -> Iterator[str]:
        """Members and their relations, and every story's whole record."""
        with tempfile.TemporaryDirectory() as folder:
            database = f"sqlite:///{folder}/settled.db"
            settle_log(self._prepared, database)
            yield from _differences("members", _lines(members(database)), _lines(self._members))
            should = open_store(database)
            told = set(_records(should))
            should.close()
        yield from _differences("stories", told, set(_records(self._deployment.store)))

    def _topics_tell_what_the_store_holds(self) -> Iterator[str]:
        newest = dict(self._deployment.records("stories"))
        stored = {row["story_id"]: json.loads(row["record"]) for row in self._stored()}
        told = {k: v for k, v in newest.items() if v["status"] != "merged"}
        wrong = [k for k in stored.keys() | told.keys() if stored.get(k) != told.get(k)]
        if wrong:
            one = wrong[0]
            versions = [(stories.get(one) or {}).get("version") for stories in (stored, told)]
            yield f"{len(wrong)} stories on the topic are not as stored; {one}: versions {versions}"
        told_dead = {one["id"] for _, one in self._deployment.records("dead")}
        if told_dead != {one["letter_id"] for one in self._letters}:
            yield "the dead topic and the dead letters in the store differ"

    def _the_audit_passes(self) -> Iterator[str]:
        asked = storyfold("audit", "--help", code=None)
        if asked.returncode == 0:
            done = storyfold("audit", env=self._deployment.env, code=None, timeout_s=7_200)
            if done.returncode != 0:
                yield f"storyfold audit: {done.stdout[-2000:]}{done.stderr[-2000:]}"

    def _stored(self) -> list[dict[str, Any]]:
        return self._deployment.store.stories()

    def _log(self, role: str) -> list[Record]:
        return asyncio.run(read_log(self._deployment, role))


def prepare_log(records: Sequence[Record]) -> Iterator[Article]:
    """The articles that the records of the ``raw`` log are, with nothing in the way."""
    settings = load_settings(max_item_bytes=MAX_ITEM_BYTES)
    keeper = Passing()
    preparer = bootstrap.preparer(settings, keeper, Telemetry())
    for start in range(0, len(records), settings.batch_articles):
        batch = records[start : start + settings.batch_articles]
        results = preparer.prepare([decode_raw(one.value, one.headers, one.at) for one in batch])
        keeper.keep(preparer.learned())
        for result in results:
            if not isinstance(result, Rejected):
                yield from (prepared.article for prepared in result)


def settle_log(records: Sequence[Record], database: str) -> None:
    """Settle the records of the ``prepared`` log into an empty database, with nothing in the way."""
    settings = load_settings(database=database)
    store = open_store(database)
    settler = bootstrap.settler(settings, store, Telemetry(), announce=False)
    try:
        for start in range(0, len(records), settings.batch_articles):
            batch = records[start : start + settings.batch_articles]
            settled, failed = settler.settle([*filter(None, map(_prepared, batch))])
            assert not failed
            settler.commit([Advance("log", 0, start or None, start + len(batch))], settled)
    finally:
        store.close()


def _prepared(one: Record) -> Prepared | None:
    try:
        return decode_prepared(one.value)
    except Rejected:
        return None


async def read_log(deployment: Deployment, role: str) -> list[Record]:
    """Every record of a topic, partition after partition."""
    found: list[Record] = []
    async with AIOKafkaConsumer(
        bootstrap_servers=deployment.env["STORYFOLD_BROKER"],
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=MESSAGE_BYTES,
    ) as consumer:
        tps = await deployment._partitions(consumer, deployment.prefix + role)
        consumer.assign(tps)
        ends = await consumer.end_offsets(tps)
        while any([await consumer.position(tp) < end for tp, end in ends.items()]):
            for messages in (await consumer.getmany(timeout_ms=500)).values():
                found += [record(message) for message in messages]
    return sorted(found, key=lambda one: (one.partition, one.offset))


def _names(article: Article) -> tuple[str, str, str]:
    return article.id, article.article_id, article.document_id


def _lines(rows: list[dict[str, Any]]) -> set[str]:
    return {json.dumps(row, sort_keys=True) for row in rows}


def _records(store: Store) -> Iterator[str]:
    for row in store.stories():
        yield json.dumps(json.loads(row["record"]), sort_keys=True)


def _differences(what: str, should: set[Any], found: set[Any]) -> Iterator[str]:
    if lost := should - found:
        yield f"{len(lost)} {what} of the undisturbed run are not there, as {min(lost)}"
    if more := found - should:
        yield f"{len(more)} {what} are not of the undisturbed run, as {min(more)}"
