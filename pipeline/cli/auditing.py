"""The command that proves what the design promises."""

import asyncio
import sys
from contextlib import closing

import click
import orjson

from pipeline import bootstrap
from pipeline.cli.common import DB, log_as, sentences, settings_of


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
            found = asyncio.run(audit_log(settings, store, bootstrap.now()))
    if as_json:
        click.echo(orjson.dumps(found.record()))
    else:
        for line in found.lines():
            click.echo(line)
    sys.exit(0 if found.is_sound else 1)
