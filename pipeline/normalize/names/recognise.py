"""Who and what an article names. What recognises them can be exchanged: see ``Recogniser``."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Protocol

from pipeline.model import Name
from pipeline.normalize.names import capitals
from pipeline.normalize.names.capitals import Mention

_SURE = attrgetter("sure")
_COUNT = attrgetter("count")
_MOST = 64
"""Names of one article."""
_READ = 4_000
"""Characters that names are looked for in: news says first whom it is about, and three of five
articles are longer (shared background, 2026-11-22: mean 5,350, median 4,550)."""


class Recogniser(Protocol):
    """Finds the names of an article; a trained model can stand behind it."""

    def __call__(self, title: str, paragraphs: Sequence[str], language: str) -> tuple[Name, ...]:
        """Names, the most frequent first, at most 64; a pure function of what it is given."""


def capitalised(title: str, paragraphs: Sequence[str], language: str) -> tuple[Name, ...]:
    """Names told by their capital letters, by titles, and by a few tables.

    A surname counts for the only person of the article who bears it. Languages without capital
    letters give what they write in Latin script.
    """
    found = capitals.mentions(title, _opening("\n".join(paragraphs)), language)
    _join_surnames(found)
    kept = sorted(filter(_SURE, found.values()), key=_COUNT, reverse=True)[:_MOST]
    return tuple([Name(name.name, name.key, name.kind, name.count) for name in kept])


def _opening(text: str) -> str:
    """The characters that are read, cut between two words."""
    return text if len(text) <= _READ else text[: text.rfind(" ", 0, _READ) + 1]


def _join_surnames(found: dict[str, Mention]) -> None:
    """Count a surname, or a frequent given name, for the one full name that has it.

    A surname that came behind a title first is somebody whom the article does not introduce
    (President X), and perhaps not the one who bears it in full later.
    """
    single: list[str] = []
    bearers: dict[str, str] = {}
    for key, mention in found.items():
        if not mention.personal:
            continue
        if " " not in key:
            single.append(key)
        elif mention.sure:
            for word in (key[: key.find(" ")], key[key.rfind(" ") + 1 :]):
                bearers[word] = "" if bearers.get(word, key) != key else key
    borne = [(key, bearers[key]) for key in single if bearers.get(key)]
    order = {key: n for n, key in enumerate(found)} if borne else {}
    for key, full in borne:
        titled = found[key].kind == "person"
        if titled and order[key] < order[full] and full.endswith(f" {key}"):
            continue
        if titled or full.endswith(f" {key}"):
            bearer = found[full]
            bearer.count += found.pop(key).count
            bearer.kind = "person"
