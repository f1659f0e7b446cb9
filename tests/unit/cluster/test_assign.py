"""Which story an article joins, by example."""

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.cluster.assign import assign
from pipeline.cluster.candidates import candidates
from pipeline.cluster.desk import Desk
from pipeline.cluster.joining import CROWD, HORIZON_DAYS
from pipeline.cluster.ties import TOLD
from pipeline.model import Decision, Prepared, Tie
from tests.unit.build import (
    DAY,
    JOINING,
    NOON,
    SEEN,
    empty_desk,
    prepared,
    prose,
    sentences,
    tell,
    tokens,
)


def report(topic: int, telling: int, days: float | None = 0.0) -> Prepared:
    """A dated report of its own document."""
    at = None if days is None else NOON + days * DAY
    return prepared(
        prose(topic, telling), id=f"{topic}-{telling}", source=f"{topic}-{telling}", published_at=at
    )


def desk_with(*articles: Prepared, bar: float = JOINING.bar) -> Desk:
    """A desk that has settled these."""
    desk = empty_desk(joining=replace(JOINING, bar=bar))
    tell(desk, articles)
    return desk


def joins(desk: Desk, article: Prepared) -> bool:
    """Whether a decision names a story that is already there."""
    return assign(article, desk).story_id in desk.stories


def tie(desk: Desk, article: Prepared) -> Tie:
    """The highest tie."""
    return assign(article, desk).ties[0]


def cosine(desk: Desk, article: Prepared) -> float:
    """Cosine with the nearest member."""
    found = candidates(article, desk.vector(article.fingerprint.terms), desk, None)
    return float(found.cosines[0, 0])


def story_of(desk: Desk, article: Prepared) -> str:
    """Where a member is."""
    return desk.members[article.article.article_id].story_id


# -- by its tie ------------------------------------------------------------------------------------


def test_an_article_joins_the_story_to_which_its_tie_is_above_the_bar() -> None:
    desk = desk_with(report(1, 1))
    decision = assign(report(1, 2), desk)
    (found,) = decision.ties
    assert decision.story_id == found.story_id == story_of(desk, report(1, 1))
    assert found.value > desk.joining.bar
    assert decision.why.startswith(f"joined: tie {found.value:.2f} where -2.20 is asked")


def test_at_a_bar_that_its_tie_does_not_reach_the_same_article_opens_a_story() -> None:
    reached = tie(desk_with(report(1, 1)), report(1, 2)).value
    assert joins(desk_with(report(1, 1), bar=reached - 0.01), report(1, 2))
    desk = desk_with(report(1, 1), bar=reached + 0.01)
    assert not joins(desk, report(1, 2))
    said = assign(report(1, 2), desk)
    assert said.why.startswith(f"opened a story: the nearest has tie {reached:.2f}")


def test_an_undated_near_article_joins() -> None:
    assert joins(desk_with(report(1, 1, None)), report(1, 2, None))


def test_where_nothing_lies_near_a_story_is_opened() -> None:
    desk = desk_with(report(1, 1))
    decision = assign(report(2, 1), desk)
    assert decision.story_id not in desk.stories
    assert (decision.why, decision.ties) == ("opened a story: nothing near", ())


def test_an_article_joins_the_nearer_of_two_stories() -> None:
    desk = desk_with(report(1, 1), report(2, 1))
    decision = assign(report(2, 2), desk)
    assert decision.story_id == story_of(desk, report(2, 1))


def test_the_tightest_ties_are_told_in_order_and_no_more_than_a_few() -> None:
    topics = range(1, TOLD + 3)
    desk = desk_with(*(report(topic, 1) for topic in topics))
    assert len(desk.stories) == len(topics)
    mixture = [word for topic in topics for word in tokens(topic, 1, 192)[:60]]
    found = assign(prepared(sentences(mixture), id="mix", published_at=NOON), desk).ties
    values = [one.value for one in found]
    assert len(values) == TOLD
    assert values == sorted(values, reverse=True)


def test_a_tie_says_of_what_it_is_made() -> None:
    desk = desk_with(*(report(1, n) for n in range(4)))
    found = tie(desk, report(1, 9))
    made = desk.joining.tie(found.mean, found.highest, found.within, 1)
    assert found.value == pytest.approx(made, abs=0.003)
    assert found.probability == pytest.approx(desk.joining.probability(made), abs=0.002)
    assert found.highest >= found.mean
    assert found.within > 0


@pytest.mark.parametrize(
    ("days", "joined"), [(-6.5, True), (6.5, True), (7.5, False), (-7.5, False)]
)
def test_beyond_the_horizon_nothing_joins_by_its_tie(days: float, joined: bool) -> None:
    assert HORIZON_DAYS == 7
    assert joins(desk_with(report(1, 1)), report(1, 2, days)) is joined


def test_days_between_weaken_a_tie() -> None:
    values = [tie(desk_with(report(1, 1)), report(1, 2, days)).value for days in (0.0, 1.0, 5.0)]
    assert values == sorted(values, reverse=True)
    assert len({*values}) == 3


BOTH = zip(tokens(1, 50, 75), tokens(1, 51, 75), tokens(2, 50, 75), strict=True)
MIXED = prepared(
    sentences([w for three in BOTH for w in three]), id="mixed", source="mixed", published_at=NOON
)


def drifted() -> Desk:
    """Six reports on topic 1 and one that is on topics 1 and 2, in one story."""
    desk = desk_with(*(report(1, n) for n in range(6)), MIXED)
    assert len(desk.stories) == 1
    return desk


