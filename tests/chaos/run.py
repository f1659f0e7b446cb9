"""One chaos run from its beginning to its verdict."""

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.feed import feed
from tests.chaos.producer import Producer
from tests.chaos.schedule import schedule
from tests.chaos.verdict import Court
from tests.chaos.world import Say, conduct, settle_down, world
from tests.services.cluster import BROKERS, Cluster
from tests.services.postgres import Postgres
from tests.storyfold import wait_until

_CATCH_UP = 0.05
"""Seconds allowed for each article once all is mended, beside ``_REST_S``."""
_REST_S = 180.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is fed, how long things break, and what draws the dice."""

    articles: int
    seed: int
    seconds: float
    every_s: float
    """mean time between two faults"""
    outage_s: float
    """the longest that the database is away"""
    workers: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What does not hold, in sentences (none: every promise was kept), and the figures."""

    wrong: list[str]
    figures: Counter[str]


def chaos(cluster: Cluster, postgres: Postgres, folder: Path, plan: Plan, say: Say) -> Outcome:
    """Feed workers while things break, mend all, let them finish, and judge."""
    lines = feed(plan.articles, plan.seed)
    faults = schedule(
        plan.seed,
        plan.seconds,
        plan.workers,
        BROKERS,
        every_s=plan.every_s,
        outage_s=plan.outage_s,
    )
    say(f"seed {plan.seed}: {len(lines)} lines, {len(faults)} faults in {plan.seconds:.0f} s")
    with world(cluster, postgres, folder, plan.workers, say) as here, here.watched():
        for slot in here.slots:
            wait_until(lambda one=slot: one.process.get("/readyz")[0] == 200, "ready", 180)  # type: ignore[misc]
        begun = time.monotonic()
        producer = Producer(here.deployment, lines, 0.9 * plan.seconds).start()
        conduct(here, faults)
        producer.finish()
        say(f"{time.monotonic() - begun:9.1f} s  all is mended; what is left is worked off")
        settle_down(here, _REST_S + _CATCH_UP * plan.articles)
        took = time.monotonic() - begun
        say(f"{took:9.1f} s  every record is settled and announced; the verdict is made")
        for slot in here.slots:
            slot.wanted = False
            here.done[f"last stops: exit code {slot.process.stop()}"] += 1
        verdict = Court(here.deployment, lines).verdict()
        figures = Counter(verdict.figures) + here.done + here.counted()
        figures["pieces published again"] = producer.repeated
        figures["prepared records sent again"] = (
            figures["records on prepared"] - figures["articles"]
        )
        figures["tracebacks in the logs"] = here.tracebacks()
        figures["seconds until all was settled"] = round(took)
    return Outcome(verdict.wrong, figures)
