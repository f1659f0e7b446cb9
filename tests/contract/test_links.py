"""Links between stories of two languages, on SQLite and on PostgreSQL."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from pipeline.cluster.desk import Desk
from pipeline.cluster.link import link
from pipeline.engines.warm import frequencies
from pipeline.model import Prepared, Settled, StoryEvent
from pipeline.settings import load_rules
from pipeline.store import Advance, Announcement, Store, open_store
from pipeline.store.schema import sketch_key, story_link
from tests.contract import news
from tests.quality import linking
from tests.quality.online import prepare_rows


@cache
def articles() -> list[Prepared]:
    """Reports of some events in a dozen languages."""
    return prepare_rows(linking.rows("dev"))


def of(*ids: str) -> list[Prepared]:
    """Those reports alone, in this order."""
    by_id = {one.article.id: one for one in articles()}
    return [by_id[id_] for id_ in ids]


def fill(store: Store, batch: Sequence[Prepared], size: int) -> list[Settled]:
    """Settle and commit as an engine does, every language on its desk."""
    desks: dict[str, Desk] = {}
    done: list[Settled] = []
    for start in range(0, len(batch), size):
        part = []
        for one in batch[start : start + size]:
            desk = desks.setdefault(
                one.shard, Desk(one.shard, frequencies(one.shard), load_rules())
            )
            part += news.settle([one], desk)
        expected = store.next_position("stream")
        store.commit([Advance("stream", 0, expected, (expected or 0) + len(part))], part)
        done += part
    return done


def announced(store: Store) -> list[dict[str, Any]]:
    """Records of the links topic, in the order in which they go out."""
    sent: list[Announcement] = []
    while store.drain_outbox(sent.extend, 1000):
        pass
    return [orjson.loads(record) for topic, _, record in sent if topic == "links"]


def test_a_link_stands_at_both_ends_with_what_is_shared(store: Store) -> None:
    first, second = (
        s.decision.story_id for s in fill(store, of("ferry-fire-en", "ferry-fire-de"), 1)
    )
    (there,), (back,) = store.links([first]), store.links([second])
    assert (there["other_id"], there["shard"]) == (second, "de")
    assert (back["other_id"], back["shard"]) == (first, "en")
    assert there["headline"].startswith("Brand auf Fähre vor Naxos")
    assert there["evidence"]["numbers"] == ["312", "17", "41"] == back["evidence"]["numbers"]
    assert [pair[::-1] for pair in there["evidence"]["names"]] == back["evidence"]["names"]
    assert ["Naxos", "Naxos"] in there["evidence"]["names"]
    assert there["score"] == back["score"]


def test_stories_of_one_language_are_not_linked(store: Store) -> None:
    same = of("chip-plant-en")
    again = replace(same[0], article=replace(same[0].article, article_id="another"))
    first = fill(store, same, 1)
    other = news.settle([again], Desk("en", frequencies("en"), load_rules()))
    store.commit([Advance("stream", 0, 1, 2)], [replace(other[0], seq=2)])
    assert first[0].decision.story_id != other[0].decision.story_id
    assert store.links() == []


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_links_are_the_same_whichever_shard_comes_first(
    store: Store, tmp_path: Path, size: int
) -> None:
    by_shard: dict[str, list[Prepared]] = defaultdict(list)
    for one in articles():
        by_shard[one.shard].append(one)
    one_by_one = [one for shard in sorted(by_shard, reverse=True) for one in by_shard[shard]]
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    fill(store, articles(), 200)
    fill(other, one_by_one, size)
    assert len(store.links()) > 40
    assert store.links() == other.links()
    other.close()


def test_nearly_every_link_that_the_decision_makes_of_two_stories_is_found(store: Store) -> None:
    reports = prepare_rows(linking.rows())
    alone = {
        one.decision.story_id: one
        for one in (
            news.settle([report], Desk(report.shard, frequencies(report.shard), load_rules()))[0]
            for report in reports
        )
    }
    for at, settled in enumerate(alone.values()):
        store.commit([Advance("stream", 0, at or None, at + 1)], [replace(settled, seq=at + 1)])
    made = {
        pair
        for one, other in combinations(sorted(alone), 2)
        if alone[one].prepared.shard != alone[other].prepared.shard
        and link(alone[one].sketch, alone[other].sketch)
        for pair in ((one, other), (other, one))
    }
    assert len(made) > 150
    found = {(row["story_id"], row["other_id"]) for row in store.links()}
    assert found <= made
    assert len(found) >= 0.96 * len(made)  # names inflected beyond recognition are not looked up


def test_two_shards_that_commit_at_the_same_moment_find_one_another(store: Store) -> None:
    pairs = [("ferry-fire-el", "ferry-fire-fr"), ("minister-out-pl", "minister-out-en"),
             ("cup-upset-pt", "cup-upset-es"), ("chip-plant-en", "chip-plant-fr"),
             ("summit-energy-it", "summit-energy-en")]  # fmt: skip
    failures: list[BaseException] = []
    for round_, pair in enumerate(pairs):
        start = threading.Barrier(2)

        def commit(one: Prepared, name: str, start: threading.Barrier = start) -> None:
            settled = news.settle([one], Desk(one.shard, frequencies(one.shard), load_rules()))
            start.wait()
            try:
                store.commit([Advance(name, 0, None, 1)], [replace(settled[0], seq=round_)])  # noqa: B023
            except BaseException as error:  # noqa: BLE001 - told below
                failures.append(error)

        threads = [
            threading.Thread(target=commit, args=(one, f"{round_}-{one.shard}"))
            for one in of(*pair)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert len(store.links()) == 2 * len(pairs)


def taken_over(first: Settled, second: Settled) -> tuple[StoryEvent, StoryEvent]:
    """What a merge of the first's story into the second's announces."""
    old, new = first.events[-1], second.events[-1]
    gone = replace(old, version=old.version + 1, status="merged", replaced_by=new.story_id)
    members = (*old.members, *new.members)
    touched = frozenset(member.article_id for member in members)
    return gone, replace(new, version=2, members=members, touched=touched, change="merged")


def test_a_story_that_is_taken_over_leaves_its_links_to_its_successor(store: Store) -> None:
    english, german, other = of("chip-plant-en", "chip-plant-de", "chip-results-en")
    first = fill(store, [english, german], 1)[0]
    (second,) = news.settle([other], Desk("en", frequencies("en"), load_rules()))
    gone, successor = taken_over(first, second)
    store.commit([Advance("stream", 0, 2, 3)], [replace(second, seq=3, events=(gone, successor))])
    german_id = store.links([successor.story_id])[0]["other_id"]
    assert [row["story_id"] for row in store.links([german_id])] == [german_id]
    assert store.links([german_id])[0]["other_id"] == successor.story_id
    assert gone.story_id not in {row["story_id"] for row in store.links()}
    with store.engine.connect() as tx:
        keyed = set(tx.scalars(sa.select(sketch_key.c.story_id)))
        ends = set(tx.scalars(sa.select(story_link.c.other_id)))
    assert gone.story_id not in keyed | ends


def test_each_change_of_links_is_announced_at_both_ends_with_a_version_that_grows(
    store: Store,
) -> None:
    batch = of("minister-out-pl", "minister-out-en", "minister-out-de", "minister-port-pl")
    ids = [one.decision.story_id for one in fill(store, batch, 1)]
    records = announced(store)
    newest = {record["story_id"]: record for record in records}
    assert [len(newest[id_]["links"]) for id_ in ids[:3]] == [2, 2, 2]
    told = {one["story_id"]: one for one in newest[ids[0]]["links"]}
    assert told.keys() == {ids[1], ids[2]}
    assert told[ids[2]]["shard"] == "de"
    assert told[ids[2]]["headline"] == "Polens Infrastrukturminister Wierzbicki tritt zurück"
    assert "47.5" in told[ids[2]]["numbers"]
    versions: dict[str, int] = {}
    for record in records:
        assert record["version"] == versions.get(record["story_id"], 0) + 1
        versions[record["story_id"]] = record["version"]


def test_a_story_without_links_is_not_announced_as_linked(store: Store) -> None:
    fill(store, of("coach-leaves-pt", "summit-migration-en"), 1)
    assert announced(store) == []
    assert store.links() == []


def test_the_embedded_engine_links_too_though_it_announces_nothing(store: Store) -> None:
    batch = of("ferry-fire-en", "ferry-fire-fr")
    settled = [
        news.settle([one], Desk(one.shard, frequencies(one.shard), load_rules()))[0]
        for one in batch
    ]
    store.commit([Advance("stream", 0, None, 2)], settled, announce=False)
    assert len(store.links()) == 2
    assert store.pending() == 0
