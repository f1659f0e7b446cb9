"""The settle stage as both engines run it: the desks of a process, kept in line with the store."""

import logging
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from pipeline import flow
from pipeline.cluster.desk import Desk
from pipeline.cluster.rules import Rules
from pipeline.engines.images import Images
from pipeline.engines.recovery import Recovery
from pipeline.engines.standby import Standby
from pipeline.engines.warm import empty
from pipeline.errors import Rejected
from pipeline.model import Prepared, Ruled, Settled
from pipeline.store import Advance, Memory, Retried, Store
from pipeline.store.rulings import Waiting
from pipeline.telemetry import Telemetry
from pipeline.wire import DeadLetter

log = logging.getLogger(__name__)
_LIVE_S = 12 * 3600.0
"""An article that waited longer comes from an archive: it says nothing of freshness."""


class Settler:
    """The desks of this process. One thread at a time; each shard has one such process."""

    def __init__(
        self,
        store: Store,
        telemetry: Telemetry,
        rules: Rules,
        clock: Callable[[], datetime],
        *,
        announce: bool,
        standby: Standby | None = None,
        images: Images | None = None,
    ) -> None:
        self._store = store
        self._telemetry = telemetry
        self._rules = rules
        self._clock = clock
        self._announce = announce
        self._standby = standby
        self._images = images
        self.recovery = Recovery(telemetry)
        self._desks: dict[str, Desk] = {}
        self._changed: set[str] = set()
        """shards whose desk is ahead of what is stored"""
        self._doubted: set[str] = set()
        """shards whose journal another process may have gone on with"""
        self._inboxes: dict[str, deque[Waiting]] = {}
        self._rulings = 0
        self._removals = 0
        self._ruled: list[Ruled] = []

    def settle(
        self, batch: Sequence[Prepared]
    ) -> tuple[list[Settled], list[tuple[Prepared, Rejected]]]:
        """Settle what was not settled before, after new rulings; desks change, nothing is durable yet.

        Also returns the articles on which our own code failed. Follow it by ``commit``, or by
        ``forget``. Raises Unavailable, and then holds no desk that is ahead of the store.
        """
        try:
            return self._settle(batch)
        except BaseException:
            self.forget()
            raise

    def _settle(
        self, batch: Sequence[Prepared]
    ) -> tuple[list[Settled], list[tuple[Prepared, Rejected]]]:
        articles: dict[str, Prepared] = {}
        self.hear()
        for prepared in batch:  # the first stands, wherever batches are cut
            articles.setdefault(prepared.article.article_id, prepared)
        for id_ in self._store.known(list(articles)):
            del articles[id_]
        self._telemetry.duplicates.labels("redelivered").inc(len(batch) - len(articles))
        self._pass_over(articles)
        self._telemetry.articles_in.labels("settle").inc(len(articles))
        failed: list[tuple[Prepared, Rejected]] = []
        while True:
            settled: list[Settled] = []
            for id_, prepared in articles.items():
                desk = self.desk(prepared.shard)
                self._changed.add(prepared.shard)
                try:
                    with self._telemetry.stage_seconds.labels("settle").time():
                        self._rule(desk)
                        settled.append(flow.settle(prepared, desk))
                        self._rule(desk)
                except Exception as error:
                    # a desk that broke while it changed is not trusted: read back, begin again
                    log.exception("settle failed on %s", id_)
                    what = f"{type(error).__name__} in settle"
                    failed.append((prepared, Rejected("internal", what)))
                    self._telemetry.dead_letters.labels("settle", "internal").inc()
                    break
            else:
                return settled, failed
            self.forget()
            del articles[failed[-1][0].article.article_id]

    def commit(
        self,
        advances: Sequence[Advance],
        settled: Sequence[Settled] = (),
        letters: Sequence[DeadLetter] = (),
        learned: Memory | None = None,
        retried: Retried | None = None,
    ) -> None:
        """Make a batch and its position durable. Raises Fenced, Unavailable: nothing was written."""
        ruled, self._ruled = self._ruled, []
        changed = (*(one.prepared.shard for one in settled), *(one.shard for one in ruled))
        shards = dict.fromkeys(changed)
        desks = [self._desks[shard] for shard in shards if shard in self._desks]
        with self._telemetry.stage_seconds.labels("store").time():
            self._store.commit(
                advances,
                settled,
                letters,
                desks,
                learned,
                ruled=ruled,
                retried=retried,
                announce=self._announce,
                heard=self._removals,
            )
        self._changed.clear()
        now = self._clock()
        for one in settled:
            waited_s = (now - one.prepared.article.seen_at).total_seconds()
            if waited_s <= _LIVE_S:
                self._telemetry.freshness.observe(waited_s)
            if one.decision.relation == "copy":
                self._telemetry.duplicates.labels("copy").inc()
        done: tuple[Settled | Ruled, ...] = (*settled, *ruled)
        for event in (event for one in done for event in one.events):
            self._telemetry.stories.labels(event.change).inc()
        self._telemetry.articles_out.labels("settle").inc(len(settled))
        for desk in desks:
            self._gauge(desk)
        if self._images is not None:
            self._images.take(desks, self._removals)

    def desk(self, shard: str) -> Desk:
        """The desk of a shard; one that is not here, or no longer as stored, is read from the store."""
        if shard in self._doubted:
            self._check(shard)
        if shard not in self._desks:
            with self.recovery.of(shard, self._store.on_desk(shard)) as report:
                desk = (
                    self._standing_by(shard)
                    or self._pictured(shard, report)
                    or self._store.load(empty(shard, self._rules), report)
                )
            self._desks[shard] = desk
            self._inboxes[shard] = deque(self._store.waiting(desk))
            self._gauge(desk)
        return self._desks[shard]

    def stand_by(self) -> None:
        """Bring up to the journal what is kept of shards that other workers have. Raises Unavailable.

        Any thread may do this, one at a time.
        """
        if self._standby is not None:
            self._standby.follow(tuple(self._desks))

    def _check(self, shard: str) -> None:
        """Have a desk follow the journal as far as it has gone; drop one that cannot."""
        desk, before = self._desks[shard], self._desks[shard].seq
        if shard in self._changed or not self._store.follow(desk):
            self._drop([shard])
            return
        self._doubted.discard(shard)
        if desk.seq > before:
            self._inboxes[shard] = deque(self._store.waiting(desk))
            log.info("desk %s: followed %d entries", shard, desk.seq - before)

    def _standing_by(self, shard: str) -> Desk | None:
        desk = self._standby.give(shard, self._removals) if self._standby else None
        if desk is None or not self._store.follow(desk):
            return None
        log.info("desk %s stood by", shard)
        return desk

    def _pictured(self, shard: str, report: Callable[[int], None]) -> Desk | None:
        desk = self._images.find(shard, self._removals) if self._images else None
        return desk if desk is not None and self._store.follow(desk, report) else None

    def overrule(self) -> bool:
        """Take in every ruling that waits, whatever its place; False if there is none.

        Follow it by ``commit``, or by ``forget``. Raises Unavailable, and then holds no desk that is
        ahead of the store.
        """
        try:
            self.hear()
            for shard in self._store.shards_to_rule():
                desk = self.desk(shard)
                self._changed.add(shard)
                self._ruled += [flow.rule(one, desk) for _, one in self._store.waiting(desk)]
                self._inboxes[shard].clear()
        except BaseException:
            self.forget()
            raise
        return bool(self._ruled)

    def _pass_over(self, articles: dict[str, Prepared]) -> None:
        """Leave out what belongs to documents that were taken out for good."""
        if not self._removals:
            return
        of = {id_: one.article.document_id for id_, one in articles.items()}
        gone = self._store.forgotten({*of, *of.values()})
        for id_ in [id_ for id_, document_id in of.items() if gone & {id_, document_id}]:
            del articles[id_]
            self._telemetry.duplicates.labels("forgotten").inc()

    def hear(self) -> None:
        """Ask what others did: removals void desks, rulings have all that waits read again.

        Not between ``settle`` and ``commit``. Raises Unavailable.
        """
        newest = self._store.removals()
        if newest != self._removals:
            gone = self._store.removed_from(self._removals)
            self._drop([shard for shard in gone if shard in self._desks])
            self._removals = newest
            if self._images is not None:
                self._images.erase_before(newest)
        count = self._store.ruling_count()
        if count != self._rulings:
            self._rulings = count
            for shard, desk in self._desks.items():
                self._inboxes[shard] = deque(self._store.waiting(desk))

    def _rule(self, desk: Desk) -> None:
        """Take in the rulings whose place in the journal the desk has come to.

        Only next to an article that it settles, whose journal entry fences a writer that is not its own.
        """
        inbox = self._inboxes[desk.shard]
        while inbox and inbox[0][0] <= desk.seq:
            self._ruled.append(flow.rule(inbox.popleft()[1], desk))

    def forget(self) -> None:
        """Drop every desk that is ahead of the store, and trust no other before it is checked."""
        self._drop([shard for shard in self._desks if shard in self._changed])
        self._changed.clear()
        self._doubted.update(self._desks)
        self._ruled.clear()

    def keep(self, shards: Collection[str]) -> None:
        """Go on with the desks of some shards alone; others may have gone on with any of them."""
        given = {shard: desk for shard, desk in self._desks.items() if shard not in shards}
        if self._standby is not None:
            clean = [desk for shard, desk in given.items() if shard not in self._changed]
            self._standby.take(clean, self._removals)
        self._drop(given)
        self._doubted.update(self._desks)

    def _drop(self, shards: Iterable[str]) -> None:
        for shard in shards:
            self._telemetry.desk_articles.remove(shard)
            self._telemetry.desk_stories.remove(shard)
            del self._desks[shard], self._inboxes[shard]
            self._doubted.discard(shard)
            self._changed.discard(shard)

    def _gauge(self, desk: Desk) -> None:
        self._telemetry.desk_articles.labels(desk.shard).set(len(desk.members))
        self._telemetry.desk_stories.labels(desk.shard).set(len(desk.stories))
