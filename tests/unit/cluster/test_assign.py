"""The joining rule, by example."""

from datetime import timedelta

import pytest

from pipeline.cluster.assign import FLOOR, HORIZON, JOIN, assign
from pipeline.cluster.candidates import candidates
from pipeline.cluster.desk import Desk
from pipeline.model import Decision, Prepared
from tests.unit.build import (
    DAY,
    NOON,
    SEEN,
    empty_desk,
    prepared,
    prose,
    sentences,
    tell,
    tokens,
    vocabulary,
)


def report(topic: int, telling: int, days: float | None = 0.0) -> Prepared:
    """A dated report of its own document."""
    at = None if days is None else NOON + days * DAY
    return prepared(
        prose(topic, telling), id=f"{topic}-{telling}", source=f"{topic}-{telling}", published_at=at
    )


def event(topic: int, days: float | None = 0.0) -> Prepared:
    """A report on a topic that says five names of it more often than its other words."""
    words = vocabulary(topic)
    at = None if days is None else NOON + days * DAY
    text = sentences(words[:5] * 3 + words[5:] * 2)
    return prepared(text, id=f"event-{topic}", source=f"event-{topic}", published_at=at)


def touching(days: float | None, *topics: int) -> Prepared:
    """A report on a topic of its own that shares nothing but the names of others."""
    names = [name for topic in topics for name in reversed(vocabulary(topic)[:5])]
    at = None if days is None else NOON + days * DAY
    text = sentences(names * 3 + vocabulary(2)[:50] * 2)
    return prepared(text, id="touching", source="touching", published_at=at)


def joins(desk: Desk, article: Prepared) -> bool:
    """Whether a decision names a story that is already there."""
    return assign(article, desk).story_id in desk.stories


def desk_with(*articles: Prepared) -> Desk:
    """A desk that has settled these."""
    desk = empty_desk()
    tell(desk, articles)
    return desk


def why(desk: Desk, article: Prepared) -> str:
    """The rule that a decision names."""
    said = assign(article, desk).why
    return next(rule for rule in ("nothing near enough", "stands out", "near") if rule in said)


def score(desk: Desk, article: Prepared) -> float:
    """Cosine with the nearest member."""
    return candidates(article, desk.vector(article.fingerprint.terms), desk, None)[0][1].cosine


def test_a_near_article_joins() -> None:
    desk = desk_with(report(1, 1))
    assert joins(desk, report(1, 2))
    assert why(desk, report(1, 2)) == "near"


def test_an_undated_near_article_joins() -> None:
    assert joins(desk_with(report(1, 1, None)), report(1, 2, None))


def test_a_stranger_opens_a_story() -> None:
    desk = desk_with(report(1, 1))
    assert not joins(desk, report(2, 1))
    assert why(desk, report(2, 1)) == "nothing near enough"


def test_an_article_joins_the_nearer_of_two_stories() -> None:
    desk = desk_with(report(1, 1), report(2, 1))
    decision = assign(report(2, 2), desk)
    assert decision.story_id == desk.members[report(2, 1).article.article_id].story_id


def test_what_shares_names_alone_is_below_near() -> None:
    assert FLOOR < score(desk_with(event(1)), touching(0, 1)) < JOIN


def test_a_dated_article_that_shares_names_with_one_story_alone_stands_out() -> None:
    desk = desk_with(event(1), event(3))
    assert joins(desk, touching(0, 1))
    assert why(desk, touching(0, 1)) == "stands out"


def test_an_undated_article_never_stands_out() -> None:
    assert why(desk_with(event(1)), touching(None, 1)) == "nothing near enough"


def test_nothing_stands_out_beside_an_undated_member() -> None:
    assert why(desk_with(event(1, None)), touching(0, 1)) == "nothing near enough"


@pytest.mark.parametrize(("days", "reason"), [(1.0, "stands out"), (2.1, "nothing near enough")])
def test_only_what_is_close_in_time_stands_out(days: float, reason: str) -> None:
    assert why(desk_with(event(1)), touching(days, 1)) == reason


def test_nothing_stands_out_of_two_stories_that_share_as_much() -> None:
    article = touching(0, 1, 3)
    assert why(desk_with(event(1)), article) == "stands out"
    assert why(desk_with(event(3)), article) == "stands out"
    assert why(desk_with(event(1), event(3)), article) == "nothing near enough"


@pytest.mark.parametrize(
    ("days", "joined"), [(-6.5, True), (6.5, True), (7.5, False), (-7.5, False)]
)
def test_beyond_the_horizon_nothing_joins_by_its_score(days: float, joined: bool) -> None:
    assert timedelta(days=7) == HORIZON
    assert joins(desk_with(report(1, 1)), report(1, 2, days)) is joined


