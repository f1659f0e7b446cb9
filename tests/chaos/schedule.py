"""When what breaks: a schedule of faults, the same for the same seed."""

import random
from dataclasses import dataclass
from typing import Final, Literal

Target = Literal["worker", "broker", "database"]

SESSION_S: Final = 10.0
"""After so long without a heartbeat a worker's partitions go to others."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is broken from one moment of the run to another, in seconds since its start."""

    at_s: float
    lasts_s: float
    kind: str
    target: Target
    number: int
    """which worker or broker, from 0"""

    def __str__(self) -> str:
        where = self.target if self.target == "database" else f"{self.target} {self.number}"
        return f"{self.at_s:7.1f} s  {self.kind:16} {where:10} for {self.lasts_s:5.1f} s"


KINDS: Final[dict[str, tuple[Target, float, float]]] = {
    "kill-9": ("worker", 0.2, 8),
    "remove": ("worker", 1, 15),
    "wipe-disk": ("worker", 0.2, 3),
    "freeze": ("worker", SESSION_S + 3, SESSION_S + 10),
    "restart": ("broker", 1, 6),
    "crash": ("broker", 1, 10),
    "stop": ("database", 5, 15),
    "fail": ("database", 1, 4),
    "cut-database": ("worker", 1, 8),
    "hold-database": ("worker", 3, 20),
    "deafen-database": ("worker", 0.5, 3),
    "delay-database": ("worker", 5, 15),
    "cut-brokers": ("worker", 1, SESSION_S + 5),
    "hold-brokers": ("worker", 3, SESSION_S + 10),
    "deafen-brokers": ("worker", 0.5, 4),
    "delay-brokers": ("worker", 5, 15),
}
"""What is broken, and the shortest and longest that it stays so, in seconds."""


def schedule(
    seed: int, seconds: float, workers: int, brokers: int, *, every_s: float, outage_s: float = 15
) -> list[Fault]:
    """Faults over so many seconds, ``every_s`` between two of them on average.

    Each kind has its turn before one comes again. A worker has one fault at a time, and so have the
    brokers together: of three one may be away. ``outage_s`` is the longest that the database is away.
    """
    dice = random.Random(seed)
    free = {("worker", n): 0.0 for n in range(workers)} | {("broker", 0): 0.0, ("database", 0): 0.0}
    found: list[Fault] = []
    bag: list[str] = []
    at = dice.uniform(0.5, 1.5) * every_s
    while at < seconds:
        bag = bag or dice.sample(list(KINDS), len(KINDS))
        kind = bag.pop()
        target, shortest, longest = KINDS[kind]
        lasts = dice.uniform(shortest, longest)
        if kind == "stop":
            lasts = dice.uniform(outage_s / 3, outage_s)
        places = [place for place in free if place[0] == target]
        dice.shuffle(places)
        place = min(places, key=lambda one: max(free[one], at))
        begins = max(at, free[place])
        number = dice.randrange(brokers) if target == "broker" else place[1]
        found.append(Fault(round(begins, 1), round(lasts, 1), kind, target, number))
        free[place] = begins + lasts + SESSION_S / 2
        at += dice.uniform(0.3, 1.7) * every_s
    return sorted(found, key=lambda one: one.at_s)
