"""Whose turn it is among thousands of feeds: a heap of times, and no host with more than its share."""

import heapq
import itertools
from collections import defaultdict, deque
from dataclasses import dataclass


@dataclass(slots=True)
class Slot:
    """A feed in the schedule; ``host`` is whom it is asked at."""

    url: str
    host: str


class Due:
    """Feeds by the time they are due, in seconds of any clock. One host's feeds wait in their own line.

    So a host that is slow, or has a hundred feeds, keeps none of the others waiting.
    """

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._heap: list[tuple[float, int, Slot]] = []
        self._numbers = itertools.count()
        self._active: dict[str, int] = defaultdict(int)
        self._waiting: dict[str, deque[Slot]] = defaultdict(deque)

    def add(self, slot: Slot, at: float) -> None:
        """A feed is due at a time."""
        heapq.heappush(self._heap, (at, next(self._numbers), slot))

    def take(self, now: float) -> Slot | None:
        """A feed that is due and whose host has a place; ``done`` is to be told of it afterwards."""
        while self._heap and self._heap[0][0] <= now:
            slot = heapq.heappop(self._heap)[2]
            if self._active[slot.host] < self._per_host:
                self._active[slot.host] += 1
                return slot
            self._waiting[slot.host].append(slot)
        return None

    def done(self, host: str, now: float) -> None:
        """A feed of a host was looked at: the next in its line is due."""
        self._active[host] -= 1
        if not self._active[host]:
            del self._active[host]
        if line := self._waiting.get(host):
            self.add(line.popleft(), now)
            if not line:
                del self._waiting[host]

    def next_at(self) -> float | None:
        """When the next feed is due; None while there is none."""
        return self._heap[0][0] if self._heap else None
