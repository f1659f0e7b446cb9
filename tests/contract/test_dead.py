"""Dead letters in both databases and in the engine without a broker."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import orjson
import pytest
import sqlalchemy as sa

from pipeline import bootstrap, flow
from pipeline.cluster.desk import Desk
from pipeline.engines.embedded import Embedded, Progress
from pipeline.errors import Fenced, Unavailable
from pipeline.model import Decision, Prepared, Settled, StoryEvent
from pipeline.settings import load_settings
from pipeline.sources import Item
from pipeline.store import Advance, Chosen, Retried, Store, open_store
from pipeline.store import store as store_module
from pipeline.telemetry import Telemetry
from pipeline.wire import DeadLetter, RawRecord, decode_headers
from tests.contract import news

LATER = news.SEEN + timedelta(hours=1)


def letter(position: int = 7, original: bytes = b"{", retry_of: str = "") -> DeadLetter:
    """A letter of a record that is no JSON."""
    return DeadLetter(
        stage="prepare",
        reason="not_json",
        detail="no",
        source="raw/0",
        position=position,
        original=original,
        size=len(original),
        at=news.SEEN,
        headers=[("source", b"Post"), ("id", b"\xff")],
        retry_of=retry_of,
    )


@dataclass
class Log:
    """Commits with a position that moves on."""

    store: Store
    at: int | None = None

    def commit(self, *letters: DeadLetter, retried: Sequence[str] = ()) -> None:
        """Commit letters, and the end of those that were retried."""
        after = (self.at or 0) + 1
        ended = Retried(retried, LATER)
        self.store.commit([Advance("log", 0, self.at, after)], (), letters, retried=ended)
        self.at = after


def test_a_retry_that_fails_again_is_one_letter_with_two_attempts(store: Store) -> None:
    log, first = Log(store), letter()
    log.commit(first)
    log.commit(replace(letter(99, retry_of=first.letter_id), reason="no_text", at=LATER))
    (kept,) = store.dead_letters()
    assert (kept["letter_id"], kept["attempts"], kept["reason"]) == (first.letter_id, 2, "no_text")
    assert (kept["position"], kept["original"], kept["at"]) == (7, b"{", LATER)
    assert decode_headers(kept["headers"]) == first.headers


def test_a_letter_ends_with_the_commit_of_its_retry_and_never_comes_back(store: Store) -> None:
    log, first = Log(store), letter()
    log.commit(first)
    log.commit(retried=[first.letter_id])
    assert store.dead_letters() == []
    log.commit(first)  # delivered again
    log.commit(letter(99, retry_of=first.letter_id))  # sent twice
    assert store.counts()["dead"] == 0
    found = store.dead_letter(first.letter_id[:8])
    assert found is not None
    assert (found["ended"], found["ended_at"], found["original"]) == ("retried", LATER, b"")


def test_a_commit_that_is_refused_ends_no_letter(store: Store) -> None:
    log, first = Log(store), letter()
    log.commit(first)
    with pytest.raises(Fenced):
        store.commit([Advance("log", 0, 55, 56)], retried=Retried([first.letter_id], LATER))
    assert [one["letter_id"] for one in store.dead_letters()] == [first.letter_id]


def test_a_retry_whose_letter_the_store_has_lost_is_kept(store: Store) -> None:
    first = letter()
    Log(store).commit(letter(99, retry_of=first.letter_id))
    assert [one["letter_id"] for one in store.dead_letters()] == [first.letter_id]


def test_who_dropped_a_letter_when_and_why_is_kept_and_its_payload_is_not(store: Store) -> None:
    log, first = Log(store), letter()
    log.commit(first, letter(8))
    assert store.drop([first.letter_id], LATER, "Ann Lee", "spam") == 1
    assert store.drop([first.letter_id], LATER, "Bob", "again") == 0
    assert [one["position"] for one in store.dead_letters()] == [8]
    found = store.dead_letter(first.letter_id)
    assert found is not None
    assert (found["who"], found["ended_at"], found["why"]) == ("Ann Lee", LATER, "spam")
    assert found["original"] == b""


def test_letters_are_chosen_by_stage_reason_and_time(store: Store) -> None:
    later = replace(letter(8), stage="settle", reason="internal", at=LATER)
    Log(store).commit(letter(), letter(9), later)
    assert store.dead_counts(Chosen()) == [("prepare", "not_json", 2), ("settle", "internal", 1)]
    for chosen in (Chosen(stage="settle"), Chosen(reason="internal"), Chosen(since=LATER)):
        assert store.dead_ids(chosen) == [later.letter_id]


def test_new_bytes_at_a_place_are_a_letter_of_their_own(store: Store) -> None:
    Log(store).commit(letter(), letter(original=b"other"))
    assert store.counts()["dead"] == 2


def test_letters_from_before_ids_get_theirs(store: Store) -> None:
    first = letter()
    Log(store).commit(first)
    config = alembic.config.Config()
    config.set_main_option("script_location", str(store_module._MIGRATIONS))
    with store.engine.connect() as plain, plain.execution_options(write=True).begin():
        config.attributes["connection"] = plain
        alembic.command.downgrade(config, "0005")
    store.migrate()
    (found,) = store.dead_letters()
    assert (found["letter_id"], found["attempts"], found["headers"]) == (first.letter_id, 1, None)
    assert (found["original"], found["at"]) == (first.original, first.at)


# -- poison in the engine without a broker -------------------------------------------------------


@dataclass(frozen=True)
class Rows:
    """A source of rows."""

    rows: list[dict[str, Any]]
    name: str = "rows"

    def read(self, position: int) -> Iterator[Item]:
        """Rows from one on."""
        for number, row in enumerate(self.rows[position:], start=position):
            value = orjson.dumps(row)
            record = RawRecord(value, "json", "rows", "", news.SEEN, len(value))
            yield Item(record, number, number + 1, None)


def engine(store: Store) -> Embedded:
    return bootstrap.embedded(load_settings(batch_articles=16), store, Telemetry())


def ignore(_: Progress) -> None:
    """Hear of progress."""


def told(store: Store) -> list[tuple[str, str, str]]:
    """Every article with its story and relation."""
    return [(row["id"], row["story_id"], row["relation"]) for row in store.members()]


def unexpected(caplog: pytest.LogCaptureFixture) -> int:
    """How many tracebacks of ours were logged; they were asked for."""
    found = [one for one in caplog.records if one.exc_info]
    for one in found:
        one.expected = True
    return len(found)


@pytest.fixture
def good() -> list[dict[str, Any]]:
    return [{**row, "id": f"{row['id']}-{n}"} for n, row in enumerate(news.rows(40))]


@pytest.fixture
def undisturbed(good: list[dict[str, Any]], tmp_path: Path) -> list[tuple[str, str, str]]:
    """What comes of all but the twentieth."""
    other = open_store(f"sqlite:///{tmp_path / 'undisturbed.db'}")
    engine(other).run([Rows(good[:20] + good[21:])], ignore)
    found = told(other)
    other.close()
    return found


def test_a_desk_that_breaks_in_the_middle_of_an_article_is_read_back(
    store: Store,
    good: list[dict[str, Any]],
    undisturbed: list[tuple[str, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    place = Desk._place

    def half(desk: Desk, prepared: Prepared, decision: Decision) -> tuple[StoryEvent, ...]:
        events = place(desk, prepared, decision)
        if prepared.article.id == good[20]["id"]:
            raise KeyError("half done")
        return events

    with monkeypatch.context() as broken:
        broken.setattr(Desk, "_place", half)
        done = engine(store).run([Rows(good)], ignore)
    assert unexpected(caplog) == 1
    assert told(store) == undisturbed
    (kept,) = store.dead_letters()
    assert (done.dead, kept["stage"], kept["reason"], kept["position"]) == (
        1,
        "settle",
        "internal",
        20,
    )
    mended = engine(store).retry([kept["letter_id"]], ignore)
    assert (mended.articles, mended.dead, store.counts()["dead"]) == (1, 0, 0)
    assert sorted(id_ for id_, *_ in told(store)) == sorted(row["id"] for row in good)


def test_an_article_that_the_database_refuses_is_one_letter(
    store: Store,
    good: list[dict[str, Any]],
    undisturbed: list[tuple[str, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settle = flow.settle

    def hostile(prepared: Prepared, desk: Desk) -> Settled:
        done = settle(prepared, desk)
        if prepared.article.id != good[20]["id"]:
            return done
        article = replace(done.prepared.article, take=2**70)  # no integer of any database
        return replace(done, prepared=replace(done.prepared, article=article))

    telemetry = Telemetry()
    run = bootstrap.embedded(load_settings(batch_articles=16), store, telemetry)
    with monkeypatch.context() as broken:
        broken.setattr(flow, "settle", hostile)
        run.run([Rows(good)], ignore)
        (kept,) = store.dead_letters()
        run.retry([kept["letter_id"]], ignore)
    assert unexpected(caplog) == 2
    assert told(store) == undisturbed
    (kept,) = store.dead_letters()
    assert (kept["reason"], kept["position"], kept["attempts"]) == ("internal", 20, 2)
    assert telemetry.dead_letters.labels("settle", "internal")._value.get() == 2
    engine(store).retry([kept["letter_id"]], ignore)
    assert store.counts() == {**store.counts(), "articles": 40, "dead": 0}


def test_a_database_that_lacks_a_table_makes_no_article_a_dead_letter(
    store: Store, good: list[dict[str, Any]]
) -> None:
    with store.engine.connect() as plain, plain.execution_options(write=True).begin():
        plain.execute(sa.text("DROP TABLE revision"))
        plain.execute(sa.text("ALTER TABLE journal RENAME TO journal_away"))
    with pytest.raises((sa.exc.ProgrammingError, Unavailable)):
        engine(store).run([Rows(good)], ignore)
    assert store.dead_letters() == []


def test_a_row_that_breaks_a_rule_of_its_table_is_no_other_process(store: Store) -> None:
    log = Log(store)
    log.commit(letter())
    with pytest.raises(sa.exc.IntegrityError):
        log.commit(replace(letter(8), detail=None))  # type: ignore[arg-type]
    assert [one["position"] for one in store.dead_letters()] == [7]
