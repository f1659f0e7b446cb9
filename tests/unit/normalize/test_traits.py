"""What rules could touch a line by is never missed: traits are conditions that they all need."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalize import parts
from pipeline.normalize.chrome import captions, phrases, rules
from pipeline.normalize.traits import NEAR, OPENS, SPEAKS, STEM, Traits

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
    )
)
_SIGNS = st.sampled_from((*".:,|>/=-–—•·»()[]\"'“”’…©!?@#&•…", "", " ", "  ", "\u00a0", "\u3000"))
_CASES = st.sampled_from((str, str.upper, str.title, str.capitalize, str.swapcase))
_LINES = st.builds(
    lambda case, parts: case("".join(parts)).strip(),
    _CASES,
    st.lists(st.one_of(_SIGNS, st.sampled_from(_PHRASES), _WORDS, st.text(max_size=3)), max_size=9),
).filter(lambda line: line and "\n" not in line)


def _misses(line: str) -> bool:
    told = parts._TRAITS.of([line])[0]
    reason = rules._reason(line) if rules._may_be_chrome(line) else None
    return bool((reason and not told & OPENS) or (rules._around_stem(line) and not told & STEM))


@settings(deadline=None, max_examples=1_000)
@given(_LINES)
def test_a_line_that_a_rule_of_chrome_takes_has_the_trait_for_it(line: str) -> None:
    assert not _misses(line)


@pytest.mark.parametrize("case", [str, str.upper, str.title])
@pytest.mark.parametrize("before", ["", "- ", "“", "3 "])
@pytest.mark.parametrize("behind", ["", ":", " 12", " – more", ": Vera Kolb", " of the harbour"])
def test_every_phrase_of_the_tables_is_seen(case: type[str], before: str, behind: str) -> None:
    assert not [line for p in _PHRASES if _misses(line := f"{before}{case(p)}{behind}")]


def test_prose_has_no_trait() -> None:
    prose = "The harbour of Lund was closed on Friday after 2 ships ran aground, “as feared”."
    assert parts._TRAITS.of([prose]) == [0]


@pytest.fixture(scope="module")
def traits() -> Traits:
    literals = [("dolor sit", STEM), ("dolor", SPEAKS), ("ulla", 16)]
    return Traits(["lorem ipsum", "vale\n"], literals, signs="|", ends=")", short=20)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Lorem ipsum dolor sit amet", OPENS | STEM | SPEAKS),
        ("2 Lorem ips", OPENS),
        ("Lorem ip", 0),
        ("Vale 3!", OPENS),
        ("Vale Roma", 0),
        ("Nulla DOLORE", SPEAKS | 16),
        ("A | b", OPENS),
        ("A (b)", OPENS | NEAR),
        ("A (b) c", NEAR),
        ("a" * 63 + "(b", NEAR),
        ("a" * 64 + "(b", 0),
        ("é" * 63 + "(b", OPENS | NEAR),
        ("Am 1.3.26", OPENS),
        ("Am 1.3.26 " + "a" * 20, 0),
        ("Die alte Größe – “so”…", 0),
        ("Größe", OPENS),
        ("Kosten: 3 €", OPENS | SPEAKS),
        ("日本", OPENS | NEAR | SPEAKS),
        ("...", OPENS),
        ("", OPENS),
    ],
)
def test_traits_of_a_line_do_not_depend_on_the_lines_around_it(
    traits: Traits, line: str, told: int
) -> None:
    assert traits.of([line]) == [told]
    assert traits.of(["Ulla (", line, "dol"])[1] == told


def test_a_line_feed_within_a_line_is_a_blank(traits: Traits) -> None:
    assert traits.of(["a\nb", "Lorem\nipsum"]) == [0, OPENS]


def test_no_lines_have_no_traits(traits: Traits) -> None:
    assert traits.of([]) == []
