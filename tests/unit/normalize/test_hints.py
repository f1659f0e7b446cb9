"""What the loops in machine code say of quotations, held against what says it at length."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.normalize.names.characters import Codes, codes
from pipeline.normalize.names.lexicon import ABBREVIATIONS, CAPITALS
from pipeline.normalize.quotes import hints as module
from pipeline.normalize.quotes import marks, quotations
from pipeline.normalize.quotes.hints import MAY_FOLLOW, MAY_LEAD, NAME, PRONOUN
from pipeline.normalize.quotes.known import ATTRIBUTED, CALLING, hash_of, hints
from pipeline.normalize.quotes.speech import INVERTED, Speech, speech_of

_LANGUAGES = ["en", "de", "fr", "es", "ru", "zh", "sv", "", "xx"]
_NAMED = (
    r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\. )?"
    rf"[{CAPITALS}][\w’'-]{{1,30}}(?: [{CAPITALS}][\w’'-]{{1,30}}){{0,3}}"
)
_PLAINEST = re.compile(
    rf"[,–— ]{{0,4}}(?:(?P<front>{_NAMED}) (?P<verb>\w+)"
    rf"|(?P<first>\w[\w-]{{0,30}}) (?:(?P<behind>{_NAMED})(?=[,;]|(?<![JS]r)\.)|(?P<second>\w+)))"
)
"""``X said``, ``said X.`` and ``he said``."""

_WORDS = st.sampled_from(
    [
        "said",
        "sagte",
        "äußerte",
        "heißt",
        "a",
        "déclaré",
        "dijo",
        "сказал",
        "сказала",
        "said.",
        "Said",
        "SAID",
        "says,",
        "according",
        "Laut",
        "so",
        "selon",
        "he",
        "she",
        "t-il",
        "ajoute-t-elle",
        "er",
        "il",
        "Mr.",
        "Mrs",
        "Sen.",
        "Dr.",
        "Jr.",
        "St.",
        "Ann",
        "Lee",
        "McCoy",
        "O’Neil",
        "X",
        "Zoë-Lou",
        "Иван",
        "the",
        "mayor",
        "of",
        "police",
        "called",
        "titled:",
        "book",
        "in",
        "when",
        "2018.",
        "etc.",
        "(aside)",
        "(",
        ")",
        "word",
        "words.",
        "Words:",
        "also,",
        "told",
        "him,",
        "İx",
        "weiß",
        "K",
        "𝐀b",
        "記者說",
        "說：",
    ]
)
_MARKS = st.sampled_from(
    ['"', "“", "”", "„", "«", "»", "「", "」", "'", "‘", "\n", ", ", ". ", " ", "— "]
)
_QUOTED = st.sampled_from(
    [
        '"one two three four five," ',
        "“One two three four five.” ",
        "«un deux trois quatre cinq» ",
        '"so." ',
    ]
)
_TEXTS = st.lists(
    st.one_of(_WORDS.map(lambda word: f"{word} "), _QUOTED, _MARKS, st.text(max_size=2)),
    max_size=30,
).map("".join)


def _all_read(text: Codes, spans: marks.Spans, speech: Speech, **_: bool) -> NDArray[np.int32]:
    """Hints that keep nothing from being read."""
    rows = hints(text, spans, speech, whole=True)
    rows[:, 4] |= np.where(rows[:, 0] - rows[:, 7] > 2, MAY_LEAD, 0)
    rows[:, 4] |= np.where(rows[:, 8] - rows[:, 1] > 2, MAY_FOLLOW, 0)
    behind_blank = (spans[:, 0] > 0) & (text[spans[:, 0] - 1] == ord(" "))
    rows[:, 4] |= np.where(behind_blank, module.CALLED, 0)
    return rows


@settings(deadline=None)  # the first call compiles
@given(_TEXTS, st.sampled_from(_LANGUAGES))
def test_nothing_is_lost_where_no_clause_is_read(text: str, language: str) -> None:
    found = quotations.quotations((text,), language)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quotations, "hints", _all_read)
        assert quotations.quotations((text,), language) == found


@settings(deadline=None)
@given(_TEXTS, st.sampled_from(_LANGUAGES))
def test_a_plain_subject_is_what_the_pattern_says(text: str, language: str) -> None:
    speech = speech_of(language)
    characters = codes(text)
    spans = marks.spans(characters)
    rows = hints(characters, spans, speech, whole=True).tolist()
    for _, end, _, _, hint, begins, stops, _, last in rows:
        clause = text[end:last]
        match = _PLAINEST.match(clause) if len(clause) > 2 else None
        led = text[end - 2] in ATTRIBUTED or clause[:1] == ","
        expected = 0, ""
        if match and match["behind"] and match["first"] in speech.verbs:
            expected = NAME, match["behind"]
        elif match and match["front"] and led and match["verb"] in speech.verbs:
            expected = NAME, match["front"]
        elif match and match["second"] and led and match["first"] in speech.pronouns:
            expected = (PRONOUN, match["first"]) if match["second"] in speech.verbs else (0, "")
        if expected[1] in {"Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gov"}:
            expected = 0, ""  # a title alone is no name
        assert (hint & (NAME | PRONOUN), text[begins:stops]) == expected


@pytest.mark.parametrize("language", _LANGUAGES)
def test_the_words_that_are_looked_up_are_single_words(language: str) -> None:
    speech = speech_of(language)
    looked_up = speech.verbs | speech.according | speech.sources | CALLING
    assert all(word.isalnum() for word in looked_up)
    assert all(word[0] not in CAPITALS for word in looked_up | speech.pronouns)
    assert speech.verbs.isdisjoint(speech.pronouns)
    assert all(tail.startswith("-t-") and tail[3:].isalnum() for tail in INVERTED)


@settings(deadline=None)
@given(st.text())
def test_a_word_has_one_hash_whatever_its_width(word: str) -> None:
    wide = np.array([ord(letter) for letter in word], np.uint32)
    assert module._hash(codes(word), 0, len(word)) == hash_of(word)
    assert module._hash(wide, 0, len(word)) == hash_of(word)


def test_abbreviations_are_casefolded() -> None:
    assert all(word == word.casefold() for word in ABBREVIATIONS)
