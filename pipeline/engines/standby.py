"""Desks of shards that other workers have, kept as far as the journal is.

A worker that takes a shard over then goes on within seconds, whatever lies in the window.
"""

import logging
import threading
from collections.abc import Collection, Iterable

from pipeline.cluster.desk import Desk
from pipeline.cluster.rules import Rules
from pipeline.engines.warm import empty
from pipeline.store import Store

log = logging.getLogger(__name__)


class Standby:
    """One thread follows, others take desks from here and give desks back."""

    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules
        self._desks: dict[str, tuple[Desk, int]] = {}
        """by shard, with the newest removal that was known when the desk was read"""
        self._reading: str | None = None
        self._free = threading.Condition()

    def follow(self, others: Collection[str]) -> None:
        """Bring the desks of all shards but ``others`` up to the journal. Raises Unavailable."""
        with self._free:
            for shard in others:
                self._desks.pop(shard, None)
        for shard in self._store.shards():
            if shard not in others:
                self._follow(shard)

    def _follow(self, shard: str) -> None:
        with self._free:
            kept, self._reading = self._desks.pop(shard, None), shard
        try:
            removals = self._store.removals()
            if kept is None or kept[1] != removals or not self._store.follow(kept[0]):
                desk = self._store.load(empty(shard, self._rules))
                kept = desk, removals
                log.info("desk %s stands by with %d articles", shard, len(desk.members))
        except BaseException:
            kept = None
            raise
        finally:
            with self._free:
                if kept is not None:
                    self._desks[shard] = kept
                self._reading = None
                self._free.notify_all()

    def give(self, shard: str, removals: int) -> Desk | None:
        """The desk of a shard, which is no longer kept here; waits while it is being read.

        None where there is none, or none that has heard of the newest of the removals.
        """
        with self._free:
            self._free.wait_for(lambda: self._reading != shard)
            desk, heard = self._desks.pop(shard, (None, removals))
        return desk if heard == removals else None

    def take(self, desks: Iterable[Desk], removals: int) -> None:
        """Keep desks that another worker goes on with."""
        with self._free:
            self._desks.update((desk.shard, (desk, removals)) for desk in desks)
