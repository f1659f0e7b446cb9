"""How fast an archive is read, and when it waits so that live items go first. Pure: time is given."""

from dataclasses import dataclass, field

BURST_S = 1.0
"""What was not used is kept for so long, so that a rate holds over any two seconds."""


@dataclass(slots=True)
class Pace:
    """At most ``rate`` articles a second (a token bucket); times are seconds of a clock that only grows."""

    rate: float
    _free: float = field(default=0.0, init=False)
    _at: float | None = field(default=None, init=False)

    def wait_s(self, now: float, count: int = 1) -> float:
        """Take leave to send so many articles; how long to wait before they are sent.

        Who asks again before that time has passed waits behind them.
        """
        if self._at is not None:
            most = max(1.0, self.rate * BURST_S)
            self._free = min(most, self._free + max(0.0, now - self._at) * self.rate)
        self._at = now if self._at is None else max(now, self._at)
        self._free -= count
        return max(0.0, -self._free / self.rate)


def room(waiting: int, most: int) -> int:
    """How many archived items may be sent until the backlog is looked at again; at 0 the archive waits.

    A live item then never finds more than ``most`` archived ones before it. Once that many wait, half
    of them are let go first, so that the archive does not go on by single items.
    """
    return max(0, most - waiting) if waiting <= most // 2 else 0
