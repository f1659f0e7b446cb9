"""Items that a wire sends for one story: takes, leads, corrections, kills, by slug."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.model import Article, Status
from tests.sites import SiteMemory
from tests.unit.build import AGENCIES, item

FIRST = "The harbour closed on Monday after the storm broke two of its cranes."
SECOND = "The mayor said that ships would wait outside until the wind had dropped."
THIRD = "By the evening eleven freighters lay at anchor in the bay."


@pytest.fixture
def memory() -> SiteMemory:
    return SiteMemory(AGENCIES)


def sent(
    memory: SiteMemory, number: int, slug: str, *paragraphs: str, hours: float = 0, **facts: str
) -> Article:
    raw = item("\n".join(paragraphs), id=f"tag:{number}", slug=slug, **facts)  # type: ignore[arg-type]
    (article,) = memory.read(replace(raw, seen_at=raw.seen_at + timedelta(hours=hours)))
    return article


def test_a_continuation_is_joined_to_the_take_before(memory: SiteMemory) -> None:
    first = sent(memory, 1, "HARBOUR-STORM", FIRST, "(more)")
    second = sent(memory, 2, "HARBOUR-STORM =2", SECOND, THIRD)
    assert second.document_id == first.document_id
    assert second.paragraphs == (FIRST, SECOND, THIRD)
    assert (second.version, second.wire.take) == (2, 2)
    assert second.edits is not None
    assert SECOND in second.edits.added


@pytest.mark.parametrize("order", [(1, 3, 2), (3, 2, 1), (2, 1, 3)])
def test_takes_are_joined_in_their_order_whatever_the_order_of_arrival(
    memory: SiteMemory, order: tuple[int, ...]
) -> None:
    texts = {1: FIRST, 2: SECOND, 3: THIRD}
    slugs = {1: "HARBOUR-STORM", 2: "HARBOUR-STORM =2", 3: "HARBOUR-STORM =3"}
    last = [sent(memory, n, slugs[n], texts[n]) for n in order][-1]
    assert last.paragraphs == (FIRST, SECOND, THIRD)


def test_a_take_that_comes_again_is_not_joined_twice(memory: SiteMemory) -> None:
    sent(memory, 1, "HARBOUR-STORM", FIRST)
    second = sent(memory, 2, "HARBOUR-STORM =2", SECOND)
    again = sent(memory, 2, "HARBOUR-STORM =2", SECOND)
    assert again.article_id == second.article_id


def test_a_lead_of_the_slug_is_a_version(memory: SiteMemory) -> None:
    first = sent(memory, 1, "HARBOUR-STORM", FIRST, SECOND)
    second = sent(memory, 2, "HARBOUR-STORM, 1st Ld-Writethru", FIRST, THIRD)
    assert (second.document_id, second.version) == (first.document_id, 2)
    assert second.wire.marks == ("lead",)
    assert second.wire.writethru


def test_a_correction_says_what_it_corrects(memory: SiteMemory) -> None:
    first = sent(memory, 1, "HARBOUR-STORM", FIRST, SECOND)
    wrong = FIRST.replace("two", "three")
    second = sent(memory, 2, "HARBOUR-STORM", wrong, SECOND, title="CORRECTED-Harbour closes")
    assert (second.document_id, second.version) == (first.document_id, 2)
    assert second.edits is not None
    assert (second.edits.added, second.edits.removed) == ((wrong,), (FIRST,))


def test_a_kill_that_names_the_slug_is_the_last_version(memory: SiteMemory) -> None:
    first = sent(memory, 1, "HARBOUR-STORM", FIRST, SECOND)
    notice = "Please kill the story HARBOUR-STORM, V9991. A kill is mandatory."
    kill = sent(memory, 2, "KILL-HARBOUR", notice, title="KILL KILL KILL")
    assert (kill.document_id, kill.version) == (first.document_id, 2)
    assert "kill" in kill.wire.marks
    assert "HARBOUR-STORM" in kill.wire.targets


def test_a_kill_may_name_the_transmission_alone(memory: SiteMemory) -> None:
    first = sent(memory, 1, "", FIRST, SECOND, transmission_id="V9991")
    kill = sent(memory, 2, "", "Please kill V9991. A kill is mandatory.", title="KILL KILL KILL")
    assert kill.document_id == first.document_id


def test_a_plain_item_of_the_slug_is_another_document(memory: SiteMemory) -> None:
    first = sent(memory, 1, "HARBOUR-STORM", FIRST, SECOND)
    second = sent(memory, 2, "HARBOUR-STORM", THIRD, SECOND)
    assert second.document_id != first.document_id


def test_a_slug_means_another_story_when_days_have_passed(memory: SiteMemory) -> None:
    first = sent(memory, 1, "HARBOUR-STORM", FIRST, SECOND)
    later = sent(memory, 2, "HARBOUR-STORM, 1st Ld-Writethru", FIRST, THIRD, hours=72)
    assert later.document_id != first.document_id


@pytest.mark.parametrize(
    ("status", "marks"),
    [("usable", ()), ("withheld", ("hold",)), ("canceled", ("kill",))],
)
def test_what_a_source_says_beside_the_text_is_a_mark(
    memory: SiteMemory, status: Status, marks: tuple[str, ...]
) -> None:
    (article,) = memory.read(replace(item(FIRST), status=status))
    assert article.wire.marks == marks


def test_a_kill_with_the_same_text_is_a_version(memory: SiteMemory) -> None:
    (first,) = memory.read(item(FIRST))
    (kill,) = memory.read(replace(item(FIRST), status="canceled"))
    assert (kill.document_id, kill.version) == (first.document_id, 2)
    assert kill.article_id != first.article_id


def test_a_kill_of_a_document_with_several_takes_is_of_each(memory: SiteMemory) -> None:
    prose = f"{FIRST} {SECOND} {THIRD}"
    digest = (
        f"PORT LINDEN, March 2 (AFP) - {prose}\n{prose}\nCouncil elects a mayor after long talks\n"
        f"WESTHAVEN, March 2 (AFP) - {prose.replace('harbour', 'council')}\n{SECOND}"
    )
    takes = memory.read(item(digest, id="tag:1", transmission_id="V9991"))
    assert len(takes) == 2
    notice = item("Please kill V9991. A kill is mandatory.", id="tag:2", title="KILL KILL KILL")
    kills = memory.read(notice)
    assert [(k.take, k.version, k.document_id) for k in kills] == [
        (take.take, 2, take.document_id) for take in takes
    ]
    assert len({kill.article_id for kill in kills}) == 2


def test_a_correction_of_the_first_take_keeps_the_others(memory: SiteMemory) -> None:
    sent(memory, 1, "HARBOUR-STORM", FIRST)
    sent(memory, 2, "HARBOUR-STORM =2", SECOND)
    wrong = FIRST.replace("two", "three")
    third = sent(memory, 3, "HARBOUR-STORM", wrong, title="CORRECTED-Harbour closes")
    assert third.paragraphs == (wrong, SECOND)
