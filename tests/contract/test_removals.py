"""An article that is taken out is in no table, and its stories are told without it; on both databases."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from pipeline.cluster.desk import Desk
from pipeline.engines.embedded import Embedded
from pipeline.engines.preparer import Preparer
from pipeline.engines.settler import Settler
from pipeline.engines.sites import Sites
from pipeline.engines.warm import frequencies
from pipeline.errors import Outdated, Rejected
from pipeline.model import Prepared, Settled
from pipeline.settings import load_agencies, load_rules
from pipeline.sources.files import open_sources
from pipeline.store import Advance, Store, open_store
from pipeline.store.removals import Removal, Removed
from pipeline.store.schema import article, forgotten, journal, metadata, outbox, story
from pipeline.telemetry import Telemetry
from pipeline.wire import RawRecord, dead_letter, decode_told, encode_prepared
from tests.contract import news
from tests.contract import test_links as linked
from tests.contract.test_store import rows
from tests.stream import write_jsonl

RULES = replace(load_rules(), lifetime=news.SHORT)
BY = Removal("Ann Lee", news.SEEN, "court order 7")
AGENCY = (
    "The ferry Adela sank off Tasgath on Sunday evening after it struck a buoy in thick fog.",
    "All two hundred and six passengers were taken off by fishing boats within the hour, police said.",
    "The harbour master of Tasgath had warned the company about the buoy three weeks before.",
    "Divers will look at the wreck when the storm that is forecast for Tuesday has passed.",
)


def row(id_: str, lines: Sequence[str], hour: int, **more: str) -> dict[str, Any]:
    """An item as it comes in."""
    return {
        "id": id_,
        "title": "Ferry Adela sinks off Tasgath, all saved",
        "text": "\n".join(lines),
        "source": f"Outlet {id_}",
        "url": f"https://{id_}.example/ferry",
        "published_at": f"2026-03-01T{hour:02}:00:00+00:00",
        "lang": "en",
        **more,
    }


ORIGINAL = row(
    "first", [*AGENCY, "The first of all to say so was the Tasgath wireless station."], 8
)
ROWS = [
    ORIGINAL,
    row("second", AGENCY, 9),
    row("third", [*AGENCY, "Our own reporter saw the boats come in."], 10),
]


class Stages:
    """Both stages on one store, as an engine runs them."""

    def __init__(self, store: Store, *, announce: bool = True) -> None:
        self.store = store
        self.telemetry = Telemetry()
        self.preparer = Preparer(load_agencies(), 10**6, self.telemetry, Sites(store))
        self.settler = Settler(store, self.telemetry, RULES, lambda: news.SEEN, announce=announce)

    def prepare(self, items: Sequence[dict[str, Any]]) -> list[Prepared]:
        """The articles of items."""
        records = [raw(one) for one in items]
        results = self.preparer.prepare(records)
        return [p for one in results if not isinstance(one, Rejected) for p in one]

    def run(self, items: Sequence[dict[str, Any]]) -> list[Settled]:
        """Prepare, settle and commit items as one batch."""
        settled, failed = self.settler.settle(self.prepare(items))
        assert failed == []
        self.commit(settled)
        return settled

    def commit(self, settled: Sequence[Settled]) -> None:
        """Make what was settled durable, with what was learned of hosts."""
        at = self.store.next_position("stream")
        advance = Advance("stream", 0, at, (at or 0) + 1)
        self.settler.commit([advance], settled, learned=self.preparer.learned())

    def forgotten(self) -> float:
        """How much was passed over."""
        name, labels = "storyfold_duplicates_folded_total", {"kind": "forgotten"}
        return self.telemetry.registry.get_sample_value(name, labels) or 0.0


def raw(item: dict[str, Any]) -> RawRecord:
    value = orjson.dumps(item)
    return RawRecord(value, "json", "stream", "", news.SEEN, len(value))


def take_out(store: Store, *names: str, announce: bool = True) -> Removed:
    """Take documents out by any name."""
    found = [one for name in names for one in store.find_documents(name)]
    assert found
    return store.forget(found, BY, RULES, announce=announce)


def everything(store: Store) -> Iterator[tuple[str, bytes]]:
    """Every value of every column of every table, inflated where it was deflated."""
    with store.engine.connect() as tx:
        for table in metadata.sorted_tables:
            for found in tx.execute(sa.select(table)).mappings():
                for name, value in found.items():
                    said = value if isinstance(value, bytes) else str(value).encode()
                    yield f"{table.name}.{name}", said
                    try:
                        yield f"{table.name}.{name}", zlib.decompress(said)
                    except zlib.error:
                        continue


def holding(store: Store, phrase: str) -> set[str]:
    """The columns that have a phrase somewhere."""
    return {name for name, said in everything(store) if phrase.encode() in said}


def members(row_: dict[str, Any]) -> list[str]:
    """The articles that a story's record names."""
    return [one["article_id"] for one in orjson.loads(row_["record"])["members"]]


