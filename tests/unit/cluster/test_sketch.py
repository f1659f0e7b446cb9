"""What of an article is kept to recognise its event in another language."""

from dataclasses import replace

import pytest

from pipeline.cluster.sketch import NAMES, NUMBERS, mantissa, merged, names, telling
from pipeline.model import Sketch
from tests.unit.build import DAY, NOON, empty_desk, item, prepared, tell

TEXT = (
    "Natalia Munteanu won the runoff against Igor Rusnac, officials in Chisinau said on Sunday.\n"
    "Turnout was {}. Munteanu thanked voters in Chisinau."
)


def sketch_of(text: str, title: str = "", language: str = "") -> Sketch:
    """The sketch of an article that a new desk settles first."""
    (settled,) = tell(
        empty_desk(), [prepared(text, published_at=NOON, title=title, language=language)]
    )
    return settled.sketch


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("54.86 percent", ("54.86",)),
        ("54,86 percent", ("54.86",)),
        ("41,327 people", ("41327",)),
        ("41.327 people", ("41327",)),
        ("41 327 people", ("41327",)),
        ("41\u202f327 people", ("41327",)),
        ("1.234.567 people", ("1234567",)),
        ("٥٤٫٨٦", ("54.86",)),
        ("3.80 billion", ("3.8",)),
        ("at 18:45", ("6:45",)),
        ("at 6:45", ("6:45",)),
        ("in 2023", ()),
        ("100", ()),
        ("7", ()),
        ("on the A320", ()),
        ("9" * 40, ()),
    ],
)
def test_a_number_is_one_however_it_is_written(said: str, numbers: tuple[str, ...]) -> None:
    assert sketch_of(TEXT.format(said)).numbers == numbers


@pytest.mark.parametrize("numbers", [("38", "3.8", "380", "3800000000"), ("9.6", "960")])
def test_the_digits_of_a_number_do_not_depend_on_what_it_is_counted_in(
    numbers: tuple[str, ...],
) -> None:
    assert len({mantissa(number) for number in numbers}) == 1


def test_longer_numbers_tell_more_and_years_nothing() -> None:
    said = ["2023", "7", "500", "24", "47", "312", "41327"]
    assert [telling(number) for number in said] == [0.0, 0.0, 0.0, 0.5, 1.0, 2.0, 3.0]


def test_names_come_folded_with_how_rare_their_words_are() -> None:
    told = {name.name: name for name in names(sketch_of(TEXT.format("high"), title="A runoff"))}
    assert [word for word, _ in told["Natalia Munteanu"].words] == ["munteanu"]
    assert all(rare > 0 for _, rare in told["Chisinau"].words)
    assert told["Natalia Munteanu"].lead
    assert not told["Natalia Munteanu"].noun


def test_where_every_noun_has_a_capital_rare_nouns_may_be_names() -> None:
    text = (
        "Nach einem Feuer auf der Aurelia sind vor Naxos alle Passagiere gerettet worden.\n"
        "Das sagte die Sprecherin der Behörde am Montag in der Stadt, wie es weiter hieß."
    )
    told = {name.name: name for name in names(sketch_of(text, language="de"))}
    assert told["Naxos"].noun


def test_a_sketch_is_bounded_whatever_the_text() -> None:
    many = " ".join(
        f"He met Mr. Kal{chr(97 + n % 26)}{chr(97 + n // 26)}ron and {n + 3000} others."
        for n in range(400)
    )
    found = sketch_of(many)
    assert len(found.names) <= NAMES
    assert len(found.numbers) <= NUMBERS


def test_a_story_tells_what_most_of_its_members_tell_and_spans_their_times() -> None:
    one = sketch_of(TEXT.format("54.86 percent"))
    two = replace(one, numbers=("328", "54.86"), first=NOON + DAY, last=NOON + DAY)
    other = replace(
        sketch_of("Angelica Frunze spoke of 328 stations in Balti, Mr. Ceban of 12."), last=NOON
    )
    story = merged([one, two, other])
    assert story.numbers[:2] == ("54.86", "328")
    assert (story.first, story.last) == (NOON, NOON + DAY)
    assert story.names[: len(one.names)] == one.names
    assert {*other.names} <= {*story.names}


def test_the_sketch_of_one_is_that_of_its_story() -> None:
    one = sketch_of(TEXT.format("high"))
    assert merged([one]) is one


def test_undated_members_say_nothing_about_a_storys_time() -> None:
    one = sketch_of(TEXT.format("high"))
    late = replace(one, dated=False, first=NOON + 9 * DAY, last=NOON + 9 * DAY)
    assert merged([one, late]).last == NOON
    assert not merged([late, late]).dated


def test_an_item_without_names_or_numbers_has_an_empty_sketch() -> None:
    found = sketch_of(item("nobody said anything to anybody at all that day.").text)
    assert (found.names, found.numbers) == ((), ())
