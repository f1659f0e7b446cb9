"""When an archived item was published, and when a live stream would have seen it."""

from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

FIRST = datetime(2000, 1, 1, tzinfo=UTC)
"""The earliest time at which an item can have been seen: raw records know no earlier clock."""
_OLDEST = datetime(1700, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = ((10**11, 1), (10**14, 10**3), (10**17, 10**6), (10**20, 10**9))
"""A count since 1970 below each bound is in seconds, milli-, micro- or nanoseconds: as seconds the
first bound is the year 5138, and as milliseconds it is 1973."""
Stamp = str | int | float | date | None


def moment(said: object) -> datetime | None:
    """A time as archives write it: ISO 8601, RFC 5322, or a count since 1970; None if it is none.

    Without a zone, or as a day alone, it is read as UTC, as the items of a live stream are.
    """
    try:
        at = _read(said)
        if at is None:
            return None
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if at >= _OLDEST else None


def written(said: object) -> str:
    """A time as the wire reads it; what is none stays as it is, and is refused there."""
    if isinstance(said, datetime):
        return said.isoformat()
    text = said.strip() if isinstance(said, str) else said
    if isinstance(text, str) and _is_iso(text):
        return text
    at = moment(text)
    if at:
        return at.isoformat()
    return str(said) if isinstance(said, str | int | float) else f"({type(said).__name__})"


def seen(at: datetime, now: datetime) -> datetime:
    """When an item of that time was seen: no earlier than clocks go, no later than now."""
    return min(max(at, FIRST), now)


def _is_iso(text: str) -> bool:
    if _counted(text) is not None:
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _read(said: object) -> datetime | None:
    if isinstance(said, datetime):
        return said
    if isinstance(said, date):
        return datetime.combine(said, time(), UTC)
    count = _counted(said)
    if count is not None:
        unit = next((unit for bound, unit in _UNITS if abs(count) < bound), None)
        return _EPOCH + timedelta(seconds=count / unit) if unit else None
    if not isinstance(said, str) or not said.strip():
        return None
    try:
        return datetime.fromisoformat(said.strip())
    except ValueError:
        return parsedate_to_datetime(said.strip()[:100])


def _counted(said: object) -> float | None:
    """A count since 1970; eight digits are a day of ISO 8601's basic form, and fewer are no time."""
    if isinstance(said, bool):
        return None
    if isinstance(said, int | float):
        return said
    text = said.strip() if isinstance(said, str) else ""
    digits = text.partition(".")[0]
    if len(digits) >= 9 and len(text) <= 24 and digits.isascii() and digits.isdigit():
        return float(text) if text.count(".") <= 1 and text.replace(".", "").isdigit() else None
    return None