def test_an_article_near_to_one_member_alone_does_not_join() -> None:
    article = report(2, 1)
    assert joins(desk_with(MIXED), article)
    desk = drifted()
    found = tie(desk, article)
    assert cosine(desk, article) > 0.3
    assert found.highest > desk.joining.bar > found.mean
    assert not joins(desk, article)


def test_an_article_near_to_the_members_joins_the_same_story() -> None:
    assert joins(drifted(), report(1, 20))


def test_how_crowded_it_is_is_told_of_the_nearest_articles() -> None:
    assert assign(report(1, 1), empty_desk()).crowded == 0
    alone = desk_with(report(1, 1))
    expected = cosine(alone, report(1, 2)) / CROWD
    assert assign(report(1, 2), alone).crowded == pytest.approx(expected, abs=1e-3)
    crowd = desk_with(*(report(1, n) for n in range(CROWD + 5)))
    assert assign(report(1, 99), crowd).crowded > 0.5


# -- whatever its tie ------------------------------------------------------------------------------


def test_an_exact_copy_stays_home_at_any_distance() -> None:
    again = prepared(prose(1, 1), id="again", source="Echo", published_at=NOON + 30 * DAY)
    decision = assign(again, desk_with(report(1, 1)))
    assert decision.story_id == story_of(desk_with(report(1, 1)), report(1, 1))
    assert decision.why == "joined: the same content"


def test_an_exact_copy_stays_home_though_no_tie_would_do() -> None:
    desk = desk_with(report(1, 1), bar=math.inf)
    assert not joins(desk, report(1, 2))
    assert joins(desk, prepared(prose(1, 1), id="copy", source="Echo", published_at=NOON))


def test_an_exact_copy_stays_with_an_original_whose_story_is_mostly_of_other_matters() -> None:
    desk = desk_with(*(report(1, n, None) for n in range(10)))
    tell(desk, [prepared(prose(2, 1), id="1-0", source="1-0")])
    assert len(desk.stories) == 1
    assert not joins(desk, report(2, 2, None))
    copy = prepared(prose(2, 1), id="copy", source="Echo")
    (settled,) = tell(desk, [copy])
    assert settled.decision.relation == "copy"
    (original,) = settled.decision.parents
    assert desk.members[original].story_id == story_of(desk, copy)


def test_a_later_version_stays_in_its_documents_story() -> None:
    desk = desk_with(report(1, 1), report(2, 1))
    later = prepared(prose(2, 9), id="1-1", source="1-1", published_at=NOON)
    decision = assign(later, desk)
    assert decision.story_id == story_of(desk, report(1, 1))
    assert "a later version of the same document" in decision.why


def test_a_later_version_stays_home_rather_than_with_what_it_is_a_copy_of() -> None:
    desk = desk_with(report(1, 1), report(2, 1), bar=math.inf)
    later = prepared(prose(2, 1), id="1-1", source="1-1", published_at=NOON + 30 * DAY)
    assert later.fingerprint.content == report(2, 1).fingerprint.content
    decision = assign(later, desk)
    assert decision.story_id == story_of(desk, report(1, 1))


# -- time, and what is told ------------------------------------------------------------------------


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


def bare(decision: Decision) -> Decision:
    """A decision that can be compared."""
    return replace(decision, vector=NOTHING)


NOTHING = empty_desk().vector(prepared("The and of.", language="en").fingerprint.terms)


def test_a_story_id_follows_the_article_that_opened_it() -> None:
    ids = [assign(report(1, n), empty_desk()).story_id for n in (1, 1, 2)]
    assert ids[0] == ids[1] != ids[2]


def ids(articles: Iterable[Prepared]) -> set[str]:
    """Article ids."""
    return {each.article.article_id for each in articles}


def test_evidence_is_kept_for_the_parents_and_the_nearest() -> None:
    others = [report(1, n) for n in range(5)]
    desk = desk_with(*others)
    parent = desk.members[report(1, 3).article.article_id]
    text = sentences(tokens(1, 3, 192)[:150] + tokens(1, 9, 30))
    decision = assign(prepared(text, id="x", source="x", published_at=NOON), desk)
    assert decision.parents == (parent.article_id,)
    assert parent.article_id in {evidence.article_id for evidence in decision.evidence}
    assert len(decision.evidence) <= 2
    assert {evidence.article_id for evidence in decision.evidence} <= ids(others)


def test_the_text_that_two_share_is_remembered_whatever_story_the_other_is_in() -> None:
    far = prepared(
        sentences(tokens(1, 1, 192)), id="far", source="far", published_at=NOON - 20 * DAY
    )
    undated = prepared(sentences(tokens(1, 1, 192)[:140] + tokens(2, 1, 300)), id="undated")
    desk = desk_with(far, bar=math.inf)
    decision = assign(undated, desk)
    assert decision.story_id not in desk.stories
    assert [evidence.article_id for evidence in decision.evidence] == [far.article.article_id]
    tell(desk, [undated])
    (share,) = desk.members[undated.article.article_id].shares.values()
    assert share == max(decision.evidence[0].contained, decision.evidence[0].containing) > 0.5


def test_a_newcomer_stands_days_from_nobody_without_a_date() -> None:
    """However far the stream's time is from a member, an undated article is asked for no days."""
    desk = desk_with(report(1, 1), report(2, 1, 20.0), report(3, 1, 20.0))
    assert desk.now(SEEN) - NOON > timedelta(days=HORIZON_DAYS)
    assert joins(desk, report(1, 2, None))
