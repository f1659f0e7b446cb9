"""Commands that work on a stream: in this process, or through Kafka."""

import asyncio
import logging
from pathlib import Path
from typing import get_args

import click

from pipeline import bootstrap, show
from pipeline.cli import inflow
from pipeline.cli.common import DB, INPUTS, endpoint, log_as, say, sentences, settings_of
from pipeline.engines.embedded import Progress
from pipeline.errors import Misconfigured, Unavailable
from pipeline.settings import Settings
from pipeline.sources import Source
from pipeline.sources.archives.order import By, InOrder
from pipeline.sources.configured import configured
from pipeline.sources.files import SAMPLE, open_sources
from pipeline.store import open_store, shown
from pipeline.telemetry import Telemetry

_LIVE = click.option(
    "--live", is_flag=True, help="The configured sources and nothing else; fails if there are none."
)
_METRICS = click.option(
    "--metrics", type=int, metavar="PORT", help="Serve /metrics on this port of metrics_host."
)
_IN_ORDER = click.option(
    "--in-order",
    type=click.Choice(get_args(By)),
    help="Read INPUT in the order in which it was published, or seen by who archived it.",
)
_SAMPLE_DB = Path("storyfold-sample.db")


@click.command()
@INPUTS
@click.option("--db", metavar="FILE", help="Database, a file or URL  [default: storyfold.db]")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="Stories shown at the end.",
)
@_LIVE
@_METRICS
@_IN_ORDER
@sentences
def run(
    inputs: tuple[str, ...],
    db: str | None,
    limit: int,
    live: bool,
    metrics: int | None,
    in_order: By | None,
) -> None:
    """Fold articles in this process, without a broker, and show the stories.

    INPUT is a JSON Lines file (.gz too), a .txt file, a folder of those, or - for standard input.
    Without one, the sources that the configuration names are run until Ctrl-C; if it names none,
    the bundled sample stream is folded into storyfold-sample.db. A run that was stopped goes on
    where it was; running again over the same input changes nothing.
    """
    settings = settings_of(db)
    live = _live(settings, inputs, live)
    if not (db or inputs or live):
        settings = settings_of(str(_SAMPLE_DB))
    log_as(settings)
    sources = _archives(settings, inputs, in_order)
    telemetry = Telemetry()
    store = open_store(settings.database)
    try:
        bootstrap.compile_ahead(settings, say)
        engine = bootstrap.embedded(settings, store, telemetry)
        with (
            endpoint(settings, telemetry, metrics),
            show.progress("folding", endless=live) as report,
        ):
            if live:
                say(f"{len(settings.sources)} sources; Ctrl-C ends it")
                done = asyncio.run(inflow.fold(settings, engine, telemetry, report))
            else:
                done = engine.run(sources, report)
        show.summary(store, done, limit)
    finally:
        store.close()


@click.command()
@INPUTS
@_LIVE
@_METRICS
@click.option("--rate", type=click.FloatRange(0, min_open=True), help="Items a second at most.")
@click.option(
    "--behind",
    type=click.IntRange(1),
    metavar="ITEMS",
    help="Wait while so many items lie unsettled in Kafka, so that live ones go first.",
)
@_IN_ORDER
@sentences
def publish(
    inputs: tuple[str, ...],
    live: bool,
    metrics: int | None,
    rate: float | None,
    behind: int | None,
    in_order: By | None,
) -> None:
    """Send articles to Kafka's raw topic, keyed by host.

    INPUT is as for run; without one, the sources that the configuration names are run until
    SIGTERM or Ctrl-C; if it names none, the bundled sample stream is sent. What was stopped goes on
    where it was.
    """
    from pipeline.engines.publishing import publish as send
    from pipeline.topics import check_topics

    settings = settings_of(None)
    log_as(settings)
    if _live(settings, inputs, live):
        with show.progress("publishing", endless=True) as report:
            done = asyncio.run(inflow.publish(settings, metrics, report))
        click.echo(f"{done.items} items published to {settings.topic_prefix}raw")
        return
    sources = _archives(settings, inputs, in_order)
    with show.progress("publishing") as report:

        async def sending() -> Progress:
            await check_topics(settings)
            async with bootstrap.throttle(settings, rate, behind) as turn:
                with bootstrap.source_state(settings) as state:
                    return await send(settings, sources, report, state, turn)

        done = asyncio.run(sending())
    click.echo(f"{done.items} items published to {settings.topic_prefix}raw at {settings.broker}")


@click.command()
@DB
@sentences
def worker(db: str | None) -> None:
    """Prepare and settle articles from Kafka into the database, and announce stories.

    Serves /metrics, /healthz and /readyz. Ends with SIGTERM.
    """
    from pipeline.engines.faust_app import Worker
    from pipeline.topics import check_group, check_topics

    settings = settings_of(db)
    log_as(settings)
    asyncio.run(check_topics(settings))
    asyncio.run(check_group(settings))
    bootstrap.compile_ahead(settings, say)
    logging.getLogger("aiokafka").setLevel(logging.getLogger("faust").level)
    telemetry = Telemetry()
    store = open_store(settings.database)
    try:
        click.echo(
            f"storyfold: working on {settings.broker} into {shown(store.engine.url)}; "
            f"metrics at http://{settings.metrics_host}:{settings.metrics_port}/metrics",
            err=True,
        )
        Worker(
            settings,
            store,
            bootstrap.preparer(settings, store, telemetry, bootstrap.vectoriser(settings)),
            bootstrap.working_settler(settings, store, telemetry),
            telemetry,
            bootstrap.now,
        ).run()
    finally:
        store.close()


@click.command()
@click.option("--wait", default=0.0, metavar="SECONDS", help="Wait so long for a broker.")
@sentences
def topics(wait: float) -> None:
    """Create every topic that is missing and check those that are there."""
    settings = settings_of(None)
    log_as(settings)
    for line in asyncio.run(_ensure_topics(settings, wait)):
        click.echo(line)


def _archives(settings: Settings, inputs: tuple[str, ...], in_order: By | None) -> list[Source]:
    """What INPUT names, as it lies there or in order of time. Raises Misconfigured."""
    found = open_sources(inputs or (str(SAMPLE),), settings.max_item_bytes, bootstrap.now)
    if not in_order:
        return found
    say("the whole input is read and put in order first")
    return [InOrder(found, bootstrap.now, settings.datadir / "order", in_order)]


def _live(settings: Settings, inputs: tuple[str, ...], live: bool) -> bool:
    """Whether it is the configured sources that are to be run. Raises Misconfigured."""
    if inputs and live:
        raise Misconfigured("INPUT: is not read with --live; leave out one of the two")
    if live and not settings.sources:
        raise Misconfigured(
            "sources: there are none; config/storyfold.yaml explains how to name some"
        )
    configured(settings.sources)
    return bool(settings.sources) and not inputs


async def _ensure_topics(settings: Settings, wait_s: float) -> list[str]:
    from pipeline.topics import ensure_topics

    loop = asyncio.get_running_loop()
    deadline = loop.time() + wait_s
    while True:
        try:
            return await ensure_topics(settings)
        except Unavailable as error:
            if loop.time() >= deadline:
                raise
            click.echo(f"storyfold: waiting: {error}", err=True)
            await asyncio.sleep(1.0)
