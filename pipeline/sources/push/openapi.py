"""The description of the server (OpenAPI 3.1), made from the operations and models that it runs on."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from pipeline.sources.push.answers import PROBLEM_TYPE, ReportedProblem
from pipeline.sources.push.operations import KEY_HEADER, Operation
from pipeline.sources.push.superdesk import SIGNATURE
from pipeline.wire.items import item_schema

_REF = "#/components/schemas/{model}"
ARTICLE: Mapping[str, Any] = {"$ref": "#/components/schemas/Article"}
_NOT_BLANK = {"type": "string", "pattern": r"\S"}
_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "header", "name": KEY_HEADER},
    "superdesk": {
        "type": "apiKey",
        "in": "header",
        "name": SIGNATURE,
        "description": "`sha1=` and the HMAC-SHA1 of the body, by the shared secret, in hex",
    },
}
_RETRIED = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_MEANINGS: Mapping[int, str] = {
    200: "As it should be.",
    201: "Every item is durable.",
    202: "Every item is durable. It enters stories soon.",
    207: "Some items are durable, others were refused for what they are: see `errors`.",
    400: "The body is not what it says it is: no JSON, no whole gzip stream, broken off.",
    401: "No API key or signature, or none that is known here.",
    403: "The signature is not of this body, or the request is not to this machine by its own name.",
    408: "The body did not arrive in time.",
    413: "The body is too large or has too many items.",
    415: "The body is of a type or an encoding that is not taken.",
    422: "No item was accepted: see `errors`.",
    429: "More comes in than is taken.",
    500: "A bug; it is in the log.",
    503: "What was sent is not stored, or nobody knows: send it again.",
}


def describe(operations: Sequence[Operation]) -> dict[str, Any]:
    """The OpenAPI document of some operations."""
    models = {model for said in operations for model in said.answers.values()} | {ReportedProblem}
    _, schemas = models_json_schema(
        [(model, "validation") for model in sorted(models, key=lambda model: model.__name__)],
        ref_template=_REF,
    )
    paths: dict[str, dict[str, Any]] = {}
    for said in operations:
        paths.setdefault(said.path, {})[said.method.lower()] = _operation(said)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Storyfold: push",
            "version": version("storyfold"),
            "description": "Articles that are pushed. An answer that says `accepted` is sent when "
            "the items are durable. Sending an item again changes nothing: items are told apart by "
            "`id`, or else by `url`, or else by title and text.",
        },
        "paths": paths,
        "components": {
            "schemas": {**schemas["$defs"], "Article": _article()},
            "securitySchemes": _SECURITY,
        },
    }


def _article() -> dict[str, Any]:
    """The row of which the pipeline is fed, and what it asks of a row beyond types."""
    schema = item_schema(_REF)
    wanted = [
        {"required": [name], "properties": {name: _NOT_BLANK}} for name in ("text", "html", "title")
    ]
    for name in ("published_at", "embargoed_until"):
        schema["properties"][name]["anyOf"][0]["format"] = "date-time"
    return {**schema, "title": "Article", "anyOf": wanted}


def _operation(said: Operation) -> dict[str, Any]:
    answers = {str(code): _answer(code, model) for code, model in said.answers.items()}
    problems = {str(code): _answer(code, ReportedProblem, PROBLEM_TYPE) for code in said.problems}
    result: dict[str, Any] = {
        "operationId": said.name,
        "summary": said.summary,
        "responses": answers | problems,
        "security": [{scheme: []} for scheme in said.security],
    }
    if said.parameters:
        result["parameters"] = list(said.parameters)
    if said.bodies:
        content = {kind: {"schema": schema} for kind, schema in said.bodies.items()}
        result["requestBody"] = {"required": True, "content": content}
    return result


def _answer(code: int, model: type[BaseModel], kind: str = "application/json") -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=model.__name__)}
    answer: dict[str, Any] = {
        "description": _MEANINGS[code],
        "content": {kind: {"schema": schema}},
    }
    if code in _RETRIED:
        seconds = {"schema": {"type": "integer"}, "description": "seconds until it is sent again"}
        answer["headers"] = {"Retry-After": seconds}
    return answer
