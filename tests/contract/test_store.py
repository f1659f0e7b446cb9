"""What every store keeps to, on SQLite and on PostgreSQL."""

import dataclasses
import itertools
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import orjson
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from numpy.typing import NDArray

from pipeline.cluster.assign import assign
from pipeline.cluster.desk import Desk
from pipeline.cluster.rules import Lifetime
from pipeline.errors import Fenced, Misconfigured, Unavailable
from pipeline.fingerprint.window import Key
from pipeline.model import Prepared, Settled
from pipeline.store import Advance, Announcement, Store, open_store, writing
from pipeline.store import store as store_module
from pipeline.store.schema import article, journal, metadata, outbox, snapshot, story
from pipeline.wire import DeadLetter, encode_decision
from tests.contract import news
from tests.services import free_port
from tests.unit.cluster.desks import compared

ODD = (
    "🜨",
    "a lone emoji 👩🏽‍🚒 and a flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "שלום עולם – \u200fעברית\u200f",
    "العربية من اليمين إلى اليسار",
    "four bytes: 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠜎𠜱𠝹",
    "combining: e\u0301 a\u030a\u0323 Z͑ͫ̓a͔͚l͓g̣o",
    "quotes ' \" ` % _ \\ ; -- DROP TABLE story",
    "line\nbreak\ttab and \u2028 separators",
    "ligature ﬁ, ß, İ, ǆ, 日本語、한국어",
)


@pytest.fixture(scope="module")
def articles() -> list[Prepared]:
    """Articles that open, join, merge, split and close stories."""
    return news.english(500, hours=2.0)


def letter(position: int, original: bytes = b"\xff", source: str = "file:a") -> DeadLetter:
    """A dead letter."""
    return DeadLetter(
        stage="prepare",
        reason="bad_utf8",
        detail="at byte 0",
        source=source,
        position=position,
        original=original,
        size=len(original),
        at=news.SEEN,
    )


def fill(
    store: Store, batch: Sequence[Prepared], desk: Desk, *, size: int = 50, announce: bool = True
) -> list[Settled]:
    """Settle and commit a stream in batches, as the engines do."""
    done: list[Settled] = []
    expected = store.next_position("stream")
    for start in range(0, len(batch), size):
        settled = news.settle(list(batch[start : start + size]), desk)
        after = (expected or 0) + len(settled)
        advances = [Advance("stream", 0, expected, after)]
        store.commit(advances, settled, desks=[desk], announce=announce)
        expected = after
        done += settled
    return done


def rows(store: Store, table: sa.Table) -> list[dict[str, Any]]:
    """Every row of a table."""
    with store.engine.connect() as connection:
        found = connection.execute(sa.select(table).order_by(*table.primary_key.columns))
        return [dict(row._mapping) for row in found]


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {table.name: rows(store, table) for table in metadata.sorted_tables}


# -- schema --------------------------------------------------------------------------------------


def test_migrations_build_exactly_the_tables_of_the_schema(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(sa.inspect(connection).get_table_names()) == {
            *metadata.tables,
            "alembic_version",
        }


def test_the_schema_can_be_taken_down_and_built_again(store: Store) -> None:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(store_module._MIGRATIONS))
    with store.engine.connect() as plain, plain.execution_options(write=True).begin():
        config.attributes["connection"] = plain
        alembic.command.downgrade(config, "base")
    assert sa.inspect(store.engine).get_table_names() == ["alembic_version"]
    store.migrate()
    assert store.counts() == {"articles": 0, "stories": 0, "dead": 0}


def test_opening_again_keeps_what_is_there(
    url: str, store: Store, articles: list[Prepared]
) -> None:
    fill(store, articles[:20], news.desk())
    before = everything(store)
    again = open_store(url)
    assert everything(again) == before
    again.close()


def test_processes_that_start_together_build_one_schema(url: str) -> None:
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def begin() -> None:
        start.wait()
        try:
            open_store(url).close()
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_file_to_which_another_process_writes_its_first_rows_is_waited_for(
    tmp_path: Path,
) -> None:
    other = sqlite3.connect(tmp_path / "s.db", isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE first (row)")
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.2, other.execute, ["COMMIT"])
    timer.start()
    open_store(f"sqlite:///{tmp_path}/s.db").close()
    timer.join()
    other.close()