def loaded(store: Store) -> Desk:
    """The English desk as it is read back."""
    return store.load(Desk("en", frequencies("en"), RULES))


def assert_told_as_it_is(store: Store) -> None:
    """The store's records are what a desk read back from it tells."""
    desk = loaded(store)
    for row_ in rows(store, story):
        if not row_["on_desk"]:
            continue
        told = desk.stories[row_["story_id"]]
        assert told.version == row_["version"]
        event = told.event("forgotten", ())
        said = orjson.loads(row_["record"])
        assert said["headline"] == event.headline
        assert said["canonical"] == event.canonical
        assert said["flags"] == [*event.flags]
        assert [one["article_id"] for one in said["members"]] == [
            m.article_id for m in event.members
        ]
        assert [one["origins"] for one in said["members"]] == [[*m.origins] for m in event.members]
        assert [one["parents"] for one in said["members"]] == [[*m.parents] for m in event.members]
        assert [one["relation"] for one in said["members"]] == [m.relation for m in event.members]
        assert decode_told(row_["record"]).notices == event.notices


def test_no_table_holds_a_word_of_it_afterwards(store: Store) -> None:
    stages = Stages(store)
    own = "The first of all to say so was the Tasgath wireless station."
    said = "Zanquil the fog-keeper confessed that he had moved the buoy by night."
    stages.run(
        [
            *ROWS,
            row(
                "alone",
                [said, *news.rows(1)[0]["text"].split("\n")],
                11,
                title="Zanquil confesses",
            ),
        ]
    )
    stages.run(
        [{**ORIGINAL, "text": ORIGINAL["text"] + "\nIt said so again at noon, with a new list."}]
    )
    assert {"article.body", "document.state", "outbox.record", "story.record"} <= (
        holding(store, own) | holding(store, "Zanquil")
    )
    removed = take_out(store, "first", "https://alone.example/ferry")
    assert removed.articles == 3
    assert holding(store, own) == set()
    assert holding(store, "with a new list") == set()
    assert holding(store, "Zanquil") == set()
    assert holding(store, "first.example/ferry") == set()
    assert holding(store, "alone.example/ferry") == set()
    assert_told_as_it_is(store)


def test_its_story_is_told_anew_and_stays_of_one_origin(store: Store) -> None:
    stages = Stages(store)
    first, second, third = stages.run(ROWS)
    ids = [one.prepared.article.article_id for one in (first, second, third)]
    assert {one.decision.story_id for one in (second, third)} == {first.decision.story_id}
    assert second.decision.parents == third.decision.parents == (ids[0],)
    take_out(store, ids[0])
    (told,) = rows(store, story)
    said = orjson.loads(told["record"])
    assert (told["version"], said["change"]) == (4, "forgotten")
    assert said["why"] == "articles were taken out for good"
    assert holding(store, "court order 7") == {"removal.why"}
    assert [one["article_id"] for one in said["members"]] == ids[1:]
    assert [one["parents"] for one in said["members"]] == [[], [ids[1]]]
    assert said["independent_origins"] == 1
    assert [one["parents"] for one in rows(store, article)] == [[], [ids[1]]]
    assert [orjson.loads(one["record"])["version"] for one in rows(store, outbox)] == [4]
    assert_told_as_it_is(store)


def test_a_story_of_which_nothing_is_left_ends_with_a_tombstone(store: Store) -> None:
    stages = Stages(store)
    stages.run(ROWS[:1])
    (before,) = rows(store, story)
    assert take_out(store, "first").ended == [before["story_id"]]
    assert rows(store, story) == []
    found = [(one["topic"], one["story_id"], one["record"]) for one in rows(store, outbox)]
    assert found == [("stories", before["story_id"], b""), ("links", before["story_id"], b"")]


def test_it_does_not_come_back_whoever_sends_it_again(store: Store) -> None:
    stages = Stages(store)
    stages.run(ROWS)
    ready = stages.prepare(ROWS[:1])
    take_out(store, "first")
    for other in (stages, Stages(store)):
        settled, _ = other.settler.settle(ready)
        assert settled == []
        assert (
            other.prepare(
                [ROWS[0], {**ROWS[0], "text": "All of it was made up, says the station."}]
            )
            == []
        )
        assert other.run(ROWS) == []
    assert stages.forgotten() == 4
    later = {**ROWS[0], "id": "another", "url": "https://first.example/later", "text": "A ship."}
    assert len(stages.run([later])) == 1


