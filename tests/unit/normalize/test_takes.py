"""Several items in one document, and one item in several."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalize import text
from pipeline.normalize.attribution.agencies import Agencies
from pipeline.normalize.wires.takes import Take, join, split
from tests.stream import background, seeds
from tests.unit.build import AGENCIES

STORM = [
    "The mayor closed the harbour on Monday after a night of storms and of very high waves.",
    '"We had no choice, and nobody was hurt," she told reporters at the town hall.',
    "Ships waited outside, and the ferry company sent its passengers home by bus.",
]
WALL = [
    "Fishermen had warned for years that the wall would not hold against the spring tide.",
    "The council set money aside for repairs in autumn, but none of it had been spent.",
]
HEADLINE = "Fishermen warn of a weak harbour wall"
DATELINE = "PARIS, March 3 (AFP) - "


def parted(title: str, lines: list[str]) -> list[tuple[str, list[str]]]:
    return [(take.title, take.lines) for take in split(title, lines, AGENCIES)]


@pytest.mark.parametrize("dateline", ["Brussels, Belgium (AFP) Sept 3, 2025 -", "PARIS (AFP) -"])
def test_a_headline_and_a_lone_dateline_begin_another_item(dateline: str) -> None:
    found = parted("", [*STORM, HEADLINE, dateline, *WALL])
    assert found == [("", STORM), (HEADLINE, [dateline, *WALL])]


def test_a_headline_and_a_paragraph_with_a_dateline_begin_another_item() -> None:
    found = parted("Harbour closes", [*STORM, HEADLINE, DATELINE + WALL[0], WALL[1]])
    assert found == [("Harbour closes", STORM), (HEADLINE, [DATELINE + WALL[0], WALL[1]])]


def test_a_lone_dateline_begins_another_item_without_a_headline() -> None:
    assert parted("", [*STORM, DATELINE.strip(), *WALL]) == [
        ("", STORM),
        ("", [DATELINE.strip(), *WALL]),
    ]


def test_a_byline_between_headline_and_dateline_goes_with_the_item() -> None:
    lines = ["By Jane Holt", DATELINE + WALL[0], WALL[1]]
    assert parted("Harbour closes", [*STORM, HEADLINE, *lines])[1] == (HEADLINE, lines)


def test_briefs_from_several_places_are_items() -> None:
    briefs = [[f"{place} (AFP) - {STORM[0]}", STORM[1]] for place in ("PARIS", "ROME", "BERLIN")]
    assert parted("In brief", [line for brief in briefs for line in brief]) == [
        ("In brief", briefs[0]),
        ("", briefs[1]),
        ("", briefs[2]),
    ]


@pytest.mark.parametrize("separator", ["---", "***", "# # #", "-30-", "ENDS", "___", "• • •"])
def test_a_separator_parts_items_and_is_kept_apart(separator: str) -> None:
    items = [DATELINE + STORM[0], STORM[1]], [DATELINE + WALL[0], WALL[1]]
    first, second = split("Harbour", [*items[0], separator, *items[1]], AGENCIES)
    assert (first.lines, second.lines) == items
    assert [(line.text, line.reason) for line in first.removed] == [(separator, "separator")]


def test_chrome_after_the_last_item_stays_with_it() -> None:
    tail = ["Related Links", "| Subscribe to our daily letters |"]
    found = parted("", [*STORM, HEADLINE, DATELINE.strip(), *WALL, *tail])
    assert found[1] == (HEADLINE, [DATELINE.strip(), *WALL, *tail])


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Harbour closes", STORM),
        ("Harbour closes", [DATELINE + STORM[0], *STORM[1:], *WALL]),
        ("Harbour closes", ["Harbour closes", "By Jane Holt", DATELINE + STORM[0], *WALL]),
        ("Harbour closes", [HEADLINE, DATELINE + STORM[0], *WALL]),
        ("Harbour closes", [STORM[0], HEADLINE, DATELINE + WALL[0], *WALL]),
        ("Harbour closes", [*STORM, DATELINE + WALL[0], WALL[1]]),
        ("Harbour closes", [*STORM, *WALL, DATELINE.strip()]),
        ("Harbour closes", [*STORM, *WALL, "(AFP)"]),
        ("Harbour closes", [DATELINE + STORM[0], STORM[1], "AFP (Paris) - " + WALL[0]]),
        ("Harbour closes", [DATELINE + STORM[0], STORM[1], DATELINE + WALL[0]]),
        ("Harbour closes", [DATELINE + STORM[0], "The agency (AP) saw it - and nobody else did."]),
        ("Harbours close", [STORM[0], "LONDON — " + WALL[0], STORM[1], "PARIS — " + WALL[1]]),
        ("Harbours close", [STORM[0], "---", "LONDON — " + WALL[0], "---", "PARIS — " + WALL[1]]),
        (HEADLINE, [*STORM, HEADLINE, DATELINE + WALL[0], WALL[1]]),
        ("", []),
    ],
    ids=str,
)
def test_one_article_stays_one(title: str, lines: list[str]) -> None:
    assert split(title, lines, AGENCIES) == [Take(title, lines)]


def test_captions_before_the_dateline_are_no_item() -> None:
    captions = [
        "Waves break over the harbour wall in a storm, seen from the ferry on Monday night.",
        "(AP Photo/Jane Holt)",
    ] * 4
    lines = [*captions, HEADLINE, DATELINE + STORM[0], *STORM[1:]]
    assert split("News", lines, AGENCIES) == [Take("News", lines)]


def test_captions_that_lost_their_credits_are_no_item_either() -> None:
    captions = [
        f"Waves break over the wall of harbour {number}, Monday, March {number}, 2026."
        for number in range(2, 9)
    ]
    lines = [*captions, HEADLINE, DATELINE + STORM[0], *STORM[1:]]
    assert split("News", lines, AGENCIES) == [Take("News", lines)]


PIECES = st.sampled_from(
    [
        *STORM,
        *WALL,
        HEADLINE,
        "Mayor wins the vote over the harbour",
        DATELINE.strip(),
        DATELINE + WALL[0],
        "ROME (AP) — " + STORM[1],
        "(dpa) - " + STORM[2],
        "By Jane Holt",
        "---",
        "ENDS",
        "Related Links",
    ]
)


@settings(max_examples=400)
@given(st.sampled_from(["", "Harbour closes", HEADLINE]), st.lists(PIECES, max_size=16))
def test_splitting_a_take_again_gives_it_back(title: str, lines: list[str]) -> None:
    takes = split(title, lines, AGENCIES)
    assert takes[0].title == title
    for take in takes:
        assert split(take.title, take.lines, AGENCIES) == [Take(take.title, take.lines)]


@given(st.text(max_size=20), st.lists(PIECES | st.text(max_size=90), max_size=16))
def test_no_line_is_lost_in_splitting(title: str, lines: list[str]) -> None:
    kept: list[str] = []
    for number, take in enumerate(split(title, lines, AGENCIES)):
        kept += [take.title] * bool(number and take.title)
        kept += [*take.lines, *(line.text for line in take.removed)]
    assert sorted(kept) == sorted(lines)


@pytest.mark.parametrize(
    "line", ["(", "(AFP) - ", "PARIS (AFP) - x", "---", "A" * 90 + ".", "（社"]
)
def test_a_megabyte_of_lines_is_split_quickly(line: str) -> None:
    started = time.process_time()
    split("Harbour", [f"{line}{number}." for number in range(20_000)], AGENCIES)
    split("Harbour", [line * (1_000_000 // len(line))] * 4, AGENCIES)
    join(dict.fromkeys(range(2000), (line * 100, line)))
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("takes", "joined"),
    [
        ({1: ("One.", "Two."), 2: ("Three.",)}, ("One.", "Two.", "Three.")),
        ({3: ("Three.",), 1: ("One.",), 2: ("Two.",)}, ("One.", "Two.", "Three.")),
        ({1: ("One.", "(more)"), 2: ("Two.",)}, ("One.", "Two.")),
        ({1: ("One.", "-more-"), 2: ("-2-", "Two.", "MORE")}, ("One.", "Two.")),
        ({1: ("HARBOUR", "One."), 2: ("HARBOUR", "Two.")}, ("HARBOUR", "One.", "Two.")),
        ({1: ("One.", "Two."), 2: ("Two.", "Three.")}, ("One.", "Two.", "Three.")),
        ({1: ("One.", "The mayor"), 2: ("said no.",)}, ("One.", "The mayor said no.")),
        ({1: ("One.", "The mayor"), 2: ("Two.",)}, ("One.", "The mayor", "Two.")),
        ({1: ("One.",), 2: ("said no.",)}, ("One.", "said no.")),
        ({1: ("More is lost.",), 2: ("More is won.",)}, ("More is lost.", "More is won.")),
        ({2: ("Two.",)}, ("Two.",)),
        ({}, ()),
    ],
)
def test_takes_are_joined_in_order(
    takes: dict[int, tuple[str, ...]], joined: tuple[str, ...]
) -> None:
    assert join(takes) == joined


@given(st.dictionaries(st.integers(1, 9), st.lists(PIECES, max_size=4).map(tuple), max_size=4))
def test_what_was_joined_is_one_take(takes: dict[int, tuple[str, ...]]) -> None:
    joined = join(takes)
    assert join({1: joined}) == joined


@pytest.mark.shared
def test_the_page_of_an_aggregator_holds_two_items(agencies: Agencies) -> None:
    page = next(row["text"] for row in seeds() if row["id"] == "000")
    first, second = split("", text.paragraphs(page), agencies)
    assert (first.title, len(first.lines)) == ("", 9)
    assert second.title.startswith("NATO chief expects")
    assert second.lines[0] == "Brussels, Belgium (AFP) Sept 3, 2025 -"


@pytest.mark.shared
def test_no_article_of_a_newspaper_is_split(agencies: Agencies) -> None:
    """By eye, 2026-11-22: of 13,767 articles three are split, each an agency's digest of ten items."""
    for row in background(2000):
        lines = text.paragraphs(row["text"])
        assert len(split(row["title"], lines, agencies)) == 1, row["id"]