# -- all or nothing ------------------------------------------------------------------------------


def test_a_commit_writes_everything_together(store: Store, articles: list[Prepared]) -> None:
    desk = news.desk()
    settled = news.settle(articles[:30], desk)
    store.commit([Advance("stream", 3, None, 30)], settled, [letter(7)], [desk])
    assert store.counts()["articles"] == 30
    assert len(rows(store, journal)) == 30
    assert store.counts()["stories"] == len(desk.stories)
    assert store.pending() == len({event.story_id for s in settled for event in s.events})
    assert store.counts()["dead"] == 1
    assert store.next_position("stream", 3) == 30
    assert store.next_position("stream") is None


def test_a_position_that_is_not_as_expected_undoes_the_whole_batch(
    store: Store, articles: list[Prepared]
) -> None:
    before = everything(store)
    settled = news.settle(articles[:30], news.desk())
    advances = [Advance("first", 0, None, 10), Advance("second", 0, 5, 6)]
    with pytest.raises(Fenced, match="second/0 is no longer at 5"):
        store.commit(advances, settled, [letter(1)])
    assert everything(store) == before


def test_a_failure_after_the_articles_undoes_the_position_too(
    store: Store, articles: list[Prepared]
) -> None:
    settled = fill(store, articles[:10], news.desk())
    before = everything(store)
    with pytest.raises(Fenced, match="another process writes to this database"):
        store.commit([Advance("stream", 0, 10, 20)], settled[-1:], [letter(1)])
    assert everything(store) == before


def test_a_batch_with_nothing_in_it_moves_the_position_alone(store: Store) -> None:
    store.commit([Advance("stream", 0, None, 4)])
    assert store.next_position("stream") == 4
    assert store.counts() == {"articles": 0, "stories": 0, "dead": 0}


def test_without_announcing_the_outbox_stays_empty(store: Store, articles: list[Prepared]) -> None:
    fill(store, articles[:30], news.desk(), announce=False)
    assert store.pending() == 0
    assert store.counts()["articles"] == 30


# -- compare and set -----------------------------------------------------------------------------


@pytest.mark.parametrize("expected", [None, 9, 11])
def test_a_stale_position_is_fenced(store: Store, expected: int | None) -> None:
    store.commit([Advance("stream", 0, None, 10)])
    with pytest.raises(Fenced, match="stream/0"):
        store.commit([Advance("stream", 0, expected, 12)])
    assert store.next_position("stream") == 10


def test_positions_of_other_partitions_and_sources_are_their_own(store: Store) -> None:
    store.commit([Advance("stream", 0, None, 10), Advance("stream", 1, None, 20)])
    store.commit([Advance("other", 0, None, 30), Advance("stream", 1, 20, 21)])
    assert store.next_position("stream", 0) == 10
    assert store.next_position("stream", 1) == 21
    assert store.next_position("other") == 30


@pytest.mark.parametrize("begun", [None, 10])
def test_of_many_writers_at_once_one_goes_on(store: Store, begun: int | None) -> None:
    if begun is not None:
        store.commit([Advance("stream", 0, None, begun)])
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def write(number: int) -> None:
        start.wait()
        try:
            store.commit([Advance("stream", 0, begun, 100 + number)], (), [letter(number)])
            outcomes.append("written")
        except Fenced:
            outcomes.append("fenced")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["fenced"] * 5 + ["written"]
    (only,) = store.dead_letters()
    assert store.next_position("stream") == 100 + only["position"]


# -- stories -------------------------------------------------------------------------------------


def test_an_older_version_written_later_changes_no_story(
    store: Store, articles: list[Prepared]
) -> None:
    settled = news.settle(articles[:60], news.desk())
    by_story: dict[str, list[Settled]] = {}
    for one in settled:
        by_story.setdefault(one.events[0].story_id, []).append(one)
    older, newer = next(found for found in by_story.values() if len(found) > 1)[:2]
    store.commit([Advance("stream", 0, None, 2)], [newer])
    after_newer = rows(store, story)
    assert after_newer[0]["version"] == newer.events[0].version == older.events[0].version + 1
    store.commit([Advance("stream", 0, 2, 3)], [older])
    assert rows(store, story) == after_newer
    assert store.counts()["articles"] == 2


