"""robots.txt by RFC 9309: what a host forbids, kept as small as can be for thousands of hosts."""

import time
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from protego import Protego

MOST_BYTES = 512_000
"""At least 500 KiB must be read (RFC 9309, 2.5); what lies behind is not looked at."""
_GOOD_S = 86_400.0
"""A copy is used for no more than a day (2.4)."""
_UNREACHABLE_S = 600.0
"""A server error forbids everything (2.3.1.4), and is asked about again so much later."""
_KEPT_HOSTS = 20_000
_MOST_DELAY_S = 3_600.0
"""A longer pause than an hour between two requests is a slip: who wants nobody can say that."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt says; without text, all is allowed or, ``closed``, nothing."""

    packed: bytes = b""
    closed: bool = False

    def allows(self, url: str, agent: str) -> bool:
        """Whether a product token may fetch a URL."""
        if self.closed:
            return False
        return not self.packed or bool(_parsed(self.packed).can_fetch(url, agent))

    def delay_s(self, agent: str) -> float:
        """``Crawl-delay`` in seconds: not in the RFC, but meant where it is written."""
        delay = _parsed(self.packed).crawl_delay(agent) if self.packed else None
        return min(max(0.0, float(delay)), _MOST_DELAY_S) if delay is not None else 0.0


def rules_of(status: int, body: bytes) -> Rules:
    """The rules that an answer makes. 429 is a host under load and counts as 5xx, as crawlers do."""
    if status >= 500 or status == 429:
        return Rules(closed=True)
    if status >= 400 or not body.strip():
        return Rules()
    return Rules(zlib.compress(body[:MOST_BYTES]))


@lru_cache(maxsize=128)
def _parsed(packed: bytes) -> Protego:
    return Protego.parse(zlib.decompress(packed).decode("utf-8-sig", "replace"))


class Remembered:
    """Rules by origin until they are out of date; the origins not asked about longest go first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rules: OrderedDict[str, tuple[float, Rules]] = OrderedDict()

    def get(self, origin: str) -> Rules | None:
        """The rules of an origin, None where they are to be fetched."""
        until, rules = self._rules.get(origin, (0.0, None))
        if rules is None or until <= self._clock():
            return None
        self._rules.move_to_end(origin)
        return rules

    def keep(self, origin: str, rules: Rules) -> None:
        """Remember the rules of an origin."""
        until = self._clock() + (_UNREACHABLE_S if rules.closed else _GOOD_S)
        self._rules[origin] = (until, rules)
        self._rules.move_to_end(origin)
        while len(self._rules) > _KEPT_HOSTS:
            self._rules.popitem(last=False)
