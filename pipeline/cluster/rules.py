"""What a desk goes by; the same for every shard."""

from dataclasses import dataclass, field
from datetime import timedelta

from pipeline.cluster.joining import Joining
from pipeline.cluster.owners import Owners


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long stories live, in the stream's time (``cluster.life``).

    Late members find a story until its own have left the window: a bucket of the window is dropped
    ``window`` after its period *and* ``arrivals`` articles after it was last added to, so that a
    backfill in no order of time finds its stories. A story is quiet when nothing has joined it for
    ``quiet``, and closed after ``closed``.
    """

    window: timedelta = timedelta(days=7)
    arrivals: int = 50_000
    quiet: timedelta = timedelta(hours=48)
    closed: timedelta = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Rules:
    """When articles join, how long stories live, and whose outlets are one."""

    joining: Joining
    lifetime: Lifetime = field(default_factory=Lifetime)
    owners: Owners = field(default_factory=Owners)
