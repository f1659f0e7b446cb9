"""Small builders of what moves through the core: items, articles, desks and invented prose."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypedDict, Unpack

from pipeline.cluster.desk import Desk
from pipeline.cluster.joining import Joining
from pipeline.cluster.rules import Lifetime, Rules
from pipeline.fingerprint.passages import compare
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.flow import settle
from pipeline.model import Article, Fingerprint, Passages, Prepared, RawItem, Settled
from pipeline.normalize.attribution.agencies import Agencies
from tests.sites import SiteMemory

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SEEN = NOON + 365 * DAY
"""When items are seen: late, so that no date a test gives is in the future."""
AGENCIES = Agencies(
    {
        "afp": "AFP",
        "agence france-presse": "AFP",
        "ap": "AP",
        "associated press": "AP",
        "reuters": "Reuters",
        "dpa": "dpa",
        "upi": "UPI",
        "xinhua": "Xinhua",
    }
)
JOINING = Joining(
    whole=6.7,
    lead=5.53,
    names=3.16,
    contained=3.27,
    undated=-1.3,
    near=3.02,
    crowded=-3.12,
    brief=1.14,
    bias=-6.26,
    closest=0.2,
    cohesion=0.3,
    size=0.7,
    bar=-2.2,
    steepness=1.0,
    even=0.3,
)
"""Weights as training gives them; fixed, so that what is trained anew changes no example."""
_SYLLABLES = [
    consonant + vowel + end
    for consonant in ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "t", "v")
    for vowel in "aeiou"
    for end in ("", "n", "r")
]
_TOPIC_WORDS = 60
_SENTENCE = 12
_PARAGRAPH = 48


class Facts(TypedDict, total=False):
    """What a test may say of an item beside its text."""

    id: str
    title: str
    url: str
    source: str
    published_at: datetime | None
    language: str
    seen_at: datetime
    html: str
    byline: str
    slug: str
    transmission_id: str
    note: str


_BLANK = RawItem(
    id="item-1",
    text="",
    title="",
    url="",
    source="Daily",
    published_at=None,
    language="",
    seen_at=SEEN,
)


def item(text: str, **facts: Unpack[Facts]) -> RawItem:
    """An item of the source "Daily" without title or date, unless said otherwise."""
    return replace(_BLANK, text=text, **facts)


def article(text: str, **facts: Unpack[Facts]) -> Article:
    """The article that an item becomes, when it is the first of its host."""
    (only,) = SiteMemory(AGENCIES).read(item(text, **facts))
    return only


def prepared(text: str, **facts: Unpack[Facts]) -> Prepared:
    """The prepared article that an item becomes, when it is the first of its host."""
    (only,) = SiteMemory(AGENCIES).prepare(item(text, **facts))
    return only


def fingerprint_of(text: str, title: str = "") -> Fingerprint:
    """The fingerprint of a text."""
    return prepared(text, title=title).fingerprint


def again(first: Article) -> Article:
    """What an article's title and paragraphs become when they come in as an item."""
    return article("\n".join(first.paragraphs), title=first.title, id=first.id, source=first.source)


def empty_desk(
    window: timedelta = 7 * DAY, arrivals: int = 50_000, joining: Joining = JOINING
) -> Desk:
    """A desk as a language without a warm table begins."""
    return Desk(
        "en", DocumentFrequencies(1_000.0), Rules(joining, lifetime=Lifetime(window, arrivals))
    )


def restored(journal: Iterable[Settled], lived: Desk) -> Desk:
    """A desk rebuilt from a journal and from where its articles are now, as a store tells both."""
    desk = empty_desk(lived.lifetime.window, lived.lifetime.arrivals, lived.joining)
    for entry in journal:
        member = lived.members.get(entry.prepared.article.article_id)
        decision, held = entry.decision, None
        if member is not None:
            story = lived.stories[member.story_id]
            held = story.story_id, story.version, story.status
            decision = replace(
                decision, relation=member.facts.relation, parents=member.facts.parents
            )
        desk.restore(entry.seq, entry.prepared, decision, held, counted=False)
    desk.resume(lived.seq, lived.last)
    return desk


def tell(desk: Desk, articles: Iterable[Prepared]) -> list[Settled]:
    """Settle articles one after the other."""
    return [settle(each, desk) for each in articles]


def vocabulary(topic: int, count: int = _TOPIC_WORDS) -> list[str]:
    """Invented words of a topic; no two topics under 100 share one."""
    dice = Random(topic)
    ending = _SYLLABLES[topic]
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(dice.choices(_SYLLABLES, k=2)) + "x" + ending] = None
    return list(found)


def prose(topic: int, telling: int, words: int = 192) -> str:
    """A report on a topic: its words in an order that only this telling has."""
    return sentences(tokens(topic, telling, words))


def tokens(topic: int, telling: int, words: int) -> list[str]:
    """The words of a report, without sentences."""
    return Random(f"{topic}/{telling}").choices(vocabulary(topic), k=words)


def sentences(said: list[str]) -> str:
    """Words as sentences in paragraphs."""
    cut = [said[i : i + _SENTENCE] for i in range(0, len(said), _SENTENCE)]
    whole = [" ".join(part).capitalize() + "." for part in cut]
    per = _PARAGRAPH // _SENTENCE
    return "\n".join(" ".join(whole[i : i + per]) for i in range(0, len(whole), per))


def longest_run(ours: Passages, theirs: Passages) -> int:
    """Length in words of the longest shared run, as far as two fingerprints tell (see Overlap)."""
    return compare(ours, theirs).run


def shared(ours: Passages, theirs: Passages) -> tuple[float, float]:
    """Share of our hashes that are theirs too, and of theirs that are ours."""
    overlap = compare(ours, theirs)
    return overlap.contained, overlap.containing
