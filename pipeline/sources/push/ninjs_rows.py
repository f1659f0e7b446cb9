"""ninjs as the watched folder reads it: the one place where this server meets that parser."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

import orjson

from pipeline.sources.push.answers import ItemError, Problem
from pipeline.sources.wires import Refused, ninjs
from pipeline.sources.wires.refused import Why

_NOTHING_TO_READ: frozenset[Why] = frozenset({"not_text", "elsewhere"})
"""Pictures, events, packages: sent beside articles, and nothing is wrong with them."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a ninjs document holds."""

    rows: Sequence[bytes]
    errors: Sequence[ItemError]


def read(document: bytes, max_items: int) -> Document:
    """The articles of a document, and what is wrong with others.

    Raises Problem where it is no JSON, or a list that is too long.
    """
    try:
        value = orjson.loads(document.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"the body is not JSON: {error}") from None
    for listed in [value, *value.values()] if isinstance(value, dict) else [value]:
        if isinstance(listed, list) and len(listed) > max_items:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"a list may have {max_items} items; send more requests",
            )
    try:
        reading = ninjs.read(value)
    except Refused as refused:
        return Document([], _errors([refused]))
    return Document([orjson.dumps(row) for row in reading.rows], _errors(reading.passed))


def _errors(refused: Sequence[Refused]) -> list[ItemError]:
    return [
        ItemError(
            reason="no_text" if one.reason == "no_text" else "wrong_type", detail=one.sentence
        )
        for one in refused
        if one.reason not in _NOTHING_TO_READ
    ]
