"""Kills and corrections: what they are about, and who still carries that."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cluster.desk import Desk
from pipeline.errors import Rejected
from pipeline.flow import settle
from pipeline.model import Carrier, Notice, RawItem, Settled, StoryEvent
from tests.sites import SiteMemory
from tests.unit.build import AGENCIES, DAY, JOINING, NOON, empty_desk, item, prose, restored
from tests.unit.cluster.desks import state

HEADLINE = "Harbour of Quay Town closed after a crane fell on the lighthouse"
LINES = (
    "The harbour of Quay Town was closed on Monday after a crane fell on the lighthouse.",
    "Mayor Ann Rivers said that the port would stay shut until the engineers had looked at it.",
    "Some of the ferry passengers had to find another way across the bay that evening.",
    "The crane belonged to a yard in Linden that had been warned about its rust in the spring.",
    "A court had fined the owner of the yard twice for the state of its old machines.",
)
TEXT = "\n".join(LINES)


STRICT = replace(JOINING, bar=4.0)
"""A few invented sentences are nearer to one another than news is."""


class Newsroom:
    """A desk that is told items, and remembers what it said of them."""

    def __init__(self, desk: Desk | None = None, step: timedelta = DAY / 100) -> None:
        self.desk = desk or empty_desk(joining=STRICT)
        self.step = step
        self.memory = SiteMemory(AGENCIES)
        self.ids: dict[str, str] = {}
        self.journal: list[Settled] = []

    def tell(self, text: str, id_: str, source: str, **facts: str) -> StoryEvent:
        """Settle an item; the version it makes of its own story."""
        at = NOON + len(self.ids) * self.step
        given: RawItem = replace(
            item(text), id=id_, source=source, title=facts.pop("title", HEADLINE), published_at=at
        )
        one = self.memory.prepare(replace(given, **facts))[0]  # type: ignore[arg-type]
        if one.article.article_id in self.ids:  # a version that returns to earlier words
            return self.journal[-1].events[0]
        self.ids[one.article.article_id] = id_
        done = settle(one, self.desk)
        self.journal.append(done)
        return next(e for e in done.events if e.story_id == done.decision.story_id)

    def notice(self, kind: str = "kill") -> Notice:
        """The one notice on the desk, as its story tells it."""
        found = [n for s in self.desk.stories.values() for n in s.event("joined", ()).notices]
        return next(each for each in found if each.kind == kind)

    def carriers(self, kind: str = "kill") -> dict[str, str]:
        """Who still carries what was taken back, and how that is known."""
        return {self.ids[c.article_id]: c.basis for c in self.notice(kind).carriers}


@pytest.fixture
def room() -> Newsroom:
    """A newsroom with an agency's report."""
    made = Newsroom()
    made.tell(TEXT, "agency", "AP")
    return made


KILL = "Please kill the story headlined {}. A kill is mandatory. The crane did not fall."


def kill_by_id(room: Newsroom) -> StoryEvent:
    """The agency kills its report under the report's own id."""
    return room.tell("A kill is mandatory. The crane did not fall.", "agency", "AP", title="KILL")


def kill_by_text(room: Newsroom) -> StoryEvent:
    """The agency kills its report under an id of its own."""
    return room.tell(KILL.format(HEADLINE), "kill-1", "AP", title=f"KILL: {HEADLINE}")


# -- the target ------------------------------------------------------------------------------------


def test_a_kill_of_another_document_finds_its_target_by_its_headline(room: Newsroom) -> None:
    event = kill_by_text(room)
    assert [each.relation for each in event.members] == ["independent", "kill"]
    assert event.members[1].parents == (event.members[0].article_id,)
    assert "killed" in event.flags
    assert room.ids[room.notice().target] == "agency"


def test_a_kill_of_another_voice_finds_nothing(room: Newsroom) -> None:
    event = room.tell(KILL.format(HEADLINE), "kill-1", "UPI", title=f"KILL: {HEADLINE}")
    assert (len(event.members), event.flags) == (1, ("unmatched_notice",))
    assert event.members[0].flags == ("unmatched_notice",)
    assert event.notices == ()


