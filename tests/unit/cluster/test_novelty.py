"""What a member brings that nobody in its story had."""

from collections.abc import Sequence

from pipeline.cluster.novelty import in_words
from pipeline.flow import settle
from pipeline.model import Prepared
from pipeline.wire import article_record
from tests.unit.build import empty_desk, prepared

FIRST = (
    "The harbour of Quay Town was closed on Monday after a crane fell on the lighthouse.\n"
    "Mayor Ann Rivers said the port would stay shut for 12 days. “We will open it again,” she said.\n"
    "Some 1,200 ferry passengers had to find another way across the bay that evening."
)
OWN = "Divers looked for the crane until the morning. Harbour master Otto Brandt counted 7 wrecks."


def brings(text: str, *before: str) -> dict[str, list[str]]:
    """What a text says that those before it in their one story did not."""
    desk = empty_desk()
    articles: Sequence[Prepared] = [
        prepared(said, id=f"a{n}", source=f"outlet-{n}", title="Quay Town harbour closed by crane")
        for n, said in enumerate((*before, text))
    ]
    settled = [settle(each, desk) for each in articles]
    assert len(desk.stories) == 1
    last = settled[-1]
    assert last.decision.new is not None
    member = last.events[-1].members[-1]
    assert member.brought == last.decision.new.brought
    return in_words(last.decision.new, article_record(last.prepared.article))


def test_nothing_is_said_of_the_first_member() -> None:
    (settled,) = [settle(prepared(FIRST), empty_desk())]
    assert settled.decision.new is None
    assert settled.events[0].members[0].brought is None


def test_a_copy_brings_nothing() -> None:
    assert not any(brings(FIRST, FIRST).values())


def test_a_reprint_with_a_paragraph_of_its_own_brings_that() -> None:
    assert brings(f"{FIRST}\n{OWN}", FIRST) == {
        "sentences": [
            "Divers looked for the crane until the morning",
            "Harbour master Otto Brandt counted 7 wrecks",
        ],
        "quotes": [],
        "names": ["Otto Brandt"],
        "numbers": ["7"],
    }


def test_a_shortened_reprint_brings_nothing() -> None:
    assert not any(brings(FIRST.rsplit("\n", 1)[0], FIRST).values())


def test_what_any_member_said_is_not_new() -> None:
    assert not any(
        brings(f"{FIRST}\n{OWN}", FIRST, f"{FIRST.split(chr(10), maxsplit=1)[0]}\n{OWN}").values()
    )


def test_a_sentence_of_which_a_word_was_changed_is_not_new() -> None:
    changed = FIRST.replace("that evening", "that night")
    assert brings(changed, FIRST)["sentences"] == []


def test_a_number_in_another_form_is_not_new() -> None:
    later = f"{FIRST}\nThe ferry line spoke of 1.200 passengers and of 40 percent less."
    assert brings(later, FIRST)["numbers"] == ["40%"]


def test_a_person_named_by_last_name_alone_is_not_new() -> None:
    later = f"{FIRST}\nOn Tuesday Rivers met Carla Santos at the quay."
    assert brings(later, FIRST)["names"] == ["Carla Santos"]


def test_a_new_quotation_is_new_and_an_old_one_is_not() -> None:
    later = f"{FIRST}\n“Nobody was hurt and that is luck,” said Otto Brandt of the harbour office."
    assert brings(later, FIRST)["quotes"] == ["Nobody was hurt and that is luck"]