def test_stories_members_and_journal_tell_the_same_after_merges_and_closings(
    store: Store, articles: list[Prepared]
) -> None:
    settled = fill(store, articles, news.desk())
    events = [event for one in settled for event in one.events]
    assert {event.change for event in events} == {
        "opened",
        "joined",
        "merged",
        "split",
        "quiet",
        "closed",
    }
    last = {event.story_id: event for event in events}
    stored = {row["story_id"]: row for row in rows(store, story)}
    assert stored.keys() == last.keys()
    for story_id, event in last.items():
        row, record = stored[story_id], orjson.loads(stored[story_id]["record"])
        assert (row["version"], row["status"]) == (event.version, event.status)
        assert row["articles"] == record["articles"] == len(event.members)
        assert row["origins"] == record["independent_origins"] == len(event.origins)
        assert row["replaced_by"] == record["replaced_by"] == event.replaced_by
    belongs = {
        m.article_id: (e.story_id, [*m.origins])
        for e in last.values()
        if e.status != "merged"
        for m in e.members
    }
    told = {row["article_id"]: (row["story_id"], row["origins"]) for row in store.members()}
    assert told == belongs
    assert {row["story_id"] for row in store.stories()} == {
        story_id for story_id, event in last.items() if event.status != "merged"
    }


def test_a_batch_of_one_and_a_batch_of_all_leave_the_same(
    store: Store, articles: list[Prepared], tmp_path: Path
) -> None:
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    fill(store, articles[:150], news.desk(), size=1)
    fill(other, articles[:150], news.desk(), size=150)
    assert rows(store, story) == rows(other, story)
    assert list(store.members()) == list(other.members())
    assert rows(store, journal) == rows(other, journal)
    other.close()


def test_stories_come_with_the_largest_first_and_as_many_as_asked(
    store: Store, articles: list[Prepared]
) -> None:
    fill(store, articles[:150], news.desk())
    found = store.stories()
    assert len(found) == store.counts()["stories"] > 5
    sizes = [(row["articles"], row["origins"]) for row in found]
    assert sizes == sorted(sizes, reverse=True)
    assert store.stories(3) == found[:3]
    assert store.stories(at_least=2) == [row for row in found if row["articles"] >= 2]


def test_a_story_is_found_by_its_id_and_by_a_plain_beginning(
    store: Store, articles: list[Prepared]
) -> None:
    fill(store, articles[:150], news.desk())
    ids = sorted(row["story_id"] for row in rows(store, story))
    first, second = next(
        (a, b) for a, b in itertools.pairwise(ids) if a[0] == b[0] and a[:8] != b[:8]
    )
    for known in (first, first[:8]):
        found = store.story(known)
        assert found is not None
        assert found["story_id"] == first
    assert second.startswith(first[0])
    assert store.story(first[0]) is None
    assert store.story("no such id") is None
    assert store.story("%") is None
    assert store.story("_" * len(first)) is None


def test_members_of_some_stories_are_theirs_alone_in_order(
    store: Store, articles: list[Prepared]
) -> None:
    fill(store, articles[:150], news.desk())
    wanted = [row["story_id"] for row in store.stories(2)]
    found = list(store.members(wanted))
    assert found == [row for row in store.members() if row["story_id"] in wanted]
    assert [row["seq"] for row in found] == sorted(row["seq"] for row in found)
    assert len(found) == sum(row["articles"] for row in store.stories(2))
    assert list(store.members([])) == []


