"""When an article was published, and what that rests on."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from pipeline.model import Basis

_AHEAD = timedelta(days=2)
"""A feed's clock may run ahead, an embargoed item too; later than this it is a mistake."""
_STAMP = re.compile(
    r"(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2}),? (?P<year>(?:19|20)\d\d),?\s+(?:at )?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*"
    r"(?P<zone>(?:GMT|UTC)(?P<sign>[+-])?(?P<zh>\d{1,2})?:?(?P<zm>\d\d)?)"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def published(
    feed: datetime | None, stamps: list[str], dateline: date | None, seen: datetime
) -> tuple[datetime | None, Basis, tuple[str, ...]]:
    """Publication time, its basis, and what is wrong with it.

    The feed's word comes first, then a stamp with a zone printed on the page, then a dateline that
    names its year. A time more than two days after the article was seen is flagged and not used.
    Returns ``(None, "seen", …)`` where nothing can be used.
    """
    told: list[tuple[datetime | None, Basis]] = [
        (feed, "feed"),
        (next((at for text in stamps if (at := _stamp(text))), None), "page"),
        (datetime.combine(dateline, time(), UTC) if dateline else None, "dateline"),
    ]
    flags: list[str] = []
    for at, basis in told:
        if at is None:
            continue
        if at > seen + _AHEAD:
            flags.append(f"future_date:{basis}")
            continue
        return at, basis, tuple(flags)
    return None, "seen", tuple(flags)


def _stamp(text: str) -> datetime | None:
    match = _STAMP.search(text)
    if match is None or match["month"][:3].casefold() not in _MONTHS:
        return None
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    offset = timedelta(hours=int(match["zh"] or 0), minutes=int(match["zm"] or 0))
    month = _MONTHS.index(match["month"][:3].casefold()) + 1
    try:
        zone = timezone(-offset if match["sign"] == "-" else offset)
        return datetime(
            int(match["year"]), month, int(match["day"]), hour, int(match["minute"]), tzinfo=zone
        ).astimezone(UTC)
    except ValueError:
        return None
