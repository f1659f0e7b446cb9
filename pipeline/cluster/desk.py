"""The desk of a shard: the open stories, their members and the indexes that find them.

Its state is changed by ``apply`` alone, which is deterministic; ``restore`` takes in what an
earlier ``apply`` left in the journal, so the same desk can be had again at any time.
"""

import heapq
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import numpy as np

from pipeline.cluster.carriers import Notices
from pipeline.cluster.owners import Owners
from pipeline.cluster.story import Member, Story, member_of
from pipeline.fingerprint.terms import DocumentFrequencies, frequencies
from pipeline.fingerprint.window import Key, Window
from pipeline.model import Change, Decision, Prepared, StoryEvent, Terms, Vector

VECTOR_TERMS = 128
"""Heaviest terms kept for the cosine. On two labelled sets the AUC of the whole text is .999 and
.967, of its 32 heaviest terms .999 and .869 (measured November 2026); 128 lies between."""
CLOCK_SPAN = 65
"""The stream's time is the median publication time of so many articles: one wrong date in the
year 2031 must not close every story."""
CLOSED_AT_ONCE = 4
"""Stories that one article may close: more than it can open, and no burst when a bucket's time is over."""
PERIODS = 7
"""Buckets of time in the life of a story."""
_K = TypeVar("_K")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A story closes when its members have left the window.

    A bucket of the window is dropped ``quiet`` of stream time after its period *and* ``arrivals``
    articles after it was last added to, so that a backfill in no order of time finds its stories open.
    """

    quiet: timedelta = timedelta(days=7)
    arrivals: int = 50_000


class Desk:
    """Open stories of one shard. Not thread-safe: a shard has one writer."""

    def __init__(
        self,
        shard: str,
        frequencies: DocumentFrequencies,
        lifetime: Lifetime | None = None,
        owners: Owners | None = None,
    ) -> None:
        self.shard = shard
        self.owners = owners or Owners()
        self.frequencies = frequencies
        self.lifetime = lifetime or Lifetime()
        self.seq = 0
        self.stories: dict[str, Story] = {}
        self.members: dict[str, Member] = {}
        self.window: Window[Member] = Window()
        self.notices = Notices()
        self.recent: deque[datetime] = deque(maxlen=CLOCK_SPAN)
        self.clock = _EPOCH
        self._versions: dict[tuple[str, int], list[Member]] = {}
        self._contents: dict[str, list[Member]] = {}
        self._added: dict[Key, int] = {}
        self._over: list[tuple[int, str]] = []

    def now(self, seen_at: datetime) -> datetime:
        """The stream's time; before any publication time is known, when the article was seen."""
        return sorted(self.recent)[len(self.recent) // 2] if self.recent else seen_at

    def vector(self, terms: Terms) -> Vector:
        """The heaviest terms of an article as the shard's frequencies weigh them now."""
        weights = frequencies(terms) * self.frequencies.idf(terms.hashes)
        heaviest = np.argsort(-weights, kind="stable")[:VECTOR_TERMS]
        heaviest = heaviest[weights[heaviest] > 0]
        ids, weights = terms.hashes[heaviest], weights[heaviest]
        norm = float(np.sqrt(weights @ weights))
        return Vector(ids, (weights / norm if norm else weights).astype(np.float32))

    def versions(self, document_id: str, take: int) -> list[Member]:
        """Open articles of one take of a document, in the order of arrival."""
        return self._versions.get((document_id, take), [])

    def with_content(self, content: str) -> list[Member]:
        """Open articles of exactly this content, in the order of arrival, whatever their time."""
        return self._contents.get(content, [])

    def told(self, *story_ids: str) -> list[Member]:
        """The members of these stories, those that are open."""
        return [m for id_ in story_ids if (s := self.stories.get(id_)) for m in s.members]

    def periods(self, at: datetime | None) -> range | None:
        """The periods in which the story of an article may have been told; None for all."""
        if at is None:
            return None
        period = self._period(at)
        return range(period - PERIODS, period + PERIODS + 1)

    def bucket(self, at: datetime, *, dated: bool) -> tuple[int, int, int]:
        """Where an article of this time is to lie (see Decision)."""
        period = self._period(at)
        keys = [k for k in self.window.buckets if k.period == period and k.dated == dated]
        newest = max(keys, default=None)
        over = self._is_over(period)
        if newest is None or (over and newest.opened + self.lifetime.arrivals <= self.seq):
            return period, self.seq + 1, self.window.room()
        return period, newest.opened, self.window.buckets[newest].room

    def apply(self, prepared: Prepared, decision: Decision) -> tuple[StoryEvent, ...]:
        """Carry out a decision; returns the story versions that it makes."""
        self._count(prepared)
        changed = self._place(prepared, decision)
        self._expire()
        return (*changed, *self._close())

    def restore(
        self, seq: int, prepared: Prepared, decision: Decision, *, is_open: bool, counted: bool
    ) -> None:
        """Take in a journal entry: its terms and time unless ``counted``, its story if open."""
        self.seq = seq - 1
        if not counted:
            self._count(prepared)
        self.seq = seq
        if is_open:
            self._place(prepared, decision)

    def resume(self, seq: int, versions: Mapping[str, int]) -> None:
        """Go on behind the last entry of the journal; ``versions`` are those that stories had reached.

        A story that has closed may have made versions of one that is open.
        """
        self.seq = seq
        for story_id in self.stories.keys() & versions.keys():
            self.stories[story_id].version = versions[story_id]
        self._expire()

    def _period(self, at: datetime) -> int:
        return (at - _EPOCH) // (self.lifetime.quiet / PERIODS)

    def _is_over(self, period: int) -> bool:
        return _EPOCH + (period + 1 + PERIODS) * (self.lifetime.quiet / PERIODS) < self.clock

    def _count(self, prepared: Prepared) -> None:
        self.seq += 1
        self.frequencies.observe(prepared.fingerprint.terms)
        if prepared.article.published_at is not None:
            self.recent.append(prepared.article.published_at)
        self.clock = max(self.clock, self.now(prepared.article.seen_at))

    def _place(self, prepared: Prepared, decision: Decision) -> tuple[StoryEvent, ...]:
        member = member_of(self.seq, prepared, decision, self.owners)
        story = self.stories.get(decision.story_id)
        change: Change = "opened" if story is None else "joined"
        if story is None:
            story = Story(decision.story_id, self.shard, self.seq)
            self.stories[decision.story_id] = story
        tombstones = []
        for merged_id in decision.merges:
            merged = self.stories.pop(merged_id)
            for moved in merged.members:
                moved.story_id = story.story_id
                if moved.place >= 0:
                    self.window.regroup(moved.place, story.number)
            story.take_over(merged)
            tombstones.append(merged.tombstone(story.story_id))
            change = "merged"
        earlier = self.versions(*member.take_of)
        noticed = self.notices.place(member, decision, earlier, self.members)
        touched = story.add(member)
        if tombstones:
            touched = frozenset(m.article_id for m in story.members)
        self._index(member, story, prepared, decision)
        others = dict.fromkeys(m.story_id for m in noticed if m.story_id != story.story_id)
        return (
            *tombstones,
            story.event(change, touched, decision.why),
            *(self.stories[id_].noticed(f"by {member.article_id}") for id_ in others),
        )

    def _index(self, member: Member, story: Story, prepared: Prepared, decision: Decision) -> None:
        self.members[member.article_id] = member
        self._versions.setdefault(member.take_of, []).append(member)
        self._contents.setdefault(member.content, []).append(member)
        period, opened, room = decision.bucket
        key = Key(period, member.dated, opened)
        member.place = self.window.add(
            member,
            key,
            prepared.fingerprint.passages,
            decision.vector,
            group=story.number,
            room=room,
        )
        self._added[key] = self.seq
        story.in_window += 1
        story.last_arrival = self.seq

    def _expire(self) -> None:
        """Drop the buckets whose time is over; stories that have no other member are over too."""
        last = self.seq - self.lifetime.arrivals
        over = [
            key for key, seq in self._added.items() if seq <= last and self._is_over(key.period)
        ]
        for key in over:
            del self._added[key]
            for member in self.window.drop(key):
                member.place = -1
                story = self.stories[member.story_id]
                story.in_window -= 1
                if not story.in_window:
                    heapq.heappush(self._over, (story.last_arrival, story.story_id))

    def _close(self) -> list[StoryEvent]:
        """Stories that are over leave the desk, some at a time, the longest quiet first."""
        closed: list[StoryEvent] = []
        while self._over and len(closed) < CLOSED_AT_ONCE:
            arrival, story_id = heapq.heappop(self._over)
            story = self.stories.get(story_id)
            if story is None or story.in_window or story.last_arrival != arrival:
                continue
            del self.stories[story_id]
            for member in story.members:
                self.notices.forget(member)
                del self.members[member.article_id]
                _drop(self._versions, member.take_of, member)
                _drop(self._contents, member.content, member)
            closed.append(story.close())
        return closed


def _drop(index: dict[_K, list[Member]], key: _K, member: Member) -> None:
    index[key].remove(member)
    if not index[key]:
        del index[key]
