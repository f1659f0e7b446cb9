"""What an editor is told of a story and its members."""

import pytest

from pipeline.cluster.story import Member
from pipeline.model import Figure, Relation
from tests.unit.build import DAY, NOON
from tests.unit.cluster.members import member, story


def flags(*members: Member) -> tuple[str, ...]:
    """Flags of a story of these."""
    return story(*members).event("joined", ()).flags


@pytest.mark.parametrize(("relation", "flag"), [("kill", "killed"), ("correction", "corrected")])
def test_a_story_is_flagged_for_what_was_taken_back(relation: Relation, flag: str) -> None:
    later = member("later", relation, ("first",))
    assert flag in flags(member("first"), later, member("other"))
    assert flag not in flags(member("first"), member("other"))


def test_several_members_of_one_origin_are_flagged() -> None:
    assert flags(member("a"), member("b", "copy", ("a",))) == ("single_origin",)
    assert flags(member("a")) == ()
    assert flags(member("a"), member("b")) == ()


def test_agency_text_without_its_credit_is_flagged_with_the_member() -> None:
    event = story(
        member("agency", agencies=("AFP",)), member("quiet", "rewrite", ("agency",)), member("own")
    ).event("joined", ())
    assert "uncredited" in event.flags
    assert [each.flags for each in event.members] == [(), ("uncredited",), ()]


def test_a_member_that_came_before_the_agency_copy_is_flagged_when_that_comes() -> None:
    made = story(member("quiet"))
    assert made.event("opened", ()).members[0].flags == ()
    made.put(member("agency", "copy", ("quiet",), agencies=("AFP",)))
    assert "quiet" in made.trace_origins()
    assert made.event("joined", ()).members[0].flags == ("uncredited",)


def test_nobody_is_uncredited_where_nobody_is_an_agency() -> None:
    assert "uncredited" not in flags(member("a"), member("b", "copy", ("a",)))


def test_a_date_that_contradicts_itself_is_flagged() -> None:
    assert flags(member("a", flags=("weekday_conflict",)), member("b")) == ("date_conflict",)
    assert flags(member("a"), member("b")) == ()


def differs(later: bool) -> tuple[Figure, ...]:
    """A toll on which a member differs from ``a``."""
    return (Figure("dead", "15", "a", "12", is_update=later),)


def test_two_tolls_of_one_time_contradict() -> None:
    assert flags(member("a"), member("b", figures=differs(False))) == ("contradicting_numbers",)


def test_a_later_toll_is_an_update() -> None:
    assert flags(member("a"), member("b", figures=differs(True))) == ("updated_figures",)


def test_two_tolls_of_one_origin_do_not_contradict() -> None:
    a, b = member("a", agencies=("AFP",)), member("b", agencies=("AFP",), figures=differs(False))
    assert "contradicting_numbers" not in flags(a, b, member("c"))


def test_a_toll_that_its_source_has_overtaken_does_not_contradict() -> None:
    newer = member("a2", "update", ("a",), document="a", at=NOON + DAY, seq=2)
    told = flags(member("a"), member("b", figures=differs(False), seq=1), newer)
    assert "contradicting_numbers" not in told
    assert "updated_figures" in told
