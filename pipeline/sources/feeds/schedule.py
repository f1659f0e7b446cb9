"""When a feed is looked at next. Pure: time, chance and what was found are arguments.

A look that finds something new makes the pause a third shorter, one that finds nothing a quarter
longer. So it settles where about 36 looks of 100 find something (ln 1.25 / (ln 1.25 + ln 1.5)): for a
feed with a new entry every hour on average, a look every 26 minutes, and an entry is 13 minutes old on
average when it is found. A look that finds nothing it knows may have missed entries, and the next
comes as soon as is allowed.

Above that stand the limits: what the operator allows, and within it what the server (Cache-Control,
Expires) and the feed (``ttl``, ``sy:updatePeriod``) ask for as the least.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_FOUND = 2 / 3
_NOTHING = 1.25
_JITTER = 0.1
_MOST_DOUBLINGS = 16
_MAX_AGE = re.compile(r"""(?:^|[,\s])max-age\s*=\s*"?(\d{1,9})""", re.IGNORECASE)
_UNCACHED = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """The shortest and the longest pause between two looks at a feed, in seconds."""

    least_s: float
    most_s: float

    def clamp(self, pause_s: float) -> float:
        """A pause within the limits."""
        return min(max(pause_s, self.least_s), self.most_s)


def first(limits: Limits) -> float:
    """The pause of a feed of which nothing is known: as far from the least as from the most."""
    return math.sqrt(limits.least_s * limits.most_s)


def adapted(pause_s: float, limits: Limits, *, found: bool, missed: bool = False) -> float:
    """The pause after a look that found something new or nothing; ``missed``: it knew no entry."""
    if missed:
        return limits.least_s
    return limits.clamp(pause_s * (_FOUND if found else _NOTHING))


def spread(pause_s: float, asked_s: float, limits: Limits, chance: float) -> float:
    """The pause with a tenth of jitter, no shorter than was asked for; ``chance`` is in [0, 1)."""
    floor = limits.clamp(asked_s)
    pause = max(limits.clamp(pause_s), floor)
    low = max(floor, pause * (1 - _JITTER))
    high = min(limits.most_s, pause * (1 + _JITTER))
    return low + (high - low) * chance


def backed_off(
    pause_s: float, failures: int, retry_after_s: float | None, limits: Limits, chance: float
) -> float:
    """The pause after the n-th failure in a row: doubled each time, and what the server asks for."""
    doubled = limits.clamp(limits.clamp(pause_s) * 2 ** min(failures, _MOST_DOUBLINGS))
    return max(spread(doubled, 0.0, limits, chance), retry_after_s or 0.0)


def fresh_s(headers: Mapping[str, str], now: datetime) -> float:
    """How long an answer stays fresh by its headers (RFC 9111, 4.2.1), in seconds; 0 if they are mute."""
    control = headers.get("Cache-Control", "")
    if _UNCACHED.search(control):
        return 0.0
    if said := _MAX_AGE.search(control):
        age = headers.get("Age", "")
        spent = float(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0.0
        return max(0.0, float(said[1]) - spent)
    try:
        until = parsedate_to_datetime(headers["Expires"])
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - now).total_seconds())
    except (KeyError, ValueError, TypeError, OverflowError, IndexError):
        return 0.0
