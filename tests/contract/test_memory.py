"""What prepare remembers of hosts and documents, on SQLite and on PostgreSQL."""

import random
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from pipeline.engines.passing import Passing
from pipeline.engines.preparer import Preparer
from pipeline.engines.sites import Keeper, Sites
from pipeline.errors import Fenced
from pipeline.model import Prepared
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.site import REMEMBERED
from pipeline.normalize.versions import Document, Version
from pipeline.settings import load_agencies
from pipeline.store import Advance, Memory, Store
from pipeline.telemetry import Telemetry
from pipeline.wire import RawRecord
from tests.contract import news

CHROME = "The Harbour Post has the first word on everything that floats"


def preparer(keeper: Keeper) -> Preparer:
    return Preparer(load_agencies(), 1_000_000, Telemetry(), Sites(keeper))


def page(number: int, *lines: str) -> RawRecord:
    """A page of a host whose pages all end with the same line."""
    row = news.rows(1, seed=number)[0]
    row |= {"id": f"page-{number}", "url": f"https://harbour-post.example/{number}"}
    row["text"] = "\n".join((row["text"], *lines, CHROME))
    value = orjson.dumps(row)
    return RawRecord(value, "json", "test", "", news.SEEN, len(value))


def template(pages: int) -> Template:
    learned = Template()
    for number in range(pages):
        learned.learn([f"The harbour closed {number}.", CHROME])
    return learned


def document(id_: str, *keys: str) -> Document:
    version = Version(f"{id_}-1", 1, 0, "Harbour closes", ("It closed.",), ("update",))
    return Document(id_, keys, news.SEEN, (version,))


def told(results: object) -> list[Prepared]:
    assert isinstance(results, list)
    return [one for result in results for one in result]


def advance(store: Store) -> Advance:
    at = store.next_position("raw")
    return Advance("raw", 0, at, (at or 0) + 1)


def test_an_empty_store_remembers_nothing(store: Store) -> None:
    assert store.templates(["harbour-post.example"]) == {}
    assert store.documents(["0" * 20]) == {}


def test_memory_is_stored_with_the_position_and_replaced_by_newer(store: Store) -> None:
    first = Memory({"a.example": template(1)}, [document("d1")], {"k1": "d1", "k2": "d1"})
    newer = replace(document("d1"), pieces=((1, ("It closed.",)),))
    second = Memory({"a.example": template(2)}, [newer], {"k2": "d1", "k3": "d1"})
    store.commit([advance(store)], learned=first)
    store.commit([advance(store)], learned=second)
    found = store.templates(["a.example", "b.example"])
    assert {host: kept.dump() for host, kept in found.items()} == {"a.example": template(2).dump()}
    assert store.documents(["k1", "k2", "k3", "k4"]) == dict.fromkeys(("k1", "k2", "k3"), newer)


def test_a_fenced_writer_leaves_no_memory(store: Store) -> None:
    store.commit([Advance("raw", 0, None, 5)])
    with pytest.raises(Fenced):
        store.commit([Advance("raw", 0, 3, 6)], learned=Memory({"a.example": template(1)}))
    assert store.templates(["a.example"]) == {}


def test_documents_are_forgotten_when_they_are_old(store: Store) -> None:
    old = document("d1")
    late = replace(document("d2"), seen_at=news.SEEN + REMEMBERED + timedelta(days=1))
    store.commit([advance(store)], learned=Memory({}, [old], {"k1": "d1"}))
    store.commit([advance(store)], learned=Memory({}, [late], {"k2": "d2"}))
    assert store.documents(["k1", "k2"]) == {"k2": late}


def test_a_template_is_learned_across_processes(store: Store) -> None:
    for number in range(40):  # each page by a process of its own
        one = preparer(store)
        last = told(one.prepare([page(number)]))
        store.commit([advance(store)], learned=one.learned())
    assert CHROME not in last[0].article.paragraphs
    assert CHROME in [line.text for line in last[0].article.removed]


@pytest.mark.parametrize("size", [1, 7, 60])
def test_what_is_learned_does_not_depend_on_batches_or_restarts(store: Store, size: int) -> None:
    records = [page(n % 50, *(["Corrected today."] if n >= 50 else [])) for n in range(60)]
    keeper = Passing()
    whole = preparer(keeper)
    expected = told(whole.prepare(records))
    keeper.keep(whole.learned())
    found = []
    for start in range(0, 60, size):
        one = preparer(store)
        found += told(one.prepare(records[start : start + size]))
        store.commit([advance(store)], learned=one.learned())
    assert [p.article for p in found] == [p.article for p in expected]
    home = "harbour-post.example"
    assert store.templates([home])[home].dump() == keeper.templates([home])[home].dump()


