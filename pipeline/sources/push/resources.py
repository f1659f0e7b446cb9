"""All that the server can do, put together."""

from http import HTTPStatus
from typing import Any, Literal

import orjson
from aiohttp import web
from pydantic import BaseModel

from pipeline.sources.push.answers import Report, respond
from pipeline.sources.push.articles import JSON, JSON_LINES, Articles
from pipeline.sources.push.bodies import Budget, Patience
from pipeline.sources.push.config import Push
from pipeline.sources.push.door import Door
from pipeline.sources.push.keys import KeyRing
from pipeline.sources.push.ninjs import Ninjs
from pipeline.sources.push.openapi import ARTICLE, describe
from pipeline.sources.push.operations import Gate, Operation
from pipeline.sources.push.superdesk import Superdesk

_BODIES_AT_ONCE = 8
"""Bodies of the largest size that are held at once; of smaller ones, as many more."""
_BODY = (400, 401, 408, 413, 415, 422, 500, 503)
_SIGNED = (400, 401, 403, 413, 415, 500, 503)
_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "Taken, and without effect: a request may be sent again with or without it, "
    "since an item that comes twice changes nothing.",
}
_MEDIA = {"name": "media_id", "in": "path", "required": True, "schema": {"type": "string"}}


_NINJS = {
    "type": ["object", "array"],
    "description": "an item of IPTC's ninjs 1.0 to 3.1 (https://iptc.org/standards/ninjs/), or a list",
}


class Health(BaseModel):
    """That the server runs."""

    status: Literal["ok"] = "ok"
    source: str
    pressed: bool


class Description(BaseModel):
    """An OpenAPI document."""

    openapi: str
    paths: dict[str, Any]


def operations_of(
    config: Push, door: Door, gate: Gate, secrets: KeyRing | None, patience: Patience
) -> list[Operation]:
    """The operations of a server; those for Superdesk where secrets are shared with one."""
    size = config.max_body_bytes
    articles = Articles(
        door,
        patience,
        Budget(_BODIES_AT_ONCE * size),
        max_body_bytes=size,
        max_stream_bytes=config.max_stream_bytes,
        max_items=config.max_items,
    )
    ninjs = Ninjs(
        door,
        patience,
        Budget(_BODIES_AT_ONCE * size),
        max_body_bytes=size,
        max_items=config.max_items,
    )
    operations = [
        _health(config, door),
        _articles(gate, articles, config.max_items),
        _ninjs(gate, ninjs),
    ]
    if secrets:
        budget = Budget(_BODIES_AT_ONCE * size)  # its own: who sends is known only at the end
        operations += _superdesk(
            Superdesk(
                ninjs,
                secrets,
                patience,
                budget,
                max_body_bytes=size,
                max_picture_bytes=config.max_stream_bytes,
            )
        )
    document: dict[str, Any] = {}
    operations.append(_openapi(document))
    document.update(describe(operations))
    return operations


def _health(config: Push, door: Door) -> Operation:
    name = config.named

    async def get(_: web.Request) -> web.Response:
        return respond(HTTPStatus.OK, Health(source=name, pressed=door.pressed))

    return Operation("GET", "/healthz", "health", "Whether the server runs", get, {200: Health})


def _openapi(document: dict[str, Any]) -> Operation:
    async def get(_: web.Request) -> web.Response:
        return web.Response(body=orjson.dumps(document), content_type=JSON)

    summary = "This description"
    return Operation("GET", "/openapi.json", "description", summary, get, {200: Description})


def _articles(gate: Gate, articles: Articles, max_items: int) -> Operation:
    many = {"type": "array", "items": ARTICLE}
    lines = {**many, "description": "one article a line"}  # as OpenAPI 3.2 reads such a type
    return Operation(
        "POST",
        "/articles",
        "pushArticles",
        "Take one article, many, or a stream of them",
        gate.guard(articles.post),
        {202: Report, 207: Report},
        problems=(*_BODY, 403, 429),
        bodies={
            JSON: {"oneOf": [ARTICLE, {**many, "maxItems": max_items}]},
            **dict.fromkeys(JSON_LINES, lines),
        },
        parameters=[_IDEMPOTENCY],
        security=gate.schemes,
    )


def _ninjs(gate: Gate, ninjs: Ninjs) -> Operation:
    return Operation(
        "POST",
        "/ninjs",
        "pushNinjs",
        "Take a document of IPTC's ninjs",
        gate.guard(ninjs.post),
        {202: Report, 207: Report},
        problems=(*_BODY, 403, 429),
        bodies={JSON: _NINJS},
        parameters=[_IDEMPOTENCY],
        security=gate.schemes,
    )


def _superdesk(superdesk: Superdesk) -> list[Operation]:
    picture = {"multipart/form-data": {"type": "object"}}
    signed = ("superdesk",)
    return [
        Operation(
            "POST",
            "/superdesk",
            "pushSuperdesk",
            "Take an item from Superdesk (its resource_url)",
            superdesk.post,
            {201: Report, 207: Report},
            problems=(*_SIGNED, 422),
            bodies={JSON: _NINJS},
            security=signed,
        ),
        Operation(
            "POST",
            "/superdesk/assets",
            "pushAsset",
            "Take a picture, which is not kept (Superdesk's assets_url)",
            superdesk.post_asset,
            {201: Report},
            problems=(*_SIGNED, 408),
            bodies=picture,
            security=signed,
        ),
        Operation(
            "GET",
            "/superdesk/assets/{media_id}",
            "hasAsset",
            "Say that a picture need not be uploaded, whichever it is",
            superdesk.get_asset,
            {200: Report},
            parameters=[_MEDIA],
        ),
    ]
