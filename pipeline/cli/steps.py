"""How far a command is that goes through a log in several steps."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_LINE_EVERY_S = 5.0
Report = Callable[[str, int, int], None]
"""Told the step, how many records are done, and of how many."""


@contextmanager
def steps(doing: str) -> Iterator[Report]:
    """Progress on standard error: a bar for each step on a terminal, else a line every five seconds."""
    console = Console(stderr=True, highlight=False)
    if console.is_terminal:
        with _bars(console, doing) as draw:
            yield draw
        return
    begun: dict[str, float] = {}
    last = time.monotonic()

    def line(step: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        begun.setdefault(step, now)
        if now - last < _LINE_EVERY_S:
            return
        last = now
        rate = done / max(now - begun[step], 1e-9)
        left = f", {(total - done) / rate:,.0f} s left" if rate else ""
        console.print(f"{doing}, {step}: {done:,} of {total:,} records, {rate:,.0f} a second{left}")

    yield line


@contextmanager
def _bars(console: Console, doing: str) -> Iterator[Report]:
    columns = (
        TextColumn(f"{doing}, {{task.description}}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {}

        def draw(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield draw
