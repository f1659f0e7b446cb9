"""What is remembered of one host: its template and its documents."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from pipeline.model import Wire
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.identity import identifier
from pipeline.normalize.reading import Reading
from pipeline.normalize.versions import Document

SLUG_LIVES = timedelta(hours=36)
"""Wires use a slug again: within a day and a night it means the same story."""


class Site:
    """The memory of one host. ``find`` looks a document up by key, wherever it is kept.

    ``fresh`` holds the documents that ``remember`` was given, ``learned`` whether the template has
    changed; whoever keeps the memory empties both.
    """

    __slots__ = ("_find", "fresh", "host", "learned", "template")

    def __init__(
        self, host: str, template: Template, find: Callable[[str], Document | None]
    ) -> None:
        self.host = host
        self.template = template
        self.fresh: dict[str, Document] = {}
        self.learned = False
        self._find = find

    def documents(self, reading: Reading) -> list[Document]:
        """The documents that have the address or the id of what was read, in this order."""
        found = filter(None, map(self._known, reading.keys))
        return list({document.document_id: document for document in found}.values())

    def named(self, keys: Iterable[str], reading: Reading) -> Document | None:
        """The document that a wire means by such a key, if it is not too old."""
        found = self._first(keys)
        if found is None or abs(reading.item.seen_at - found.seen_at) > SLUG_LIVES:
            return None
        return found

    def own_keys(self, wire: Wire) -> tuple[str, ...]:
        """Keys of the slug and the transmission id of an item."""
        return tuple(filter(None, (self._key(wire.transmission_id), self._key(wire.slug))))

    def target_keys(self, wire: Wire) -> tuple[str, ...]:
        """Keys of what a kill or a correction names."""
        return tuple(filter(None, map(self._key, wire.targets)))

    def remember(self, reading: Reading, document: Document) -> None:
        """Keep a document's newest versions; the lines of a new one count towards the template.

        What is fetched again and again must not teach that its own sentences are the template.
        """
        known = filter(None, map(self._known, document.keys))
        is_new = all(one.document_id != document.document_id for one in known)
        for key in document.keys:
            self.fresh[key] = document
        if is_new:
            self.template.learn(reading.lines)
            self.learned = True

    def _key(self, slug: str) -> str:
        return identifier("slug", self.host, slug.casefold()) if slug else ""

    def _first(self, keys: Iterable[str]) -> Document | None:
        return next(filter(None, map(self._known, keys)), None)

    def _known(self, key: str) -> Document | None:
        return self.fresh.get(key) or self._find(key)
