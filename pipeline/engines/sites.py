"""The memory of hosts while a process works: read from the store, learned, handed back to it.

Items of one host pass in order and one batch is made durable before the next begins, so what is
learned depends on the log alone: a batch that failed is forgotten and done again from the store.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from pipeline.normalize.chrome.template import Template
from pipeline.normalize.reading import Reading
from pipeline.normalize.site import Site
from pipeline.normalize.versions import Document
from pipeline.store import Memory

_HOSTS = 1_000
"""Hosts whose template stays in memory; others are read again when an item of theirs comes."""


class Keeper(Protocol):
    """Where the memory is kept."""

    def templates(self, hosts: Collection[str]) -> Mapping[str, Template]:
        """Templates of those hosts that have one."""
        ...

    def documents(self, keys: Collection[str]) -> Mapping[str, Document]:
        """Documents by those of the keys under which one is known."""
        ...

    def removals(self) -> int:
        """The number of the newest removal; 0 where nothing was ever taken out."""
        ...

    def forgotten(self, hashes: Collection[str]) -> set[str]:
        """Those of the ids and keys that name something taken out for good."""
        ...


class Sites:
    """The sites of a batch. One thread at a time."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._sites: OrderedDict[str, Site] = OrderedDict()
        self._found: dict[str, Document | None] = {}
        self._heard = 0
        self._forgotten: set[str] = set()

    def begin(self, readings: Iterable[Reading]) -> None:
        """Read what a batch will ask for; what the batch before has taught must be durable."""
        hosts: dict[str, None] = {}
        keys: dict[str, None] = {}
        for reading in readings:
            hosts[reading.home] = None
            keys.update(dict.fromkeys(reading.keys))
        for site in self._sites.values():
            site.fresh.clear()
            site.keys.clear()
            site.learned = False
        self._heard = self._keeper.removals()
        self._forgotten = self._keeper.forgotten(keys.keys()) if self._heard else set()
        self._found = dict.fromkeys(keys)
        if keys:
            self._found.update(self._keeper.documents(keys.keys()))
        absent = [host for host in hosts if host not in self._sites]
        templates = self._keeper.templates(absent) if absent else {}
        for host in hosts:
            if host in self._sites:
                self._sites.move_to_end(host)
                continue
            template = templates[host] if host in templates else Template()
            self._sites[host] = Site(host, template, self._find)
        while len(self._sites) > max(_HOSTS, len(hosts)):
            self._sites.popitem(last=False)

    def of(self, reading: Reading) -> Site:
        """The site an item comes from."""
        return self._sites[reading.home]

    def is_forgotten(self, reading: Reading) -> bool:
        """Whether the document at its address, or of its id, was taken out for good."""
        return not self._forgotten.isdisjoint(reading.keys)

    def learned(self) -> Memory:
        """What the batch has changed."""
        sites = self._sites.values()
        return Memory(
            {site.host: site.template for site in sites if site.learned},
            [document for site in sites for document in site.fresh.values()],
            {key: document_id for site in sites for key, document_id in site.keys.items()},
            self._heard,
        )

    def forget(self) -> None:
        """Drop everything: it may not be what is stored."""
        self._sites.clear()
        self._found.clear()

    def _find(self, key: str) -> Document | None:
        if key not in self._found:
            self._found[key] = self._keeper.documents([key]).get(key)
        return self._found[key]
