"""A story: its members, its origins, and how they read as one record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

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
)

_HEADLINE_CHARS = 140
_TITLE_CHARS = 300


@dataclass(slots=True, eq=False)
class Member:
    """What the desk remembers of an article."""

    seq: int
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

    embedding: Embedding | None = None
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
    def article_id(self) -> str:
        """Id of the article."""
        return self.facts.article_id

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
        embedding=prepared.fingerprint.embedding,
        words=prepared.fingerprint.passages.words,
        said=memory(claims),
        sentence_bytes=len(claims.sentences),
        counted=claims.counted,
    )


class Story:
    """An open story. ``add`` and ``take_over`` each make a new version of it."""

    __slots__ = ("in_window", "last_arrival", "members", "number", "shard", "story_id", "version")

    def __init__(self, story_id: str, shard: str, number: int) -> None:
        self.story_id = story_id
        self.shard = shard
        self.number = number
        self.in_window = 0
        self.version = 0
        self.last_arrival = 0
        self.members: list[Member] = []

    def add(self, member: Member) -> frozenset[str]:
        """Take a member in; returns the articles whose row changes with it."""
        self.members.append(member)
        self.version += 1
        return frozenset({member.article_id}) | self._trace_origins()

    def take_over(self, other: "Story") -> None:
        """Take in every member of another story, in the order of arrival."""
        self.members = sorted((*self.members, *other.members), key=lambda m: m.seq)
        self.version = max(self.version, other.version)
        self.in_window += other.in_window

    def tombstone(self, replaced_by: str) -> StoryEvent:
        """The last version of a story that another one has taken over."""
        self.version += 1
        last = self.event("merged", frozenset(), why=f"taken over by {replaced_by}")
        return replace(last, status="merged", replaced_by=replaced_by)

    def event(self, change: Change, touched: Iterable[str], why: str = "") -> StoryEvent:
        """The story as it stands."""
        chosen = canonical(self.members)
        return StoryEvent(
            story_id=self.story_id,
            shard=self.shard,
            version=self.version,
            change=change,
            status="open",
            headline=chosen.facts.title,
            canonical=chosen.article_id,
            members=tuple(member.facts for member in self.members),
            origins=origins.gathered(self.members),
            flags=flags.of_story(self.members),
            first_seen=min(member.seen_at for member in self.members),
            last_seen=max(member.seen_at for member in self.members),
            touched=frozenset(touched),
            why=why,
            notices=tuple(m.notice.told() for m in self.members if m.notice),
        )

    def noticed(self, why: str) -> StoryEvent:
        """A version made by what came to another story."""
        self.version += 1
        return self.event("noticed", self._trace_origins(), why)

    def close(self) -> StoryEvent:
        """The last version of a story that has come to its end."""
        self.version += 1
        return replace(self.event("closed", (), why="nothing new for long"), status="closed")

    def _trace_origins(self) -> frozenset[str]:
        """Give every member its origins; returns the articles whose origins changed."""
        changed = set()
        for member, traced in zip(self.members, origins.trace(self.members), strict=True):
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
