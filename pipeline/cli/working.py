"""Commands that work on a stream: in this process, or through Kafka."""

import asyncio
import logging
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click

from pipeline import bootstrap, show
from pipeline.cli.common import DB, INPUTS, log_as, say, sentences, settings_of
from pipeline.errors import Unavailable
from pipeline.settings import Settings
from pipeline.sources.files import SAMPLE, open_sources
from pipeline.store import open_store, shown
from pipeline.telemetry import Endpoint, Telemetry

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
@click.option("--metrics", type=int, metavar="PORT", help="Serve /metrics on this loopback port.")
@sentences
def run(inputs: tuple[str, ...], db: str | None, limit: int, metrics: int | None) -> None:
    """Fold articles in this process, without a broker, and show the stories.

    INPUT is a JSON Lines file (.gz too), a .txt file, a folder of those, or - for standard input.
    Without one, the bundled sample stream is folded into storyfold-sample.db. A run that was
    stopped goes on where it was; running again over the same input changes nothing.
    """
    settings = settings_of(db if db or inputs else str(_SAMPLE_DB))
    log_as(settings)
    sources = open_sources(inputs or (str(SAMPLE),), settings.max_item_bytes, bootstrap.now)
    telemetry = Telemetry()
    store = open_store(settings.database)
    try:
        bootstrap.compile_ahead(settings, say)
        engine = bootstrap.embedded(settings, store, telemetry)
        with _metrics(telemetry, metrics), show.progress("folding") as report:
            done = engine.run(sources, report)
        show.summary(store, done, limit)
    finally:
        store.close()


@click.command()
@INPUTS
@sentences
def publish(inputs: tuple[str, ...]) -> None:
    """Send articles to Kafka's raw topic, keyed by host.

    INPUT is as for run; without one, the bundled sample stream is sent.
    """
    from pipeline.engines.publishing import publish as send

    settings = settings_of(None)
    log_as(settings)
    sources = open_sources(inputs or (str(SAMPLE),), settings.max_item_bytes, bootstrap.now)
    with show.progress("publishing") as report:
        done = asyncio.run(send(settings, sources, report))
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


def _metrics(telemetry: Telemetry, port: int | None) -> AbstractContextManager[object]:
    if port is None:
        return nullcontext()
    return Endpoint(telemetry, "127.0.0.1", port, lambda: None)


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
