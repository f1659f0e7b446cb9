"""A body cut into items, each with its original bytes: a JSON document, or JSON Lines."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from pipeline.sources.push.answers import Problem
from pipeline.wire import DEAD_BYTES

_BLANKS = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class Found:
    """An item of a request. Of one that is larger than allowed, ``value`` is the head."""

    value: bytes
    size: int
    index: int | None = None
    """its place in a JSON array, from 0"""
    line: int | None = None
    """its line in JSON Lines, from 1"""


def items_of(body: bytes, max_items: int) -> list[Found]:
    """The object, or the elements of the array, that a body is.

    Raises Problem where the whole is not JSON, neither of the two, or has too many elements.
    What the elements are is for others to check.
    """
    try:
        text = body.decode("utf-8-sig")
        at = _skip(text, 0)
        if text[at : at + 1] != "[":
            end = _skip(text, _end(text, at))
            if end != len(text):
                raise _not_json(end)
            if text[at] != "{":
                raise Problem(
                    HTTPStatus.UNPROCESSABLE_ENTITY, "the body is neither an object nor an array"
                )
            return [Found(body, len(body), index=0)]
        return _elements(text, at + 1, max_items)
    except UnicodeDecodeError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"no UTF-8 at byte {error.start}") from None


def _elements(text: str, at: int, max_items: int) -> list[Found]:
    """The elements of an array behind its bracket."""
    found: list[Found] = []
    at = _skip(text, at)
    closed = text[at : at + 1] == "]"
    while not closed:
        if len(found) == max_items:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"an array may have {max_items} items; send more requests, or JSON Lines",
            )
        start, at = at, _end(text, at)
        value = text[start:at].encode()
        found.append(Found(value, len(value), index=len(found)))
        at = _skip(text, at)
        sign = text[at : at + 1]
        if sign not in {",", "]"}:
            raise _not_json(at)
        closed = sign == "]"
        at = at if closed else _skip(text, at + 1)
    if _skip(text, at + 1) != len(text):
        raise _not_json(at + 1)
    return found


def _end(text: str, at: int) -> int:
    """Where a JSON value ends that begins here."""
    try:
        return _DECODER.raw_decode(text, at)[1]
    except json.JSONDecodeError as error:
        raise _not_json(error.pos) from None
    except (RecursionError, ValueError):  # nested too deep; a number of thousands of digits
        raise _not_json(at) from None


def _skip(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _not_json(at: int) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, f"the body is not JSON, at character {at}")


_DECODER = json.JSONDecoder(parse_float=len, parse_int=len, parse_constant=len)
"""Numbers are of no interest here, and long ones are slow."""


class Lines:
    """JSON Lines, as they arrive in pieces; holds at most one line of the size allowed."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._head = bytearray()
        self._size = 0
        self.line = 0
        """lines that were cut off so far"""

    def feed(self, piece: bytes) -> Iterator[Found]:
        """Lines that end in a piece; blank ones are no items."""
        at = 0
        while (end := piece.find(b"\n", at)) >= 0:
            self._keep(piece, at, end)
            yield from self.end()
            at = end + 1
        self._keep(piece, at, len(piece))

    def end(self) -> Iterator[Found]:
        """What stands behind the last newline."""
        value, size = bytes(self._head), self._size
        self._head.clear()
        self._size = 0
        self.line += 1
        if size > self._max_bytes:
            yield Found(value[:DEAD_BYTES], size, line=self.line)
        elif value.strip():
            yield Found(value, len(value), line=self.line)

    def _keep(self, piece: bytes, start: int, end: int) -> None:
        room = self._max_bytes - len(self._head)
        self._head += piece[start : min(end, start + room)]
        self._size += end - start
