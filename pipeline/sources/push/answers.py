"""What a sender is told: reports of items, and problems (RFC 9457, ``application/problem+json``)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

import orjson
from aiohttp import web
from pydantic import BaseModel, Field

from pipeline.errors import Reason

PROBLEM_TYPE = "application/problem+json"
_LISTED = 1_000
"""Errors and ids that one answer names: of what is beyond them, it says how many there are."""

Refusal = Reason | Literal["source_not_allowed"]


class ItemError(BaseModel):
    """An item that was refused; sent again as it is, it is refused again."""

    index: int | None = Field(default=None, description="its place in the JSON array, from 0")
    line: int | None = Field(default=None, description="its line in the JSON Lines, from 1")
    id: str | None = Field(default=None, description="its id, where one could be read")
    reason: Refusal
    detail: str


class Report(BaseModel):
    """What became of the items of a request. Those accepted are durable."""

    accepted: int = 0
    refused: int = 0
    ids: list[str] = Field(
        default_factory=list,
        description="ids of the accepted items in their order, given or made from URL or text; "
        "none for JSON Lines",
    )
    errors: list[ItemError] = Field(default_factory=list)
    errors_left_out: int = Field(
        default=0, description="refused items that `errors` has no room for"
    )

    def refuse(self, error: ItemError) -> None:
        """Note an item that was refused."""
        self.refused += 1
        if len(self.errors) < _LISTED:
            self.errors.append(error)
        else:
            self.errors_left_out += 1


class ProblemDetails(BaseModel):
    """Why a request as a whole failed (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class ReportedProblem(ProblemDetails, Report):
    """A problem with a request of which some items were looked at, and perhaps accepted."""

    next_line: int | None = Field(
        default=None,
        description="JSON Lines: all lines before this one are done with; go on here, or send all again",
    )


class Problem(Exception):
    """A request that is answered with a problem; ``detail`` says what to do and holds no secret."""

    def __init__(
        self, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.report: Report | None = None
        self.next_line: int | None = None

    def answer(self) -> web.Response:
        """The response. The connection ends with it where the body was not read to its end."""
        said: dict[str, Any] = {
            "title": self.status.phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.report is None:
            shown: BaseModel = ProblemDetails(**said)
        else:
            shown = ReportedProblem(**said, **self.report.model_dump(), next_line=self.next_line)
        return respond(self.status, shown, PROBLEM_TYPE, self.headers)


def later(status: HTTPStatus, detail: str, seconds: int) -> Problem:
    """A problem that is over when the request is sent again."""
    return Problem(status, detail, {"Retry-After": str(seconds)})


def respond(
    status: HTTPStatus,
    shown: BaseModel,
    content_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """A model as a JSON response."""
    body = orjson.dumps(shown.model_dump(exclude_none=True), option=orjson.OPT_APPEND_NEWLINE)
    return web.Response(status=status, body=body, content_type=content_type, headers=headers)


def conclude(report: Report) -> web.Response:
    """The answer to a request that was read to its end.

    202 where every item is accepted, 207 where some were refused, 422 where all were.
    """
    if report.refused and not report.accepted:
        problem = Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "no item was accepted; see `errors`")
        problem.report = report
        return problem.answer()
    return respond(HTTPStatus.MULTI_STATUS if report.refused else HTTPStatus.ACCEPTED, report)
