"""Values: what the type checker alone keeps from changing behaves as frozen dataclasses do."""

import pytest

from pipeline.model import Name, Quote


def test_values_that_say_the_same_are_one_in_a_set() -> None:
    assert {Name("Ada Reeve", "ada reeve"), Name("Ada Reeve", "ada reeve")} == {
        Name("Ada Reeve", "ada reeve", "unknown", 1)
    }
    assert Quote("We sail at dawn") != Quote("We sail at dawn", "Ada Reeve")


def test_a_value_has_no_room_for_more() -> None:
    with pytest.raises(AttributeError):
        Quote("We sail at dawn").when = "today"  # type: ignore[attr-defined]


def test_the_type_checker_keeps_a_value_from_changing() -> None:
    said = Quote("We sail at dawn")
    said.speaker = "Ada Reeve"  # type: ignore[misc]  # it would be told if this were no error
    assert said.speaker == "Ada Reeve"
