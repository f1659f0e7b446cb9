"""What a desk goes by; the same for every shard."""

from dataclasses import dataclass, field
from datetime import timedelta

from pipeline.cluster.joining import Joining


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A story closes when its members have left the window.

    A bucket of the window is dropped ``quiet`` of stream time after its period *and* ``arrivals``
    articles after it was last added to, so that a backfill in no order of time finds its stories open.
    """

    quiet: timedelta = timedelta(days=7)
    arrivals: int = 50_000


@dataclass(frozen=True, slots=True)
class Rules:
    """When articles join, and how long stories live."""

    joining: Joining
    lifetime: Lifetime = field(default_factory=Lifetime)
