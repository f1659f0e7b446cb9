"""``POST /ninjs``: a document of IPTC's ninjs, 1.x to 3.1, in JSON."""

import asyncio

from aiohttp import web

from pipeline.sources.push import ninjs_rows
from pipeline.sources.push.answers import Report, conclude
from pipeline.sources.push.articles import JSON, media_type
from pipeline.sources.push.bodies import Body, Budget, Patience
from pipeline.sources.push.door import Door
from pipeline.sources.push.items import Found
from pipeline.sources.push.keys import Sender


class Ninjs:
    """The resource of ninjs documents: one item a request, or a list of them."""

    def __init__(
        self,
        door: Door,
        patience: Patience,
        budget: Budget,
        *,
        max_body_bytes: int,
        max_items: int,
    ) -> None:
        self._door = door
        self._patience = patience
        self._budget = budget
        self._max_body_bytes = max_body_bytes
        self._max_items = max_items

    async def post(self, request: web.Request, sender: Sender) -> web.Response:
        """Take the items of a document. Raises Problem."""
        self.refuse_if_pressed()
        media_type(request, JSON)
        body = Body(request, self._max_body_bytes, self._patience)
        with self._budget.share() as share:
            report = await self.take(sender, await body.whole(share))
        return conclude(report)

    def refuse_if_pressed(self) -> None:
        """Put a sender off. Raises Problem (429)."""
        self._door.refuse_if_pressed()

    async def take(self, sender: Sender, document: bytes) -> Report:
        """Hand over the articles of a document; a picture holds none. Raises Problem."""
        report = Report()
        read = await asyncio.to_thread(ninjs_rows.read, document, self._max_items)
        for error in read.errors:
            report.refuse(error)
        found = [Found(row, len(row), index=at) for at, row in enumerate(read.rows)]
        await self._door.take(sender, found, report)
        return report
