"""Commands that go through the whole log: proof, and what is made again from it."""

import asyncio
import re
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime

import click
import orjson

from pipeline import bootstrap
from pipeline.cli.common import DB, log_as, say, sentences, settings_of
from pipeline.cli.steps import steps
from pipeline.store import open_store, shown
from pipeline.telemetry import Telemetry

_OFFSETS = re.compile(r"\d{1,9}:\d{1,18}(,\d{1,9}:\d{1,18})*")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As a JSON object.")
@click.option("--no-log", is_flag=True, help="The database alone: no broker is asked.")
@DB
@sentences
def audit(as_json: bool, no_log: bool, db: str | None) -> None:
    """Prove from log and database that every accepted record is in exactly one place.

    Changes nothing, and may run beside workers. Exit code 0: all is proven; 1: there are faults, a
    line each; 2: it could not be looked at. What the log no longer holds is said.
    """
    from pipeline.audit import audit_log, audit_stored

    settings = settings_of(db)
    log_as(settings)
    with closing(bootstrap.existing(settings)) as store:
        if no_log:
            found = audit_stored(store)
        else:
            with steps("auditing") as report:
                found = asyncio.run(audit_log(settings, store, bootstrap.now(), report))
    if as_json:
        click.echo(orjson.dumps(found.record()))
    else:
        for line in found.lines():
            click.echo(line)
    sys.exit(0 if found.is_sound else 1)


@click.command()
@click.option(
    "--decisions-of",
    metavar="URL",
    help="Another database: what was ruled, dropped and taken out there is kept to.",
)
@DB
@sentences
def rebuild(decisions_of: str | None, db: str | None) -> None:
    """Make an empty database again from the log; workers started on it go on from there.

    Runs beside workers on another database. One that was stopped, however hard, goes on where it was.
    Rulings of editors, letters that were dropped and articles that were taken out for good are in no log:
    --decisions-of takes them over.
    """
    from pipeline.engines.rebuilding import Rebuild

    settings = settings_of(db)
    log_as(settings)
    bootstrap.compile_ahead(settings, say)
    telemetry = Telemetry()
    with closing(open_store(settings.database)) as store:
        if decisions_of is None:
            store.begin_afresh(None)
        else:
            with closing(bootstrap.existing(settings_of(decisions_of))) as other:
                store.begin_afresh(other)
        work = Rebuild(
            settings,
            store,
            bootstrap.preparer(settings, store, telemetry, bootstrap.vectoriser(settings)),
            bootstrap.settler(settings, store, telemetry, announce=False),
            telemetry,
            bootstrap.now,
        )
        with steps("rebuilding") as report:
            sent = asyncio.run(work.run(report, say))
        counts = store.counts()
        where = shown(store.engine.url)
    click.echo(
        f"{counts['articles']:,} articles in {counts['stories']:,} stories, {counts['dead']:,} dead "
        f"letters in {where}; {sent:,} prepared records were missing and sent; workers go on from here"
    )


def _start(_: click.Context, __: click.Parameter, said: str) -> datetime | int | Mapping[int, int]:
    if said.isascii() and said.isdecimal():
        return int(said)
    if _OFFSETS.fullmatch(said):
        pairs = (pair.split(":") for pair in said.split(","))
        return {int(partition): int(offset) for partition, offset in pairs}
    try:
        at = datetime.fromisoformat(said)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise click.BadParameter(
            "a time such as 2026-11-22T09:30+01:00, an offset, or PARTITION:OFFSET,…"
        ) from None


@click.command()
@click.option(
    "--from",
    "start",
    required=True,
    metavar="TIME|OFFSET",
    callback=_start,
    help="Of the raw topic: a time (UTC, if no zone is said), an offset, or PARTITION:OFFSET,…",
)
@DB
@sentences
def replay(start: datetime | int | Mapping[int, int], db: str | None) -> None:
    """Put what is on the log from some point on through again, beside live traffic.

    What is in a story stays as it is. What was read by nobody, and dead letters of the prepare stage
    whose items pass by now, go to the workers. Running it twice changes nothing.
    """
    from pipeline.engines.replaying import Replay

    settings = settings_of(db)
    log_as(settings)
    bootstrap.compile_ahead(settings, say)
    with closing(bootstrap.existing(settings)) as store:
        model = bootstrap.vectoriser(settings)
        work = Replay(
            settings,
            store,
            lambda keeper: bootstrap.preparer(settings, keeper, Telemetry(), model),
            bootstrap.now,
        )
        with steps("replaying") as report:
            done = asyncio.run(work.run(start, report))
    click.echo(
        f"{done.sent:,} prepared records sent, workers settle them; {done.passed_over:,} raw records "
        f"passed over, for they were dealt with; {done.retried:,} dead letters pass by now, "
        f"{done.standing:,} do not; {done.buried:,} new dead letters"
    )
    if done.unproven:
        click.echo(
            f"{done.unproven:,} raw records passed over because the log does not tell what they led to"
        )
