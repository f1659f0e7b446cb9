"""The page behind an entry, where the feed holds a summary of it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from pipeline.normalize.pages.encoding import decode_page
from pipeline.sources.feeds.config import FullText
from pipeline.sources.feeds.entries import Entry
from pipeline.sources.feeds.rows import Row, is_partial
from pipeline.sources.feeds.text import charset_of, decoded
from pipeline.sources.fetching import Fetcher, FetchFailed

log = logging.getLogger(__name__)
_ACCEPT = {"Accept": "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"}
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_PAGES_A_LOOK = 10
"""Pages fetched in one look: a feed of a thousand summaries is brought in by many, between others'."""
_PATIENCE = 3
"""Pages that fail one after the other before a look does without the rest: their host is sick."""
_WORTH_WAITING_S = 600.0
"""For a page's host that wants a pause; entries may leave the feed while longer ones are waited for."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """An entry that is to be handed over."""

    entry: Entry
    row: Row
    digest: str


class Pages:
    """Completes entries from their pages."""

    def __init__(self, full_text: FullText, fetcher: Fetcher, max_item_bytes: int) -> None:
        self._full_text = full_text
        self._fetcher = fetcher
        self._max_item_bytes = max_item_bytes

    @property
    def used(self) -> bool:
        """Whether any page is fetched."""
        return self._full_text != "never"

    def share(self, fresh: Sequence[Fresh]) -> Sequence[Fresh]:
        """As many of the first entries as one look has time for."""
        wanted = 0
        for number, one in enumerate(fresh):
            wanted += self._wants(one.entry)
            if wanted > _PAGES_A_LOOK:
                return fresh[:number]
        return fresh

    async def completed(
        self, share: Sequence[Fresh], *, patient: bool
    ) -> tuple[list[Row], float | None]:
        """Rows with the page in place of the summary; where it cannot be had the summary stays.

        Where it is ``patient``, fewer rows than were asked for come with the seconds after which the
        pages' host wants to be asked for the others.
        """
        rows: list[Row] = []
        failed = 0
        for one in share:
            row = one.row
            if failed < _PATIENCE and self._wants(one.entry):
                try:
                    page = await self._page(one.entry.url)
                except FetchFailed as failure:
                    if patient and _is_worth_waiting(failure.retry_after_s):
                        return rows, failure.retry_after_s
                    log.info("a page is left out, its entry stays: %s", failure.sentence)
                    page = ""
                failed = 0 if page else failed + 1
                row = self._with_page(row, page) if page else row
            rows.append(row)
        return rows, None

    def _wants(self, entry: Entry) -> bool:
        if not entry.url or self._full_text == "never":
            return False
        return self._full_text == "always" or is_partial(entry)

    async def _page(self, url: str) -> str:
        """The HTML of a page, empty where there is none. Raises FetchFailed."""
        answer = await self._fetcher.get(url, _ACCEPT)
        if not answer.headers.get("Content-Type", "text/html").casefold().startswith(_PAGE_TYPES):
            return ""
        charset = charset_of(answer.headers)
        return decoded(answer.body, charset) if charset else decode_page(answer.body)

    def _with_page(self, row: Row, page: str) -> Row:
        """The row with the page as its article, unless that made it larger than an item may be."""
        whole = {k: v for k, v in row.items() if k != "text"} | {"html": page}
        return whole if len(orjson.dumps(whole)) <= self._max_item_bytes else row


def _is_worth_waiting(retry_after_s: float | None) -> bool:
    return retry_after_s is not None and retry_after_s <= _WORTH_WAITING_S
