"""Drafts: articles of which the words are known, and their place among the versions, but no more."""

from dataclasses import dataclass

from pipeline.model import Edits, Wire
from pipeline.normalize.identity import content, identifier
from pipeline.normalize.parts import Parts, Whole


@dataclass(slots=True)
class Draft:
    """A take of an item on its way to an article: ``tell`` makes it one."""

    article_id: str
    document_id: str
    take: int
    title: str
    paragraphs: tuple[str, ...]
    wire: Wire
    parts: Parts
    whole: Whole
    flags: tuple[str, ...]
    version: int = 1
    edits: Edits | None = None


def draft_of(whole: Whole, take: int, document_id: str, flags: tuple[str, ...]) -> Draft:
    """The draft of a take, as if nothing of its document were known."""
    parts, wire, reading = whole.takes[take], whole.wire, whole.reading
    paragraphs = tuple(parts.body)
    return Draft(
        article_id=article_id(
            document_id, take, parts.title, content(paragraphs), wire, reading.item.revision
        ),
        document_id=document_id,
        take=take,
        title=parts.title,
        paragraphs=paragraphs,
        wire=wire,
        parts=parts,
        whole=whole,
        flags=flags,
    )


def article_id(
    document_id: str, take: int, title: str, content: str, wire: Wire, revision: int | None
) -> str:
    """The id of an article: it is another one if its words or its marks are."""
    counted = () if revision is None else (f"revision {revision}",)
    said = (str(take), title, content, *state(wire), *counted)
    return identifier("article", document_id, *said)


def state(wire: Wire) -> tuple[str, ...]:
    """What of its marks makes an item another article."""
    until = wire.embargoed_until
    return (*wire.marks, *((until.isoformat(),) if until else ()))
