"""The prepare stage alone, for commands that store nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from pipeline.engines.preparer import Preparer
from pipeline.errors import Rejected
from pipeline.model import Prepared
from pipeline.normalize.chrome.template import Template
from pipeline.normalize.versions import Document
from pipeline.sources import Item, Source
from pipeline.store import Memory


class Passing:
    """A memory that lasts as long as the process, for commands without a store."""

    def __init__(self) -> None:
        self._templates: dict[str, Template] = {}
        self._documents: dict[str, Document] = {}
        self._keys: dict[str, str] = {}

    def templates(self, hosts: Collection[str]) -> Mapping[str, Template]:
        """As Keeper says."""
        return {host: self._templates[host] for host in hosts if host in self._templates}

    def documents(self, keys: Collection[str]) -> Mapping[str, Document]:
        """As Keeper says."""
        return {key: self._documents[self._keys[key]] for key in keys if key in self._keys}

    def removals(self) -> int:
        """Nothing is ever taken out of it."""
        return 0

    def forgotten(self, hashes: Collection[str]) -> set[str]:  # noqa: ARG002 - as Keeper says
        """As Keeper says."""
        return set()

    def keep(self, memory: Memory) -> None:
        """Take in what a batch has changed."""
        self._templates.update(memory.templates)
        self._documents.update((one.document_id, one) for one in memory.documents)
        self._keys.update(memory.keys)


def prepare_all(
    sources: Iterable[Source], preparer: Preparer, keeper: Passing, batch: int
) -> Iterator[tuple[Source, Item, tuple[Prepared, ...] | Rejected]]:
    """Each item of the sources, and what it becomes or why it does not."""
    for source in sources:
        for item, result in prepare_items(source.read(0), preparer, keeper, batch):
            yield source, item, result


def prepare_items(
    items: Iterable[Item], preparer: Preparer, keeper: Passing, batch: int
) -> Iterator[tuple[Item, tuple[Prepared, ...] | Rejected]]:
    """The same of items in the order in which they come."""
    items = iter(items)
    while read := list(islice(items, batch)):
        results = preparer.prepare([item.record for item in read])
        keeper.keep(preparer.learned())
        yield from zip(read, results, strict=True)
