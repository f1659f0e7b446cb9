"""A story: its members, its origins, and how they read as one record."""

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.cluster import flags, origins
from pipeline.cluster.canonical import canonical
from pipeline.cluster.carriers import Active
from pipeline.cluster.novelty import memory
from pipeline.cluster.owners import Outlet, Owners
from pipeline.fingerprint.vector import Embedding
from pipeline.model import (
    Article,
    Change,
    Decision,
    Prepared,
    StoryEvent,
    StoryMember,
    StoryStatus,
    Vector,
)

VECTOR_TERMS = 128
"""Heaviest terms kept for the cosine. On two labelled sets the AUC of the whole text is .999 and
.967, of its 32 heaviest terms .999 and .869 (measured November 2026); 128 lies between."""
SHARED = 0.05
"""Containment from which on two articles are taken to share text, and the desk remembers that. B-cubed F1
on `roundups` and `subtopics` is .888 and .904 with .02, .883 and .910 so, .881 and .913 with .15
(2026-11-22, the weights of before)."""
ASKED = 12
"""Members of a story that an article is compared with, beside those it was found by."""
_HEADLINE_CHARS = 140
_TITLE_CHARS = 300
_NONE = np.zeros((0, 0), np.float32)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Ending = Literal["quiet", "closed"]
_ENDED: dict[Ending, str] = {
    "quiet": "nothing new for some time",
    "closed": "nothing new for long",
}


@dataclass(slots=True, eq=False)
class Member:
    """What the desk remembers of an article."""

    seq: int
    article_id: str
    facts: StoryMember
    story_id: str
    content: str
    quotes: Mapping[int, int]
    at: datetime
    dated: bool
    seen_at: datetime
    agencies: tuple[str, ...]
    """as origins: those it credits, or whose own site it stands on"""

    outlet: Outlet
    taken_back: bool
    place: int = -1
    """its number in the window; -1 when its time there is over"""

    row: int = -1
    """of its vector there"""

    clock: datetime = EPOCH
    """the stream's time when it came"""
    embedding: Embedding | None = None
    shares: Mapping[str, float] = field(default_factory=dict)
    """articles with which it has text in common, and the larger containment"""
    words: int = 0
    said: bytes = b""
    """sentences, names and numbers, as ``novelty.memory`` makes it"""

    sentence_bytes: int = 0
    """of them"""

    counted: bytes = b""
    """as in Claims"""

    notice: Active | None = None
    killed_by: tuple[str, ...] = ()
    """the kills that take it back"""

    carries: tuple[str, ...] = ()
    """the notices of which it carries what they took back"""

    @property
    def sentences(self) -> bytes:
        """As in Claims."""
        return self.said[: self.sentence_bytes]

    @property
    def take_of(self) -> tuple[str, int]:
        """What its versions have in common: the document and the take."""
        return self.facts.document_id, self.facts.take


def member_of(seq: int, prepared: Prepared, decision: Decision, owners: Owners) -> Member:
    """The member that an article becomes by a decision."""
    article = prepared.article
    agencies, outlet = owners.voice(article)
    claims = prepared.fingerprint.claims
    return Member(
        seq=seq,
        article_id=article.article_id,
        facts=StoryMember(
            article_id=article.article_id,
            document_id=article.document_id,
            id=article.id,
            title=headline_of(article),
            source=article.source,
            url=article.url,
            published_at=article.published_at,
            relation=decision.relation,
            parents=decision.parents,
            origins=origins.alone(agencies, outlet),
            take=article.take,
            marks=article.wire.marks,
            embargoed_until=article.wire.embargoed_until,
            brought=decision.new.brought if decision.new else None,
            flags=flags.of_dates(article.flags),
            figures=decision.figures,
        ),
        story_id=decision.story_id,
        content=prepared.fingerprint.content,
        quotes=prepared.fingerprint.quotes,
        at=decision.at,
        dated=article.published_at is not None,
        seen_at=article.seen_at,
        agencies=agencies,
        outlet=outlet,
        taken_back=decision.relation == "kill",
        clock=decision.clock,
        embedding=prepared.fingerprint.embedding,
        shares={
            e.article_id: share
            for e in decision.evidence
            if (share := max(e.contained, e.containing)) >= SHARED
        },
        words=prepared.fingerprint.passages.words,
        said=memory(claims),
        sentence_bytes=len(claims.sentences),
        counted=claims.counted,
    )


def brief(vector: Vector) -> float:
    """How much a vector lacks of the most terms, in [0, 1]."""
    return 1 - len(vector.terms) / VECTOR_TERMS


