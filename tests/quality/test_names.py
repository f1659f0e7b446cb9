"""Names of the seeds: the same people and places in every telling, under one key."""

import pytest

from pipeline.model import Name
from pipeline.normalize.names.recognise import capitalised
from pipeline.normalize.names.spellings import key
from tests.stream import SEEDS, background, seeds

pytestmark = pytest.mark.shared

KEYS = {
    key(name)
    for name in (
        "Mark Rutte",
        "Vladimir Putin",
        "Donald Trump",
        "Volodymyr Zelenskyy",
        "Ukraine",
        "NATO",
    )
}


def names_of(text: str) -> dict[str, Name]:
    return {name.key: name for name in capitalised("", text.split("\n"), "en")}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_seed_names_the_same(seed: str) -> None:
    (text,) = (row["text"] for row in seeds() if row["id"] == seed)
    found = names_of(text)
    assert found.keys() >= KEYS
    assert found[key("Mark Rutte")].kind == "person"
    assert found[key("Ukraine")].kind == "place"
    assert found[key("NATO")].kind == "organisation"


def test_no_calendar_word_and_no_shouted_line_is_a_frequent_name() -> None:
    frequent = [name for row in background(300) for name in names_of(row["text"]).values()][:20_000]
    assert not {"monday", "january", "sunday", "the", "mr", "president"} & {n.key for n in frequent}
