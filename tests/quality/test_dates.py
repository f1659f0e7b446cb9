"""How often each basis dates an article right, and that a weekday is not called wrong in vain.

Shares are of the dates that were found, counted right to a day; a floor is only ever raised.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest

from pipeline.normalize.times import calendar, stamps, weekdays
from pipeline.normalize.times.dates import Claims, day_in, decide
from tests.stream import shared

pytestmark = pytest.mark.shared

Record = Callable[[str, object], None]
STAMP_LINES = 12
STAMP_LENGTH = range(6, 60)
MARKUP = re.compile(r"<(script|style)\b.{0,200000}?</\1>|<[^>]{0,2000}>", re.DOTALL | re.IGNORECASE)
STATED = re.compile(
    r'"datePublished"\s{0,3}:\s{0,3}"([^"]{8,40})"'
    r'|article:published_time"[^>]{0,40}content="([^"]{8,40})"'
)
LANGUAGE = re.compile(r"<html[^>]{0,300}?\blang\s?=\s?[\"']?([A-Za-z]+)")


def rows(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(shared(f"{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def dated(name: str) -> list[tuple[dict[str, Any], date]]:
    return [
        (r, date.fromisoformat(r["published_at"][:10])) for r in rows(name) if r["published_at"]
    ]


def paragraphs(row: dict[str, Any]) -> list[str]:
    return [line for line in row["text"].split("\n") if line.strip()]


def share(gaps: list[int]) -> float:
    """Share of gaps in days that are one at most."""
    return sum(abs(gap) <= 1 for gap in gaps) / len(gaps)


def first_stamp(lines: list[str], language: str) -> stamps.Stamp | None:
    short = (
        line for line in map(str.strip, lines) if len(line) in STAMP_LENGTH and "@" not in line
    )
    found = (stamps.read(line, language) for line in short)
    return next((stamp for stamp in found if stamp and not stamp.is_revision), None)


@pytest.mark.parametrize(
    ("name", "count", "floor"),
    [
        ("stream/background", 8_000, 0.999),
        ("stories/roundups", 1_070, 0.999),
        ("stories/threeway", 235, 0.99),
    ],
)
def test_the_url_names_the_day(
    name: str, count: int, floor: float, record_property: Record
) -> None:
    """Measured 2026-11-22: 1.000 of 8,005, 1.000 of 1,070, .996 of 238."""
    gaps = [(day - found).days for row, day in dated(name) if (found := day_in(row["url"] or ""))]
    record_property("right", f"{share(gaps):.4f} of {len(gaps)}")
    assert len(gaps) >= count
    assert share(gaps) >= floor


def test_a_stamp_in_the_text_names_the_day(record_property: Record) -> None:
    """Measured 2026-11-22: .963 of 301; the others are stamps of something else on the page."""
    found = [
        (day - stamp.at.date()).days
        for row, day in dated("reuse/syndication")
        if (stamp := first_stamp(row["text"].split("\n")[:STAMP_LINES], "en"))
    ]
    record_property("right", f"{share(found):.4f} of {len(found)}")
    assert len(found) >= 300
    assert share(found) >= 0.96


def test_url_and_metadata_of_a_page_agree(record_property: Record) -> None:
    """Measured 2026-11-22: .982 of 109 pages."""
    gaps = [
        (stamp.at.date() - day).days
        for row in html_pages()
        if (stamp := stated(row)) and (day := day_in(row["url"] or ""))
    ]
    record_property("right", f"{share(gaps):.4f} of {len(gaps)}")
    assert len(gaps) >= 109
    assert share(gaps) >= 0.98


def test_the_first_stamp_on_a_page_agrees_with_its_metadata(record_property: Record) -> None:
    """Any line of the page may be the first stamp. Measured 2026-11-22: .889 of 485 pages."""
    gaps = []
    for row in html_pages():
        said = stated(row)
        if said is None:
            continue
        language = LANGUAGE.search(row["html"][:4_000])
        lines = unescape(MARKUP.sub("\n", row["html"])).split("\n")
        stamp = first_stamp(lines, language[1].casefold() if language else "")
        if stamp:
            gaps.append((said.at.date() - stamp.at.date()).days)
    record_property("right", f"{share(gaps):.4f} of {len(gaps)}")
    assert len(gaps) >= 480
    assert share(gaps) >= 0.88


def html_pages() -> Iterator[dict[str, Any]]:
    yield from rows("html/pages_with_text")
    yield from rows("html/pages_with_snippets")


def stated(row: dict[str, Any]) -> stamps.Stamp | None:
    match = STATED.search(row["html"])
    return stamps.read(match[1] or match[2]) if match else None


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("stream/background", 1),
        ("stories/roundups", 0),
        ("stories/threeway", 0),
        ("reuse/syndication", 0),
    ],
)
def test_a_weekday_is_called_wrong_only_where_it_is(name: str, most: int) -> None:
    """The one in ``background`` is an error of its page, read by eye 2026-11-22."""
    flagged = [row["id"] for row, day in dated(name) if weekdays.conflicts(paragraphs(row), day)]
    assert len(flagged) <= most, flagged


def test_a_weekday_made_wrong_is_found(record_property: Record) -> None:
    """Every weekday of a text moved on by two days. Measured 2026-11-22: 81 of 81 texts."""
    names = [n for n, _ in sorted(calendar.WEEKDAYS["en"].items(), key=lambda item: item[1])]
    moved = {name.title(): names[(i + 2) % 7].title() for i, name in enumerate(names)}
    pattern = re.compile("|".join(moved))
    dates = found = 0
    for row, day in dated("reuse/syndication"):
        lead = paragraphs(row)[:3]
        if re.search(rf"\b(?:{pattern.pattern}),? (?:July|Jul\.) \d{{1,2}}\b", " ".join(lead)):
            wrong = [pattern.sub(lambda m: moved[m[0]], line) for line in lead]
            dates += 1
            found += bool(weekdays.conflicts(wrong, day))
    record_property("found", f"{found} of {dates}")
    assert dates >= 80
    assert found / dates >= 0.98


def test_the_seed_that_names_a_day_which_never_was() -> None:
    text = (shared("seeds") / "004_8f025e3cf30d81ab.txt").read_text(encoding="utf-8")
    for seen in (datetime(2025, 9, 5, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)):
        found = decide(Claims(), seen, text.split("\n"), "en")
        assert (found.at, found.flags) == (None, ("weekday_conflict",))


def test_the_seed_that_prints_its_time() -> None:
    text = (shared("seeds") / "001_80ab4a4c7ea712e4.txt").read_text(encoding="utf-8")
    seen = datetime(2025, 9, 5, tzinfo=UTC)
    lines = [line for line in text.split("\n") if "GMT" in line]
    found = decide(Claims(stamps=lines), seen, text.split("\n"), "en")
    assert found.at is not None
    assert (found.at.isoformat(), found.basis) == ("2025-09-04T12:51:00+03:00", "page")
    assert found.flags == ()
