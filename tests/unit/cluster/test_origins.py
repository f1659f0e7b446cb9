"""Origins: who a story goes back to."""

import itertools

import pytest

from pipeline.cluster.owners import Outlet
from pipeline.cluster.story import Member
from pipeline.model import Origin, Relation
from tests.unit.build import DAY, NOON
from tests.unit.cluster.members import member, story


def of_story(*members: Member) -> tuple[Origin, ...]:
    """Origins of a story of these."""
    return story(*members).event("joined", ()).origins


def origins(*members: Member) -> dict[str, tuple[str, ...]]:
    """Origins of a story of these, with who goes back to each."""
    return {origin.name: origin.members for origin in of_story(*members)}


def test_the_five_ways_of_the_seed_table_have_three_origins() -> None:
    found = origins(
        member("reprint", agencies=("AFP",)),
        member("rewrite", "rewrite", ("composite",)),
        member("composite", "composite", ("reprint",), agencies=("AFP", "Reuters")),
        member("own"),
        member("paraphrase", "paraphrase", ("reprint",)),
    )
    assert found == {
        "AFP": ("reprint", "rewrite", "composite", "paraphrase"),
        "Reuters": ("composite",),
        "outlet-own": ("own",),
    }


def test_an_independent_report_is_an_origin_of_its_own() -> None:
    assert origins(member("a"), member("b")) == {"outlet-a": ("a",), "outlet-b": ("b",)}


def test_a_credited_agency_is_the_origin() -> None:
    assert origins(member("a", agencies=("dpa",))) == {"dpa": ("a",)}


def test_a_derived_member_goes_back_to_the_agency_of_its_component() -> None:
    found = origins(member("a", agencies=("dpa",)), member("b", "copy", ("a",)))
    assert found == {"dpa": ("a", "b")}


def test_a_parent_goes_back_to_an_agency_that_a_copy_of_it_credits() -> None:
    found = origins(member("a"), member("b", "copy", ("a",), agencies=("dpa",)))
    assert found == {"dpa": ("a", "b")}


def test_the_agency_credited_most_counts() -> None:
    found = origins(
        member("a", agencies=("AFP",)),
        member("b", "reprint", ("a",), agencies=("dpa",)),
        member("c", "reprint", ("b",), agencies=("dpa",)),
        member("d", "rewrite", ("c",)),
    )
    assert found == {"AFP": ("a",), "dpa": ("b", "c", "d")}


def test_where_nobody_is_credited_the_first_outlet_is_the_origin() -> None:
    found = origins(member("a"), member("b", "reprint", ("a",)), member("c", "rewrite", ("b",)))
    assert found == {"outlet-a": ("a", "b", "c")}


def test_components_do_not_mix() -> None:
    found = origins(
        member("a", agencies=("dpa",)),
        member("b"),
        member("c", "copy", ("a",)),
        member("d", "copy", ("b",)),
    )
    assert found == {"dpa": ("a", "c"), "outlet-b": ("b", "d")}


def test_a_parent_outside_the_story_ties_to_nobody() -> None:
    assert origins(member("a", "copy", ("gone",))) == {"outlet-a": ("a",)}


def test_of_two_agencies_the_nearest_counts() -> None:
    found = origins(
        member("a", agencies=("AFP",)),
        member("b", "reprint", ("a",), agencies=("AFP",)),
        member("c", "composite", ("b",), agencies=("dpa",)),
        member("d", "rewrite", ("c",)),
        member("e", "rewrite", ("d",)),
    )
    assert found == {"AFP": ("a", "b"), "dpa": ("c", "d", "e")}


FIVE = (
    ("reprint", ("AFP",), ()),
    ("composite", ("AFP", "Reuters"), ("reprint",)),
    ("rewrite", (), ("composite", "reprint")),
    ("paraphrase", (), ("rewrite",)),
    ("own", (), ()),
)


