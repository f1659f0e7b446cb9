"""The desk of a shard: the open stories, their members and the indexes that find them.

Its state is changed by ``apply`` alone, which is deterministic; ``restore`` takes in what an
earlier ``apply`` left in the journal, so the same desk can be had again at any time.
"""

import heapq
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import numpy as np

from pipeline.cluster.story import Member, Story, member_of
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.model import Change, Decision, Prepared, StoryEvent, Terms, Vector

VECTOR_TERMS = 128
"""Heaviest terms kept for the cosine. On two labelled sets the AUC of the whole text is .999 and
.967, of its 32 heaviest terms .999 and .869 (measured November 2026); 128 lies between."""
INDEXED_TERMS = 24
"""Heaviest terms by which a member is found."""
POSTINGS = 64
"""Members asked per passage, the oldest; the rest of a widely reprinted text is in their story. Which
they are depends on the open members alone, so a desk that was read back asks the same ones."""
CLOCK_SPAN = 65
"""The stream's time is the median publication time of so many articles: one wrong date in the
year 2031 must not close every story."""

_K = TypeVar("_K")


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A story closes after ``quiet`` of stream time and ``arrivals`` articles without a new member.

    Both must be over, so that a backfill in no order of time finds its stories open.
    """

    quiet: timedelta = timedelta(days=7)
    arrivals: int = 50_000


class Desk:
    """Open stories of one shard. Not thread-safe: a shard has one writer."""

    def __init__(
        self, shard: str, frequencies: DocumentFrequencies, lifetime: Lifetime | None = None
    ) -> None:
        self.shard = shard
        self.frequencies = frequencies
        self.lifetime = lifetime or Lifetime()
        self.seq = 0
        self.stories: dict[str, Story] = {}
        self.members: dict[str, Member] = {}
        self.recent: deque[datetime] = deque(maxlen=CLOCK_SPAN)
        self._versions: dict[tuple[str, int], list[Member]] = {}
        self._passages: dict[int, list[Member]] = {}
        self._terms: dict[int, list[Member]] = {}
        self._by_arrival: deque[tuple[int, str]] = deque()
        self._by_time: list[tuple[datetime, int, str]] = []

    def now(self, seen_at: datetime) -> datetime:
        """The stream's time; before any publication time is known, when the article was seen."""
        return sorted(self.recent)[len(self.recent) // 2] if self.recent else seen_at

    def vector(self, terms: Terms) -> Vector:
        """The heaviest terms of an article as the shard's frequencies weigh them now."""
        ids, weights = terms.hashes, terms.counts * self.frequencies.idf(terms.hashes)
        if len(weights) > VECTOR_TERMS:
            heaviest = np.sort(np.argsort(-weights, kind="stable")[:VECTOR_TERMS])
            ids, weights = ids[heaviest], weights[heaviest]
        norm = float(np.sqrt(weights @ weights))
        return Vector(ids, (weights / norm if norm else weights).astype(np.float32))

    def versions(self, document_id: str, take: int) -> list[Member]:
        """Open articles of one take of a document, in the order of arrival."""
        return self._versions.get((document_id, take), [])

    def with_passage(self, hash_: int) -> list[Member]:
        """The first ``POSTINGS`` open members that carry a passage."""
        return self._passages.get(hash_, [])[:POSTINGS]

    def with_term(self, term: int) -> list[Member]:
        """Open members that have this among their heaviest terms."""
        return self._terms.get(term, [])

    def apply(self, prepared: Prepared, decision: Decision) -> tuple[StoryEvent, ...]:
        """Carry out a decision; returns the story versions that it makes."""
        self._count(prepared)
        changed = self._place(prepared, decision)
        return (*changed, *self._close_quiet(prepared.article.seen_at))

    def restore(
        self, seq: int, prepared: Prepared, decision: Decision, *, is_open: bool, counted: bool
    ) -> None:
        """Take in a journal entry: its terms and time unless ``counted``, its story if open."""
        if not counted:
            self._count(prepared)
        self.seq = seq
        if is_open:
            self._place(prepared, decision)

    def _count(self, prepared: Prepared) -> None:
        self.seq += 1
        self.frequencies.observe(prepared.fingerprint.terms)
        if prepared.article.published_at is not None:
            self.recent.append(prepared.article.published_at)

    def _place(self, prepared: Prepared, decision: Decision) -> tuple[StoryEvent, ...]:
        vector = decision.vector
        heaviest = np.argsort(-vector.weights, kind="stable")[:INDEXED_TERMS]
        member = member_of(self.seq, prepared, decision, tuple(vector.terms[heaviest].tolist()))
        story = self.stories.get(decision.story_id)
        change: Change = "opened" if story is None else "joined"
        if story is None:
            story = self.stories[decision.story_id] = Story(decision.story_id, self.shard)
        tombstones = []
        for merged_id in decision.merges:
            merged = self.stories.pop(merged_id)
            for moved in merged.members:
                moved.story_id = story.story_id
            story.take_over(merged)
            tombstones.append(merged.tombstone(story.story_id))
            change = "merged"
        touched = story.add(member)
        if tombstones:
            touched = frozenset(m.article_id for m in story.members)
        self._index(member)
        story.last_arrival = self.seq
        self._by_arrival.append((self.seq, story.story_id))
        return (*tombstones, story.event(change, touched, decision.why))

    def _index(self, member: Member) -> None:
        self.members[member.article_id] = member
        self._versions.setdefault(member.take_of, []).append(member)
        for hash_ in set(member.passages.hashes.tolist()):
            self._passages.setdefault(hash_, []).append(member)
        for term in member.heavy:
            self._terms.setdefault(term, []).append(member)

    def _forget(self, leaving: list[Member]) -> None:
        """Take members out of every index, each key once."""
        for member in leaving:
            del self.members[member.article_id]
        gone = set(leaving)
        _drop(self._versions, {m.take_of for m in leaving}, gone)
        _drop(self._passages, {h for m in leaving for h in m.passages.hashes.tolist()}, gone)
        _drop(self._terms, {term for m in leaving for term in m.heavy}, gone)

    def _close_quiet(self, seen_at: datetime) -> list[StoryEvent]:
        """Stories whose time is over leave the desk: first by arrivals, then by the stream's time."""
        while self._by_arrival and self._by_arrival[0][0] + self.lifetime.arrivals <= self.seq:
            arrival, story_id = self._by_arrival.popleft()
            story = self.stories.get(story_id)
            if story is not None and story.last_arrival == arrival:
                heapq.heappush(self._by_time, (story.last_at, arrival, story_id))
        over = []
        end = self.now(seen_at) - self.lifetime.quiet
        while self._by_time and self._by_time[0][0] < end:
            _, arrival, story_id = heapq.heappop(self._by_time)
            story = self.stories.get(story_id)
            if story is not None and story.last_arrival == arrival:
                over.append(story)
        for story in over:
            del self.stories[story.story_id]
            self._forget(story.members)
        return [story.close() for story in over]


def _drop(index: dict[_K, list[Member]], keys: Iterable[_K], gone: set[Member]) -> None:
    for key in keys:
        postings = [member for member in index.get(key, ()) if member not in gone]
        if postings:
            index[key] = postings
        else:
            index.pop(key, None)
