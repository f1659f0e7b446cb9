"""One look at one feed: ask, parse, hand over what is new, remember.

The memory moves only behind ``inlet.accept``: whatever ends a look before, the next one hands the
same entries over again, with the same ids.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import xxhash

from pipeline.errors import StoryfoldError
from pipeline.sources import Inlet
from pipeline.sources.config import Surroundings
from pipeline.sources.feeds import schedule
from pipeline.sources.feeds.config import FeedsFields
from pipeline.sources.feeds.entries import Feed, NotAFeed
from pipeline.sources.feeds.memory import Memory
from pipeline.sources.feeds.pages import Fresh, Pages
from pipeline.sources.feeds.parsing import parse
from pipeline.sources.feeds.rows import digest, record_of, rows_of
from pipeline.sources.feeds.text import charset_of
from pipeline.sources.fetching import Conditions, Fetched, Fetcher, FetchFailed, plain_url

log = logging.getLogger(__name__)
ACCEPT = {
    "Accept": "application/atom+xml, application/rss+xml, application/feed+json,"
    " application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5"
}
_LARGE = 100_000
"""Bytes from which a document is parsed in a thread: some 5 ms, which other feeds need not wait."""
_BATCH = 100
_BATCH_OF_PAGES = 4
"""Pages held at once for each feed that is being looked at."""
_DOUBTED = 3
"""Failures in a row after which a remembered redirect is forgotten, and the first address tried."""
_GONE = 410
_PATIENCE = 3
"""Looks in a row that wait for the pages' host; then the summaries are handed over as they are."""
_LONGEST_S = 8 * 86_400.0
_SOON = 0.1
"""Share of the least pause after which a look that left entries behind is followed by the next."""


async def read(answer: Fetched) -> Feed:
    """The feed in an answer. Raises NotAFeed."""
    arguments = (answer.body, answer.url, charset_of(answer.headers))
    try:
        if len(answer.body) < _LARGE:
            return parse(*arguments)
        return await asyncio.to_thread(parse, *arguments)
    except NotAFeed:
        raise
    except Exception:
        log.exception("the document at %s is beyond the parser", plain_url(answer.url))
        raise NotAFeed("it cannot be read, by a bug; the traceback is in the log") from None