def test_members_tell_what_was_decided(store: Store, articles: list[Prepared]) -> None:
    settled = fill(store, articles[:80], news.desk())
    assert {one.decision.relation for one in settled} >= {"independent", "reprint", "rewrite"}
    for one, row in zip(settled, store.members(), strict=True):
        a = one.prepared.article
        assert row["article_id"] == a.article_id
        assert row["document_id"] == a.document_id
        assert (row["id"], row["take"], row["shard"], row["seq"]) == (a.id, a.take, "en", one.seq)
        assert row["relation"] == one.decision.relation
        assert row["parents"] == [*one.decision.parents]
        assert row["why"] == one.decision.why
        assert [e["article_id"] for e in row["evidence"]] == [
            e.article_id for e in one.decision.evidence
        ]
        assert "body" not in row


@pytest.mark.parametrize("size", [1, 2])
def test_a_revised_member_is_stored_and_read_back_as_it_was_revised(
    store: Store, size: int
) -> None:
    rows_ = [row for row in news.rows(1) for _ in range(2)]
    late, early = (
        {**row, "id": name, "source": name, "published_at": f"2026-03-0{day}T09:30:00+00:00"}
        for row, name, day in zip(rows_, ("late", "early"), (5, 3), strict=True)
    )
    desk = news.desk()
    settled = fill(store, [news.prepared(late), news.prepared(early)], desk, size=size)
    (revision,) = settled[-1].decision.revisions
    first, second = store.members()
    assert (first["relation"], second["relation"]) == ("copy", "independent")
    assert first["parents"] == [*revision.parents] == [second["article_id"]]
    assert first["origins"] == second["origins"] == ["early"]
    back = store.load(news.desk())
    assert [m.facts for m in back.members.values()] == [m.facts for m in desk.members.values()]


def test_a_member_stays_as_it_was_revised_when_the_story_of_its_source_is_over(
    store: Store,
) -> None:
    """The article that revised it does not come back, and is not asked what it said."""
    texts = [row["text"] for row in news.rows(60, seed=3)]
    stayed, apart = news.desk(), "0123456789abcdef0123"

    def settle(name: str, text: str, days: float, story_id: str = "", *moved: str) -> None:
        at = (news.START + timedelta(days=days)).isoformat()
        row = {"text": text, "id": name, "source": name, "published_at": at}
        one = news.prepared(row)
        decision = assign(one, stayed)
        if story_id:
            moves = tuple((article_id, apart) for article_id in moved)
            decision = dataclasses.replace(decision, story_id=story_id, moves=moves, revisions=())
        settled = stayed.apply(one, decision)
        next_ = store.next_position("stream")
        store.commit([Advance("stream", 0, next_, (next_ or 0) + 1)], [settled], desks=[stayed])

    settle("late", texts[0], 0)
    settle("early", texts[0], -1)
    revised, source = store.members()
    assert revised["parents"] == [source["article_id"]]
    settle("other", texts[1], 0, apart, revised["article_id"])
    for number in range(2, 30):  # the one that was revised stays in company, its source does not
        settle(f"{number}", texts[number], number, apart if number % 2 else f"{number:020}")
    assert revised["article_id"] in stayed.members
    assert source["article_id"] not in stayed.members
    back = store.load(news.desk())
    assert state(back) == state(stayed)


def test_known_names_those_that_were_settled(store: Store, articles: list[Prepared]) -> None:
    fill(store, articles[:40], news.desk())
    settled = [one.article.article_id for one in articles[:40]]
    others = [one.article.article_id for one in articles[40:80]]
    assert store.known([]) == set()
    assert store.known(others) == set()
    assert store.known([*others, *settled]) == set(settled)
    assert store.known([*settled, *(f"unknown-{n}" for n in range(5000))]) == set(settled)


# -- the desk ------------------------------------------------------------------------------------


def _window(desk: Desk) -> dict[Key, list[tuple[int, list[str], dict[str, NDArray[Any]]]]]:
    """Segments of each bucket, whatever their numbers."""
    found: dict[Key, list[tuple[int, list[str], dict[str, NDArray[Any]]]]] = {}
    for key, _, members, arrays in desk.window.dump():
        own = found.setdefault(key, [])
        own.append((len(own), [m.article_id for m in members], arrays))
    return found


