"""Items checked at the door by the project's own rules, handed to the inlet, and counted."""

import asyncio
import logging
from collections.abc import Sequence
from http import HTTPStatus

import orjson

from pipeline.errors import Rejected, StoryfoldError
from pipeline.sources import Inlet
from pipeline.sources.config import Surroundings
from pipeline.sources.push.answers import ItemError, Problem, Refusal, Report, later
from pipeline.sources.push.config import SENDER
from pipeline.sources.push.items import Found
from pipeline.sources.push.keys import Sender
from pipeline.wire import RawRecord, decode_item

_log = logging.getLogger(__name__)
_BREATH = 64
"""Items that are checked (20 µs each, more where they are long) before others have their turn."""
_RETRY_S = 5
_LONGEST_ID = 500


class Door:
    """What the items of all requests go through."""

    def __init__(self, name: str, given: Surroundings, inlet: Inlet, timeout_s: float) -> None:
        self._name = name
        self._given = given
        self._inlet = inlet
        self._timeout_s = timeout_s

    @property
    def pressed(self) -> bool:
        """Whether more comes in than is taken."""
        return self._inlet.pressed

    def refuse_if_pressed(self) -> None:
        """Put a sender off while more comes in than is taken. Raises Problem (429)."""
        if self.pressed:
            raise later(
                HTTPStatus.TOO_MANY_REQUESTS, "more comes in than is taken; send it again", _RETRY_S
            )

    @property
    def max_item_bytes(self) -> int:
        """The largest item that is accepted."""
        return self._given.max_item_bytes

    async def take(self, sender: Sender, found: Sequence[Found], report: Report) -> None:
        """Check items and hand over those that can be read; returns when these are durable.

        Raises Problem (503) where that takes too long. Nobody knows then whether they were taken:
        they are sent again, which changes no story.
        """
        good: list[RawRecord] = []
        ids: list[str] = []
        refused = 0
        if not found:
            return
        for number, item in enumerate(found, start=1):
            checked = self._checked(sender, item)
            if isinstance(checked, ItemError):
                report.refuse(checked)
                refused += 1
            else:
                good.append(checked[0])
                if item.line is None:
                    ids.append(checked[1])
            if number % _BREATH == 0:
                await asyncio.sleep(0)
        if good:
            await self._hand_over(good)
        report.accepted += len(good)
        report.ids += ids
        self._count(sender, len(good), refused)

    def _checked(self, sender: Sender, item: Found) -> tuple[RawRecord, str] | ItemError:
        """An item's record and id, or what is wrong with it."""
        record = RawRecord(
            value=item.value,
            format="json",
            source=sender.source,
            id="",
            seen_at=self._given.clock(),
            size=item.size,
        )
        try:
            read = decode_item(record, self.max_item_bytes)
        except Rejected as error:
            return _refused(item, error.reason, error.detail)
        if sender.sources is not None and read.source not in sender.sources:
            detail = f"{sender.name!r} may not send for the source {read.source[:200]!r}"
            return _refused(item, "source_not_allowed", detail)
        return record, read.id

    async def _hand_over(self, records: list[RawRecord]) -> None:
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._inlet.accept(records)
        except TimeoutError:
            raise later(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"not stored within {self._timeout_s:g} s; send it again, which does no harm",
                _RETRY_S,
            ) from None
        except StoryfoldError as error:
            _log.warning("%s: items cannot be handed over: %s", self._name, error)
            raise _not_now() from None
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            raise _not_now() from None  # the inlet is being closed

    def _count(self, sender: Sender, accepted: int, refused: int) -> None:
        """Keep what each sender has sent; the source as a whole is counted by who runs it."""
        state, now = self._given.state, self._given.clock()
        key = f"{SENDER}{sender.name}"
        so_far = state.get(self._name, key) or {"accepted": 0, "refused": 0}
        counts = {
            "accepted": so_far["accepted"] + accepted,
            "refused": so_far["refused"] + refused,
            "last_at": now.isoformat(),
        }
        state.put(self._name, {key: counts})


def _not_now() -> Problem:
    return later(
        HTTPStatus.SERVICE_UNAVAILABLE, "items cannot be stored now; send it again", _RETRY_S
    )


def _refused(item: Found, reason: Refusal, detail: str) -> ItemError:
    return ItemError(
        index=item.index, line=item.line, id=_id_of(item), reason=reason, detail=detail
    )


def _id_of(item: Found) -> str | None:
    """What a refused item says its id is, so that its sender finds it."""
    try:
        row = orjson.loads(item.value)
    except orjson.JSONDecodeError:
        return None
    said = row.get("id") if isinstance(row, dict) else None
    if not isinstance(said, str | int) or isinstance(said, bool):
        return None
    return str(said)[:_LONGEST_ID]
