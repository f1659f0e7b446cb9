"""The desk of a shard: the stories that articles may join, their members and the indexes that find them.

Its state is changed by ``apply`` alone, which is deterministic; ``restore`` takes in what an
earlier ``apply`` left in the journal, so the same desk can be had again at any time.
"""

import heapq
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from pipeline.cluster.carriers import Notices
from pipeline.cluster.columns import Columns
from pipeline.cluster.life import AT_ONCE, Watch
from pipeline.cluster.rules import Rules
from pipeline.cluster.rulings import Rulings
from pipeline.cluster.sketch import sketch
from pipeline.cluster.story import EPOCH, VECTOR_TERMS, Member, Story, brief, member_of
from pipeline.fingerprint.kernels import counts
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.fingerprint.window import Key, Window
from pipeline.model import (
    Article,
    Change,
    Decision,
    Prepared,
    Settled,
    StoryEvent,
    StoryStatus,
    Terms,
    Vector,
)

VECTOR_NAMES = 24
"""Names that weigh most."""
CLOCK_SPAN = 65
"""The stream's time is the median publication time of so many articles: one wrong date in the
year 2031 must not close every story."""
PERIODS = 7
"""Buckets of time in the span of the window."""
_K = TypeVar("_K")
Moves = tuple[tuple[str, str], ...]
"""Members and the stories that they go to."""