def test_a_kill_of_what_is_not_here_stands_alone(room: Newsroom) -> None:
    event = room.tell(
        "Please kill the story headlined Mayor resigns over bridge. A kill is mandatory.",
        "kill-1",
        "AP",
        title="KILL: Mayor resigns over bridge",
    )
    assert (len(event.members), event.flags) == (1, ("unmatched_notice",))


def test_a_correction_in_another_document_finds_the_text_it_corrects(room: Newsroom) -> None:
    event = room.tell(
        TEXT.replace("twice", "once"), "new-id", "AP", note="Corrects number of fines"
    )
    assert [each.relation for each in event.members] == ["independent", "correction"]
    assert room.ids[room.notice("correction").target] == "agency"


def test_a_reprint_of_a_correction_is_no_other_correction(room: Newsroom) -> None:
    fixed = TEXT.replace("twice", "once")
    room.tell(fixed, "new-id", "AP", note="Corrects number of fines")
    event = room.tell(f"{fixed}\n(AP)", "reprint", "Post", note="Corrects number of fines")
    assert event.members[-1].relation in {"copy", "reprint"}
    assert len(event.notices) == 1


# -- carriers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kill", [kill_by_id, kill_by_text])
def test_a_kill_lists_who_carries_its_target(room: Newsroom, kill: object) -> None:
    room.tell(TEXT, "copy", "Post")
    room.tell("\n".join((*LINES[1:4], "Our reporter Otto Brandt was there.")), "part", "Echo")
    room.tell(prose(1, 1), "stranger", "Mail", title="Something else")
    kill(room)  # type: ignore[operator]
    assert room.carriers() == {"copy": "sentences", "part": "sentences"}


def test_a_rewrite_is_listed_by_its_passages_or_its_parents(room: Newsroom) -> None:
    words = LINES[3].rstrip(".").split()
    rewrite = (
        f"Trouble at the port began when, {' '.join(words[1:])} it says, all went wrong there."
    )
    room.tell(
        f"{rewrite} Nobody in Quay Town was surprised by any of that at all.", "rewrite", "Post"
    )
    kill_by_id(room)
    assert room.carriers()["rewrite"] in {"passages", "derived"}


def test_a_carrier_in_another_story_is_listed_and_its_story_told(room: Newsroom) -> None:
    roundup = "\n".join((*LINES[:3], *(prose(topic, 1) for topic in range(2, 12))))
    other = room.tell(roundup, "roundup", "Echo", title="The week in ten towns")
    assert len(room.desk.stories) == 2
    kill_by_id(room)
    (carrier,) = room.notice().carriers
    assert isinstance(carrier, Carrier)
    assert (carrier.story_id, carrier.outlet) == (other.story_id, "Echo")
    last = room.journal[-1].events[-1]
    assert (last.story_id, last.change) == (other.story_id, "noticed")
    assert last.version == other.version + 1
    assert "carries_taken_back" in last.flags
    assert last.touched == {carrier.article_id}


def test_who_comes_later_with_killed_text_is_listed_on_arrival(room: Newsroom) -> None:
    kill_by_text(room)
    assert room.carriers() == {}
    event = room.tell(TEXT, "late", "Post")
    assert room.carriers() == {"late": "sentences"}
    assert event.members[-1].flags == ("carries_taken_back",)
    assert len(event.notices[0].carriers) == 1


def test_the_notices_story_is_told_when_another_story_brings_a_carrier(room: Newsroom) -> None:
    killed = kill_by_text(room)
    roundup = "\n".join((*LINES[:3], *(prose(topic, 1) for topic in range(2, 12))))
    own = room.tell(roundup, "roundup", "Echo", title="The week in ten towns")
    last = room.journal[-1].events[-1]
    assert own.story_id != killed.story_id
    assert (last.story_id, last.change, last.version) == (
        killed.story_id,
        "noticed",
        killed.version + 1,
    )
    assert [carrier.article_id for carrier in last.notices[0].carriers] == [
        own.members[-1].article_id
    ]


