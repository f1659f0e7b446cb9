"""What a desk remembers and forgets."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster.assign import assign
from pipeline.cluster.desk import CLOCK_SPAN, VECTOR_NAMES, Desk
from pipeline.cluster.story import VECTOR_TERMS
from pipeline.fingerprint.passages import compare
from pipeline.model import Prepared, Vector
from tests.unit.build import (
    DAY,
    NOON,
    empty_desk,
    fingerprint_of,
    prepared,
    prose,
    sentences,
    tell,
    tokens,
)
from tests.unit.cluster.desks import (
    bridged,
    carriers_of,
    changes,
    events,
    parting,
    report,
    tellers_of,
)

# -- placing ---------------------------------------------------------------------------------------


def test_articles_are_counted_from_one() -> None:
    desk = empty_desk()
    assert [each.seq for each in tell(desk, [report(n) for n in range(3)])] == [1, 2, 3]


def test_a_story_opens_and_is_joined() -> None:
    settled = tell(empty_desk(), [report(1, 1), report(2, 1), report(1, 2)])
    assert changes(settled) == ["opened", "opened", "joined"]
    assert [len(event.members) for event in events(settled)] == [1, 1, 2]


def test_story_ids_are_the_same_on_every_desk() -> None:
    articles = [report(1, 1), report(2, 1), report(1, 2)]
    first, second = tell(empty_desk(), articles), tell(empty_desk(), articles)
    assert [e.story_id for e in events(first)] == [e.story_id for e in events(second)]


def test_a_decision_says_why_in_its_event() -> None:
    (settled,) = tell(empty_desk(), [report(1)])
    assert "nothing near" in settled.decision.why
    assert settled.events[0].why == settled.decision.why


def test_merging_makes_a_tombstone_and_moves_the_members() -> None:
    desk = empty_desk()
    settled = tell(desk, bridged())
    tombstone, event = settled[-1].events
    assert (tombstone.status, tombstone.replaced_by) == ("merged", event.story_id)
    assert (event.change, event.status) == ("merged", "open")
    assert [member.id for member in event.members] == ["a", "b", "c"]
    assert set(desk.stories) == {event.story_id}
    assert {member.story_id for member in desk.members.values()} == {event.story_id}


def test_a_merge_touches_the_newcomer_and_the_members_that_moved() -> None:
    event = tell(empty_desk(), bridged())[-1].events[-1]
    assert event.touched == {member.article_id for member in event.members if member.id in "bc"}


def test_a_stranger_that_comes_to_a_part_is_no_reason_to_tell_of_the_other() -> None:
    desk = empty_desk()
    tell(desk, parting())
    tell(desk, [report(1, 4), report(2, 4)])
    assert len(desk.stories) == 2
    (settled,) = tell(desk, [report(2, 9)])
    assert [event.story_id for event in settled.events] == [settled.decision.story_id]


def test_after_a_merge_versions_of_both_sides_are_told_to_the_story_that_stays() -> None:
    desk = empty_desk()
    stays = tell(desk, bridged())[-1].events[-1].story_id
    for name in "ab":
        later = prepared(prose(9, 1, 60), id=name, source=name, published_at=NOON)
        assert assign(later, desk).story_id == stays


# -- memory ----------------------------------------------------------------------------------------


def test_a_vector_has_length_one_and_the_heaviest_terms() -> None:
    article = prepared(sentences([f"word{n}" for n in range(VECTOR_TERMS * 2)]))
    found = empty_desk().vector(article.fingerprint.terms)
    assert found.terms.shape == (VECTOR_TERMS,)
    assert found.weights.shape == (VECTOR_TERMS, 2)
    whole = found.weights[:, 0].tolist()
    assert whole == sorted(whole, reverse=True)
    assert lengths(found) == pytest.approx([1, 1, 0])


def lengths(vector: Vector) -> list[float]:
    """Euclidean lengths of the columns: the whole, title and lead, names."""
    return [float(np.linalg.norm(column)) for column in (*vector.weights.T, *vector.named.T)]


def test_a_vector_has_the_heaviest_names_beside_the_terms() -> None:
    people = [
        f"{a}{b} {b.title()}{a.lower()}"
        for a in "ABCDEF"
        for b in ("dorn", "melk", "rast", "vost", "wind")
    ]
    said = " ".join(f"On Monday {name} spoke to the council." for name in people)
    article = prepared(said, language="en")
    assert len(article.article.names) > VECTOR_NAMES
    found = empty_desk().vector(article.fingerprint.terms)
    assert found.names.shape == (VECTOR_NAMES,)
    assert found.named.shape == (VECTOR_NAMES, 1)
    assert lengths(found) == pytest.approx([1, 1, 1])
    assert {*found.names.tolist()} <= {*article.fingerprint.terms.hashes.tolist()}


def test_what_stands_in_the_body_alone_has_no_weight_in_title_and_lead() -> None:
    text = "\n".join([sentences(["harbour"] * 6 + tokens(1, 1, 60)), sentences(["crane"] * 9)])
    article = prepared(text, title="Storm")
    found = empty_desk().vector(article.fingerprint.terms)
    weights = dict(zip(found.terms.tolist(), found.weights.tolist(), strict=True))
    crane, harbour, storm = (
        weights[fingerprint_of(word).terms.hashes.tolist()[0]]
        for word in ("crane", "harbour", "storm")
    )
    assert crane[1] == 0 < crane[0]
    assert harbour[1] > 0
    assert storm[1] > storm[0]


def test_an_article_without_terms_has_an_empty_vector() -> None:
    article = prepared("The and of.", language="en")
    found = empty_desk().vector(article.fingerprint.terms)
    assert (found.terms.shape, found.weights.shape) == ((0,), (0, 2))
    assert (found.names.shape, found.named.shape) == ((0,), (0, 1))


@given(st.lists(st.sampled_from([*range(8)]), max_size=30), st.booleans())
def test_each_column_of_a_vector_is_of_length_one_or_empty(topics: list[int], titled: bool) -> None:
    text = sentences([word for n, topic in enumerate(topics) for word in tokens(topic, n, 5)])
    article = prepared(
        text + "\nAnn Holt was there.", title="Harbour of Ann Holt closes" if titled else ""
    )
    found = empty_desk().vector(article.fingerprint.terms)
    assert all(one == 0 or one == pytest.approx(1, abs=1e-5) for one in lengths(found))
    assert lengths(found)[0] > 0


def test_a_member_is_found_by_its_passages_and_by_its_terms() -> None:
    desk = empty_desk()
    article = report(1)
    tell(desk, [article, report(2)])
    assert carriers_of(desk, article) == tellers_of(desk, article) == {"1-1"}


# -- time ------------------------------------------------------------------------------------------


def test_the_time_of_the_stream_is_the_median_of_the_latest() -> None:
    desk = empty_desk()
    assert desk.now(NOON) == NOON
    tell(desk, [report(1, 1, 1.0), report(2, 1, 5.0), report(3, 1, 3.0), report(4, 1, None)])
    assert desk.now(NOON) == NOON + 3 * DAY


def test_the_stream_remembers_so_many_times() -> None:
    desk = empty_desk()
    tell(desk, [report(n % 90, n, float(n)) for n in range(CLOCK_SPAN + 5)])
    assert [*desk.recent] == [NOON + n * DAY for n in range(5, CLOCK_SPAN + 5)]


def test_a_story_leaves_the_desk_after_time_and_arrivals() -> None:
    desk = empty_desk(window=DAY, arrivals=3)
    settled = tell(desk, [report(1), *(report(n, 1, 9.0) for n in range(2, 6))])
    story_id = settled[0].decision.story_id
    assert [one.forgotten for one in settled] == [(), (), (), (story_id,), ()]
    assert story_id not in desk.stories
    last = [event for event in events(settled) if event.story_id == story_id][-1]
    assert (last.change, last.status, last.version) == ("closed", "closed", 2)


def test_time_alone_forgets_nothing() -> None:
    desk = empty_desk(window=DAY, arrivals=50)
    tell(desk, [report(n, 1, 9.0 * n) for n in range(20)])
    assert len(desk.stories) == 20


def test_arrivals_alone_forget_nothing() -> None:
    desk = empty_desk(window=DAY, arrivals=2)
    tell(desk, [report(n, 1, 0.01 * n) for n in range(20)])
    assert len(desk.stories) == 20


def test_a_new_member_keeps_a_story_on_the_desk() -> None:
    desk = empty_desk(window=DAY, arrivals=3)
    first, *_ = tell(desk, [report(1), report(2, 1, 9.0), report(3, 1, 9.0), report(1, 2, 0.5)])
    (settled,) = tell(desk, [report(4, 1, 9.0)])
    assert settled.forgotten == ()
    assert first.decision.story_id in desk.stories


def test_one_wrong_date_closes_nothing() -> None:
    desk = empty_desk(window=DAY, arrivals=0)
    tell(desk, [report(n, 1, 0.1 * n) for n in range(9)])
    seen = datetime(2031, 1, 1, tzinfo=NOON.tzinfo)
    wrong = prepared(prose(50, 1, 60), id="wrong", published_at=seen, seen_at=seen)
    assert changes(tell(desk, [wrong])) == ["opened"]
    assert len(desk.stories) == 10


def test_several_stories_may_be_forgotten_at_once() -> None:
    desk = empty_desk(window=DAY, arrivals=2)
    late = [report(n, 1, 9.0) for n in range(10, 15)]
    settled = tell(desk, [report(1), report(2), report(3), *late])
    (forgotten,) = [one.forgotten for one in settled if one.forgotten]
    assert sorted(forgotten) == sorted(one.decision.story_id for one in settled[:3])


# -- forgetting ------------------------------------------------------------------------------------


def forgetful() -> tuple[Desk, Prepared]:
    """A desk that has forgotten the story of an article, and that article."""
    desk = empty_desk(window=DAY, arrivals=3)
    gone = report(1)
    tell(desk, [gone, *(report(n, 1, 9.0) for n in range(2, 6))])
    return desk, gone


def test_forgotten_members_are_found_by_nothing() -> None:
    desk, gone = forgetful()
    assert gone.article.article_id not in desk.members
    assert desk.versions(gone.article.document_id, 0) == []
    assert not carriers_of(desk, gone)
    assert not tellers_of(desk, gone)


def test_a_copy_of_what_is_forgotten_opens_a_story() -> None:
    desk, gone = forgetful()
    copy = replace(gone, article=replace(gone.article, article_id="copy", document_id="copy"))
    assert assign(copy, desk).why == "opened a story: nothing near"


def test_forgetting_one_leaves_what_others_share_with_it() -> None:
    desk = empty_desk(window=DAY, arrivals=3)
    old = prepared(sentences(tokens(1, 1, 48) + tokens(2, 1, 300)), id="old", published_at=NOON)
    young = prepared(
        sentences(tokens(1, 1, 48) + tokens(3, 1, 300)), id="young", published_at=NOON + 9 * DAY
    )
    tell(desk, [old, young, *(report(n, 1, 9.0) for n in range(10, 14))])
    assert compare(old.fingerprint.passages, young.fingerprint.passages).run
    assert old.article.article_id not in desk.members
    assert carriers_of(desk, old) == {"young"}
