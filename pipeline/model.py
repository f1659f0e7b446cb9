"""What moves through Storyfold: RawItem → Article → Prepared → StoryEvent.

All values are frozen. Times are aware, in UTC but for an article's publication, which keeps its zone;
lengths are in words unless a name says otherwise, shares and similarities lie in [0, 1].
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.values import value

Mark = Literal[
    "kill",  # must not be used, by anybody
    "withdrawal",  # taken back by its source
    "hold",  # not to be used until released
    "embargo",  # not to be used before a time
    "correction",  # facts were wrong
    "refile",  # a small fix, the facts stand
    "repeat",  # sent again unchanged
    "update",  # a newer version of the same story
    "lead",  # a new top or a writethru of the same story
    "advisory",  # to editors, not to readers
]
"""What a wire says an item is; the strongest first."""
Basis = Literal["feed", "page", "dateline", "url", "seen"]
NameKind = Literal["person", "organisation", "place", "unknown"]
Relation = Literal[
    "independent",
    "copy",
    "reprint",
    "composite",
    "rewrite",
    "paraphrase",
    "update",
    "correction",
    "kill",
]
"""What an article is to its parents; ``cluster.relate`` defines them."""
Change = Literal[
    "opened",
    "joined",
    "reopened",
    "merged",
    "split",
    "ruled",
    "quiet",
    "closed",
    "noticed",
    "forgotten",
]
"""What brought a version of a story about. ``reopened``: joined when it was closed; ``noticed``: who carries
what was taken back has changed, by an article of another story; ``forgotten``: an article was taken out
for good."""
RulingKind = Literal["together", "apart", "canonical", "withdrawn"]
StoryStatus = Literal["open", "quiet", "closed", "merged"]
"""``cluster.life`` defines them; merged: another story has taken it over."""
Status = Literal["usable", "withheld", "canceled"]
"""``pubStatus`` of ninjs and NewsML-G2; canceled is a kill, withheld a hold."""

DERIVED: frozenset[Relation] = frozenset(
    {"copy", "reprint", "composite", "rewrite", "paraphrase", "update", "correction", "kill"}
)


@value
class RawItem:
    """An article as it came in, checked for form only: plain text, or the HTML of a page."""

    id: str
    text: str
    title: str
    url: str
    source: str
    published_at: datetime | None
    language: str
    seen_at: datetime
    html: str = ""
    """a page; ``text`` is empty then"""
    byline: str = ""
    slug: str = ""
    transmission_id: str = ""
    note: str = ""
    """the editor's note that came beside the text"""
    embargoed_until: datetime | None = None
    status: Status = "usable"
    revision: int | None = None
    """the number of this version where the source counts them (``version`` of ninjs, NewsML-G2)"""


@value
class Removed:
    """A line that was taken out of the body, and why."""

    text: str
    reason: str


@value
class Dateline:
    """Where and when an item was filed, and by which agencies.

    ``month_day`` is known where the dateline names a day, ``date`` where its year is known too.
    """

    places: tuple[str, ...] = ()
    date: dt.date | None = None
    agencies: tuple[str, ...] = ()
    month_day: tuple[int, int] | None = None


@value
class Quote:
    """A direct quotation without its quote marks, and who said it where that is plain."""

    text: str
    speaker: str = ""


@value
class Name:
    """Somebody or something that an article names.

    ``name`` is the fullest spelling of the article, ``key`` the form that every spelling of the name
    has in common (Zelensky, Zelenskyy), ``count`` how often it is named.
    """

    name: str
    key: str
    kind: NameKind = "unknown"
    count: int = 1


@value
class Wire:
    """What a wire says about an item: marks, and the ids that other items refer to it by.

    ``marks`` has the strongest first. ``update`` is the n of ``UPDATE n`` or of an nth lead, ``hint``
    what an editor's note says has changed, ``targets`` the slugs and transmission ids that a kill or
    a correction names, ``take`` the n of a continuation (``=2``, ``2nd take``).
    """

    marks: tuple[Mark, ...] = ()
    update: int | None = None
    writethru: bool = False
    hint: str = ""
    slug: str = ""
    transmission_id: str = ""
    targets: tuple[str, ...] = ()
    take: int | None = None
    embargoed_until: datetime | None = None

    @property
    def mark(self) -> Mark | None:
        """The strongest mark."""
        return self.marks[0] if self.marks else None


