"""Members, origins, the canonical article and flags of a story."""

from pipeline.cluster.story import headline_of
from pipeline.model import Change
from tests.unit.build import DAY, NOON, article
from tests.unit.cluster.members import member, story


def test_only_members_whose_origins_changed_are_touched() -> None:
    made = story(member("a"), member("b"))
    assert made.add(member("c", "copy", ("a",), agencies=("dpa",))) == {"a", "c"}
    assert made.add(member("d")) == {"d"}


def test_the_headline_is_the_canonical_one() -> None:
    event = story(member("a"), member("b", agencies=("dpa",))).event("joined", ())
    assert event.headline == "Headline of b"


def test_each_member_makes_a_version() -> None:
    made = story(member("a"))
    assert made.version == 1
    made.add(member("b"))
    assert made.version == 2


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
    made.add(member("b", "copy", ("a",), agencies=("dpa",)))
    assert [each.origins for each in before.members] == [("outlet-a",)]
    assert before.version == 1


def test_closing_is_a_version_and_says_so() -> None:
    event = story(member("a")).close()
    assert (event.version, event.change, event.status) == (2, "closed", "closed")


def test_a_tombstone_names_its_successor() -> None:
    event = story(member("a")).tombstone("other")
    change: Change = "merged"
    assert (event.version, event.change, event.status) == (2, change, "merged")
    assert event.replaced_by == "other"


def test_taking_over_keeps_the_order_of_arrival_and_the_higher_version() -> None:
    first = story(member("b", seq=2))
    second = story(member("a", seq=1), member("c", seq=3), member("d", seq=4))
    first.take_over(second)
    assert [each.article_id for each in first.members] == ["a", "b", "c", "d"]
    assert first.version == 3


def test_an_article_without_title_is_named_by_how_it_begins() -> None:
    assert headline_of(article("The harbour closed.")) == "The harbour closed."
    found = headline_of(article("harbour " * 40 + "closed."))
    assert found.startswith("harbour harbour")
    assert found.endswith(" …")
    assert len(found) <= 142


def test_a_given_title_is_kept_whole() -> None:
    title = "Harbour closes " * 20
    assert headline_of(article("It closed.", title=title)) == title.strip()
