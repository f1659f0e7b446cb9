"""Reports that a desk is told, and what can be seen of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from hypothesis import strategies as st

from pipeline.cluster.desk import Desk
from pipeline.cluster.story import Member, Story
from pipeline.model import Change, Decision, Prepared, Settled, StoryEvent
from tests.unit.build import (
    DAY,
    NOON,
    empty_desk,
    prepared,
    prose,
    sentences,
    tokens,
)


def report(topic: int, telling: int = 1, days: float | None = 0.0) -> Prepared:
    """A dated report of its own document."""
    at = None if days is None else NOON + days * DAY
    name = f"{topic}-{telling}"
    return prepared(prose(topic, telling, 60), id=name, source=name, published_at=at)


def changes(settled: Sequence[Settled]) -> list[Change]:
    """What happened, in order."""
    return [event.change for each in settled for event in each.events]


def events(settled: Sequence[Settled]) -> list[StoryEvent]:
    """Every story version, in order."""
    return [event for each in settled for event in each.events]


def comparable(decision: Decision) -> tuple[object, ...]:
    """A decision in values that can be compared."""
    vector = decision.vector
    arrays = (vector.terms, vector.weights, vector.names, vector.named)
    return replace(decision, vector=EMPTY), [array.tolist() for array in arrays]


EMPTY = empty_desk().vector(prepared("The and of.", language="en").fingerprint.terms)


def shown(story: Story) -> StoryEvent:
    """What would be told of a story, of which nothing is told by that."""
    event = story.event("joined", ())
    story.version -= 1
    return event


def compared(desk: Desk, member: Member) -> tuple[float, ...]:
    """What a member is compared by, beside its vector: days (-1 of no date), crowded, brief."""
    row, columns = member.row, desk.columns
    if row < 0:
        return ()
    days = float(np.nan_to_num(columns.days[row], nan=-1))
    return days, float(columns.crowded[row]), float(columns.brief[row])


def state(desk: Desk) -> tuple[object, ...]:
    """All that can be seen of a desk."""
    articles, seen, terms, df = desk.frequencies.dump()
    return (
        desk.seq,
        {story_id: shown(story) for story_id, story in desk.stories.items()},
        {
            story_id: (story.last_arrival, story.in_window, len(story.members))
            for story_id, story in desk.stories.items()
        },
        {
            name: (m.seq, m.facts, m.story_id, m.at, m.place >= 0, compared(desk, m), m.shares)
            for name, m in desk.members.items()
        },
        [*desk.recent],
        (articles, seen, dict(zip(terms.tolist(), df.tolist(), strict=True))),
    )


def carriers_of(desk: Desk, article: Prepared) -> set[str]:
    """Ids of the items of a desk that share a passage with an article."""
    found = desk.window.sharing(article.fingerprint.passages)
    return {desk.window.item(number).facts.id for number in found.numbers.tolist()}


def tellers_of(desk: Desk, article: Prepared) -> set[str]:
    """Ids of the items of a desk that share heavy terms with an article."""
    vector = desk.vector(article.fingerprint.terms)
    return {desk.window.item(n).facts.id for n in desk.window.telling(vector, 100)}


def bridged() -> list[Prepared]:
    """Two stories apart in time, and a reprint of members of both between them."""
    common = tokens(1, 1, 120)
    texts = (common + tokens(2, 1, 20), common + tokens(3, 1, 20), common)
    return [
        prepared(sentences(text), id=name, source=name, published_at=NOON + days * DAY)
        for text, name, days in zip(texts, "abc", (0, 8, 4), strict=True)
    ]


def parting() -> list[Prepared]:
    """A report on two topics, and reports on each of them until they are stories of their own."""
    turns = zip(tokens(1, 40, 60), tokens(2, 40, 60), strict=True)
    both = sentences([word for turn in turns for word in turn])
    mixture = prepared(both, id="mixed", source="mixed", published_at=NOON)
    return [mixture, *(report(topic, n) for n in range(1, 4) for topic in (1, 2))]


Row = tuple[int, int, int | None, str]
STREAMS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 5),
        st.none() | st.integers(0, 4) | st.integers(0, 40),
        st.sampled_from(("", "KILL: Harbour", "CORRECTED-Harbour", "UPDATE 1-Harbour")),
    ),
    min_size=1,
    max_size=25,
)


def stream(rows: list[Row]) -> list[Prepared]:
    """Articles as a stream brings them: reports, reprints, mixtures, versions; no redelivery."""
    found: dict[str, Prepared] = {}
    for n, (topic, telling, days, title) in enumerate(rows):
        words = tokens(topic, telling, 60)
        if n % 3 == 0:
            turns = zip(words, tokens(topic + 1, telling, 60), strict=True)
            words = [word for turn in turns for word in turn]
        at = None if days is None else NOON + timedelta(days=days)
        name = f"{telling}" if title else f"own-{n}"
        each = prepared(sentences(words), id=name, source=name, title=title, published_at=at)
        found.setdefault(each.article.article_id, each)
    return list(found.values())
