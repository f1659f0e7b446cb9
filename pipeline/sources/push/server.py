"""The live source: a server that answers when articles are durable."""

import asyncio
import errno
import logging
from collections.abc import Sequence
from http import HTTPStatus

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from pipeline.errors import Misconfigured
from pipeline.sources import Inlet
from pipeline.sources.config import Surroundings
from pipeline.sources.push.answers import Problem
from pipeline.sources.push.bodies import Patience
from pipeline.sources.push.config import Push
from pipeline.sources.push.connections import listening, taken, tls
from pipeline.sources.push.door import Door
from pipeline.sources.push.keys import KeyRing, Sender, is_key_digest, is_secret
from pipeline.sources.push.operations import Gate, Operation
from pipeline.sources.push.resources import operations_of

_log = logging.getLogger(__name__)
_HEALTH_S = 5.0


class Server:
    """An HTTP server as a live source."""

    def __init__(self, config: Push, given: Surroundings) -> None:
        self._config = config
        self._given = given
        self._keys = KeyRing(
            config.keys_file, config.keys_env, is_key_digest, "the key's SHA-256 in hex"
        )
        self._secrets = KeyRing(
            config.superdesk_file, config.superdesk_env, is_secret, "a secret of 8 letters or more"
        )
        self.address: tuple[str, int] | None = None
        """where it listens, while it does"""

    @property
    def name(self) -> str:
        """What the configuration calls it, or its kind."""
        return self._config.named

    async def run(self, inlet: Inlet) -> None:
        """Listen until cancelled; then answer what is under way. Raises Misconfigured."""
        signed = self._load()
        config, patience = self._config, Patience(self._config.read_s)
        door = Door(self.name, self._given, inlet, config.timeout_s)
        gate = Gate(None if config.anybody else self._keys, Sender(self.name))
        secrets = self._secrets if signed else None
        operations = operations_of(config, door, gate, secrets, patience)
        async with listening(self._app(operations), config, config.timeout_s + 1) as address:
            self.address = address
            _log.info("%s: listening on %s port %d", self.name, *address)
            try:
                await asyncio.Event().wait()
            finally:
                self.address = None
                patience.stop()

    async def check(self) -> list[str]:
        """Whether keys and certificate can be read, and the address is free or ours."""
        try:
            self._load()
            if self._config.certificate and self._config.private_key:
                tls(self._config.certificate, self._config.private_key)
            await self._try_to_listen()
        except Misconfigured as error:
            return [str(error)]
        return []

    def _load(self) -> int:
        """Read keys and secrets; how many secrets there are. Raises Misconfigured."""
        keys, secrets = self._keys.load(), self._secrets.load()
        if self._config.anybody and keys:
            raise Misconfigured(f"open: true, and yet {self._config.keys_env} holds keys")
        if not (keys or secrets or self._config.anybody):
            raise Misconfigured(
                "keys_file: there is no key: write lines `name:sha256-of-key`, "
                "or set open: true to take articles from anybody on this machine"
            )
        return secrets

    async def _try_to_listen(self) -> None:
        host, port = self._config.address
        try:
            sockets = await asyncio.get_running_loop().create_server(
                asyncio.Protocol, host, port, start_serving=False
            )
            sockets.close()
        except OSError as error:
            if error.errno != errno.EADDRINUSE or not await self._is_up():
                raise taken(self._config, error) from None

    async def _is_up(self) -> bool:
        """Whether this very source listens there, in a process that runs already."""
        scheme = "https" if self._config.certificate else "http"
        timeout = aiohttp.ClientTimeout(_HEALTH_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(f"{scheme}://{self._config.listen}/healthz", ssl=False) as answer,
            ):
                return bool((await answer.json())["source"] == self.name)
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
            return False

    def _app(self, operations: Sequence[Operation]) -> web.Application:
        app = web.Application(middlewares=[_answering(self.name)])
        for said in operations:
            app.router.add_route(
                said.method, said.route, said.handler, expect_handler=_when_it_is_read
            )
        app.on_response_prepare.append(_anonymous)
        return app


def _answering(name: str) -> Middleware:
    """A middleware that makes an answer of whatever is raised."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Problem as problem:
            said = problem.answer()
        except web.HTTPException as error:
            allow = {key: error.headers[key] for key in ("Allow",) if key in error.headers}
            said = Problem(HTTPStatus(error.status), _ELSEWHERE, allow).answer()
        except Exception:  # noqa: BLE001 - a request has an answer, and the next one its turn
            _log.exception("%s: a request could not be answered", name)
            said = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "a bug; it is in the log").answer()
        if not request.content.is_eof():  # the rest of the body is of no use
            said.force_close()
        return said

    return answer


_ELSEWHERE = "see /openapi.json for what there is"


async def _when_it_is_read(_: web.Request) -> None:
    """``100 Continue`` is said when the body is wanted, not before the sender is known."""


async def _anonymous(_: web.Request, response: web.StreamResponse) -> None:
    """Tell nobody which versions of what run here."""
    response.headers["Server"] = "storyfold"
