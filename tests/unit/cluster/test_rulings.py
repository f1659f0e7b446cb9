"""What an editor rules holds, whatever arrives and in whatever order."""

import itertools
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cluster.desk import Desk
from pipeline.cluster.rulings import Rulings, ruling
from pipeline.flow import rule, settle
from pipeline.model import Prepared, Ruling, RulingKind
from tests.unit.build import DAY, NOON, empty_desk, prepared, prose, sentences, tell, tokens


def ruled(kind: RulingKind, *articles: str, withdraws: str = "") -> Ruling:
    """A ruling by Ann Lee."""
    return ruling(kind, articles, "Ann Lee", NOON, "the desk said so", withdraws)


def report(topic: int, telling: int = 1, title: str = "") -> Prepared:
    """A dated report of its own document."""
    name = f"{topic}-{telling}"
    text = prose(topic, telling, 60)
    return prepared(text, id=name, source=name, title=title, published_at=NOON)


def id_of(article: Prepared) -> str:
    """Its id."""
    return article.article.article_id


def story_of(desk: Desk, article: Prepared) -> str:
    """The story that an article is in."""
    return desk.members[id_of(article)].story_id


def canonical(desk: Desk, article: Prepared) -> str:
    """The canonical article of the story that an article is in."""
    return desk.stories[story_of(desk, article)].event("joined", ()).canonical


FIRE = [report(1, n) for n in range(1, 5)]
VOTE = [report(2, n) for n in range(1, 4)]


# -- what stands -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "given_", "refused"),
    [
        ([("together", "ab")], ("apart", "ab"), "are ruled together"),
        ([("together", "ab"), ("together", "bc")], ("apart", "ca"), "are ruled together"),
        ([("apart", "ab")], ("together", "ba"), "are kept apart"),
        ([("together", "ab"), ("apart", "ac")], ("together", "bc"), "are kept apart"),
        ([("apart", "abc")], ("together", "bc"), ""),
        ([("apart", "abc")], ("together", "ca"), "are kept apart"),
        ([("canonical", "a")], ("canonical", "b"), ""),
        ([("canonical", "a"), ("together", "ab")], ("canonical", "b"), "another canonical"),
        ([("canonical", "a"), ("canonical", "b")], ("together", "ab"), "have two"),
        ([("together", "ab")], ("together", "ba"), "says so already"),
    ],
)
def test_what_contradicts_a_standing_ruling_is_refused_with_the_reason(
    before: list[tuple[RulingKind, str]], given_: tuple[RulingKind, str], refused: str
) -> None:
    standing = Rulings(ruled(kind, *articles) for kind, articles in before)
    assert len(standing.standing) == len(before)
    new = ruled(given_[0], *given_[1])
    assert refused in standing.contradiction(new)
    assert bool(standing.contradiction(new)) == bool(refused)
    assert standing.take(new) is not bool(refused)


def test_a_refusal_names_the_ruling_to_withdraw_and_then_it_is_taken() -> None:
    old, new = ruled("apart", "a", "b"), ruled("together", "a", "b")
    standing = Rulings([old])
    assert old.ruling_id in standing.contradiction(new)
    assert standing.take(ruled("withdrawn", "a", "b", withdraws=old.ruling_id))
    assert standing.take(new)
    assert set(standing.standing) == {new.ruling_id}
    assert not standing.take(ruled("withdrawn", "a", "b", withdraws=old.ruling_id))


def test_rulings_reach_what_is_ruled_together() -> None:
    standing = Rulings(
        [ruled("together", "a", "b"), ruled("apart", "b", "c"), ruled("together", "c", "d")]
    )
    assert sorted(standing.with_("a")) == ["a", "b"]
    assert standing.apart("a") == ["c", "d"]
    assert standing.apart("d") == ["a", "b"]
    assert standing.with_("x") == standing.apart("x") == []


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("together", "apart", "canonical", "withdrawn")),
        st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=4, unique=True),
    ),
    max_size=30,
)


def said(standing: Rulings) -> object:
    """All that rulings say of the articles that a test names."""
    chosen = sorted(standing.chosen, key=lambda one: standing.chosen[one])
    return [(sorted(standing.with_(one)), standing.apart(one)) for one in "abcdefgh"], chosen


@settings(max_examples=300, deadline=None)
@given(ACTS, st.randoms(use_true_random=False))
def test_what_was_withdrawn_leaves_nothing_behind(
    acts: list[tuple[RulingKind, list[str]]], dice: Random
) -> None:
    standing = Rulings()
    for kind, articles in acts:
        if kind != "withdrawn":
            standing.take(ruled(kind, *articles[: 1 if kind == "canonical" else None]))
        elif standing:
            old = dice.choice(list(standing.standing.values()))
            assert standing.take(ruled(kind, *old.articles, withdraws=old.ruling_id))
        assert said(standing) == said(Rulings(standing.standing.values()))


