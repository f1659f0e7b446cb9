"""Who is whose source, and what becomes of members whose source comes late."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster.desk import Desk
from pipeline.cluster.direction import direction
from pipeline.cluster.kinds import mirrored
from pipeline.cluster.sides import Side
from pipeline.model import Evidence, Prepared, Relation, StoryMember
from pipeline.wire import decode_decision, encode_decision
from tests.unit.build import (
    DAY,
    NOON,
    empty_desk,
    prepared,
    prose,
    restored,
    sentences,
    tell,
    tokens,
)

HOUR = timedelta(hours=1)
MIDNIGHT = NOON.replace(hour=0)
TEXT = sentences(tokens(1, 1, 200))
SIDE = Side("x", "Storm closes the old harbour", 0, (), "post.example", None)
TIE = Evidence("a", 80, 80, 0.7, 0.7, 0, 0, 0.8)
SIDES = st.builds(
    Side,
    content=st.sampled_from("xy"),
    title=st.sampled_from(("", SIDE.title, "Another headline of some length")),
    quotes=st.integers(0, 3),
    agencies=st.sampled_from(((), ("AP",), ("AP", "Reuters"))),
    outlet=st.sampled_from(("AP", "post.example", "The Mail")),
    published_at=st.sampled_from((None, MIDNIGHT, NOON, NOON + DAY)),
    names=st.sampled_from(((), ("Mail",), ("Post",))),
)


def ours(
    *,
    published_at: datetime | None = None,
    agencies: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    quotes: int = 0,
) -> Side:
    """What arrives: a side that differs from SIDE in its outlet and in these facts."""
    return Side("y", SIDE.title, quotes, agencies, "mail.example", published_at, names)


def turned(ours: Side, theirs: Side = SIDE, tie: Evidence = TIE) -> bool:
    """Whether what arrives is the source of what was there."""
    return not direction(theirs, ours, tie)[0]


# -- direction ------------------------------------------------------------------------------------


def test_of_two_that_say_nothing_the_first_to_arrive_is_the_source() -> None:
    assert direction(SIDE, ours(), TIE) == (True, 0.6)


@pytest.mark.parametrize(
    ("theirs", "mine", "told"),
    [
        (NOON, NOON - 2 * HOUR, True),
        (NOON, NOON - HOUR / 2, False),
        (NOON, NOON + DAY, False),
        (NOON, MIDNIGHT, False),
        (NOON, MIDNIGHT - 2 * DAY, True),
        (NOON, None, False),
        (None, NOON, False),
    ],
)
def test_an_earlier_date_tells_but_no_time_of_day_that_was_not_said(
    theirs: datetime, mine: datetime | None, told: bool
) -> None:
    assert turned(ours(published_at=mine), replace(SIDE, published_at=theirs)) is told


def test_the_older_a_date_the_surer_it_is() -> None:
    there = replace(SIDE, published_at=NOON)
    _, hours = direction(there, ours(published_at=NOON - 2 * HOUR), TIE)
    _, days = direction(there, ours(published_at=NOON - 2 * DAY), TIE)
    assert 0.5 < hours < days < 1


def test_an_agencys_own_copy_is_the_source_of_what_credits_it_whatever_the_dates_say() -> None:
    there = replace(SIDE, agencies=("AP",), published_at=NOON)
    assert turned(replace(ours(agencies=("AP",), published_at=NOON + 2 * DAY), outlet="AP"), there)


def test_who_credits_an_agency_is_nearer_to_it_than_who_credits_nobody() -> None:
    assert turned(ours(agencies=("AP",)))
    assert not turned(ours(), replace(SIDE, agencies=("AP",)))


def test_who_names_an_outlet_has_it_from_there() -> None:
    assert turned(ours(), replace(SIDE, names=("Mail",)))
    assert not turned(ours(names=("Post",)))


def test_who_credits_several_agencies_put_their_texts_together() -> None:
    assert turned(ours(agencies=("AP",)), replace(SIDE, agencies=("AP", "Reuters")))


def test_the_whole_weighs_up_an_arrival_but_turns_nothing_alone() -> None:
    part = replace(TIE, contained=0.5, containing=0.95)
    assert direction(SIDE, ours(), part) == (True, 0.5)
    assert not turned(ours(), tie=part)


def test_who_has_quotations_of_its_own_is_rather_the_source() -> None:
    tie = replace(TIE, run=12, prose=0, quotes=2)
    assert turned(ours(quotes=4), replace(SIDE, quotes=2), tie)
    assert not turned(ours(quotes=2), replace(SIDE, quotes=4), tie)


@given(SIDES, SIDES, st.integers(0, 90), st.floats(0, 1), st.floats(0, 1), st.integers(0, 3))
def test_from_the_other_side_only_the_arrival_differs(
    a: Side, b: Side, run: int, contained: float, containing: float, quotes: int
) -> None:
    tie = replace(TIE, run=run, contained=contained, containing=containing, quotes=quotes)
    first, sure = direction(a, b, tie)
    other, as_sure = direction(b, a, mirrored(tie))
    assert 0.5 <= sure <= 1
    if first == other:  # nothing but the arrival, and what is weaker, speaks
        assert max(sure, as_sure) <= 0.7
    else:
        assert abs(sure - as_sure) <= 0.2


# -- revisions ------------------------------------------------------------------------------------


def told(name: str, text: str = TEXT, at: datetime | None = None, source: str = "") -> Prepared:
    """An article of its own document."""
    return prepared(text, id=name, source=source or name, published_at=at)


def members(desk: Desk) -> dict[str, tuple[Relation, list[str]]]:
    """Relation and parents of all, by their incoming ids."""
    named = {name: member.facts.id for name, member in desk.members.items()}
    return {
        member.facts.id: (
            member.facts.relation,
            [named[parent] for parent in member.facts.parents],
        )
        for member in desk.members.values()
    }


def origins(desk: Desk) -> set[tuple[str, ...]]:
    return {member.facts.origins for member in desk.members.values()}


def late() -> list[Prepared]:
    """A rewrite, a copy of it, and then what the first was made from, dated a day before."""
    rewritten = sentences(tokens(1, 2, 100) + tokens(1, 1, 200)[60:100] + tokens(1, 3, 100))
    return [
        told("rewrite", rewritten, NOON),
        told("copy", rewritten, NOON + 2 * HOUR),
        told("original", TEXT, NOON - DAY),
    ]


def test_a_source_that_comes_late_is_independent_and_the_member_is_revised() -> None:
    desk = empty_desk()
    settled = tell(desk, late())
    assert members(desk) == {
        "rewrite": ("rewrite", ["original"]),
        "copy": ("copy", ["rewrite"]),
        "original": ("independent", []),
    }
    (revision,) = settled[-1].decision.revisions
    assert revision.article_id == settled[0].prepared.article.article_id
    assert revision.relation == "rewrite"
    assert revision.confidence == 0.57
    assert revision.direction > 0.8
    assert origins(desk) == {("original",)}


def test_a_revision_has_its_evidence_and_touches_its_row() -> None:
    settled = tell(empty_desk(), late())[-1]
    (revision,) = settled.decision.revisions
    assert revision.article_id in {tie.article_id for tie in settled.decision.evidence}
    assert revision.article_id in settled.events[-1].touched
    by_id: dict[str, StoryMember] = {m.article_id: m for m in settled.events[-1].members}
    assert by_id[revision.article_id].relation == "rewrite"


def test_what_already_has_a_source_is_not_revised() -> None:
    desk = empty_desk()
    tell(desk, [told("b", TEXT), told("c", TEXT), told("a", TEXT, source="AP")])
    assert members(desk)["c"] == ("copy", ["b"])


def test_what_has_a_source_of_its_own_revises_nobody() -> None:
    desk = empty_desk()
    articles = [told("a", at=NOON), told("b", at=NOON - 2 * DAY), told("c", at=NOON - DAY)]
    settled = tell(desk, articles)
    assert members(desk) == {
        "a": ("copy", ["b"]),
        "b": ("independent", []),
        "c": ("copy", ["b"]),
    }
    assert not settled[-1].decision.revisions


def test_an_agencys_copy_that_comes_last_is_the_source_of_all_that_credit_it() -> None:
    desk = empty_desk()
    credited = "PARIS (AP) - " + TEXT
    own = prose(2, 1, 96)
    tell(
        desk,
        [
            told("mail", credited, at=NOON),
            told("post", credited + "\n" + own, at=NOON),
            told("wire", credited, at=NOON, source="AP"),
        ],
    )
    assert members(desk)["wire"] == ("independent", [])
    assert members(desk)["mail"] == ("copy", ["wire"])
    assert origins(desk) == {("AP",)}


def test_nothing_that_is_known_is_upset_on_a_guess() -> None:
    """Where the newcomer should be the source and the member is no more than independent of it."""
    desk = empty_desk()
    quotes = "“Nobody on this quay has seen such a storm before,” he said."
    own = "“The cranes were old and everybody knew it well,” she said."
    two = "“I had just left the lighthouse when it fell,” she said."
    first = told("first", "\n".join((prose(1, 1, 96), prose(2, 1, 96), quotes, own, two)), at=NOON)
    second = told("second", "\n".join((prose(1, 2), quotes)), at=NOON - DAY)
    (_, settled) = tell(desk, [first, second])
    assert not settled.decision.revisions
    assert settled.decision.relation == "paraphrase"
    assert settled.decision.direction == 0.5


def test_revised_members_come_back_as_they_were_revised() -> None:
    lived = empty_desk()
    journal = tell(lived, late())
    desk = restored(
        (replace(e, decision=decode_decision(encode_decision(e.decision))) for e in journal), lived
    )
    assert members(desk) == members(lived)
    assert [s.event("joined", ()) for s in desk.stories.values()] == [
        s.event("joined", ()) for s in lived.stories.values()
    ]


RELATED: tuple[tuple[str, int], ...] = (("whole", 0), ("part", 150), ("own", 100), ("little", 40))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(RELATED),
            st.integers(0, 2),
            st.none() | st.integers(0, 4),
            st.booleans(),
        ),
        min_size=2,
        max_size=8,
    )
)
def test_parents_never_run_in_a_circle(
    rows: list[tuple[tuple[str, int], int, int | None, bool]],
) -> None:
    desk = empty_desk()
    for n, ((_, keep), telling, day, is_credited) in enumerate(rows):
        text = sentences(tokens(1, 1, 200)[: keep or None] + tokens(1, 2 + telling, 200 - keep))
        credit = "PARIS (AP) - " if is_credited else ""
        at = None if day is None else NOON + day * DAY
        tell(desk, [told(f"{n}", credit + text, at, source="AP" if day == 4 else f"{n}")])
    above = {name: member.facts.parents for name, member in desk.members.items()}
    left = {*above}
    while free := {name for name in left if not left & {*above[name]}}:
        left -= free
    assert not left