def test_it_comes_in_again_once_its_hashes_are_deleted(store: Store) -> None:
    stages = Stages(store)
    stages.run(ROWS)
    number = take_out(store, "first").number
    with store.engine.begin() as tx:
        tx.execute(sa.delete(forgotten).where(forgotten.c.number == number))
    (back,) = stages.run(ROWS)
    assert back.prepared.article.id == "first"
    assert back.seq == 4
    assert_told_as_it_is(store)


def test_the_desk_goes_on_as_the_one_that_is_read_back(store: Store) -> None:
    stages = Stages(store)
    stream = [
        row(
            "x" + one["id"],
            one["text"].split("\n"),
            8,
            **{k: one[k] for k in ("title", "source", "published_at")},
        )
        for one in news.rows(80)
    ]
    for start in range(0, 60, 20):
        stages.run(stream[start : start + 20])
    names = [stream[n]["id"] for n in (3, 17, 18, 31, 59)]
    last = loaded(store).seq
    take_out(store, *names)
    assert loaded(store).seq == last
    assert_told_as_it_is(store)
    mine = stages.run(stream[60:])
    assert [one.seq for one in mine] == [*range(last + 1, last + 1 + len(mine))]
    assert_told_as_it_is(store)


@pytest.mark.parametrize("announce", [True, False])
def test_stories_that_are_over_or_taken_over_are_told_without_it(
    store: Store, announce: bool
) -> None:
    stages = Stages(store, announce=announce)
    stream = news.english(200, hours=2.0)
    for start in range(0, 200, 20):
        stages.commit(stages.settler.settle(stream[start : start + 20])[0])
    before = {one["story_id"]: one for one in rows(store, story)}
    merged = [one for one in before.values() if one["status"] == "merged"]
    over = [one for one in before.values() if one["status"] == "closed" and not one["on_desk"]]
    assert merged
    assert [one for one in over if one["articles"] > 2]
    large = max(over, key=lambda one: one["articles"])
    small = min(over, key=lambda one: one["articles"])
    gone = {members(merged[0])[0], large["canonical"], *members(small)}
    removed = take_out(store, *gone, announce=announce)
    assert small["story_id"] in removed.ended
    assert large["story_id"] in removed.told
    assert not {"story.record", "story.canonical", "outbox.record", "article.parents"} & {
        column for id_ in gone for column in holding(store, id_)
    }
    after = {one["story_id"]: one for one in rows(store, story)}
    assert before.keys() - after.keys() == {*removed.ended}
    assert not after[large["story_id"]]["on_desk"]
    assert after[large["story_id"]]["version"] == large["version"] + 1
    sent = {one["story_id"]: one["version"] for one in rows(store, outbox)}
    newest = {id_: one["version"] for id_, one in after.items()}
    assert sent == (newest | dict.fromkeys(removed.ended, 0) if announce else {})
    assert_told_as_it_is(store)


def test_work_that_did_not_know_of_it_is_not_committed(store: Store) -> None:
    stages = Stages(store)
    stages.run(ROWS[:1])
    settled, _ = stages.settler.settle(stages.prepare(ROWS[1:]))
    assert settled[0].decision.parents
    take_out(store, "first")
    with pytest.raises(Outdated):
        stages.commit(settled)
    stages.settler.forget()
    stages.preparer.forget()
    second, third = stages.run(ROWS[1:])
    assert second.decision.parents == ()
    assert third.decision.story_id == second.decision.story_id
    assert holding(store, "wireless station") == set()


class Meddled(Settler):
    """A settle stage of which an article is taken out while it settles, once."""

    left: int = 1

    def settle(
        self, batch: Sequence[Prepared]
    ) -> tuple[list[Settled], list[tuple[Prepared, Rejected]]]:
        """As ever, and then the removal."""
        done = super().settle(batch)
        if self.left:
            take_out(self._store, "first", announce=False)
            self.left -= 1
        return done


def test_a_run_in_one_process_goes_on_when_something_is_taken_out(
    store: Store, tmp_path: Path
) -> None:
    stages = Stages(store, announce=False)
    stages.run(ROWS[:1])
    settler = Meddled(store, stages.telemetry, RULES, lambda: news.SEEN, announce=False)
    engine = Embedded(store, stages.preparer, settler, 10, lambda: news.SEEN)
    file = write_jsonl(tmp_path / "rows.jsonl", [*ROWS, *news.rows(8)])
    done = engine.run(open_sources((str(file),), 10**6, lambda: news.SEEN), lambda _: None)
    assert (done.items, done.dead) == (11, 0)
    assert settler.left == 0
    kept = {one["id"] for one in rows(store, article)}
    assert kept == {"second", "third", *(one["id"] for one in news.rows(8))}
    assert holding(store, "wireless station") == set()
    assert_told_as_it_is(store)