# -- on the desk -----------------------------------------------------------------------------------


def test_an_article_ruled_together_with_one_of_another_story_goes_there_at_once() -> None:
    desk = empty_desk()
    tell(desk, [*FIRE, *VOTE])
    home = story_of(desk, FIRE[0])
    assert story_of(desk, VOTE[0]) != home
    done = rule(ruled("together", id_of(VOTE[0]), id_of(FIRE[0])), desk)
    assert story_of(desk, VOTE[0]) == home
    assert story_of(desk, VOTE[1]) == story_of(desk, VOTE[2]) != home
    assert {event.change for event in done.events} == {"ruled"}
    assert all(event.why == "ruled together by Ann Lee: the desk said so" for event in done.events)
    assert id_of(VOTE[0]) in next(e for e in done.events if e.story_id == home).touched


def test_a_story_that_a_ruling_empties_leaves_a_tombstone() -> None:
    desk = empty_desk()
    tell(desk, [*FIRE, VOTE[0]])
    gone = story_of(desk, VOTE[0])
    tombstone, event = rule(ruled("together", id_of(VOTE[0]), id_of(FIRE[0])), desk).events
    assert (tombstone.story_id, tombstone.status) == (gone, "merged")
    assert tombstone.replaced_by == event.story_id == story_of(desk, FIRE[0])


def test_an_article_kept_apart_leaves_for_a_story_of_its_own() -> None:
    desk = empty_desk()
    tell(desk, FIRE)
    home = story_of(desk, FIRE[1])
    done = rule(ruled("apart", id_of(FIRE[0]), id_of(FIRE[1])), desk)
    assert [len(e.members) for e in sorted(done.events, key=lambda e: e.story_id != home)] == [3, 1]
    assert story_of(desk, FIRE[1]) == story_of(desk, FIRE[2]) == home


def test_an_article_kept_apart_leaves_for_the_story_that_it_fits_next_best() -> None:
    desk = empty_desk()
    tell(desk, [FIRE[0], FIRE[1]])
    rule(ruled("apart", id_of(FIRE[2]), id_of(FIRE[0])), desk)
    rule(ruled("apart", id_of(FIRE[1]), id_of(FIRE[0])), desk)
    tell(desk, [VOTE[0]])
    rule(ruled("together", id_of(FIRE[3]), id_of(VOTE[0])), desk)
    tell(desk, [FIRE[3]])
    assert story_of(desk, FIRE[3]) == story_of(desk, VOTE[0])
    rule(ruled("apart", id_of(VOTE[0]), id_of(FIRE[1])), desk)
    pin = next(r for r in desk.rulings.standing.values() if r.kind == "together")
    rule(ruled("withdrawn", *pin.articles, withdraws=pin.ruling_id), desk)
    rule(ruled("apart", id_of(FIRE[3]), id_of(VOTE[0])), desk)
    assert story_of(desk, FIRE[3]) in {story_of(desk, FIRE[0]), story_of(desk, FIRE[1])}


def test_versions_go_with_the_article_that_is_kept_apart() -> None:
    desk = empty_desk()
    words = tokens(1, 9, 60)
    later = prepared(sentences(words), id="1-2", source="1-2", published_at=NOON)
    later = replace(later, article=replace(later.article, document_id=FIRE[1].article.document_id))
    tell(desk, [*FIRE, later])
    assert story_of(desk, later) == story_of(desk, FIRE[0])
    rule(ruled("apart", id_of(later), id_of(FIRE[0])), desk)
    assert story_of(desk, later) == story_of(desk, FIRE[1]) != story_of(desk, FIRE[0])


def test_an_editor_chooses_the_canonical_article_until_it_is_withdrawn() -> None:
    desk = empty_desk()
    tell(desk, FIRE[:3])
    before = canonical(desk, FIRE[0])
    chosen = next(one for one in FIRE[:3] if id_of(one) != before)
    first = ruled("canonical", id_of(chosen))
    (event,) = rule(first, desk).events
    assert (event.change, event.canonical) == ("ruled", id_of(chosen))
    assert event.headline == desk.members[id_of(chosen)].facts.title
    tell(desk, FIRE[3:])
    assert canonical(desk, FIRE[0]) == id_of(chosen)
    rule(ruled("withdrawn", id_of(chosen), withdraws=first.ruling_id), desk)
    assert canonical(desk, FIRE[0]) == before


def test_a_killed_article_is_not_canonical_whatever_was_ruled() -> None:
    desk = empty_desk()
    tell(desk, FIRE[:3])
    rule(ruled("canonical", id_of(FIRE[1])), desk)
    kill = prepared(
        prose(1, 2, 60), id="1-2", source="1-2", title="KILL: Harbour", published_at=NOON
    )
    assert settle(kill, desk).decision.relation == "kill"
    assert canonical(desk, FIRE[0]) != id_of(FIRE[1])


