"""The two sides of a relation: what of an arriving article and of a member it is told by."""

import re
from dataclasses import field
from datetime import datetime
from functools import lru_cache

from pipeline.cluster.story import Member
from pipeline.model import Prepared
from pipeline.values import value

_NO_LETTER = re.compile(r"[\W_]+")
_SHORTEST = 3
"""Letters of an outlet's name by which it is known."""
_PROMPT = 20
"""Letters of a headline that are more than a rubric."""


@value
class Side:
    """One of two articles. ``names`` are unknown (empty) of a member."""

    content: str
    title: str
    quotes: int
    agencies: tuple[str, ...]
    outlet: str
    published_at: datetime | None
    names: tuple[str, ...] = field(default=())

    @property
    def is_agency(self) -> bool:
        """Whether it is an agency's own copy: its outlet is the agency that it credits."""
        label = _label(self.outlet)
        return any(_letters(agency) == label for agency in self.agencies)

    def cites(self, other: "Side") -> bool:
        """Whether it names the outlet of the other, which is not its own."""
        label = _label(other.outlet)
        if len(label) < _SHORTEST or label == _label(self.outlet):
            return False
        return any(_begins(name, label) for name in self.names)

    def has_title_of(self, other: "Side") -> bool:
        """Whether both have one headline, but for what a page puts behind it."""
        ours, theirs = _letters(self.title), _letters(other.title)
        shorter, longer = sorted((ours, theirs), key=len)
        return len(shorter) >= _PROMPT and longer.startswith(shorter)


def of_article(prepared: Prepared) -> Side:
    """The side of an article that arrives."""
    article = prepared.article
    return Side(
        content=prepared.fingerprint.content,
        title=article.title,
        quotes=len(prepared.fingerprint.quotes),
        agencies=article.agencies,
        outlet=article.source or article.host or article.id,
        published_at=article.published_at,
        names=tuple(name.name for name in article.names),
    )


def of_member(member: Member) -> Side:
    """The side of a member."""
    return Side(
        content=member.content,
        title=member.facts.title,
        quotes=len(member.quotes),
        agencies=member.agencies,
        outlet=member.outlet.name,
        published_at=member.facts.published_at,
    )


@lru_cache(maxsize=1 << 14)
def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()


@lru_cache(maxsize=1 << 14)
def _label(outlet: str) -> str:
    """What an outlet is called: the letters of its name, or of its host before the ending."""
    host = outlet.split("/", maxsplit=1)[0]
    if "." not in host or " " in host:
        return _letters(outlet.split(" - ", maxsplit=1)[0])
    labels = host.split(".")
    is_country = len(labels) > 2 and len(labels[-2]) <= _SHORTEST
    return _letters(labels[-3 if is_country else -2])


def _begins(name: str, label: str) -> bool:
    """Whether the first words of a name are an outlet's: Fox News of Fox News Sunday."""
    joined = ""
    for word in name.split():
        joined += _letters(word)
        if len(joined) >= len(label):
            return joined == label
    return False