def state(desk: Desk) -> dict[str, object]:
    """All that a desk's next decision can depend on."""
    seen_articles, seen, terms, df = desk.frequencies.dump()
    return {
        "seq": desk.seq,
        "recent": [*desk.recent],
        "frequencies": (seen_articles, seen, dict(zip(terms.tolist(), df.tolist(), strict=True))),
        "stories": {
            id_: (
                one.version,
                one.last_arrival,
                one.in_window,
                [(m.seq, m.facts) for m in one.members],
            )
            for id_, one in desk.stories.items()
        },
        "members": {
            id_: (m.story_id, m.content, m.at, m.dated, m.taken_back, compared(desk, m), m.shares)
            for id_, m in desk.members.items()
        },
        "clock": desk.clock,
        "window": {
            key: [
                (at, ids, {name: array.tolist() for name, array in arrays.items()})
                for at, ids, arrays in segments
            ]
            for key, segments in _window(desk).items()
        },
    }


@pytest.mark.parametrize("every", [7, 100, 100_000])
@pytest.mark.parametrize("cut", [1, 120, 433])
def test_a_desk_read_back_decides_as_the_one_that_stayed(
    store: Store, articles: list[Prepared], monkeypatch: pytest.MonkeyPatch, every: int, cut: int
) -> None:
    monkeypatch.setattr(writing, "SNAPSHOT_EVERY", every)
    stayed = news.desk()
    fill(store, articles[:cut], stayed, size=20)
    saved = rows(store, snapshot)
    assert bool(saved) == (every <= cut)
    assert all(row["seq"] % 20 == 0 or row["seq"] == cut for row in saved)
    back = store.load(news.desk())
    assert state(back) == state(stayed)
    ours, theirs = (news.settle(articles[cut : cut + 60], desk) for desk in (back, stayed))
    assert [encode_decision(one.decision) for one in ours] == [
        encode_decision(one.decision) for one in theirs
    ]
    assert [one.events for one in ours] == [one.events for one in theirs]
    assert [one.seq for one in ours] == [one.seq for one in theirs]


