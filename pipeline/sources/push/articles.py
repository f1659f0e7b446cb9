"""``POST /articles``: one item, many, or a stream of JSON Lines that is handed on as it arrives."""

from http import HTTPStatus

from aiohttp import web

from pipeline.sources.push.answers import Problem, Report, conclude
from pipeline.sources.push.bodies import Body, Budget, Patience
from pipeline.sources.push.door import Door
from pipeline.sources.push.items import Found, Lines, items_of
from pipeline.sources.push.keys import Sender

JSON = "application/json"
JSON_LINES = ("application/x-ndjson", "application/jsonl")
_BATCH = 500
"""Lines that are handed over at most at once."""


class Articles:
    """The resource of articles."""

    def __init__(
        self,
        door: Door,
        patience: Patience,
        budget: Budget,
        *,
        max_body_bytes: int,
        max_stream_bytes: int,
        max_items: int,
    ) -> None:
        self._door = door
        self._patience = patience
        self._budget = budget
        self._max_body_bytes = max_body_bytes
        self._max_stream_bytes = max_stream_bytes
        self._max_items = max_items

    async def post(self, request: web.Request, sender: Sender) -> web.Response:
        """Take the items of a request. Raises Problem."""
        self._door.refuse_if_pressed()
        kind = media_type(request, JSON, *JSON_LINES)
        if kind in JSON_LINES:
            return conclude(await self._stream(request, sender))
        body = Body(request, self._max_body_bytes, self._patience)
        report = Report()
        with self._budget.share() as share:
            found = items_of(await body.whole(share), self._max_items)
            await self._door.take(sender, found, report)
        return conclude(report)

    async def _stream(self, request: web.Request, sender: Sender) -> Report:
        """Hand lines on in batches, while the rest still travels: TCP holds the sender back.

        What breaks off is answered with what was done until then.
        """
        report, next_line = Report(), 1
        lines = Lines(self._door.max_item_bytes)
        body = Body(request, self._max_stream_bytes, self._patience)
        try:
            async for piece in body.pieces():
                batch: list[Found] = []
                seen = lines.line
                for item in lines.feed(piece):
                    batch.append(item)
                    if len(batch) == _BATCH:
                        await self._door.take(sender, batch, report)
                        next_line, batch = lines.line + 1, []
                await self._door.take(sender, batch, report)
                next_line = lines.line + 1
                if lines.line > seen:
                    body.renew()
            await self._door.take(sender, list(lines.end()), report)
        except Problem as problem:
            problem.report, problem.next_line = report, next_line
            raise
        return report


def media_type(request: web.Request, *allowed: str) -> str:
    """The media type of a request, one of those allowed. Raises Problem (415)."""
    if request.content_type not in allowed or (request.charset or "utf-8").lower() != "utf-8":
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"Content-Type: send {' or '.join(allowed)}, in UTF-8",
            {"Accept": ", ".join(allowed)},
        )
    return request.content_type
