"""Members, origins, the canonical article and flags of a story."""

from collections.abc import Callable

from pipeline.cluster.story import Member, Story, headline_of
from pipeline.model import Change
from tests.unit.build import DAY, NOON, article
from tests.unit.cluster.members import member


def story(*members: Member) -> Story:
    """A story of these."""
    made = Story("story", "en")
    for each in members:
        join(made, each)
    return made


def join(made: Story, one: Member) -> frozenset[str]:
    """A member joins; returns the articles whose origins that changes."""
    made.put(one)
    return made.trace_origins()


def origins(*members: Member) -> dict[str, tuple[str, ...]]:
    """Origins of a story of these, with who goes back to each."""
    return {origin.name: origin.members for origin in story(*members).event("joined", ()).origins}


def canonical(*members: Member) -> str:
    """Canonical article of a story of these."""
    return story(*members).event("joined", ()).canonical


def flags(*members: Member) -> tuple[str, ...]:
    """Flags of a story of these."""
    return story(*members).event("joined", ()).flags


def test_only_members_whose_origins_changed_are_touched() -> None:
    made = story(member("a"), member("b"))
    assert join(made, member("c", "copy", ("a",), agencies=("dpa",))) == {"a", "c"}
    assert join(made, member("d")) == {"d"}


def test_the_headline_is_the_canonical_one() -> None:
    event = story(member("a"), member("b", agencies=("dpa",))).event("joined", ())
    assert event.headline == "Headline of b"


def test_each_event_makes_a_version() -> None:
    made = story(member("a"), member("b"))
    assert made.version == 0
    assert [made.event("joined", ()).version for _ in range(3)] == [1, 2, 3]


def test_an_event_is_the_story_as_it_stands() -> None:
    event = story(member("a"), member("b", at=NOON + DAY)).event("joined", {"b"}, "near")
    assert (event.story_id, event.shard, event.status, event.why) == (
        "story",
        "en",
        "open",
        "near",
    )
    assert [each.article_id for each in event.members] == ["a", "b"]
    assert (event.first_seen, event.last_seen) == (NOON, NOON + DAY)
    assert event.touched == {"b"}


def test_earlier_events_do_not_change_with_the_story() -> None:
    made = story(member("a"))
    before = made.event("opened", ())
    join(made, member("b", "copy", ("a",), agencies=("dpa",)))
    assert [each.origins for each in before.members] == [("outlet-a",)]
    assert before.version == 1


def test_closing_is_a_version_and_says_so() -> None:
    event = story(member("a")).end("closed")
    assert (event.version, event.change, event.status) == (1, "closed", "closed")


def test_a_tombstone_names_its_successor() -> None:
    event = story(member("a")).tombstone("other")
    change: Change = "merged"
    assert (event.version, event.change, event.status) == (1, change, "merged")
    assert event.replaced_by == "other"
    assert event.touched == frozenset()


def test_members_stand_in_the_order_of_arrival_whenever_they_are_put() -> None:
    made = story(member("b", seq=2), member("d", seq=4), member("a", seq=1), member("c", seq=3))
    assert [each.article_id for each in made.members] == ["a", "b", "c", "d"]
    assert made.last_arrival == 4
    assert Story("story", "en").last_arrival == 0


def test_a_member_that_is_put_is_of_the_story_and_one_that_is_taken_leaves_it() -> None:
    made, other = story(member("a")), Story("other", "en")
    moved = member("b", seq=1)
    join(made, moved)
    made.take(moved)
    other.put(moved)
    assert moved.story_id == "other"
    assert [each.article_id for each in made.members] == ["a"]
    assert other.members == [moved]


def test_a_story_knows_how_many_of_its_members_are_in_the_window() -> None:
    one, other, gone = (member(name, seq=n) for n, name in enumerate("abc"))
    one.place, other.place = 0, 7
    made = story(one, other, gone)
    assert made.in_window == 2
    made.take(gone)
    assert made.in_window == 2
    made.take(other)
    assert made.in_window == 1
    made.left_window()
    assert made.in_window == 0


def test_what_changes_the_members_in_the_window_forgets_the_cohesion() -> None:
    first, one = member("a"), member("b", seq=1)
    first.place, one.place = 0, 1
    made = story(first)
    changes: tuple[Callable[[], None], ...] = (
        lambda: made.put(one),
        lambda: made.take(one),
        made.left_window,
    )
    for change in changes:
        made.cohesion = 1.0
        change()
        assert made.cohesion is None


def test_an_article_without_title_is_named_by_how_it_begins() -> None:
    assert headline_of(article("The harbour closed.")) == "The harbour closed."
    found = headline_of(article("harbour " * 40 + "closed."))
    assert found.startswith("harbour harbour")
    assert found.endswith(" …")
    assert len(found) <= 142


def test_a_given_title_is_kept_whole() -> None:
    title = "Harbour closes " * 20
    assert headline_of(article("It closed.", title=title)) == title.strip()
