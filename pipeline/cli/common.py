"""What every command has in common: settings, log, and errors in one sentence."""

import logging
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

import click

from pipeline.cli.seldom import Seldom
from pipeline.errors import Fenced, Misconfigured, Unavailable
from pipeline.settings import Settings, load_settings
from pipeline.telemetry import Endpoint, Telemetry

_P = ParamSpec("_P")
_T = TypeVar("_T")
INPUTS = click.argument("inputs", metavar="[INPUT]...", nargs=-1)
DB = click.option(
    "--db", metavar="URL", help="Database: a file, or an SQLAlchemy URL. Else the setting."
)


def sentences(command: Callable[_P, _T]) -> Callable[_P, _T]:
    """What a user can mend is one sentence on standard error and exit code 2."""

    @wraps(command)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return command(*args, **kwargs)
        except (Misconfigured, Unavailable, Fenced) as error:
            click.echo(f"storyfold: {error}", err=True)
            sys.exit(2)
        except KeyboardInterrupt:
            click.echo("storyfold: stopped; the same command goes on from here", err=True)
            sys.exit(130)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)

    return wrapped


def say(what: str) -> None:
    """Tell somebody who waits, beside the output."""
    click.echo(f"storyfold: {what}", err=True)


def settings_of(db: str | None) -> Settings:
    """The settings; a database given without a scheme is a file.

    Raises Misconfigured for a URL with a password, which every process list would show.
    """
    if db == "":
        raise Misconfigured("--db: is empty; name a file or a URL")
    if db is not None and _has_password(db):
        raise Misconfigured(
            "--db: a URL with a password shows it in every process list; put the whole URL into "
            "STORYFOLD_DATABASE or into the file /run/secrets/storyfold_database"
        )
    if db is not None and "://" not in db:
        db = f"sqlite:///{db}"
    return load_settings(database=db)


def endpoint(
    settings: Settings,
    telemetry: Telemetry,
    port: int | None,
    not_ready: Callable[[], str | None] = lambda: None,
) -> AbstractContextManager[object]:
    """Metrics and readiness on a port of ``metrics_host``, if one is given. Raises Misconfigured."""
    if port is None:
        return nullcontext()
    return Endpoint(telemetry, settings.metrics_host, port, not_ready)


def _has_password(url: str) -> bool:
    """Whether a URL holds a password, before the host or among its options."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.password) or "password=" in parts.query.lower()


def log_as(settings: Settings) -> None:
    """Log to standard error, as loud as the settings say; libraries that chatter less."""
    logging.basicConfig(
        level=settings.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for handler in logging.getLogger().handlers:
        handler.addFilter(Seldom())
    for chatty in ("faust", "mode"):
        # discarded debug records of theirs cost 7 to 10 % of the worker's speed
        level = logging.WARNING if settings.log_level == "warning" else logging.INFO
        logging.getLogger(chatty).setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # what it discards of a page is judged by what is left of it
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # a broker that cannot be reached is told in one sentence, ours
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