@pytest.mark.parametrize("order", [*itertools.permutations(range(len(FIVE)))])
def test_origins_are_the_same_whichever_came_first(order: tuple[int, ...]) -> None:
    """Each article is derived from those of its neighbours that came before it."""
    neighbours = {name: {*tied} for name, _, tied in FIVE}
    for name, _, tied in FIVE:
        for other in tied:
            neighbours[other].add(name)
    came: list[Member] = []
    for seq, n in enumerate(order):
        name, agencies, _ = FIVE[n]
        parents = tuple(m.article_id for m in came if m.article_id in neighbours[name])
        relation: Relation = "rewrite" if parents else "independent"
        came.append(member(name, relation, parents, agencies, seq=seq))
    found = {name: frozenset(ids) for name, ids in origins(*came).items()}
    assert found == {
        "AFP": {"reprint", "composite", "rewrite", "paraphrase"},
        "Reuters": {"composite"},
        "outlet-own": {"own"},
    }


def test_of_a_chain_that_credits_nobody_the_earliest_outlet_is_the_origin() -> None:
    late = member("late", at=NOON + DAY)
    assert [*origins(late, member("early", "copy", ("late",)))] == ["outlet-early"]


def owned(name: str, owner: str, *keys: str) -> Member:
    """A member of an outlet."""
    return member(name, outlet=Outlet(f"outlet-{name}", owner, keys))


def test_outlets_of_one_owner_are_one_origin_and_stay_readable() -> None:
    (origin,) = of_story(owned("a", "Harbour Group"), owned("b", "Harbour Group"))
    assert (origin.name, origin.members) == ("Harbour Group", ("a", "b"))
    assert origin.outlets == ("outlet-a", "outlet-b")


def test_an_outlet_of_two_spellings_is_one_origin() -> None:
    by_host = owned("a", "", "host post.test", "name post")
    by_name = owned("b", "", "name lindenpost")
    both = owned("c", "", "host post.test", "name lindenpost")
    assert len(of_story(by_host, by_name)) == 2
    assert origins(by_host, by_name, both) == {"outlet-a": ("a", "b", "c")}


def test_papers_of_one_name_with_two_known_owners_are_two() -> None:
    one, other = owned("a", "Harbour Group", "name echo"), owned("b", "Hill Group", "name echo")
    assert [*origins(one, other)] == ["Harbour Group", "Hill Group"]


def test_an_outlet_is_its_owners_when_another_spelling_of_it_is_known() -> None:
    unknown, known = owned("a", "", "name echo"), owned("b", "Harbour Group", "name echo")
    assert origins(unknown, known) == {"Harbour Group": ("a", "b")}


def test_a_credited_agency_and_an_outlet_of_it_are_one() -> None:
    credited = member("a", agencies=("Reuters",))
    site = member("b", agencies=("Reuters",), outlet=Outlet("reuters.test", "Reuters"))
    assert origins(credited, site) == {"Reuters": ("a", "b")}


@pytest.mark.parametrize("first", ["agency", "quiet"])
def test_who_has_an_agencys_quotations_goes_back_to_it_whichever_came_first(first: str) -> None:
    agency, quiet = member("agency", agencies=("AFP",)), member("quiet")
    agency.quotes, quiet.quotes = {1: 9, 2: 9, 3: 9, 4: 9}, {1: 9, 2: 9, 5: 9}
    both = (agency, quiet) if first == "agency" else (quiet, agency)
    assert {name: {*ids} for name, ids in origins(*both).items()} == {"AFP": {"agency", "quiet"}}


def test_a_report_with_one_quotation_of_three_has_an_origin_of_its_own() -> None:
    agency, own = member("agency", agencies=("AFP",)), member("own")
    agency.quotes, own.quotes = {1: 9, 2: 9}, {1: 9, 5: 9, 6: 9}
    assert [*origins(agency, own)] == ["AFP", "outlet-own"]
