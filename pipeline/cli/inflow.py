"""Live sources: run them, try them, show how they are."""

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import click
from rich.table import Table

from pipeline import bootstrap, show
from pipeline.cli.common import endpoint, log_as, sentences, settings_of
from pipeline.engines.embedded import Embedded, Progress
from pipeline.engines.inflow import Inflow
from pipeline.engines.inlets import EmbeddedInlet, KafkaInlet
from pipeline.errors import Misconfigured, StoryfoldError
from pipeline.settings import Settings
from pipeline.sources import Inlet
from pipeline.sources.config import SourceConfig
from pipeline.sources.configured import configured
from pipeline.telemetry import Telemetry

_TRY_S = 60.0
Report = Callable[[Progress], None]


async def fold(
    settings: Settings, engine: Embedded, telemetry: Telemetry, report: Report
) -> Progress:
    """Fold what the configured sources bring until SIGTERM or SIGINT."""
    progress = Progress(done=None)
    inlet = EmbeddedInlet(engine.live(progress), settings.batch_articles, lambda: report(progress))
    await _take(settings, telemetry, inlet, inlet.work())
    return progress


async def publish(settings: Settings, metrics: int | None, report: Report) -> Progress:
    """Send what the configured sources bring to the raw topic until SIGTERM or SIGINT."""
    from pipeline.topics import check_topics

    await check_topics(settings)
    progress = Progress(done=None)

    def told(records: int) -> None:
        progress.items += records
        report(progress)

    telemetry = Telemetry()
    inlet = KafkaInlet(settings, told)
    try:
        with endpoint(settings, telemetry, metrics, lambda: inlet.waiting):
            await _take(settings, telemetry, inlet, asyncio.Event().wait())
    finally:
        await inlet.close()
    return progress


async def _take(
    settings: Settings, telemetry: Telemetry, inlet: Inlet, working: Coroutine[Any, Any, Any]
) -> None:
    """Run the sources over an inlet until we are asked to stop, or something fails.

    The inlet works until the sources have ended: who waits for an answer of it is given one.
    """
    with bootstrap.source_state(settings) as state:
        inflow = Inflow(
            inlet, bootstrap.surroundings(settings, state), telemetry, bootstrap.Watched()
        )
        works = asyncio.create_task(working)
        runs = asyncio.create_task(inflow.run(configured(settings.sources)))
        asked = asyncio.create_task(_asked_to_stop())
        await asyncio.wait((works, runs, asked), return_when=asyncio.FIRST_COMPLETED)
        for task in (runs, works, asked):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _asked_to_stop() -> None:
    asked = asyncio.Event()
    for which in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(which, asked.set)
    await asked.wait()


@click.command()
@sentences
def check() -> None:
    """Check the configuration, and try each source that it names without taking anything.

    Exits with 1 if something is wrong with a source.
    """
    settings = settings_of(None)
    log_as(settings)
    found = configured(settings.sources)
    if not found:
        click.echo("config: valid; it names no sources (config/storyfold.yaml explains how)")
        return
    with bootstrap.source_state(settings) as state:
        given = bootstrap.surroundings(settings, state)
        faults = asyncio.run(_try_all(found, lambda one: one.open(given).check()))
    for name, said in faults.items():
        for line in said or ["well"]:
            click.echo(f"{name}: {show.plain(line)}")
    if any(faults.values()):
        sys.exit(1)


async def _try_all(
    found: dict[str, SourceConfig],
    attempt: Callable[[SourceConfig], Coroutine[Any, Any, list[str]]],
) -> dict[str, list[str]]:
    async def one(config: SourceConfig) -> list[str]:
        try:
            return await asyncio.wait_for(attempt(config), _TRY_S)
        except TimeoutError:
            return [f"it has not answered within {_TRY_S:.0f} s"]
        except StoryfoldError as error:
            return [str(error)]

    said = await asyncio.gather(*map(one, found.values()))
    return dict(zip(found, said, strict=True))


@click.command("sources")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@sentences
def sources_(as_json: bool) -> None:
    """Show how the configured sources are: what they have brought, and what is wrong.

    Reads what a `run` or `publish` on this machine, in the same datadir, has written down.
    """
    settings = settings_of(None)
    log_as(settings)
    found = configured(settings.sources)
    if not (settings.datadir / "sources.db").is_file():
        raise Misconfigured(
            f"datadir: no source has run yet with {settings.datadir}; `storyfold run` and "
            "`storyfold publish` run those that the configuration names"
        )
    with bootstrap.source_state(settings) as state:
        health = state.health()
        rows = [
            {
                "source": name,
                "kind": getattr(config, "kind", ""),
                "items": 0,
                "accepted_at": None,
                "fault": "",
                "fault_at": None,
                **health.get(name, {}),
                "parts": config.parts(state),
            }
            for name, config in found.items()
        ]
    if as_json:
        click.echo(json.dumps({"sources": rows}, indent=2))
    else:
        _table(rows)


def _table(rows: Sequence[Mapping[str, Any]]) -> None:
    """How sources are; of their parts, those that are not well."""
    console = show.terminal()
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("source", "kind", "items", "last", "state"):
        table.add_column(column, justify="right" if column == "items" else "left")
    for row in rows:
        sick = [part for part in row["parts"] if part["fault"]]
        said = row["fault"] or ("well" if row["accepted_at"] else "nothing has come yet")
        if row["parts"]:
            said += f"; {len(row['parts']) - len(sick)} of {len(row['parts'])} well"
        style = "red" if row["fault"] else "yellow" if sick else "green"
        last = (row["accepted_at"] or "-")[:19]
        table.add_row(
            show.escape(row["source"]),
            row["kind"],
            f"{row['items']:,}",
            last,
            f"[{style}]{show.escape(said)}[/]",
        )
        for part in sick:
            table.add_row(
                "", "", f"{part['items']:,}", "", show.escape(f"{part['part']}: {part['fault']}")
            )
    console.print(table)