@value
class Edits:
    """What a version of a document has changed against the one before: paragraphs, and the title."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    title_before: str = ""
    """the title before, where it is another one now"""


@value
class Article:
    """One item of news after normalising: paragraphs that belong to it, and facts about it."""

    article_id: str
    document_id: str
    id: str
    take: int
    title: str
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    removed: tuple[Removed, ...]
    dateline: Dateline
    credits: tuple[str, ...]
    quotes: tuple[Quote, ...]
    language: str
    source: str
    host: str
    url: str
    published_at: datetime | None
    published_basis: Basis
    seen_at: datetime
    flags: tuple[str, ...]
    byline: str = ""
    contributed: tuple[str, ...] = ()
    """those of ``credits`` who have only contributed to the text"""
    wire: Wire = field(default_factory=Wire)
    names: tuple[Name, ...] = ()
    language_confidence: float = 1.0
    published_confidence: float = 1.0
    version: int = 1
    """1 for the first that was seen of this take of its document"""
    edits: Edits | None = None
    """against the version before; None for the first"""

    @property
    def agencies(self) -> tuple[str, ...]:
        """Agencies named in the dateline or in a text credit, in order, once each."""
        return tuple(dict.fromkeys((*self.dateline.agencies, *self.credits)))


@dataclass(frozen=True, slots=True, eq=False)
class Passages:
    """A winnowed fingerprint: shingle hashes, and where each stands in the body.

    All arrays are of shape (n,), in text order. ``hashes`` is uint64; ``positions`` (uint32) counts
    the half words before the shingle: a word is two, a character of a script without blanks one.
    ``starts`` (uint32) and ``lengths`` (uint16) are its place in characters in the paragraphs joined
    by line breaks, ``quoted`` (bool) says that all of it stands in a quotation. ``words`` is the
    length of the body.
    """

    hashes: NDArray[np.uint64]
    positions: NDArray[np.uint32]
    starts: NDArray[np.uint32]
    lengths: NDArray[np.uint16]
    quoted: NDArray[np.bool_]
    words: int


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Hashed terms in the order in which they first stand, and how often they do, by field.

    ``hashes`` is uint64 of shape (n,). ``fields`` is uint8 of shape (n, 3), at most 255: title (which
    counts twice) and lead, body, names. A name is a term by itself, beside its words.
    """

    hashes: NDArray[np.uint64]
    fields: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Claims:
    """What an article says, as little-endian 32-bit hashes one after the other.

    ``sentences`` in their order; of each of its names two (the key, and what else it is known by);
    ``numbers`` once each, in order; ``counted`` has of each counted thing the thing and, as a float, the number.
    """

    sentences: bytes = b""
    names: bytes = b""
    numbers: bytes = b""
    counted: bytes = b""
    bounds: bytes = b""
    """first character of each sentence, and one behind its last, in the paragraphs joined by line
    breaks; not in the journal"""


@dataclass(frozen=True, slots=True)
class Signs:
    """What of an article can be recognised in another language: names and numbers.

    ``words`` are those of each name, folded across scripts and parted by blanks, ``terms`` their terms
    one after the other, as little-endian 64-bit hashes. ``leads`` and ``nouns`` have the bit n of the nth
    name: the headline or the first sentences have it; it may be no name. ``numbers`` are written alike
    whatever the language.
    """

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    terms: bytes = b""
    leads: int = 0
    nouns: int = 0
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared: exact content, passages, terms, quotations (hashes, and length in words)."""

    content: str
    passages: Passages
    terms: Terms
    quotes: Mapping[int, int]
    embedding: tuple[str, bytes] | None = None  # as fingerprint.vector says; None by default
    claims: Claims = Claims()
    signs: Signs = Signs()


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article ready to be settled. ``shard`` names the desk it belongs to (its language)."""

    article: Article
    fingerprint: Fingerprint

    @property
    def shard(self) -> str:
        """The desk that settles it: one language, one writer."""
        return self.article.language