def test_pages_count_though_no_line_of_theirs_was_kept(store: Store) -> None:
    """A template without lines is not one that has seen nothing."""
    row = news.rows(1)[0] | {"id": "long", "text": "Question.\n" * 3}
    value = orjson.dumps(row)
    records = [
        RawRecord(
            value.replace(b'"long"', f'"{n}"'.encode()), "json", "test", "", news.SEEN, len(value)
        )
        for n in range(3)
    ]
    for record in records:  # each by a process of its own
        one = preparer(store)
        told(one.prepare([record]))
        store.commit([advance(store)], learned=one.learned())
    whole = preparer(Passing())
    told(whole.prepare(records))
    (host,) = whole.learned().templates
    (kept,) = store.templates([host]).values()
    assert len(kept) == 0
    assert kept.dump() == whole.learned().templates[host].dump()


def test_a_batch_that_failed_is_forgotten(store: Store) -> None:
    one = preparer(store)
    first = told(one.prepare([page(1), page(2)]))
    one.forget()
    again = told(one.prepare([page(1), page(2)]))
    assert [p.article for p in again] == [p.article for p in first]
    fresh = preparer(Passing())
    fresh.prepare([page(1), page(2)])
    home = "harbour-post.example"
    assert one.learned().templates[home].dump() == fresh.learned().templates[home].dump()


def test_a_later_process_knows_an_earlier_version(store: Store) -> None:
    one = preparer(store)
    (first,) = told(one.prepare([page(1)]))
    store.commit([advance(store)], learned=one.learned())
    (second,) = told(preparer(store).prepare([page(1, "The cranes were mended overnight.")]))
    assert (second.article.document_id, second.article.version) == (first.article.document_id, 2)
    assert second.article.edits is not None
    assert second.article.edits.added == ("The cranes were mended overnight.",)


def test_one_clock_that_is_wrong_makes_nothing_forgotten(store: Store) -> None:
    known = [document(f"d{number}") for number in range(5)]
    store.commit([advance(store)], learned=Memory({}, known, {"k1": "d1"}))
    wrong = replace(document("d9"), seen_at=news.SEEN + 10 * REMEMBERED)
    batch = [document("d7"), document("d8"), wrong]
    store.commit([advance(store)], learned=Memory({}, batch, {"k9": "d9"}))
    assert store.documents(["k1"]) == {"k1": known[1]}


def wire_item(number: int, slug: str, text: str, title: str = "") -> RawRecord:
    value = orjson.dumps({"id": f"tag:{number}", "text": text, "slug": slug, "title": title})
    return RawRecord(value, "json", "Wire", "", news.SEEN, len(value))


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_a_key_means_the_document_that_had_it_last_however_batches_are_cut(
    store: Store, size: int
) -> None:
    closed = "The harbour closed on Monday after the storm broke two of its cranes."
    records = [
        *(wire_item(n, "HARBOUR", f"{closed} Report {'abcdefg'[n]}.") for n in range(6)),
        wire_item(6, "HARBOUR", f"{closed} Ships wait.", "UPDATE 1-Harbour closes"),
    ]
    found: list[Prepared] = []
    for start in range(0, len(records), size):
        one = preparer(store)
        found += told(one.prepare(records[start : start + size]))
        store.commit([advance(store)], learned=one.learned())
    assert found[6].article.document_id == found[5].article.document_id
    assert found[6].article.version == 2


def stream(dice: random.Random, count: int) -> list[RawRecord]:
    """Items of one wire and one site: new ones, fetched again, changed, slugged, continued."""
    records = []
    for number in range(count):
        row: dict[str, object] = dict(news.rows(1, seed=dice.randrange(12))[0])
        page = dice.randrange(6)
        row["id"] = f"item-{dice.randrange(8)}"
        if dice.random() < 0.5:
            row |= {"url": f"https://harbour-post.example/{page}", "source": "Harbour Post"}
        else:
            slug = f"STORY{page}"
            row |= {"source": "Wire", "slug": dice.choice((slug, f"{slug} =2", f"{slug} =3"))}
            if dice.random() < 0.3:
                row["title"] = f"UPDATE {number}-{row['title']}"
        if dice.random() < 0.3:
            row["text"] = f"{row['text']}\nReport {'abcdefghij'[number % 10]} came in at noon."
        value = orjson.dumps(row)
        seen_at = news.SEEN + timedelta(hours=7 * number)
        records.append(RawRecord(value, "json", "test", "", seen_at, len(value)))
    return records


@pytest.mark.parametrize("seed", range(6))
def test_a_log_gives_the_same_articles_wherever_it_is_cut(store: Store, seed: int) -> None:
    dice = random.Random(seed)
    records = stream(dice, 60)
    expected = told(preparer(Passing()).prepare(records))
    found, start = list[Prepared](), 0
    while start < len(records):
        size = dice.choice((1, 2, 5, 20))
        one = preparer(store)  # every batch is prepared by another process
        found += told(one.prepare(records[start : start + size]))
        store.commit([advance(store)], learned=one.learned())
        start += size
    assert [p.article for p in found] == [p.article for p in expected]
    assert max(p.article.version for p in found) > 2
