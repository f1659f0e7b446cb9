"""``POST /ninjs``: a document of IPTC's ninjs, 1.x to 3.1, in JSON."""

from http import HTTPStatus

import orjson
from aiohttp import web

from pipeline.errors import Rejected
from pipeline.sources.push.answers import Problem, Report, conclude
from pipeline.sources.push.articles import JSON, media_type
from pipeline.sources.push.bodies import Body, Budget, Patience
from pipeline.sources.push.door import Door
from pipeline.sources.push.items import Found
from pipeline.sources.push.keys import Sender
from pipeline.sources.push.ninjs_rows import rows_of


class Ninjs:
    """The resource of ninjs documents, one a request."""

    def __init__(self, door: Door, patience: Patience, budget: Budget, max_body_bytes: int) -> None:
        self._door = door
        self._patience = patience
        self._budget = budget
        self._max_body_bytes = max_body_bytes

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
        """Hand over what a document holds; a picture holds nothing. Raises Problem."""
        report = Report()
        try:
            rows = rows_of(document)
        except Rejected as error:
            status = (
                HTTPStatus.BAD_REQUEST
                if error.reason in {"not_json", "bad_utf8"}
                else HTTPStatus.UNPROCESSABLE_ENTITY
            )
            raise Problem(status, f"no ninjs: {error.detail}") from None
        values = [orjson.dumps(row) for row in rows]
        found = [Found(value, len(value), index=at) for at, value in enumerate(values)]
        await self._door.take(sender, found, report)
        return report
