"""What is new in an article against its story: sentences, quotations, names and numbers nobody had.

A sentence was told if a member has it word for word, or if half of its passages or more stand in members
that the window still holds; a quotation likewise. A name was told under its key, or by its last word
where it may be a person's; a number under its value, however it was written. So what is called new is
new in these words: a paraphrase has new sentences, a name spelt otherwise is a new name. What came
before is what had arrived before. It is told once, when an article comes, and stands.
"""

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pipeline.fingerprint.claims import array, number_texts, sentences
from pipeline.fingerprint.kernels.sentences import mostly_told, untold
from pipeline.fingerprint.numbers import numbers
from pipeline.fingerprint.window import Window
from pipeline.fingerprint.words import word_hashes
from pipeline.model import Claims, New, Prepared

if TYPE_CHECKING:
    from pipeline.cluster.story import Member

_TOLD = 0.5
"""Share of a sentence's passages. A sentence of 25 words of which one half was told is taken for told:
rather too little is called new than too much."""


def memory(claims: Claims) -> bytes:
    """What a member remembers to have said: sentences, names, numbers."""
    return claims.sentences + claims.names + claims.numbers


def news(
    prepared: Prepared,
    members: Sequence["Member"],
    window: Window["Member"],
    *,
    shares: bool = True,
) -> New | None:
    """What an article says that none of the members did; None where there are none.

    ``shares`` is False where it is known that it has no passage in common with any.
    """
    if not members:
        return None
    print_ = prepared.fingerprint
    if any(member.content == print_.content for member in members):
        return New()
    claims = print_.claims
    fresh = untold(
        array(memory(claims)), array(b"".join(member.said for member in members))
    ).tolist()
    at, end = len(claims.sentences) // 4, (len(claims.sentences) + len(claims.names)) // 4
    told_quotes = set().union(*(member.quotes for member in members))
    spoken = [n for n, quote in enumerate(print_.quotes) if quote not in told_quotes]
    said = [*compress(range(at), fresh)]
    if shares and (said or spoken):
        said, spoken = _beyond_passages(prepared, said, spoken, members, window)
    return New(
        sentences=tuple(said),
        quotes=tuple(spoken),
        names=tuple(
            n
            for n, (by_key, by_word) in enumerate(
                zip(fresh[at:end:2], fresh[at + 1 : end : 2], strict=True)
            )
            if by_key and by_word
        ),
        numbers=tuple(n for n, is_new in enumerate(fresh[end:]) if is_new),
    )


def _beyond_passages(
    prepared: Prepared,
    said: list[int],
    spoken: list[int],
    members: Sequence["Member"],
    window: Window["Member"],
) -> tuple[list[int], list[int]]:
    """Those of the sentences and quotations whose passages do not mostly stand in the members."""
    passages = prepared.fingerprint.passages
    told = window.told(passages, [member.place for member in members if member.place >= 0])
    if not told.any():
        return said, spoken
    bounds = array(prepared.fingerprint.claims.bounds).reshape(-1, 2)[said]
    if spoken:
        bounds = np.concatenate((bounds, _places(prepared, spoken)))
    known = mostly_told(passages.starts, passages.lengths, told, bounds, _TOLD).tolist()
    return (
        [n for n, is_known in zip(said, known, strict=False) if not is_known],
        [n for n, is_known in zip(spoken, known[len(said) :], strict=True) if not is_known],
    )


def _places(prepared: Prepared, quotes: list[int]) -> NDArray[np.uint32]:
    """First character of quotations, and one behind the last, shape (n, 2); zeros for one not found."""
    texts = [quote.text for quote in prepared.article.quotes]
    if len(texts) > len(prepared.fingerprint.quotes):
        texts = quotations(texts)
    body = "\n".join(prepared.article.paragraphs)
    places = [(body.find(texts[n]), len(texts[n])) for n in quotes]
    return np.array([(at, at + size) if at >= 0 else (0, 0) for at, size in places], np.uint32)


def quotations(texts: Sequence[str]) -> list[str]:
    """The quotations of an article once each, as its fingerprint counts them."""
    once: dict[bytes, str] = {}
    for text in texts:
        once.setdefault(word_hashes(text).tobytes(), text)
    return [*once.values()]


def in_words(new: New, record: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is new, in the words of the article's record."""
    body = "\n".join(record["paragraphs"])
    found = sentences(body)
    said = [body[start:end] for start, end in zip(found.starts, found.ends, strict=True)]
    every = {
        "sentences": said,
        "quotes": quotations([quote["text"] for quote in record["quotes"]]),
        "names": [name["name"] for name in record["names"]],
        "numbers": number_texts(numbers(body, found.digits.tolist())),
    }
    return {what: [texts[n] for n in getattr(new, what)] for what, texts in every.items()}