def test_a_ruling_that_contradicts_does_nothing() -> None:
    desk = empty_desk()
    tell(desk, FIRE)
    rule(ruled("together", id_of(FIRE[0]), id_of(FIRE[1])), desk)
    assert rule(ruled("apart", id_of(FIRE[0]), id_of(FIRE[1])), desk).events == ()
    assert story_of(desk, FIRE[0]) == story_of(desk, FIRE[1])


def test_a_story_made_of_what_has_left_the_window_closes() -> None:
    desk = empty_desk(window=DAY, arrivals=3)
    late = prepared(prose(1, 2, 60), id="late", source="late", published_at=NOON + 0.9 * DAY)
    others = [
        prepared(prose(n, 1, 60), id=f"{n}", source=f"{n}", published_at=NOON + 1.5 * DAY)
        for n in range(10, 17)
    ]
    tell(desk, [FIRE[0], late, *others[:6]])
    assert desk.members[id_of(FIRE[0])].place == -1
    assert story_of(desk, FIRE[0]) == story_of(desk, late)
    rule(ruled("apart", id_of(FIRE[0]), id_of(late)), desk)
    tell(desk, others[6:])
    assert id_of(FIRE[0]) not in desk.members
    assert id_of(late) in desk.members


# -- whatever arrives ------------------------------------------------------------------------------

STREAM = [
    *(report(topic, telling) for topic in (1, 2, 3) for telling in (1, 2, 3)),
    *(
        prepared(
            sentences(tokens(topic, 1, 40) + tokens(topic + 1, 2, 40)),
            id=name, source=name, title=title, published_at=NOON,
        )
        for topic, name, title in ((1, "1-1", "UPDATE 1-Harbour"), (2, "both", ""), (1, "x", ""))
    ),
    prepared(prose(2, 1, 60), id="reprint", source="reprint", published_at=NOON),
]  # fmt: skip
PLACES = st.integers(0, len(STREAM) - 1)
GIVEN = st.lists(
    st.tuples(
        st.sampled_from(("together", "apart", "canonical")),
        st.lists(PLACES, min_size=2, max_size=3, unique=True),
        st.integers(0, len(STREAM)),
    ),
    max_size=6,
)


def holds(desk: Desk) -> bool:
    """Whether no standing ruling is violated by where the members of a desk are."""
    for one in desk.rulings.standing.values():
        places = {a: desk.members[a].story_id for a in one.articles if a in desk.members}
        if one.kind == "together" and len(set(places.values())) > 1:
            return False
        first = places.pop(one.articles[0], None)
        if one.kind == "apart" and first in places.values():
            return False
    return True


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), GIVEN)
def test_no_arrival_violates_a_ruling_in_any_order(
    dice: Random, given_: list[tuple[RulingKind, list[int], int]]
) -> None:
    articles = STREAM[:]
    dice.shuffle(articles)
    desk = empty_desk()
    for place in range(len(articles) + 1):
        for kind, named, at in given_:
            if at == place:
                count = 1 if kind == "canonical" else None
                rule(ruled(kind, *(id_of(STREAM[n]) for n in named[:count])), desk)
                assert holds(desk)
        if place < len(articles):
            settle(articles[place], desk)
            assert holds(desk)
    members = [m for story in desk.stories.values() for m in story.members]
    assert (
        sorted(m.article_id for m in members) == sorted(desk.members) == sorted(map(id_of, STREAM))
    )
    assert all(desk.stories[m.story_id] for m in members)


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(4)), st.permutations(range(3)))
def test_what_is_ruled_of_two_stories_ends_the_same_in_any_order_of_arrival(
    fire: list[int], vote: list[int]
) -> None:
    together = ruled("together", id_of(FIRE[0]), id_of(VOTE[0]))
    apart = ruled("apart", id_of(FIRE[1]), id_of(FIRE[0]))
    desk = empty_desk()
    rule(together, desk)
    rule(apart, desk)
    tell(desk, [*(FIRE[n] for n in fire), *(VOTE[n] for n in vote)])
    assert story_of(desk, FIRE[0]) == story_of(desk, VOTE[0])
    assert story_of(desk, FIRE[1]) != story_of(desk, FIRE[0])


def test_the_order_of_rulings_that_do_not_contradict_is_nothing_to_what_stands() -> None:
    given_ = [
        ruled("together", "a", "b"),
        ruled("apart", "b", "c"),
        ruled("together", "c", "d", "e"),
    ]
    for order in itertools.permutations(given_):
        standing = Rulings(order)
        assert sorted(standing.with_("a")) == ["a", "b"]
        assert standing.apart("b") == ["c", "d", "e"]