def test_a_carrier_that_was_corrected_is_listed_no_more(room: Newsroom) -> None:
    room.tell(TEXT, "copy", "Post")
    kill_by_id(room)
    assert room.carriers() == {"copy": "sentences"}
    event = room.tell(
        "The report on the crane was wrong, and we have taken it away.", "copy", "Post"
    )
    assert room.carriers() == {}
    assert "carries_taken_back" not in event.flags


def test_a_newer_version_that_still_carries_takes_the_place_of_the_older(room: Newsroom) -> None:
    room.tell(TEXT, "copy", "Post")
    kill_by_id(room)
    event = room.tell(f"{TEXT}\nThe mayor was not to be reached.", "copy", "Post")
    (carrier,) = room.notice().carriers
    assert carrier.article_id == event.members[-1].article_id


def test_an_independent_report_carries_nothing(room: Newsroom) -> None:
    own = "At the quay I met the people who saw the crane. None of them would say what they saw."
    room.tell(own, "own", "Mail", title="What I was told by those who were there")
    kill_by_id(room)
    room.tell(own.replace("people", "sailors"), "own-2", "Echo", title="Silence at the port")
    assert room.carriers() == {}


def test_a_correction_lists_who_has_the_old_sentence_alone(room: Newsroom) -> None:
    room.tell(TEXT, "old", "Post")
    room.tell("\n".join(LINES[:4]), "without", "Echo")
    room.tell(TEXT.replace("twice", "once"), "agency", "AP", note="Corrects number of fines")
    assert room.carriers("correction") == {"old": "sentences"}
    room.tell(TEXT.replace("twice", "once"), "fixed", "Mail")
    assert room.carriers("correction") == {"old": "sentences"}


# -- memory ----------------------------------------------------------------------------------------

STEPS = st.lists(
    st.sampled_from(["copy", "part", "own", "kill", "text", "fix", "round", "new"]), max_size=9
)


def take(room: Newsroom, step: str, n: int) -> None:
    """One thing that happens around a killed report."""
    if step == "copy":
        room.tell(TEXT, f"copy-{n}", f"Post {n}")
    elif step == "part":
        room.tell("\n".join((*LINES[1:4], prose(1, n, 40))), f"part-{n % 2}", f"Echo {n % 2}")
    elif step == "own":
        room.tell(prose(3, n), f"own-{n}", f"Mail {n}", title="Another thing")
    elif step == "kill":
        room.tell(f"A kill is mandatory, number {n}.", "agency", "AP", title="KILL")
    elif step == "text":
        room.tell(f"{KILL.format(HEADLINE)} {n}", f"kill-{n}", "AP", title=f"KILL: {HEADLINE}")
    elif step == "fix":
        room.tell(TEXT.replace("twice", f"{n} times"), "agency", "AP", note="Corrects fines")
    elif step == "round":
        text = "\n".join((*LINES[:3], *(prose(topic, n) for topic in range(4, 12))))
        room.tell(text, f"round-{n}", f"Star {n}", title="The week in ten towns")
    else:
        room.tell(f"We took the report of {n} away, for it was wrong.", f"part-{n % 2}", "Echo")


@settings(max_examples=40, deadline=None)
@given(STEPS, STEPS)
def test_a_desk_that_is_read_back_knows_the_same_notices(
    before: list[str], after: list[str]
) -> None:
    lived = Newsroom(empty_desk(window=3 * DAY, arrivals=4), DAY / 2)
    lived.tell(TEXT, "agency", "AP")
    for n, step in enumerate(before):
        with suppress(Rejected):  # a line that a source repeats is taken for its chrome
            take(lived, step, n)
    rebuilt = restored(lived.journal, lived.desk)
    assert state(rebuilt) == state(lived.desk)
    assert rebuilt.notices.active.keys() == lived.desk.notices.active.keys()
    assert rebuilt.notices._having == lived.desk.notices._having
    for n, step in enumerate(after, start=len(before)):
        count = len(lived.journal)
        with suppress(Rejected):
            take(lived, step, n)
        if count == len(lived.journal):
            continue
        done = lived.journal[-1]
        again = settle(done.prepared, rebuilt)
        assert again.decision.notice == done.decision.notice
        assert again.decision.carries == done.decision.carries
        assert [*again.events] == [*done.events]
