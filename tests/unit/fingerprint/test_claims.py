"""What an article says, piece by piece: sentences, names, numbers, tolls."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fingerprint.claims import array, counts, sentences
from pipeline.fingerprint.numbers import numbers
from pipeline.fingerprint.tolls import tolls
from tests.unit.build import prepared


def read(text: str) -> list[str]:
    """The numbers of a text in the form in which they are compared."""
    return [number.text for number in numbers(text, sentences(text).digits.tolist())]


def split(text: str) -> list[str]:
    """The sentences of a text that say something."""
    found = sentences(text)
    return [text[a:b] for a, b in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,000 people; 1.000 Menschen; 1 000 personnes; 1'000 Leute", ["1000"] * 4),
        ("1\u00a0000\u00a0000 kronor", ["1000000"]),
        ("1,00,000 rupees", ["100000"]),
        ("1.234.567,89 Euro or 1,234,567.89 dollars", ["1234567.89"] * 2),
        ("2.5 million, 2,5 Mio., 2,5 млн, 250万人", ["2500000"] * 4),
        ("3億5000万円", ["350000000"]),
        ("5 mil millones and 5 billion", ["5000000000"] * 2),
        ("$5m but 5m high; £2bn", ["5000000", "2000000000"]),
        ("12% or 12 percent or 12 per cent or 12 Prozent or %12", ["12%"] * 5),
        ("12 per year", ["12"]),
        ("٣٠٠٠ و ١٬٠٠٠", ["3000", "1000"]),
        ("10-15 people", ["10", "15"]),
        ("half was 0.125, a half 3.14", ["0.125", "3.14"]),
        ("$1,999 in 1999", ["1999"]),
        ("a 20-year-old", ["20"]),
        ("5人死亡", ["5"]),
        ("In 2019 300 people came", ["300"]),
    ],
)
def test_a_number_has_one_form_however_it_is_written(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "in 2019",
        "on Sept. 3",
        "3 September",
        "3 de septiembre",
        "9月3日",
        "2025-09-03",
        "03/09/2025",
        "at 14:30",
        "at 9 a.m.",
        "um 12 Uhr",
        "the 20th",
        "G7 and COVID-19",
        "version 1.2.3",
        "call 555-1234-999",
        "5km",
    ],
)
def test_dates_times_and_digits_within_words_are_no_numbers(text: str) -> None:
    assert read(text) == []


@given(st.text(st.sampled_from("12 30.,'/%:-–万億€$kmx\u00a0"), max_size=60))
def test_any_digits_are_read_without_failing_and_in_order(text: str) -> None:
    found = [*numbers(text, sentences(text).digits.tolist())]
    starts = [number.start for number in found]
    assert starts == sorted(set(starts))
    assert all(number.value >= 0 for number in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The old harbour was closed. Nobody knew for how long!",
            ["The old harbour was closed", "Nobody knew for how long"],
        ),
        ("Mayor Mr. Rivers of Quay said so.", ["Mayor Mr. Rivers of Quay said so"]),
        ("He left. She stayed in the town all night.", ["She stayed in the town all night"]),
        ("It cost 3.5 million in the end.", ["It cost 3.5 million in the end"]),
        (
            "A first line of words\nA second line of words",
            ["A first line of words", "A second line of words"],
        ),
        (
            "港口今天上午已经关闭。没有人受伤在这次事故中。",
            ["港口今天上午已经关闭", "没有人受伤在这次事故中"],
        ),
        ("“We will open it again,” she said. “Wait for it.”", ["We will open it again,” she said"]),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_sentence_is_the_same_in_other_marks_and_case() -> None:
    one = prepared("The “old” harbour is closed now. Nobody was hurt by it.").fingerprint.claims
    other = prepared("The old HARBOUR is closed, now. Nobody knows why it is.").fingerprint.claims
    assert len(array(one.sentences)) == len(array(other.sentences)) == 2
    assert one.sentences[:4] == other.sentences[:4]
    assert one.sentences[4:] != other.sentences[4:]


def told(text: str) -> list[tuple[str, str]]:
    """The tolls of a text."""
    found = numbers(text, sentences(text).digits.tolist())
    return [(toll, number.text) for toll, number in tolls(text, found)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Some 12 people were killed and 30 injured in the fire.",
            [("dead", "12"), ("hurt", "30")],
        ),
        ("The fire killed at least 12 people.", [("dead", "12")]),
        ("The fire killed 12 soldiers.", [("dead soldiers", "12")]),
        ("12 Menschen getötet, 30 Verletzte", [("dead", "12"), ("hurt", "30")]),
        ("12 muertos y 30 heridos", [("dead", "12"), ("hurt", "30")]),
        ("погибли 12 человек, 30 ранены", [("dead", "12"), ("hurt", "30")]),
        ("5人死亡、30人受伤", [("dead", "5"), ("hurt", "30")]),
        ("More than 1,200 people were evacuated.", [("evacuated", "1200")]),
    ],
)
def test_a_toll_is_the_number_beside_its_word(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The dead man, 30, was found.",
        "They drove 20 miles north.",
        "In 2004 a flood killed 12 people.",
        "He was injured in the 30-7 loss.",
        "It rose to 12, people were killed later.",
        "Killed and 12 people saw it.",
        "It was a long story. " * 100 + "Then 12 people were killed.",
        "12% of people were killed.",
    ],
)
def test_another_number_is_no_toll(text: str) -> None:
    assert told(text) == []


def test_tolls_come_back_from_their_bytes() -> None:
    claims = prepared("The fire killed 1,200 people in Quay Town on Monday.").fingerprint.claims
    assert {value for _, value in counts(claims.counted)} == {1200.0}
