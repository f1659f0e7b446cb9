"""What rules could touch a line by is never missed: traits are conditions that they all need."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalize import parts
from pipeline.normalize.attribution import attribution, dateline, line_kinds
from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.chrome import captions, phrases, rules
from pipeline.normalize.chrome.lines import strip
from pipeline.normalize.times import weekdays
from pipeline.normalize.traits import (
    CREDITS,
    DATED,
    NEAR,
    NUMBERED,
    OPENS,
    SPEAKS,
    STEM,
    Traits,
)
from pipeline.normalize.wires import notices, takes
from pipeline.normalize.wires.marks import wire_of

_PHRASES = sorted(
    {
        *rules._WHOLE,
        *(phrase for row in rules._OPENINGS.values() for phrase, _, _ in row),
        *phrases.RESERVED.split("|"),
        *rules._BAR,
        *rules._OFFERS,
        *rules._STAMPED,
        "copyright 2026",
        "(c) 2026",
        "source source",
    }
)
_WORDS = st.sampled_from(
    (
        *(
            "the",
            "harbour",
            "Vera Kolb",
            "AP",
            "AFP",
            "Reuters",
            "Getty Images",
            "Photo",
            "photo by",
        ),
        *(
            "via",
            "In this",
            "file photo",
            "2026",
            "3 March 2026",
            "10:30",
            "ago",
            "newsletter",
            "on",
        ),
        *(
            "facebook",
            "x",
            "follow",
            "us",
            "by",
            "read more",
            "leer más",
            "fot. Jan Nowak",
            "größer",
        ),
        *(stem.decode() for stem in rules._STEMS),
        *(mark.decode() for _, marks in rules._STEMS.values() for mark in marks),
        *captions._CREDITED,
        *notices.STEMS,
        *notices.FOREIGN_STEMS,
        *attribution.CREDIT_ENDS,
        *("BUCUREȘTI, 3 mar", "(AFP)", "/Agerpres/", " - ", " — ", "--", "新华社北京3月3日电", "٣"),
    )
)
_SIGNS = st.sampled_from((*".:,|>/=-–—•·»()[]\"'“”’…©!?@#&•…", "", " ", "  ", "\u00a0", "\u3000"))
_CASES = st.sampled_from((str, str.upper, str.title, str.capitalize, str.swapcase))
_LINES = st.builds(
    lambda case, parts: case("".join(parts)).strip(),
    _CASES,
    st.lists(st.one_of(_SIGNS, st.sampled_from(_PHRASES), _WORDS, st.text(max_size=3)), max_size=9),
).filter(lambda line: line and "\n" not in line)


def _missed(line: str) -> set[int]:
    """The traits that a line lacks though a rule that asks for them would touch it."""
    told = parts._TRAITS.of([line])[0]
    stems = (*notices.STEMS, *notices.FOREIGN_STEMS)
    head = line[: line_kinds.SHORT]
    asked = {
        OPENS: rules._may_be_chrome(line) and rules._reason(line) is not None,
        STEM: rules._around_stem(line) is not None,
        NEAR: takes._may_credit(line[: takes._CREDITED]) or "(" in head or " /" in head,
        SPEAKS: any(stem in line.casefold() for stem in stems),
        CREDITS: line.endswith(attribution.CREDIT_ENDS),
        NUMBERED: weekdays._NUMBER.search(f" {line}") is not None,
        DATED: dateline.may_open(line),
    }
    return {trait for trait, is_asked in asked.items() if is_asked and not told & trait}


@settings(deadline=None, max_examples=1_000)
@given(_LINES)
def test_a_line_that_a_rule_touches_has_the_trait_for_it(line: str) -> None:
    assert not _missed(line)


@pytest.mark.parametrize("case", [str, str.upper, str.title])
@pytest.mark.parametrize("before", ["", "- ", "“", "3 "])
@pytest.mark.parametrize("behind", ["", ":", " 12", " – more", ": Vera Kolb", " of the harbour"])
def test_every_phrase_of_the_tables_is_seen(case: type[str], before: str, behind: str) -> None:
    assert not [line for p in _PHRASES if _missed(line := f"{before}{case(p)}{behind}")]


def test_prose_has_no_trait() -> None:
    prose = "The harbour of Lund was closed on Friday after two ships ran aground, “as feared”."
    assert parts._TRAITS.of([prose]) == [0]


_FOREIGN = OPENS | SPEAKS | CREDITS | NUMBERED | DATED


@pytest.fixture(scope="module")
def traits() -> Traits:
    literals = [("dolor sit", STEM), ("dolor", SPEAKS), ("ulla", CREDITS), ("finis.\n", SPEAKS)]
    return Traits(["lorem ipsum", "vale\n"], literals, signs="|", ends=")", short=20)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Lorem ipsum dolor sit amet", OPENS | STEM | SPEAKS),
        ("2 Lorem ips", OPENS | NUMBERED),
        ("Lorem ip", 0),
        ("Vale 3!", OPENS | NUMBERED),
        ("Vale Roma", 0),
        ("Nulla DOLORE", SPEAKS | CREDITS),
        ("Finis.", SPEAKS),
        ("Finis. Vale", 0),
        ("A | b", OPENS),
        ("A (b)", OPENS | NEAR | DATED),
        ("A (b) c", NEAR | DATED),
        ("a" * 63 + "(b", NEAR | DATED),
        ("a" * 64 + "(b", DATED),
        ("a" * 90 + "(b", 0),
        ("é" * 63 + "(b", OPENS | NEAR | DATED),
        ("Roma - a", DATED),
        ("Roma-a", 0),
        ("Roma – a", DATED),
        ("Am 1.3.26", OPENS | NUMBERED),
        ("Am 1.3.26 " + "a" * 20, NUMBERED),
        ("Am 1.3.26 “" + "a" * 20, NUMBERED | DATED),
        ("Die alte Größe, “so”…", 0),
        ("Größe", OPENS),
        ("Kosten: 3 €", _FOREIGN),
        ("日本", _FOREIGN | NEAR),
        ("...", OPENS),
        ("", OPENS),
    ],
)
def test_traits_of_a_line_do_not_depend_on_the_lines_around_it(
    traits: Traits, line: str, told: int
) -> None:
    assert traits.of([line]) == [told]
    assert traits.of(["Ulla (3", line, "dol"])[1] == told


def test_a_line_feed_within_a_line_is_a_blank(traits: Traits) -> None:
    assert traits.of(["a\nb", "Lorem\nipsum"]) == [0, OPENS]


def test_no_lines_have_no_traits(traits: Traits) -> None:
    assert traits.of([]) == []


def test_literals_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="told apart"):
        Traits([], [("kill", STEM), ("kill", SPEAKS)], signs="", ends="", short=0)


@settings(deadline=None)
@given(st.lists(_LINES, min_size=1, max_size=8))
def test_rules_find_the_same_with_the_traits_of_the_lines_as_without(lines: list[str]) -> None:
    known = parts._TRAITS.known(lines)
    agencies = Agencies({"afp": "AFP", "reuters": "Reuters"})
    assert strip(lines, traits=known) == strip(lines)
    assert wire_of(title="", lines=lines, traits=known) == wire_of(title="", lines=lines)
    assert takes.split("", lines, agencies, known) == takes.split("", lines, agencies)
    with_traits = attribution.take("", lines, agencies, traits=known)
    assert with_traits == attribution.take("", lines, agencies)
    day = date(2026, 3, 3)
    assert weekdays.conflicts(lines, day, known) == weekdays.conflicts(lines, day)
