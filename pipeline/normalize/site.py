"""What is remembered of one host: its template and its documents."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from pipeline.model import Wire
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.identity import identifier
from pipeline.normalize.parts import Whole
from pipeline.normalize.reading import Reading
from pipeline.normalize.versions import Document

REMEMBERED = timedelta(days=30)
"""A document that did not come again for so long is no longer known: what comes then is new."""
SLUG_LIVES = timedelta(hours=36)
"""Wires use a slug again: within a day and a night it means the same story."""


class Site:
    """The memory of one host. ``find`` looks a document up by key, wherever it is kept.

    ``fresh`` holds the documents that ``remember`` was given, by their id, ``keys`` which of them a
    key now means, ``learned`` whether the template has changed; whoever keeps the memory empties them.
    """

    __slots__ = ("_find", "fresh", "host", "keys", "learned", "template")

    def __init__(
        self, host: str, template: Template, find: Callable[[str], Document | None]
    ) -> None:
        self.host = host
        self.template = template
        self.fresh: dict[str, Document] = {}
        self.keys: dict[str, str] = {}
        self.learned = False
        self._find = find

    def documents(self, reading: Reading) -> list[Document]:
        """The documents that have the address or the id of what was read, in this order."""
        return self._living(reading.keys, reading, REMEMBERED)

    def named(self, keys: Iterable[str], reading: Reading) -> Document | None:
        """The document that a wire means by such a key, if it is not too old."""
        return next(iter(self._living(keys, reading, SLUG_LIVES)), None)

    def own_keys(self, wire: Wire) -> tuple[str, ...]:
        """Keys of the slug and the transmission id of an item."""
        return tuple(filter(None, (self._key(wire.transmission_id), self._key(wire.slug))))

    def target_keys(self, wire: Wire) -> tuple[str, ...]:
        """Keys of what a kill or a correction names."""
        return tuple(filter(None, map(self._key, wire.targets)))

    def remember(self, whole: Whole, document: Document, *, is_new: bool) -> None:
        """Keep a document's newest versions; the lines of a new one count towards the template.

        What is fetched again and again must not teach that its own sentences are the template.
        """
        self.fresh[document.document_id] = document
        self.keys.update(dict.fromkeys(document.keys, document.document_id))
        if is_new:
            self.template.learn(whole.reading.lines, whole.keys)
            self.learned = True

    def _key(self, slug: str) -> str:
        return identifier("slug", self.host, slug.casefold()) if slug else ""

    def _living(self, keys: Iterable[str], reading: Reading, lives: timedelta) -> list[Document]:
        found = filter(None, map(self._known, keys))
        now = reading.item.seen_at
        return list({d.document_id: d for d in found if abs(now - d.seen_at) <= lives}.values())

    def _known(self, key: str) -> Document | None:
        if (fresh := self.keys.get(key)) is not None:
            return self.fresh[fresh]
        found = self._find(key)
        return found and self.fresh.get(found.document_id, found)