@value
class Evidence:
    """What ties an article to one other member of the desk."""

    article_id: str
    run: int
    """longest shared run that the fingerprints prove, in words"""
    prose: int
    """longest of them that is in no quotation"""
    contained: float
    """share of this article's passages that stand in the other"""
    containing: float
    """share of the other's passages that stand in this article"""
    quotes: int
    """quotations both carry"""
    quoted: int
    """length of the longest of them, in words"""
    cosine: float
    """TF-IDF cosine of the two"""
    lead: float = field(default=0.0, kw_only=True)
    """cosine of titles and leads"""
    named: float = field(default=0.0, kw_only=True)
    """cosine of names"""
    told: float = field(default=0.0, kw_only=True)
    """share of this article's weight of terms, squared, that the other has too"""
    telling: float = field(default=0.0, kw_only=True)
    """share of the other's weight of terms, squared, that this article has too"""


@value
class Revision:
    """What a member turns out to be to others now that an article has come."""

    article_id: str
    relation: Relation
    parents: tuple[str, ...]
    confidence: float
    direction: float
    """as of a decision"""


@value
class Tie:
    """What ties an article to a story (see ``cluster.joining``); affinities are log-odds."""

    story_id: str
    value: float
    """the tie; above the bar, the article belongs to the story"""
    probability: float
    """that it does"""
    mean: float
    """mean affinity with the story's members"""
    highest: float
    """affinity with the nearest of them"""
    within: float
    """mean affinity of the members with one another: the story's cohesion"""
    nearest: str = ""
    """article id of the nearest member"""
    parts: Mapping[str, float] = field(default_factory=dict)
    """what the affinity with it is the sum of, by feature (weight times value), and the bias"""


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """TF-IDF weights of an article at the time it was settled.

    ``terms`` is uint64 of shape (n,), ``weights`` float32 of shape (n, 2): of the whole article and of
    its title and lead, heaviest of the whole first. ``names`` (m,) and ``named`` (m, 1) are the same
    for its names. Each column is of Euclidean length one, or empty of weight.
    """

    terms: NDArray[np.uint64]
    weights: NDArray[np.float32]
    names: NDArray[np.uint64]
    named: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Brought:
    """How many sentences, quotations, names and numbers of an article nobody in its story had."""

    sentences: int
    quotes: int
    names: int
    numbers: int


