"""The canonical article, rule by rule."""

import itertools

import pytest

from pipeline.cluster import canonical as rules
from pipeline.cluster.origins import ties
from pipeline.cluster.story import Member
from pipeline.model import Mark
from tests.unit.build import DAY, NOON
from tests.unit.cluster.members import member


def canonical(*members: Member) -> str:
    """Canonical article of a story of these."""
    return rules.canonical(members, {}, ties(members)).article_id


def test_the_first_member_is_canonical() -> None:
    late = member("late", at=NOON + DAY)
    assert canonical(late, member("early")) == "early"


def test_agency_copy_comes_before_what_is_earlier() -> None:
    agency = member("agency", agencies=("dpa",), at=NOON + DAY)
    assert canonical(member("early"), agency) == "agency"


def test_what_others_were_derived_from_comes_before_what_is_earlier() -> None:
    parent = member("parent", at=NOON + DAY)
    assert (
        canonical(member("early"), parent, member("copy", "copy", ("parent",), at=NOON + 2 * DAY))
        == "parent"
    )


def test_an_own_report_comes_before_an_earlier_derived_one() -> None:
    derived = member("derived", "copy", ("gone",))
    assert canonical(derived, member("own", at=NOON + DAY)) == "own"


def test_what_is_taken_back_is_never_canonical_beside_others() -> None:
    agency = member("agency", agencies=("dpa",))
    kill = member("kill", "kill", ("agency",), agencies=("dpa",))
    assert canonical(agency, kill, member("own", at=NOON + DAY)) == "own"


def test_the_newest_version_is_canonical_of_its_document() -> None:
    first = member("first", agencies=("dpa",), words=900, document="d")
    later = member("later", "update", ("first",), agencies=("dpa",), document="d", seq=1)
    assert canonical(first, later, member("copy", "copy", ("first",), words=900)) == "later"


def test_of_what_a_kill_takes_back_no_version_is_canonical() -> None:
    first = member("first", document="d")
    later = member("later", "update", ("first",), document="d", seq=1)
    kill = member("kill", "kill", ("later",), seq=2)
    assert canonical(first, later, kill, member("own", at=NOON + DAY, seq=3)) == "own"


@pytest.mark.parametrize("mark", ["hold", "embargo", "advisory"])
def test_what_may_not_be_used_yet_comes_behind(mark: Mark) -> None:
    held = member("held", agencies=("dpa",), words=900, marks=(mark,))
    assert canonical(held, member("own", at=NOON + DAY)) == "own"


def test_the_text_that_most_carry_comes_before_agency_copy_that_nobody_took() -> None:
    brief = member("brief", agencies=("dpa",))
    parent = member("parent", at=NOON + DAY)
    child = member("child", "rewrite", ("parent",), at=NOON + 2 * DAY)
    assert canonical(brief, parent, child) == "parent"


def test_one_agency_comes_before_a_mixture() -> None:
    mixed = member("mixed", agencies=("AFP", "Reuters"), words=900)
    agency = member("agency", "reprint", ("mixed",), agencies=("AFP",), at=NOON + DAY)
    assert canonical(mixed, agency) == "agency"


def test_among_equals_the_longest_comes_first() -> None:
    short = member("short", agencies=("AFP",), words=200)
    assert canonical(short, member("long", agencies=("AFP",), words=500, at=NOON + DAY)) == "long"


def test_it_is_the_same_whichever_came_first() -> None:
    found = set()
    for order in itertools.permutations(["agency", "reprint", "rewrite", "own"]):
        came: list[Member] = []
        for seq, name in enumerate(order):
            tied = tuple(m.article_id for m in came if "own" not in {m.article_id, name})
            agencies = ("AFP",) if name in {"agency", "reprint"} else ()
            day = {"agency": 0, "reprint": 1, "rewrite": 2, "own": 0}[name]
            came.append(
                member(
                    name,
                    "rewrite" if tied else "independent",
                    tied,
                    agencies,
                    NOON + day * DAY,
                    seq,
                )
            )
        found.add(canonical(*came))
    assert found == {"agency"}
