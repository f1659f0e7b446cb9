"""``python -m tests.quality.order``: how much the order of arrival matters.

The articles of each labelled set arrive in five orders in which each of them is moved by up to six
hours, and in five that are shuffled altogether. B-cubed F1 is between the stories that come of an order
and those that come of the order of time; gold has no part in it. The bars are .97 and .93.

The sets are dated by day, so the articles of a day come evenly spread over it and those without a date
over a day before all others. Only the arrival moves: what an article says of its date stays.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean
from typing import Any

import click

from pipeline.evaluation.measures import bcubed
from tests.quality.labelled import SETS, labelled
from tests.quality.online import row_stories

SEEDS = range(1, 6)
HOURS = 6.0
BARS = {"moved": 0.97, "shuffled": 0.93}
Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Agreement:
    """B-cubed F1 of each order against the order of time."""

    each: tuple[float, ...]

    @property
    def lowest(self) -> float:
        """Of the order that agrees least."""
        return min(self.each)

    @property
    def average(self) -> float:
        """Over the orders."""
        return mean(self.each)


def moved(rows: Rows, seed: int) -> list[dict[str, Any]]:
    """Rows in the order of time, each moved by up to six hours."""
    dice = random.Random(seed)
    at = [hour + dice.uniform(-HOURS, HOURS) for hour in hours(rows)]
    return [rows[n] for n in sorted(range(len(rows)), key=at.__getitem__)]


def shuffled(rows: Rows, seed: int) -> list[dict[str, Any]]:
    """Rows in any order."""
    return random.Random(seed).sample(rows, len(rows))


def hours(rows: Rows) -> list[float]:
    """When each row arrives, as the articles of a day are spread over it."""
    days: dict[str, list[int]] = {}
    for n, row in enumerate(rows):
        days.setdefault((row["published_at"] or "")[:10], []).append(n)
    at = [0.0] * len(rows)
    for day, members in days.items():
        number = date.fromisoformat(day).toordinal() if day else 0
        for place, n in enumerate(members):
            at[n] = 24.0 * (number + place / len(members))
    return at


def twice(rows: Rows, seed: int) -> list[dict[str, Any]]:
    """Every row, and every row again somewhere behind itself."""
    dice = random.Random(seed)
    places = [(float(n), row) for n, row in enumerate(rows)]
    again = [(dice.uniform(n, len(rows)), row) for n, row in places]
    return [row for _, row in sorted([*places, *again], key=lambda placed: placed[0])]


def agreement(rows: Rows, order: Callable[[Rows, int], Rows]) -> Agreement:
    """How far five other orders come to the same stories as this one."""
    expected = row_stories(rows)
    return Agreement(tuple(bcubed(row_stories(order(rows, seed)), expected).f1 for seed in SEEDS))


@click.command(help=__doc__)
@click.argument("names", metavar="[SET]...", nargs=-1, type=click.Choice(SETS))
def main(names: tuple[str, ...]) -> None:
    """Measure and print a table."""
    click.echo(f"{'set':10} {'order':10} {'lowest':>7} {'mean':>7} {'bar':>5}")
    for name in names or SETS:
        rows = labelled(name)
        for label, order in (("moved", moved), ("shuffled", shuffled)):
            found = agreement(rows, order)
            click.echo(
                f"{name:10} {label:10} {found.lowest:7.4f} {found.average:7.4f} {BARS[label]:5}"
            )


if __name__ == "__main__":
    main()