class Looking:
    """Looks at feeds; holds nothing of any of them."""

    def __init__(
        self,
        name: str,
        config: FeedsFields,
        given: Surroundings,
        fetcher: Fetcher,
        chance: Callable[[], float],
    ) -> None:
        self._name = name
        self._given = given
        self._fetcher = fetcher
        self._chance = chance
        self._limits = config.pauses
        self._pages = Pages(config.full_text, fetcher, given.max_item_bytes)

    async def at(self, url: str, inlet: Inlet) -> Memory:
        """Look at a feed once and remember what came of it. Only the inlet's errors are raised."""
        before = Memory.load(self._given.state, self._name, url)
        try:
            answer = await self._fetcher.get(
                before.moved_to or url,
                ACCEPT,
                Conditions(before.validated, before.etag, before.last_modified),
            )
            body = xxhash.xxh3_64_hexdigest(answer.body)
            if answer.status == 304 or body == before.body:
                after = self._ok(before, answer, found=False)
            else:
                feed = await read(answer)
                after = await self._hand_over(url, before, answer, feed, inlet)
        except FetchFailed as failed:
            after = self._failed(before, failed)
        except NotAFeed as wrong:
            after = self._failed(before, FetchFailed("bad_answer", f"{before.feed}: {wrong}"))
        except StoryfoldError:
            raise
        except Exception:  # one feed that is beyond us must not end the others
            log.exception("feed %s", before.feed)
            said = f"{before.feed}: it cannot be read, by a bug; the traceback is in the log"
            after = self._failed(
                Memory.load(self._given.state, self._name, url), FetchFailed("bad_answer", said)
            )
        self._keep(url, after)
        return after

    async def _hand_over(
        self, url: str, before: Memory, answer: Fetched, feed: Feed, inlet: Inlet
    ) -> Memory:
        """Hand over what is new in a document, the oldest first, as far as one look gets."""
        known = before.digests()
        if len(answer.body) < _LARGE:
            fresh = self._fresh(url, feed, known)
        else:
            fresh = await asyncio.to_thread(self._fresh, url, feed, known)
        share = self._pages.share(fresh)
        after = replace(before, title=feed.title[:200], asked_s=feed.pause_s)
        size = _BATCH_OF_PAGES if self._pages.used else _BATCH
        handed, wait_s = 0, None
        while handed < len(share) and wait_s is None:
            batch = share[handed : handed + size]
            rows, wait_s = await self._pages.completed(batch, patient=before.postponed < _PATIENCE)
            if not rows:
                break
            now = self._given.clock()
            await inlet.accept(
                [record_of(row, self._name, now, self._given.max_item_bytes) for row in rows]
            )
            handed += len(rows)
            digests = [one.digest for one in batch[: len(rows)]]
            after = after.having(digests, now, standing=len(feed.entries))
            self._keep(url, after)
        missed = bool(known) and len(fresh) == len(feed.entries) > 0
        after = self._ok(after, answer, found=bool(fresh), missed=missed)
        after = replace(after, postponed=0 if handed or wait_s is None else after.postponed + 1)
        if handed < len(fresh):
            return replace(after, next_at=self._in(max(self._limits.least_s * _SOON, wait_s or 0)))
        return replace(
            after,
            body=xxhash.xxh3_64_hexdigest(answer.body),
            etag=answer.headers.get("ETag", "")[:1_000],
            last_modified=answer.headers.get("Last-Modified", "")[:100],
            validated=answer.url,
        )

    def _fresh(self, url: str, feed: Feed, known: set[str]) -> list[Fresh]:
        """Entries that are new or changed, each once; feeds stand with the newest first."""
        kept = [e for e in feed.entries if e.title or e.content or e.url]
        found: dict[str, Fresh] = {}
        for entry, row in zip(kept, rows_of(kept, url, self._given.clock()), strict=True):
            mark = digest(row)
            if mark not in known:
                found.setdefault(mark, Fresh(entry, row, mark))
        return list(found.values())[::-1]

    def _ok(self, memory: Memory, answer: Fetched, *, found: bool, missed: bool = False) -> Memory:
        """What is remembered after a look that went well."""
        now = self._given.clock()
        pause_s = (
            schedule.adapted(memory.pause_s, self._limits, found=found, missed=missed)
            if memory.pause_s
            else schedule.first(self._limits)
        )
        asked_s = max(memory.asked_s, schedule.fresh_s(answer.headers, now))
        if memory.fault:
            log.info("feed %s is well again", memory.feed)
        return replace(
            memory,
            tried_at=now.isoformat(),
            ok_at=now.isoformat(),
            pause_s=pause_s,
            next_at=self._in(schedule.spread(pause_s, asked_s, self._limits, self._chance())),
            failures=0,
            fault="",
            moved_to=answer.permanent_url or memory.moved_to,
        )

    def _failed(self, memory: Memory, failed: FetchFailed) -> Memory:
        """What is remembered after a look that came to nothing."""
        tried = replace(memory, tried_at=self._given.clock().isoformat())
        if failed.reason == "busy":  # others were asking the same host: nobody's fault
            return replace(tried, next_at=self._in(failed.retry_after_s or self._limits.least_s))
        failures = memory.failures + 1
        gone = failed.status == _GONE and not memory.moved_to
        if failures == 1 or gone:
            log.warning("feed: %s%s", failed.sentence, "; it is not asked again" if gone else "")
        pause_s = schedule.backed_off(
            memory.pause_s, failures, failed.retry_after_s, self._limits, self._chance()
        )
        doubted = failures >= _DOUBTED or failed.status == _GONE
        return replace(
            tried,
            failures=failures,
            fault=failed.sentence,
            gone=gone,
            next_at=self._in(pause_s),
            moved_to="" if doubted else memory.moved_to,
        )

    def _in(self, seconds: float) -> str:
        return (self._given.clock() + timedelta(seconds=min(seconds, _LONGEST_S))).isoformat()

    def _keep(self, url: str, memory: Memory) -> None:
        memory.store(self._given.state, self._name, url)
