"""What the server can do: each operation once, for the router and for its description alike."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from pipeline.sources.push.answers import Problem
from pipeline.sources.push.config import is_loopback
from pipeline.sources.push.keys import KeyRing, Sender

Handler = Callable[[web.Request], Awaitable[web.Response]]
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="storyfold"'}
KEY_HEADER = "X-API-Key"
_HOST = re.compile(r"(?:\[([^\]]*)\]|([^:]*))(?::[0-9]*)?\Z")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    name: str
    summary: str
    handler: Handler
    answers: Mapping[int, type[BaseModel]]
    """the model of each answer that is no problem"""
    problems: Sequence[int] = ()
    bodies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """the JSON Schema of each media type"""
    parameters: Sequence[Mapping[str, Any]] = ()
    security: Sequence[str] = ()
    """the schemes of which one is needed"""

    @property
    def route(self) -> str:
        """The path for the router; a picture's id may hold slashes."""
        return self.path.replace("}", ":.+}")


@dataclass(frozen=True, slots=True)
class Gate:
    """Who is let in: by an API key, or anybody on this machine."""

    ring: KeyRing | None
    anybody: Sender

    @property
    def schemes(self) -> tuple[str, ...]:
        """How a sender may show who it is."""
        return () if self.ring is None else ("bearer", "key")

    def guard(self, handler: Callable[[web.Request, Sender], Awaitable[web.Response]]) -> Handler:
        """A handler that is told who sends. Raises Problem before a byte of the body is read."""

        async def guarded(request: web.Request) -> web.Response:
            return await handler(request, self._sender(request))

        return guarded

    def _sender(self, request: web.Request) -> Sender:
        if self.ring is None:
            named = _HOST.match(request.headers.get("Host", ""))
            if not (named and is_loopback(named[1] or named[2])):  # a web page, by a rebound name
                raise Problem(
                    HTTPStatus.FORBIDDEN, "only requests to this machine by its own name are taken"
                )
            return self.anybody
        key = _shown(request)
        if key is None:
            detail = f"send an API key: `Authorization: Bearer …` or `{KEY_HEADER}: …`"
            raise Problem(HTTPStatus.UNAUTHORIZED, detail, _CHALLENGE)
        sender = self.ring.by_key(key)
        if sender is None:
            raise Problem(HTTPStatus.UNAUTHORIZED, "this API key is not known here", _CHALLENGE)
        return sender


def _shown(request: web.Request) -> str | None:
    """The API key of a request."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and key.strip():
        return key.strip()
    return request.headers.get(KEY_HEADER)
