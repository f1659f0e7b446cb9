"""Tolls on which two members of a story differ: 12 dead here, 15 dead there.

A difference counts where each article gives one number for the toll and neither has the other's number
anywhere; where it is larger than rounding, and not so large that two events must be meant. What is told
``LATER`` may have been overtaken.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.fingerprint.claims import array, counts, hashed, sentences
from pipeline.fingerprint.numbers import numbers
from pipeline.fingerprint.tolls import tolls
from pipeline.model import Figure, Prepared

if TYPE_CHECKING:
    from pipeline.cluster.story import Member

LATER = timedelta(hours=6)
_ROUNDED, _ANOTHER = 1.1, 10.0
"""Ratios of the larger number to the smaller one: below the first it is rounding."""
_MOST = 3


def differing(prepared: Prepared, at: datetime, members: Sequence["Member"]) -> tuple[Figure, ...]:
    """Tolls of an article of which the latest members to give one give another."""
    counted = prepared.fingerprint.claims.counted
    mine = _single(counted) if counted and members else {}
    if not mine:
        return ()
    others: dict[int, tuple[Member, float]] = {}
    for member in members:
        if member.counted:
            theirs = _single(member.counted)
            others.update({toll: (member, theirs[toll]) for toll in mine.keys() & theirs.keys()})
    numbers_ = prepared.fingerprint.claims.numbers
    apart = {
        toll: found
        for toll, found in others.items()
        if _ROUNDED < max(found[1], mine[toll]) / max(min(found[1], mine[toll]), 1) < _ANOTHER
        and not _has(numbers_, found[1])
        and not _has(found[0].said, mine[toll])
    }
    named = _names(prepared) if apart else {}
    figures = [
        Figure(
            thing=named[toll],
            number=_text(mine[toll]),
            article_id=member.article_id,
            other=_text(theirs),
            is_update=member.facts.document_id == prepared.article.document_id
            or abs(at - member.at) > LATER,
        )
        for toll, (member, theirs) in apart.items()
    ]
    return tuple(sorted(figures, key=lambda figure: figure.thing)[:_MOST])


def _single(counted: bytes) -> dict[int, float]:
    """Tolls for which an article gives one number."""
    found: dict[int, float] = {}
    several = set()
    for toll, value in counts(counted):
        if found.setdefault(toll, value) != value:
            several.add(toll)
    return {toll: value for toll, value in found.items() if toll not in several}


def _has(said: bytes, value: float) -> bool:
    return bool((array(said) == array(hashed([_text(value)]))[0]).any())


def _text(value: float) -> str:
    return f"{value:.12g}"


def _names(prepared: Prepared) -> dict[int, str]:
    """The tolls of an article in words, by their hashes."""
    body = "\n".join(prepared.article.paragraphs)
    found = tolls(body, numbers(body, sentences(body).digits.tolist()))
    return {int(array(hashed([toll]))[0]): toll for toll, _ in found}
