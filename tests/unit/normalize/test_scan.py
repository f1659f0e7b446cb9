"""The compiled pass that finds runs of capitals, held against the pattern that says what they are."""

import re
import sys
import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalize.names.characters import LAST, codes
from pipeline.normalize.names.lexicon import ABBREVIATIONS, CAPITALS
from pipeline.normalize.names.scan import runs

_WORD = rf"[{CAPITALS}](?:\.(?:[{CAPITALS}]\.){{0,4}}|[\w’'&-]{{0,40}})"
_PARTICLE = r"(?:von|van|der|den|de|del|della|di|da|dos|das|do|du|la|bin|ibn|al|el|ter|of|the)"
_NEXT = rf"(?:{_PARTICLE} ){{0,2}}(?:[a-z]{{1,3}}-)?{_WORD}"
_RUN = re.compile(rf"(?<!\w){_WORD}(?: {_NEXT}){{0,7}}")
_LATIN_WORD = r"[A-Z][A-Za-zÀ-ɏ0-9’'&-]{0,40}"
_LATIN_RUN = re.compile(rf"{_LATIN_WORD}(?: (?:{_PARTICLE} )?{_LATIN_WORD}){{0,7}}")
_HEAD = re.compile(r"(?:^|[\n“\"«„‘'(\[—–:•*|/>…»”。，、：「『]|[.!?:—–•*|…”\"»;)\]’'-] )\Z")
_HONOURS = ABBREVIATIONS - {"st", "jr", "sr"}

_TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "A",
                "b",
                "Cé",
                "d’",
                "É",
                "Ж",
                "ж",
                ".",
                "-",
                "–",
                "'",
                "&",
                "_",
                "1",
                "\n",
                "“",
                '"',
                "(",
                "Mr",
                "Dr.",
                "U.S.",
                "日",
                "ß",
                "ſ",
                "𝐀",
                "�",
                "x-Y",
            ]
        ),
        st.sampled_from(
            [" ", " ", " ", ". ", "Mr. ", " van der ", " al-", " of ", "Jan", "De la Cruz"]
        ),
        st.text(max_size=2),
    ),
    max_size=40,
).map("".join)


def _by_pattern(text: str, *, latin: bool) -> list[list[int]]:
    found: dict[str, list[int]] = {}
    first = last = 0
    for match in (_LATIN_RUN if latin else _RUN).finditer(text):
        start, end = match.span()
        run = found.setdefault(match[0], [start, end, 0, 0])
        run[2] += 1
        gap = text[last:start]
        titled = gap == ". " and text[first:last].rsplit(" ", 1)[-1].lower() in _HONOURS
        if not run[3] and (titled or not _HEAD.search(gap)):
            run[3] = -start if titled else start
        first, last = start, end
    return list(found.values())


@settings(deadline=None)  # the first call compiles
@given(_TEXTS, st.booleans())
def test_the_pass_finds_what_the_pattern_says(text: str, latin: bool) -> None:
    assert [list(run) for run in zip(*runs(text, latin=latin), strict=True)] == _by_pattern(
        text, latin=latin
    )


@given(st.text())
def test_codes_are_those_of_the_characters(text: str) -> None:
    assert codes(text).tolist() == list(map(ord, text))


def test_no_character_past_the_tables_is_a_letter_or_a_digit() -> None:
    assert not any(chr(n).isalnum() or chr(n).isspace() for n in range(LAST, sys.maxunicode + 1))


def test_hostile_text_is_read_in_time_that_grows_with_it() -> None:
    for piece in ("A", "A ", "A. ", "A.", "a ", "A of the ", "Aa Bb ", "\n", "Mr. "):
        runs(piece)
        began = time.process_time()
        runs(piece * (1_000_000 // len(piece)))
        assert time.process_time() - began < 1, piece
    letters = np.random.default_rng(0).integers(65, 91, 1_000_000, np.uint8)
    letters[::4] = 32
    began = time.process_time()
    runs(letters.tobytes().decode())
    assert time.process_time() - began < 1