class Desk:
    """Stories of one shard that articles may join. Not thread-safe: a shard has one writer."""

    def __init__(
        self,
        shard: str,
        frequencies: DocumentFrequencies,
        rules: Rules,
    ) -> None:
        self.shard = shard
        self.owners = rules.owners
        self.frequencies = frequencies
        self.rules = rules
        self.joining = rules.joining
        self.lifetime = rules.lifetime
        self.rulings = Rulings()
        self.seq = 0
        self.last = ""
        """the article that was settled last"""
        self.stories: dict[str, Story] = {}
        self.members: dict[str, Member] = {}
        self.window: Window[Member] = Window()
        self.columns = Columns()
        self.notices = Notices()
        self.recent: deque[datetime] = deque(maxlen=CLOCK_SPAN)
        self.clock = EPOCH
        self._versions: dict[tuple[str, int], list[Member]] = {}
        self._contents: dict[str, list[Member]] = {}
        self._added: dict[Key, int] = {}
        self._over: list[tuple[int, str]] = []
        self._watch = Watch(self.lifetime, self.stories)

    def now(self, seen_at: datetime) -> datetime:
        """The stream's time; before any publication time is known, when the article was seen."""
        return sorted(self.recent)[len(self.recent) // 2] if self.recent else seen_at

    def clock_with(self, article: Article) -> datetime:
        """The stream's time once an article has come; from the first that is dated it never goes back."""
        if article.published_at is None:
            return self.clock if self.recent else max(self.clock, article.seen_at)
        times = sorted([*self.recent, article.published_at][-CLOCK_SPAN:])
        median = times[len(times) // 2]
        return max(self.clock, median) if self.recent else median

    def vector(self, terms: Terms) -> Vector:
        """The heaviest terms and names of an article as the shard's frequencies weigh them now."""
        weights = self.frequencies.weights(terms)
        heaviest, of_words = counts.heaviest(weights, 0, 2, VECTOR_TERMS)
        named, of_names = counts.heaviest(weights, 2, 1, VECTOR_NAMES)
        return Vector(terms.hashes[heaviest], of_words, terms.hashes[named], of_names)

    def versions(self, document_id: str, take: int) -> list[Member]:
        """Articles of one take of a document, in the order of arrival."""
        return self._versions.get((document_id, take), [])

    def with_content(self, content: str) -> list[Member]:
        """Articles of exactly this content, in the order of arrival, whatever their time."""
        return self._contents.get(content, [])

    def told(self, story_id: str, moves: Moves) -> list[Member]:
        """The members of a story once these have moved, in the order of arrival."""
        moved = dict(moves)
        story = self.stories.get(story_id)
        stay = (
            [m for m in story.members if moved.get(m.article_id, story_id) == story_id]
            if story
            else []
        )
        come = [self.members[id_] for id_, to in moves if to == story_id]
        return sorted((*stay, *come), key=lambda m: m.seq)

    def periods(self, at: datetime | None) -> range | None:
        """The periods in which the story of an article may have been told; None for all."""
        if at is None:
            return None
        period = self._period(at)
        return range(period - PERIODS, period + PERIODS + 1)

    def bucket(self, at: datetime, *, dated: bool) -> tuple[int, int, int]:
        """Where an article of this time is to lie (see Decision)."""
        period = self._period(at)
        newest = max(self.window.keys(period, dated=dated), default=None)
        over = self._is_over(period)
        if newest is None or (over and newest.opened + self.lifetime.arrivals <= self.seq):
            return period, self.seq + 1, self.window.room()
        return period, newest.opened, self.window.buckets[newest].room

    def apply(self, prepared: Prepared, decision: Decision) -> Settled:
        """Carry out a decision; returns the story versions that it makes."""
        events, forgotten = self.follow(prepared, decision)
        sketched = sketch(prepared, decision, self.frequencies)
        return Settled(self.seq, prepared, decision, events, sketched, forgotten)

    def follow(
        self, prepared: Prepared, decision: Decision
    ) -> tuple[tuple[StoryEvent, ...], tuple[str, ...]]:
        """Carry out a decision, perhaps of another desk that was the same as this one until then.

        Returns the story versions that it makes, and the stories that leave the desk.
        """
        self._count(prepared, decision)
        self.last = prepared.article.article_id
        changed = self._place(prepared, decision)
        self._expire()
        closed, forgotten = self._forget()
        ended = self._watch.tell(self.clock, AT_ONCE - len(closed))
        return (*changed, *closed, *ended), forgotten

    def rearrange(self, moves: Moves, about: Iterable[str], why: str) -> tuple[StoryEvent, ...]:
        """Move members as an editor has ruled; returns the versions of their stories.

        Stories of the articles ``about`` which it was ruled get one whether or not a member moves.
        """
        tombstones, changes = self._move(moves)
        for article_id in about:
            if article_id in self.members:
                changes.setdefault(self.members[article_id].story_id, "ruled")
        events = []
        for story_id in changes:
            story = self.stories[story_id]
            if not story.in_window:
                heapq.heappush(self._over, (story.last_arrival, story_id))
            moved = {article_id for article_id, to in moves if to == story_id}
            events.append(story.event("ruled", moved, why))
        self._watch.put(self.stories[story_id] for story_id in changes)
        return (*tombstones, *events)

    def restore(
        self,
        seq: int,
        prepared: Prepared,
        decision: Decision,
        held: tuple[str, int, StoryStatus] | None,
        *,
        counted: bool,
    ) -> None:
        """Take in a journal entry: its terms and time unless ``counted``, the article if it is ``held``.

        ``held`` is the story on the desk that the article is in now, its version and its status;
        relation and parents of the decision are then those that the article has now.
        """
        self.seq = seq - 1
        if not counted:
            self._count(prepared, decision)
        self.seq = seq
        if held is not None:
            story_id, version, status = held
            story = self.stories.get(story_id) or self._open(story_id, version)
            self._put(member_of(seq, prepared, decision, self.owners), story, prepared, decision)
            story.status = status

    def resume(self, seq: int, last: str) -> None:
        """Go on behind the last entry of the journal, which was about the article ``last``."""
        self.seq, self.last = seq, last
        for story in self.stories.values():
            story.trace_origins()
        self._watch.put(self.stories.values())
        self._expire()

    def _period(self, at: datetime) -> int:
        return (at - EPOCH) // (self.lifetime.window / PERIODS)

    def _is_over(self, period: int) -> bool:
        return EPOCH + (period + 1 + PERIODS) * (self.lifetime.window / PERIODS) < self.clock

    def _count(self, prepared: Prepared, decision: Decision) -> None:
        self.seq += 1
        self.frequencies.observe(prepared.fingerprint.terms)
        if prepared.article.published_at is not None:
            self.recent.append(prepared.article.published_at)
        self.clock = decision.clock

    def _place(self, prepared: Prepared, decision: Decision) -> tuple[StoryEvent, ...]:
        tombstones, changes = self._move(decision.moves, decision.story_id)
        member = member_of(self.seq, prepared, decision, self.owners)
        story = self.stories.get(decision.story_id)
        change: Change = "joined"
        if story is None:
            change = "opened"
            story = self._open(decision.story_id)
        elif story.status == "closed":
            change = "reopened"
        noticed = self._put(member, story, prepared, decision)
        revised = self._revise(decision)
        for each in (member.article_id, *sorted(revised)):
            changes.setdefault(self.members[each].story_id, change)
        events = []
        for story_id, change in changes.items():
            changed = self.stories[story_id]
            moved = {id_ for id_, to in decision.moves if to == story_id}
            mine = {m.article_id for m in changed.members if m is member or m.article_id in revised}
            why = (
                decision.why
                if changed is story and change in {"opened", "joined", "reopened"}
                else _SAID[change]
            )
            events.append(changed.event(change, moved | mine, why))
        others = dict.fromkeys(m.story_id for m in noticed if m.story_id not in changes)
        events += [self.stories[id_].noticed(f"by {member.article_id}") for id_ in others]
        self._watch.put(self.stories[story_id] for story_id in changes)
        return (*tombstones, *events)

    def _open(self, story_id: str, version: int = 0) -> Story:
        story = Story(story_id, self.shard, version, self.rulings.chosen)
        self.stories[story_id] = story
        return story

    def _move(self, moves: Moves, home: str = "") -> tuple[list[StoryEvent], dict[str, Change]]:
        """Carry out moves; the tombstones of stories that are no more, and what the others became.

        ``home`` is the story that an article is about to join.
        """
        leaving: dict[str, list[str]] = {}
        for article_id, story_id in moves:
            leaving.setdefault(self.members[article_id].story_id, []).append(story_id)
        tombstones, changes = [], dict[str, Change]()
        for story_id, to in leaving.items():
            story = self.stories[story_id]
            if len(to) == len(story.members) and story_id != home:
                tombstones.append(story.tombstone(Counter(to).most_common(1)[0][0]))
                changes.update(dict.fromkeys(to, "merged"))
            else:
                changes[story_id] = "split"
        for article_id, story_id in moves:
            member = self.members[article_id]
            old = self.stories[member.story_id]
            old.take(member)
            if not old.members and old.story_id != home:
                del self.stories[old.story_id]
            new = self.stories.get(story_id) or self._open(story_id)
            new.put(member)
            if member.place >= 0:
                self.window.regroup(member.place, new.number)
            changes.setdefault(story_id, "split")
        return tombstones, changes

    def _revise(self, decision: Decision) -> frozenset[str]:
        """Members turn out to be derived from the article that is placed; returns which they are."""
        revised = [each for each in decision.revisions if each.article_id in self.members]
        for each in revised:
            member = self.members[each.article_id]
            member.facts = replace(member.facts, relation=each.relation, parents=each.parents)
        return frozenset(each.article_id for each in revised)

    def _put(
        self, member: Member, story: Story, prepared: Prepared, decision: Decision
    ) -> list[Member]:
        """Take a member in; returns those of which the stories are to be told anew."""
        earlier = self.versions(*member.take_of)
        noticed = self.notices.place(member, decision, earlier, self.members)
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
        member.row = self.window.row(member.place)
        at = member.at if member.dated else None
        self.columns.put(member.row, at, decision.crowded, brief(decision.vector))
        self._added[key] = self.seq
        story.put(member)
        return noticed

    def _expire(self) -> None:
        """Drop the buckets whose time is over; stories that have no other member are over too."""
        last = self.seq - self.lifetime.arrivals
        if last <= 0:
            return
        over = [
            key for key, seq in self._added.items() if seq <= last and self._is_over(key.period)
        ]
        for key in over:
            del self._added[key]
            for member in self.window.drop(key):
                member.place = member.row = -1
                story = self.stories[member.story_id]
                story.left_window()
                if not story.in_window:
                    heapq.heappush(self._over, (story.last_arrival, story.story_id))

    def _forget(self) -> tuple[list[StoryEvent], tuple[str, ...]]:
        """Stories that are over leave the desk, some at a time, and close if they had not."""
        closed: list[StoryEvent] = []
        forgotten: list[str] = []
        while self._over and len(forgotten) < AT_ONCE:
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
            if story.status != "closed":
                closed.append(story.end("closed"))
            forgotten.append(story_id)
        return closed, tuple(forgotten)


_SAID: dict[Change, str] = {
    "merged": "its members and those of another story lie near to one another",
    "split": "some of its members lie nearer to one another than to the rest",
}


def _drop(index: dict[_K, list[Member]], key: _K, member: Member) -> None:
    index[key].remove(member)
    if not index[key]:
        del index[key]