@dataclass(frozen=True, slots=True)
class New:
    """What nobody in its story had said before an article came.

    Numbers, from 0, of its sentences that say something, of its quotations and numbers (each counted
    once) and of its names. ``novelty.in_words`` gives them in words.
    """

    sentences: tuple[int, ...] = ()
    quotes: tuple[int, ...] = ()
    names: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()

    @property
    def brought(self) -> Brought:
        """How much it is."""
        return Brought(len(self.sentences), len(self.quotes), len(self.names), len(self.numbers))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that an article gives for a thing of which an earlier member gave another one.

    ``thing`` is the counted word and its neighbour, in the order of the alphabet.
    """

    thing: str
    number: str
    article_id: str
    """of the other"""

    other: str
    """its number"""

    is_update: bool
    """whether it may have been overtaken since, rather than contradicted"""


NoticeKind = Literal["kill", "correction"]
Carries = Literal["sentences", "passages", "derived"]


@dataclass(frozen=True, slots=True)
class Carried:
    """That an article carries what a notice took back.

    ``basis`` is how that is known: ``sentences`` stand in it word for word, ``passages`` with runs of
    them do, or it was ``derived`` from what was taken back.
    """

    article_id: str
    """of the carrier in what a notice says, of the notice in what a carrier does"""

    sentences: int
    basis: Carries


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a notice takes back: its target, hashes of the sentences, and who carried them then."""

    kind: NoticeKind
    target: str
    sentences: tuple[int, ...]
    carriers: tuple[Carried, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Where an article goes and what it is to its parents.

    Articles and their decisions, in order, are the journal from which a desk is rebuilt.
    """

    story_id: str
    relation: Relation
    parents: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    moves: tuple[tuple[str, str], ...]
    """members that go to another story with it: article and story"""
    ties: tuple[Tie, ...]
    """with the nearest stories and the one it joins, as they were before; the tightest first"""
    bar: float
    """above which a tie joins"""
    crowded: float
    """mean cosine with the articles around it"""
    why: str
    at: datetime
    """where in time the article stands: its publication, or the stream's time without one"""
    bucket: tuple[int, int, int]
    """where in the window: the period, the article at which this bucket of it was opened, and for how
    many passages"""
    vector: Vector
    clock: datetime
    """the stream's time with the article"""
    confidence: float = 1.0
    """share of labelled pairs of which a relation told like this one was right"""
    direction: float = 1.0
    """how sure it is that the parents are the source, in [0.5, 1] where there are any"""
    revisions: tuple[Revision, ...] = ()
    """members of the story that turn out to be derived from this article"""
    new: New | None = None
    """None for the first of its story"""
    figures: tuple[Figure, ...] = ()
    notice: TakenBack | None = None
    carries: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Sketch:
    """What of an article or of a story can be recognised in another language, most telling first.

    ``words`` are those of each name, folded across scripts and parted by blanks; ``rare`` is the inverse
    document frequency, in its own language, of each of all these words. ``leads`` and ``nouns`` have the
    bit n of the nth name: the headline or the first sentences have it; it may be no name. ``numbers``
    are written alike whatever the language. ``first`` and ``last`` are times of members.
    """

    names: tuple[str, ...]
    words: tuple[str, ...]
    rare: tuple[float, ...]
    leads: int
    nouns: int
    numbers: tuple[str, ...]
    first: datetime
    last: datetime
    dated: bool
    """whether a member gives its time"""


@value
class StoryMember:
    """One article within a story."""

    article_id: str
    document_id: str
    id: str
    title: str
    source: str
    url: str
    published_at: datetime | None
    relation: Relation
    parents: tuple[str, ...]
    origins: tuple[str, ...]
    take: int = 0
    marks: tuple[Mark, ...] = ()
    embargoed_until: datetime | None = None
    brought: Brought | None = None
    """against the story as it was when the article came; None for its first"""
    flags: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """An independent source behind a story, an agency or an outlet's owner.

    ``members`` go back to it, ``outlets`` are those that they stood in.
    """

    name: str
    members: tuple[str, ...]
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Carrier:
    """A member, of this story or another, that still carries what a notice took back (see Carried)."""

    article_id: str
    story_id: str
    outlet: str
    sentences: int
    basis: Carries


@dataclass(frozen=True, slots=True)
class Notice:
    """A kill or a correction in a story, what it is about, and who still carries that."""

    article_id: str
    kind: NoticeKind
    target: str
    at: datetime
    carriers: tuple[Carrier, ...]


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """A story at one version, whole, and what brought the version about."""

    story_id: str
    shard: str
    version: int
    change: Change
    status: StoryStatus
    headline: str
    canonical: str
    members: tuple[StoryMember, ...]
    origins: tuple[Origin, ...]
    flags: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    touched: frozenset[str] = field(default_factory=frozenset)
    """articles whose row changes with this version"""
    replaced_by: str | None = None
    why: str = ""
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling one article decided: a journal entry and the story versions it makes.

    ``seq`` counts the articles of the shard from 1 without a gap.
    """

    seq: int
    prepared: Prepared
    decision: Decision
    events: tuple[StoryEvent, ...]
    sketch: Sketch
    forgotten: tuple[str, ...] = ()
    """stories that have left the desk"""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an editor has ruled of articles, by their ids; they need not have arrived.

    ``together``: all of them are of one story. ``apart``: the first is of no story that one of the
    others is of. ``canonical``: it stands for its story. ``withdrawn``: the ruling ``withdraws``,
    which was about these articles, stands no more.
    """

    ruling_id: str
    kind: RulingKind
    articles: tuple[str, ...]
    who: str
    at: datetime
    why: str
    withdraws: str = ""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling that a desk has taken in behind the article ``seq``, and the story versions it makes."""

    shard: str
    seq: int
    ruling: Ruling
    events: tuple[StoryEvent, ...]
