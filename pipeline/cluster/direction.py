"""Who of two articles that share words or quotations is the source of whom.

Every sign that speaks is worth the odds of the share of cases in which it is right; odds multiply as
if the signs knew nothing of each other (naive Bayes), and what they come to is the confidence. The
shares are judged, not measured: no set that we know says who copied whom, and when.
"""

from datetime import datetime, time, timedelta
from math import exp, log

from pipeline.cluster.kinds import LONG_RUN, WHOLE
from pipeline.cluster.sides import Side
from pipeline.model import Evidence

ARRIVAL = 0.6
"""It was on the desk first."""
HOUR, DAY = 0.8, 0.9
"""It is dated earlier, by an hour or a day; less says nothing, and of a date without a time of day
less than a day. A date that contradicts itself is none (see normalize.times)."""
AGENCY = 0.98
"""It is an agency's own copy, and the other credits that agency."""
NAMED = 0.9
"""The other names its outlet."""
CREDITED = 0.8
"""It credits an agency and the other nobody: it stands nearer to what both have from there."""
SEVERAL = 0.85
"""A long run stands in both and the other credits several agencies: it was put together."""
TRIMMED = 0.6
"""Under one headline it is the whole and the other a part; but news grows too, so that it does no more
than weigh up the arrival."""
QUOTING = 0.65
"""It has quotations of its own, and all of the other's are its."""
_PART = 0.75


def direction(a: Side, b: Side, tie: Evidence) -> tuple[bool, float]:
    """Whether ``a``, which was on the desk when ``b`` arrived, is the source, and how sure that is.

    ``tie`` is what ties ``b`` to ``a``; the confidence lies in [0.5, 1].
    """
    odds = _odds(ARRIVAL) + _time(a.published_at, b.published_at)
    odds += _credit(a, b, tie) - _credit(b, a, tie)
    if a.has_title_of(b):
        odds += _odds(TRIMMED) * _is_part(tie.contained, tie.containing)
        odds -= _odds(TRIMMED) * _is_part(tie.containing, tie.contained)
    if tie.quotes and tie.run < LONG_RUN:
        odds += _odds(QUOTING) * (tie.quotes >= b.quotes and a.quotes > tie.quotes)
        odds -= _odds(QUOTING) * (tie.quotes >= a.quotes and b.quotes > tie.quotes)
    return odds >= 0, round(1 / (1 + exp(-abs(odds))), 2)


def _credit(a: Side, b: Side, tie: Evidence) -> float:
    """What the credits say for ``a`` being the source."""
    odds = 0.0
    if a.is_agency and set(a.agencies) & set(b.agencies) and not b.is_agency:
        odds += _odds(AGENCY)
    if b.cites(a):
        odds += _odds(NAMED)
    if tie.run >= LONG_RUN and len(b.agencies) > 1:
        odds += _odds(SEVERAL) * (len(a.agencies) <= 1)
    elif a.agencies and not b.agencies and (tie.run < LONG_RUN or len(a.agencies) == 1):
        odds += _odds(CREDITED)
    return odds


def _time(a: datetime | None, b: datetime | None) -> float:
    """What the dates say for the first being the source."""
    if a is None or b is None:
        return 0.0
    gap = abs(b - a)
    if gap < timedelta(days=1):
        is_timed = time() not in (a.time(), b.time())
        if gap < timedelta(hours=1) or not is_timed:
            return 0.0
        return _odds(HOUR) if a < b else -_odds(HOUR)
    return _odds(DAY) if a < b else -_odds(DAY)


def _is_part(contained: float, containing: float) -> bool:
    return contained >= WHOLE and containing < _PART


def _odds(share: float) -> float:
    return log(share / (1 - share))