@pytest.mark.parametrize("every", [40, 100_000])
def test_wherever_a_desk_is_read_back_it_goes_on_as_the_one_that_stayed(
    store: Store, articles: list[Prepared], monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    monkeypatch.setattr(writing, "SNAPSHOT_EVERY", every)
    stayed, changes = news.desk(), set[str]()
    for start in range(0, 340, 17):
        back = store.load(news.desk())
        assert state(back) == state(stayed)
        batch = articles[start : start + 17]
        theirs = fill(store, batch, stayed, size=17)
        ours = news.settle(batch, back)
        assert [encode_decision(one.decision) for one in ours] == [
            encode_decision(one.decision) for one in theirs
        ]
        assert [one.events for one in ours] == [one.events for one in theirs]
        assert state(back) == state(stayed)
        changes |= {event.change for one in theirs for event in one.events}
    assert changes == {"opened", "joined", "merged", "split", "quiet", "closed"}


@pytest.mark.parametrize("size", [1, 17])
def test_a_desk_that_follows_the_journal_stays_as_the_one_that_writes_it(
    store: Store, articles: list[Prepared], size: int
) -> None:
    stayed, follower, changes = news.desk(), news.desk(), set[str]()
    for start in range(0, 20 * size, size):
        for one in fill(store, articles[start : start + size], stayed, size=size):
            changes |= {event.change for event in one.events}
        assert store.follow(follower)
        assert state(follower) == state(stayed)
    if size > 1:
        assert changes == {"opened", "joined", "merged", "split", "quiet", "closed"}
    ours, theirs = (news.settle(articles[400:430], desk) for desk in (follower, stayed))
    assert [one.events for one in ours] == [one.events for one in theirs]
    assert state(follower) == state(stayed)


def test_a_desk_that_was_read_back_can_follow(store: Store, articles: list[Prepared]) -> None:
    stayed = news.desk()
    fill(store, articles[:60], stayed, size=20)
    back = store.load(news.desk())
    assert store.follow(back)
    fill(store, articles[60:100], stayed, size=20)
    assert store.follow(back)
    assert state(back) == state(stayed)


def test_a_desk_that_has_gone_another_way_cannot_follow(
    store: Store, articles: list[Prepared]
) -> None:
    ahead, aside = news.desk(), news.desk()
    fill(store, articles[:20], news.desk(), size=20)
    news.settle(articles[:21], ahead)
    news.settle([*articles[:19], articles[20]], aside)
    assert not store.follow(ahead)
    assert not store.follow(aside)


def test_shards_are_named_in_order(store: Store, articles: list[Prepared]) -> None:
    assert store.shards() == []
    others = [replace(one, article=replace(one.article, language="fi")) for one in articles[:2]]
    for shard, few in (("fi", others), ("en", articles[2:4])):
        desk = Desk(shard, news.desk().frequencies, news.desk().rules)
        store.commit([Advance(shard, 0, None, 2)], news.settle(few, desk))
    assert store.shards() == ["en", "fi"]


def test_a_stream_with_a_restart_after_each_batch_ends_like_one_without(
    store: Store, articles: list[Prepared], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SNAPSHOT_EVERY", 50)
    undisturbed = open_store(f"sqlite:///{tmp_path / 'undisturbed.db'}")
    fill(undisturbed, articles[:300], news.desk(), size=30)
    for start in range(0, 300, 30):
        fill(store, articles[start : start + 30], store.load(news.desk()), size=30)
    assert rows(store, story) == rows(undisturbed, story)
    assert list(store.members()) == list(undisturbed.members())
    assert [row["record"] for row in rows(store, outbox)] == [
        row["record"] for row in rows(undisturbed, outbox)
    ]
    undisturbed.close()


def test_loading_tells_how_far_it_is(store: Store, articles: list[Prepared]) -> None:
    never = Lifetime(timedelta(days=365), 100_000)
    fill(store, articles, news.desk(never), size=250)
    told: list[int] = []
    store.load(news.desk(never), told.append)
    assert told == [500, len(articles)]


def test_an_unknown_shard_loads_as_an_empty_desk(store: Store, articles: list[Prepared]) -> None:
    fill(store, articles[:20], news.desk())
    other = store.load(Desk("fi", news.desk().frequencies, news.desk().rules))
    assert (other.seq, other.stories, other.members) == (0, {}, {})


def test_the_journal_keeps_no_text(store: Store) -> None:
    sentence = "Nobody outside the harbour office had ever heard of the Quillhaven letters."
    text = f"The letters were sold on Monday, the auctioneer said.\n{sentence}"
    fill(store, [news.prepared({"title": "Letters sold at an auction", "text": text})], news.desk())
    (entry,) = rows(store, journal)
    assert b"Quillhaven" not in entry["prepared"] + entry["decision"]
    (row,) = rows(store, article)
    assert sentence in row["body"]["paragraphs"]


def test_what_a_kill_took_back_and_who_carries_it_comes_back(store: Store) -> None:
    head = "Quillhaven bridge closes after cracks were found"
    text = (
        "The council of Quillhaven closed its bridge on Tuesday after cracks were found in it.\n"
        "Engineers had warned of the pillars for years, but nobody in the office would listen.\n"
        "Ferries will carry the workers of the town to the docks until it is spring again."
    )
    kill = f"Please kill the story headlined {head}. A kill is mandatory."
    one = news.prepared({"id": "a", "title": head, "text": text, "source": "AP"})
    copy = news.prepared({"id": "b", "title": head, "text": text, "source": "Mail"})
    late = news.prepared({"id": "d", "title": head, "text": text, "source": "Echo"})
    notice = news.prepared({"id": "c", "title": f"KILL: {head}", "text": kill, "source": "AP"})
    lived = news.desk()
    fill(store, [one, copy, notice], lived)
    again, expected = (news.settle([late], desk) for desk in (store.load(news.desk()), lived))
    assert again[0].events == expected[0].events
    (told,) = again[0].events[-1].notices
    assert [carrier.outlet for carrier in told.carriers] == ["Mail", "Echo"]
    (row,) = rows(store, story)
    assert [each["outlet"] for each in orjson.loads(row["record"])["notices"][0]["carriers"]] == [
        "Mail"
    ]


def test_what_was_new_in_an_article_is_told_in_words(store: Store) -> None:
    text = "The council of Quillhaven closed its bridge on Tuesday after cracks were found in it."
    more = "The repair will cost 40 million crowns, engineer Otto Brandt told reporters."
    first = news.prepared({"id": "a", "title": "Bridge closes in Quillhaven", "text": text})
    row = {"id": "b", "title": "Bridge closes in Quillhaven", "source": "Mail"}
    fill(store, [first, news.prepared({**row, "text": f"{text}\n{more}"})], news.desk())
    (found,) = store.articles("b")
    assert found["new"] == {
        "sentences": [more.rstrip(".")],
        "quotes": [],
        "names": ["Otto Brandt"],
        "numbers": ["40000000"],
    }
    assert "new" not in store.articles("a")[0]


# -- the outbox ----------------------------------------------------------------------------------


def test_announcements_go_out_in_order_once(store: Store, articles: list[Prepared]) -> None:
    fill(store, articles[:100], news.desk(), size=5)
    written = [(row["topic"], row["story_id"], row["record"]) for row in rows(store, outbox)]
    sent: list[Announcement] = []
    assert store.drain_outbox(sent.extend, 7) == 7
    assert sent == written[:7]
    assert store.pending() == len(written) - 7
    while store.drain_outbox(sent.extend, 20):
        pass
    assert sent == written
    assert store.pending() == 0
    versions: dict[str, int] = {}
    for topic, story_id, record in sent:
        assert topic == "stories"
        version = orjson.loads(record)["version"]
        assert version > versions.get(story_id, 0)
        versions[story_id] = version


def test_an_empty_outbox_sends_nothing(store: Store) -> None:
    def send(_: list[Announcement]) -> None:
        pytest.fail("there is nothing to send")

    assert store.drain_outbox(send, 10) == 0


@pytest.mark.parametrize("failure", [Unavailable("broker: gone"), KeyError("a bug")])
def test_announcements_stay_when_sending_fails(
    store: Store, articles: list[Prepared], failure: Exception
) -> None:
    fill(store, articles[:20], news.desk())
    before = rows(store, outbox)

    def send(_: list[Announcement]) -> None:
        raise failure

    with pytest.raises(type(failure)):
        store.drain_outbox(send, 10)
    assert rows(store, outbox) == before


@pytest.mark.database
def test_while_one_process_announces_another_leaves_the_outbox_alone(
    postgres_url: str, articles: list[Prepared]
) -> None:
    one, other = open_store(postgres_url), open_store(postgres_url)
    fill(one, articles[:20], news.desk(), size=1)
    seconds: list[int] = []
    both: list[Announcement] = []

    def send(records: list[Announcement]) -> None:
        seconds.append(other.drain_outbox(both.extend, 10))
        both.extend(records)

    written = one.pending()
    assert one.drain_outbox(send, 5) == 5
    assert seconds == [0]
    assert len(both) == 5
    assert other.drain_outbox(both.extend, 1000) == written - 5
    one.close()
    other.close()


# -- dead letters --------------------------------------------------------------------------------


def test_dead_letters_keep_any_bytes(store: Store) -> None:
    originals = [bytes(range(256)), b"", b"\x00" * 10, b"\xff\xfe'\"\\", "ß🜨".encode()]
    store.commit(
        [Advance("stream", 0, None, 5)], (), [letter(n, data) for n, data in enumerate(originals)]
    )
    found = store.dead_letters()
    assert [row["original"] for row in found] == originals
    assert [row["size"] for row in found] == [len(data) for data in originals]
    for row in found:
        assert (row["stage"], row["reason"], row["detail"]) == ("prepare", "bad_utf8", "at byte 0")
        assert row["at"] == news.SEEN


def test_a_dead_letter_told_twice_is_kept_once(store: Store) -> None:
    store.commit([Advance("stream", 0, None, 1)], (), [letter(0, b"one"), letter(1, b"two")])
    store.commit([Advance("stream", 0, 1, 2)], (), [letter(0, b"one"), letter(2, b"three")])
    assert [(row["position"], row["original"]) for row in store.dead_letters()] == [
        (0, b"one"),
        (1, b"two"),
        (2, b"three"),
    ]
    assert store.counts()["dead"] == 3


def test_dead_letters_of_two_sources_stand_beside_each_other(store: Store) -> None:
    letters = [letter(0, b"b", "file:b"), letter(0, b"a", "file:a")]
    store.commit([Advance("stream", 0, None, 1)], (), letters)
    assert [row["source"] for row in store.dead_letters()] == ["file:a", "file:b"]


# -- texts and times -----------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ODD)
def test_odd_text_comes_back_letter_for_letter(store: Store, odd: str) -> None:
    row = {"id": odd, "title": f"{odd} in the news today", "source": odd}
    text = f"{odd} was seen in the harbour of Quillhaven on Monday.\nNobody knew why."
    one = news.prepared({**row, "text": text})
    desk = Desk(one.shard, news.desk().frequencies, news.desk().rules)
    store.commit([Advance(odd, 0, None, 1)], news.settle([one], desk), [letter(0, b"", odd)])
    (member,) = store.members()
    assert (member["id"], member["source"]) == (odd, odd)
    assert member["title"] == one.article.title
    (stored,) = rows(store, article)
    assert stored["body"]["paragraphs"] == [*one.article.paragraphs]
    (told,) = store.stories()
    assert told["headline"] == one.article.title
    assert orjson.loads(told["record"])["members"][0]["id"] == odd
    assert store.next_position(odd) == 1
    assert store.dead_letters()[0]["source"] == odd
    back = store.load(Desk(one.shard, news.desk().frequencies, news.desk().rules))
    assert next(iter(back.members.values())).facts == next(iter(desk.members.values())).facts


def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    seen = datetime(2026, 11, 22, 2, 3, 4, 567891, india)
    row = {
        "text": "The mill at Quillhaven burnt down.",
        "published_at": "2026-11-20T23:59:59-08:00",
    }
    settled = news.settle([news.prepared(row, seen_at=seen)], news.desk())
    dead_at = dataclasses.replace(letter(0), at=seen)
    store.commit([Advance("stream", 0, None, 1)], settled, [dead_at])
    (member,), (told,), (dead,) = store.members(), store.stories(), store.dead_letters()
    for moment in (member["seen_at"], told["first_seen"], told["last_seen"], dead["at"]):
        assert moment == seen
        assert moment.tzinfo is UTC
    assert member["published_at"] == datetime(2026, 11, 21, 7, 59, 59, tzinfo=UTC)
    assert member["published_at"].tzinfo is UTC


def test_an_article_without_a_date_has_none(store: Store) -> None:
    fill(store, [news.prepared({"text": "The mill at Quillhaven burnt down."})], news.desk())
    (member,) = store.members()
    assert (member["published_at"], member["published_basis"]) == (None, "seen")


# -- what cannot be opened -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("nonsense", "not an SQLAlchemy URL"),
        ("", "not an SQLAlchemy URL"),
        ("mysql://localhost/news", "mysql is not supported"),
        ("oracle+oracledb://u@h/x", "oracle with oracledb is not supported"),
        ("sqlite:////no/such/folder/at/all.db", "there is no folder /no/such/folder/at"),
        ("postgresql://u@127.0.0.1:1/x?connect_timeout=soon", "connect_timeout"),
    ],
)
def test_a_wrong_url_is_told_with_the_settings_name(wrong: str, sentence: str) -> None:
    with pytest.raises(Misconfigured, match=r"^database: ") as raised:
        open_store(wrong)
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("Dear diary, today I was no database. " * 50, encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"^database: file is not a database$"):
        open_store(f"sqlite:///{path}")
    assert path.read_text(encoding="utf-8").startswith("Dear diary")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_that_does_not_answer_is_told_without_the_password(scheme: str) -> None:
    port = free_port()
    with pytest.raises(Unavailable, match=r"^database: ") as raised:
        open_store(f"{scheme}://editor:geheim@127.0.0.1:{port}/news")
    assert f"editor:***@127.0.0.1:{port}/news" in str(raised.value)
    assert "geheim" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_folder_in_place_of_the_file_does_not_answer(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"^database: .* unable to open database file"):
        open_store(f"sqlite:///{tmp_path}")