def test_the_same_content_joins_at_any_distance() -> None:
    again = prepared(prose(1, 1), id="again", source="Echo", published_at=NOON + 30 * DAY)
    assert joins(desk_with(report(1, 1)), again)


def test_the_same_content_joins_a_story_that_is_mostly_of_other_matters() -> None:
    desk = desk_with(*(report(1, n, None) for n in range(10)))
    tell(desk, [prepared(prose(2, 1), id="1-0", source="1-0")])
    assert len(desk.stories) == 1
    assert not joins(desk, report(2, 2, None))
    assert joins(desk, prepared(prose(2, 1), id="copy", source="Echo"))


def test_a_later_version_stays_in_its_documents_story() -> None:
    desk = desk_with(report(1, 1), report(2, 1))
    later = prepared(prose(2, 9), id="1-1", source="1-1", published_at=NOON)
    decision = assign(later, desk)
    assert decision.story_id == desk.members[report(1, 1).article.article_id].story_id
    assert "a later version of the same document" in decision.why


MIXED = sentences(tokens(1, 50, 120) + tokens(2, 50, 120))


def drifted() -> Desk:
    """Ten reports on topic 1 and one that is on topics 1 and 2, in one story."""
    desk = desk_with(*(report(1, n, None) for n in range(10)))
    tell(desk, [prepared(MIXED, id="mixed", source="mixed")])
    assert len(desk.stories) == 1
    return desk


def test_an_article_near_to_one_member_alone_does_not_join() -> None:
    desk, article = drifted(), report(2, 1, None)
    assert score(desk, article) > JOIN
    assert why(desk, article) == "nothing near enough"


def test_an_article_near_to_the_members_joins_the_same_story() -> None:
    assert joins(drifted(), report(1, 20, None))


def test_an_undated_article_stands_at_the_streams_time() -> None:
    desk = desk_with(report(1, 1, 3.0))
    assert assign(report(2, 1, None), desk).at == NOON + 3 * DAY
    assert assign(report(2, 1, 1.0), desk).at == NOON + DAY


def test_without_any_date_an_article_stands_at_when_it_was_seen() -> None:
    assert assign(report(1, 1, None), empty_desk()).at == SEEN


def test_deciding_changes_nothing() -> None:
    desk = desk_with(report(1, 1), report(2, 1))
    before = [(s.story_id, s.version, len(s.members)) for s in desk.stories.values()]
    first, second = assign(report(1, 2), desk), assign(report(1, 2), desk)
    assert bare(first) == bare(second)
    assert [(s.story_id, s.version, len(s.members)) for s in desk.stories.values()] == before
    assert desk.seq == 2


def bare(decision: Decision) -> tuple[object, ...]:
    """A decision without its vector, to be compared."""
    return (
        decision.story_id,
        decision.relation,
        decision.parents,
        decision.evidence,
        decision.merges,
        decision.why,
        decision.at,
    )


def test_a_story_id_follows_the_article_that_opened_it() -> None:
    ids = [assign(report(1, n), empty_desk()).story_id for n in (1, 1, 2)]
    assert ids[0] == ids[1] != ids[2]


def test_evidence_is_kept_for_the_parents_and_the_nearest() -> None:
    desk = desk_with(*(report(1, n) for n in range(5)))
    parent = desk.members[report(1, 3).article.article_id]
    text = sentences(tokens(1, 3, 192)[:150] + tokens(1, 9, 30))
    decision = assign(prepared(text, id="x", source="x", published_at=NOON), desk)
    assert decision.parents == (parent.article_id,)
    assert parent.article_id in {evidence.article_id for evidence in decision.evidence}
    assert len(decision.evidence) <= 2


def two_stories() -> tuple[Desk, Prepared]:
    """Two stories apart in time, and a reprint of members of both."""
    common = tokens(1, 1, 192)
    first = prepared(sentences(common + tokens(2, 1, 20)), id="a", source="a", published_at=NOON)
    second = prepared(
        sentences(common + tokens(3, 1, 20)), id="b", source="b", published_at=NOON + 8 * DAY
    )
    bridge = prepared(sentences(common), id="c", source="c", published_at=NOON + 4 * DAY)
    desk = desk_with(first, second)
    assert len(desk.stories) == 2
    return desk, bridge


def test_a_reprint_of_members_of_two_stories_merges_them() -> None:
    desk, bridge = two_stories()
    decision = assign(bridge, desk)
    assert {decision.story_id, *decision.merges} == set(desk.stories)
    assert decision.story_id not in decision.merges


def test_a_new_story_merges_none() -> None:
    assert assign(report(5, 1), two_stories()[0]).merges == ()
