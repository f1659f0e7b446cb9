"""When an article was published, what that rests on, and how far it can be trusted.

The first basis that can be used decides: the feed, the page (its metadata, then a stamp printed on
it), the URL, the dateline (when an item was filed, often the day before). A feed that names a day
only yields to a page that names the hour. What is wrong with a date, or speaks against it, is flagged:

======================  ==========================================  ================================
flag                    what was found                              what decides then
======================  ==========================================  ================================
``future_date:BASIS``   later than the arrival by over two days     the next basis
``old_date:BASIS``      before 1990, as clocks at zero say          the next basis
``weekday_conflict``    a stamp, or the text, names a weekday that  the next stamp or basis; a text
                        the date beside it is not                   orders nothing anyway
``page_conflict``       page and feed differ by over a day          the feed; the page where dateline
                                                                    or URL is with it alone
                        metadata and stamp differ by over a day     the metadata
``dateline_conflict``   dateline over three days before or over     the feed or the page: that is
                        one day after                               when this copy appeared
``url_conflict``        the day in the URL is over a day off        the feed or the page
the last two at once    dateline and URL against each other,        the URL; neither where the
                        without feed or page                        dateline is the later of the two
``day_only``            the basis names a day, ``at`` is its
                        midnight, UTC
``zone_unknown``        a time of day without a zone, taken as UTC
======================  ==========================================  ================================

``confidence`` is the probability that ``at`` is right to a day.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from pipeline.model import Basis
from pipeline.normalize.times import calendar, stamps, weekdays
from pipeline.normalize.traits import UNKNOWN, Known
from pipeline.values import value

_AHEAD = timedelta(days=2)
"""A feed's clock may run ahead, an embargoed item too; later than this it is a mistake."""
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before there were news sites: 1970 and 1980 are what clocks at zero say."""
_FILED = timedelta(days=3)
_SAME = timedelta(days=1)
_LONGEST_URL = 500
_URL = re.compile(
    r"/(?P<year>(?:19|20)\d\d)/(?:(?P<month>0?[1-9]|1[0-2]|[a-z]{3,9})/(?P<day>0?[1-9]|[12]\d|3[01])(?=[/.]|$)"
    r"|(?P<glued>(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?=/|$))"
    r"|/(?P<joined>(?:19|20)\d\d-?(?:0[1-9]|1[0-2]))/(?P<late>0[1-9]|[12]\d|3[01])(?=[/.]|$)"
    r"|(?<![^\W_])(?P<whole>(?:19|20)\d\d(?P<sep>[-_.]?)(?:0[1-9]|1[0-2])(?P=sep)(?:0[1-9]|[12]\d|3[01]))"
    r"(?![^\W_])",
    re.IGNORECASE,
)

"""``/2026/03/03/``, ``/2026/mar/3/``, ``/2026/0303/``, ``/2026-03/03/``, ``/202603/03/``, ``/20260303-``, ``2026-03-03``: a number that
stands for itself. ``/2013/01/4-pitfalls`` names no day, and eight digits within a story's number
are none."""
_WEIGHT = {"feed": 0.97, "page": 0.97, "stamp": 0.94, "url": 0.96, "dateline": 0.75}
"""Share of each that is right to a day (2026-11-22). Metadata and URL of the same page: 107 of 109
in ``html/``; URL against the date given: 237 of 238 in ``threeway``; stamps: 290 of 301 in
``syndication``. Feed and dateline are estimates: no data here tells."""
_ORDER: tuple[Basis, ...] = ("feed", "page", "url", "dateline")
_REVISED = 0.2
_INFERRED = 0.9
_ZONE_IN_DOUBT = 0.95
_WIDTHS = {
    (True, True): timedelta(),
    (True, False): timedelta(hours=14),
    (False, True): timedelta(hours=24),
    (False, False): timedelta(hours=38),
}
"""How much later than said a time may be, by whether hour and zone were said with it."""


@value
class Claims:
    """What an item says about its time.

    ``page`` is what the metadata of its page states, the most trusted first (JSON-LD
    ``datePublished``, ``article:published_time``, ``<time>``), as it stands there or parsed;
    ``stamps`` are lines of the page.
    """

    feed: datetime | None = None
    page: Sequence[datetime | str] = ()
    stamps: Sequence[str] = ()
    dateline: date | None = None
    is_year_inferred: bool = False
    url: str = ""


@value
class Published:
    """When an article was published: ``at`` in the zone in which it was said, None for unknown."""

    at: datetime | None
    basis: Basis
    confidence: float
    flags: tuple[str, ...]


class _Claim(NamedTuple):
    """A time within ``[at, at + width]``."""

    at: datetime
    basis: Basis
    confidence: float
    has_time: bool = True
    has_zone: bool = True

    @property
    def width(self) -> timedelta:
        return _WIDTHS[self.has_time, self.has_zone]


def decide(
    claims: Claims,
    seen: datetime,
    paragraphs: Sequence[str] = (),
    language: str = "",
    traits: Known = UNKNOWN,
) -> Published:
    """The publication time that the claims support, as of the arrival ``seen``.

    ``paragraphs`` are searched for a weekday that contradicts its date, by their ``traits`` as far as
    these are known. Returns ``at=None`` and
    ``seen`` where no claim can be used.
    """
    flags: dict[str, None] = {}
    told: dict[Basis, _Claim] = {}
    for claim in _told(claims, language, flags):
        if _is_plausible(claim, seen, flags):
            told.setdefault(claim.basis, claim)
    chosen = _choose(told, flags)
    reference = chosen.at if chosen else seen
    if weekdays.conflicts(paragraphs, reference.date(), traits):
        flags["weekday_conflict"] = None
    if chosen is None:
        return Published(None, "seen", 0.0, tuple(flags))
    if not chosen.has_time:
        flags["day_only"] = None
    elif not chosen.has_zone:
        flags["zone_unknown"] = None
    return Published(chosen.at, chosen.basis, _confidence(chosen, told), tuple(flags))


def _told(claims: Claims, language: str, flags: dict[str, None]) -> Iterator[_Claim]:
    if claims.feed:
        yield _Claim(claims.feed, "feed", _WEIGHT["feed"], _names_an_hour(claims.feed))
    if claims.page or claims.stamps:
        yield from _of_page(claims, language, flags)
    if claims.url and (day := day_in(claims.url)):
        yield _Claim(_midnight(day), "url", _WEIGHT["url"], has_time=False)
    if claims.dateline:
        weight = _WEIGHT["dateline"] * (_INFERRED if claims.is_year_inferred else 1)
        yield _Claim(_midnight(claims.dateline), "dateline", weight, has_time=False)


def _of_page(claims: Claims, language: str, flags: dict[str, None]) -> Iterator[_Claim]:
    """What the page says, the best first: metadata, stamps, times of revision.

    Metadata that name only a day stand back behind a stamp that has the hour of the same day.
    """
    stated = [c for said in claims.page if (c := _stated(said, language))]
    read = [stamp for line in claims.stamps if (stamp := stamps.read(line, language))]
    if any(stamp.weekday_conflict for stamp in read):
        flags["weekday_conflict"] = None
    printed = [
        _of_stamp(stamp, _WEIGHT["stamp"] - _REVISED * stamp.is_revision)
        for stamp in sorted(read, key=lambda stamp: stamp.is_revision)
        if not stamp.weekday_conflict
    ]
    if stated and printed and not read[0].is_revision and _gap(stated[0], printed[0]) > _SAME:
        flags["page_conflict"] = None
    if stated and not stated[0].has_time:
        hours = (c for c in printed if c.has_time and c.at.date() == stated[0].at.date())
        yield from hours
    yield from (*stated, *printed)


def _stated(said: datetime | str, language: str) -> _Claim | None:
    if isinstance(said, str):
        stamp = stamps.read(said, language)
        return _of_stamp(stamp, _WEIGHT["page"]) if stamp and not stamp.weekday_conflict else None
    has_zone = said.tzinfo is not None
    at = said if has_zone else said.replace(tzinfo=UTC)
    return _Claim(at, "page", _WEIGHT["page"], _names_an_hour(said), has_zone)


def _of_stamp(stamp: stamps.Stamp, weight: float) -> _Claim:
    weight *= 1 if stamp.sure_zone or not stamp.has_time else _ZONE_IN_DOUBT
    has_zone = stamp.has_zone or not stamp.has_time
    return _Claim(stamp.at, "page", weight, stamp.has_time, has_zone)


def day_in(url: str) -> date | None:
    """The day that the path of a URL names as its article's."""
    path = url[:_LONGEST_URL].partition("?")[0].partition("#")[0]
    match = _URL.search(path) if "20" in path or "19" in path else None
    if match is None:
        return None
    if match["whole"]:
        digits = "".join(filter(str.isdecimal, match["whole"]))
        year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    elif match["joined"]:
        joined = match["joined"].replace("-", "")
        year, month, day = int(joined[:4]), int(joined[4:]), int(match["late"])
    elif match["glued"]:
        year, month, day = int(match["year"]), int(match["glued"][:2]), int(match["glued"][2:])
    else:
        named = match["month"]
        number = int(named) if named.isdecimal() else calendar.month(named)
        if number is None:
            return None
        year, month, day = int(match["year"]), number, int(match["day"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _names_an_hour(at: datetime) -> bool:
    """Whether a time is more than a day: midnight to the second stands for a day."""
    return at.time() != time()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _is_plausible(claim: _Claim, seen: datetime, flags: dict[str, None]) -> bool:
    if claim.at > seen + _AHEAD:
        flags[f"future_date:{claim.basis}"] = None
    elif claim.at < _OLDEST:
        flags[f"old_date:{claim.basis}"] = None
    else:
        return True
    return False


def _choose(told: dict[Basis, _Claim], flags: dict[str, None]) -> _Claim | None:
    """The claim that decides, after the table at the head of this file."""
    feed, page, url, dateline = map(told.get, _ORDER)
    chosen = feed or page or url or dateline
    if feed and page:
        chosen = _feed_or_page(feed, page, [claim for claim in (url, dateline) if claim], flags)
    for other in (url, dateline):
        if chosen and other and not _agree(chosen, other):
            flags[f"{other.basis}_conflict"] = None
            if chosen is url and other.at > chosen.at:
                return None
    return chosen


def _feed_or_page(
    feed: _Claim, page: _Claim, others: list[_Claim], flags: dict[str, None]
) -> _Claim:
    if _gap(feed, page) <= _SAME:
        return page if page.has_time and not feed.has_time else feed
    flags["page_conflict"] = None
    with_page = any(_agree(page, other) for other in others)
    return page if with_page and not any(_agree(feed, other) for other in others) else feed


def _agree(claim: _Claim, other: _Claim) -> bool:
    """Whether two claims may both be true; an item is filed up to three days before it appears."""
    if "dateline" in {claim.basis, other.basis} and (claim.at > other.at) == (
        other.basis == "dateline"
    ):
        return _gap(claim, other) <= _FILED
    return _gap(claim, other) <= _SAME


def _gap(claim: _Claim, other: _Claim) -> timedelta:
    """Time between two claims, none where they may be the same."""
    first, second = (claim, other) if claim.at <= other.at else (other, claim)
    return max(second.at - first.at - first.width, timedelta())


def _confidence(chosen: _Claim, told: dict[Basis, _Claim]) -> float:
    """The weight of the basis; each other claim halves the doubt, or adds to it."""
    doubt = 1 - chosen.confidence
    for other in told.values():
        if other is not chosen:
            doubt = doubt / 2 if _agree(chosen, other) else min(0.9, doubt + 0.3)
    return round(1 - doubt, 3)