def test_a_linked_story_is_told_without_the_headline_that_went(store: Store) -> None:
    english, german = linked.of("ferry-fire-en", "ferry-fire-de")
    stages = Stages(store)
    for one in (english, german):
        settled, _ = stages.settler.settle([one])
        stages.settler.commit([], settled)
    before = linked.announced(store)
    assert german.article.title in str(before)
    take_out(store, german.article.article_id)
    sent: list[tuple[str, str, bytes]] = []
    store.drain_outbox(sent.extend, 100)
    newest = {(topic, key): record for topic, key, record in sent}
    (gone,) = {key for (_, key), record in newest.items() if not record}
    assert (newest["stories", gone], newest["links", gone]) == (b"", b"")
    (left,) = {key for topic, key in newest if topic == "links"} - {gone}
    told = orjson.loads(newest["links", left])
    assert told["links"] == []
    assert told["version"] > max(one["version"] for one in before if one["story_id"] == left)
    assert store.links() == []
    assert holding(store, german.article.title) == set()


@pytest.mark.parametrize("named", ["second", "third", "first"])
def test_notices_and_who_carries_what_they_took_back_are_told_as_the_desk_has_them(
    store: Store, named: str
) -> None:
    stages = Stages(store)
    stages.run(ROWS)
    stages.run([{**ORIGINAL, "status": "canceled"}])
    (before,) = rows(store, story)
    (notice,) = decode_told(before["record"]).notices
    assert {one.outlet for one in notice.carriers} == {"Outlet second", "Outlet third"}
    take_out(store, named)
    (after,) = rows(store, story)
    left = decode_told(after["record"]).notices
    assert [len(one.carriers) for one in left] == ([] if named == "first" else [1])
    assert ("carries_taken_back" in orjson.loads(after["record"])["flags"]) == bool(left)
    assert_told_as_it_is(store)


def test_letters_are_found_by_id_address_headline_and_document_and_go_with_it(store: Store) -> None:
    stages = Stages(store)
    (first, second, _) = stages.run(ROWS)
    payloads = {
        "item": orjson.dumps({"id": "first", "source": "Outlet first", "text": 7}),
        "address": b'{"url": "https://first.example/ferry", "text": ',
        "headline": "…Ferry Adela sinks off Tasgath, all saved…".encode(),
        "record": encode_prepared(first.prepared),
        "same record": encode_prepared(second.prepared),
        "other": orjson.dumps({"id": "first", "source": "Outlet other", "text": 7}),
        "same headline": orjson.dumps({"id": "x", "title": ORIGINAL["title"], "text": 7}),
        "stranger": b"not json",
    }
    letters = {
        name: dead_letter(
            "prepare",
            Rejected("internal", "a bug"),
            RawRecord(payload, "json", "stream", "", news.SEEN, len(payload)),
            "stream",
            n,
            news.SEEN,
        )
        for n, (name, payload) in enumerate(payloads.items())
    }
    stages.settler.commit([], letters=[*letters.values()])
    about = store.letters_about(store.find_documents("first"))
    assert {name for name, one in letters.items() if one.letter_id in about} == {
        "item",
        "address",
        "headline",
        "record",
    }
    assert take_out(store, "first").letters == 4
    tombstones = {
        one["story_id"]: one["record"] for one in rows(store, outbox) if one["topic"] == "dead"
    }
    assert tombstones == dict.fromkeys(about, b"")
    kept = {one["letter_id"] for one in store.dead_letters()}
    assert {name for name, one in letters.items() if one.letter_id in kept} == {
        "same record",
        "other",
        "same headline",
        "stranger",
    }
    assert store.drop(about, news.SEEN, "Ann Lee", "again", announce=True) == 0
    assert "dead.original" not in holding(store, "https://first.example/ferry")


def test_a_file_is_written_anew_without_what_was_deleted(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    stages = Stages(store)
    stages.run(ROWS + news.rows(40))
    with store.engine.begin() as tx:
        tx.execute(sa.delete(journal))
    with store.engine.connect() as other:
        assert other.exec_driver_sql("PRAGMA freelist_count").scalar_one() > 0
        assert not store.wipe()
    assert store.wipe()
    with store.engine.connect() as after:
        assert after.exec_driver_sql("PRAGMA freelist_count").scalar_one() == 0
    store.close()
