"""The push of a Superdesk: its transmitter "HTTP Push", with items in its ninjs.

What Superdesk does, read in superdesk-core (``superdesk/publish/transmitters/http_push.py``,
``superdesk/publish/publish_content.py``):

* It asks ``GET <assets_url>/<media id>``, unsigned, for every picture of an item, and uploads those
  for which it hears 404. We keep no pictures: it always hears 200, and uploads none. One that is
  uploaded all the same (``POST <assets_url>``, signed) is answered 201 and thrown away.
* It posts the item to ``resource_url``, signed in ``x-superdesk-signature``. Early versions take
  201 alone for success, others any 2xx.
* After any 4xx, 408 and 429 too, it gives the item up for good; after a 5xx it tries again. What is
  over when it tries again is therefore always 503.
"""

from http import HTTPStatus

from aiohttp import web

from pipeline.sources.push.answers import Problem, Report, conclude, later, respond
from pipeline.sources.push.articles import JSON, media_type
from pipeline.sources.push.bodies import Body, Budget, Patience
from pipeline.sources.push.keys import KeyRing, Sender, Signature
from pipeline.sources.push.ninjs import Ninjs

SIGNATURE = "x-superdesk-signature"
_RETRY_S = 30


class Superdesk:
    """The three resources that the transmitter wants."""

    def __init__(
        self,
        ninjs: Ninjs,
        secrets: KeyRing,
        patience: Patience,
        budget: Budget,
        *,
        max_body_bytes: int,
        max_picture_bytes: int,
    ) -> None:
        self._ninjs = ninjs
        self._secrets = secrets
        self._patience = patience
        self._budget = budget
        self._max_body_bytes = max_body_bytes
        self._max_picture_bytes = max_picture_bytes

    async def post(self, request: web.Request) -> web.Response:
        """Take a signed item. Raises Problem."""
        try:
            media_type(request, JSON)
            answer = conclude(await self._take(request))
        except Problem as problem:
            if problem.status in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}:
                raise later(HTTPStatus.SERVICE_UNAVAILABLE, problem.detail, _RETRY_S) from None
            raise
        if answer.status == HTTPStatus.ACCEPTED:
            answer.set_status(HTTPStatus.CREATED)
        return answer

    async def _take(self, request: web.Request) -> Report:
        shown, document = _shown(request), bytearray()
        signature = Signature(self._secrets)
        self._ninjs.refuse_if_pressed()
        with self._budget.share() as share:
            async for piece in Body(request, self._max_body_bytes, self._patience).pieces():
                share.take(len(piece))
                signature.update(piece)
                document += piece
            return await self._ninjs.take(_known(signature.by(shown)), bytes(document))

    async def post_asset(self, request: web.Request) -> web.Response:
        """Throw away a signed picture. Raises Problem."""
        shown = _shown(request)
        signature = Signature(self._secrets)
        async for piece in Body(request, self._max_picture_bytes, self._patience).pieces():
            signature.update(piece)
        _known(signature.by(shown))
        return respond(HTTPStatus.CREATED, Report())

    @staticmethod
    async def get_asset(_: web.Request) -> web.Response:
        """Say of any picture that it need not be uploaded."""
        return respond(HTTPStatus.OK, Report())


def _shown(request: web.Request) -> str:
    """The signature of a request whose bytes travel as they were signed. Raises Problem."""
    if "Content-Encoding" in request.headers:
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send the bytes that are signed, as they are"
        )
    shown = request.headers.get(SIGNATURE)
    if shown is None:
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            f"{SIGNATURE} is missing: set `secret_token` of Superdesk's destination",
            {"WWW-Authenticate": "Superdesk-Signature"},
        )
    return shown


def _known(sender: Sender | None) -> Sender:
    if sender is None:
        raise Problem(HTTPStatus.FORBIDDEN, f"{SIGNATURE} is not by a secret that is known here")
    return sender