class Story:
    """A story on the desk: its members in the order of arrival. Each event is a new version of it."""

    __slots__ = (
        "affinities",
        "chosen",
        "cohesion",
        "in_window",
        "members",
        "shard",
        "status",
        "story_id",
        "version",
    )

    def __init__(
        self, story_id: str, shard: str, version: int = 0, chosen: Mapping[str, int] | None = None
    ) -> None:
        self.story_id = story_id
        self.shard = shard
        self.version = version
        self.chosen = {} if chosen is None else chosen
        """articles that editors made canonical, as the desk's rulings know them"""
        self.status: StoryStatus = "open"
        self.members: list[Member] = []
        self.in_window = 0
        self.affinities: NDArray[np.float32] = _NONE
        """of the first of its members in the window, as far as ``ties`` was asked for them"""

        self.cohesion: float | None = None
        """as ``ties`` told it last; None since the members changed of which it is told"""

    @property
    def number(self) -> int:
        """What the window knows it by, in 31 bits."""
        return int(self.story_id[:8], 16) >> 1

    @property
    def last_arrival(self) -> int:
        """The article that came last; 0 of none."""
        return self.members[-1].seq if self.members else 0

    @property
    def heard_at(self) -> datetime:
        """The stream's time when the last article came."""
        return self.members[-1].clock

    def present(self) -> Sequence[Member]:
        """Its members in the window."""
        if self.in_window == len(self.members):
            return self.members
        return [member for member in self.members if member.place >= 0]

    def put(self, member: Member) -> None:
        """Take a member in; one that came after all others opens the story again."""
        if member.seq > self.last_arrival:
            self.status = "open"
        if self.members and member.seq < self.last_arrival:
            self.affinities = _NONE
        insort(self.members, member, key=lambda m: m.seq)
        self.in_window += member.place >= 0
        self._changed(member)
        member.story_id = self.story_id

    def take(self, member: Member) -> None:
        """Give a member away."""
        self._changed(member)
        self.affinities = _NONE
        self.members.remove(member)
        self.in_window -= member.place >= 0

    def _changed(self, member: Member) -> None:
        if member in self.present()[:ASKED]:
            self.cohesion = None

    def left_window(self) -> None:
        """One of the members has left the window."""
        self.in_window -= 1
        self.affinities = _NONE
        self.cohesion = None

    def tombstone(self, replaced_by: str) -> StoryEvent:
        """The last version of a story that another one has taken over."""
        last = self.event("merged", frozenset(), why=f"taken over by {replaced_by}")
        return replace(last, status="merged", replaced_by=replaced_by)

    def event(self, change: Change, touched: Iterable[str], why: str = "") -> StoryEvent:
        """The story as it stands, at its next version; members whose origins changed are touched too."""
        self.version += 1
        tied = origins.ties(self.members)
        traced = self.trace_origins(tied)
        chosen = canonical(self.members, self.chosen, tied)
        return StoryEvent(
            story_id=self.story_id,
            shard=self.shard,
            version=self.version,
            change=change,
            status=self.status,
            headline=chosen.facts.title,
            canonical=chosen.article_id,
            members=tuple(member.facts for member in self.members),
            origins=origins.gathered(self.members),
            flags=flags.of_story(self.members),
            first_seen=min(member.seen_at for member in self.members),
            last_seen=max(member.seen_at for member in self.members),
            touched=traced.union(touched),
            why=why,
            notices=tuple(m.notice.told() for m in self.members if m.notice),
        )

    def end(self, status: Ending) -> StoryEvent:
        """The story as it falls quiet or closes."""
        self.status = status
        return self.event(status, (), why=_ENDED[status])

    def noticed(self, why: str) -> StoryEvent:
        """A version made by what came to another story."""
        return self.event("noticed", (), why)

    def trace_origins(self, tied: Sequence[list[int]] | None = None) -> frozenset[str]:
        """Give every member its origins; returns the articles whose origins changed.

        ``tied`` is as ``origins.ties`` tells it.
        """
        changed = set()
        tied = origins.ties(self.members) if tied is None else tied
        for member, traced in zip(self.members, origins.trace(self.members, tied), strict=True):
            now = flags.of_member(member, uncredited=traced.uncredited)
            if member.facts.origins != traced.origins or member.facts.flags != now:
                member.facts = replace(member.facts, origins=traced.origins, flags=now)
                changed.add(member.article_id)
        return frozenset(changed)


def headline_of(article: Article) -> str:
    """The article's headline, or how it begins where it has none."""
    begins = article.title or article.paragraphs[0]
    longest = _TITLE_CHARS if article.title else _HEADLINE_CHARS
    if len(begins) <= longest:
        return begins
    return begins[:longest].rsplit(" ", 1)[0] + " …"
