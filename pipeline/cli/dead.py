"""Commands for dead letters: what could not be processed, and what becomes of it."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, get_args

import click
import orjson
from rich.table import Table

from pipeline import bootstrap, show
from pipeline.cli.common import DB, log_as, say, sentences, settings_of
from pipeline.errors import REASONS, Misconfigured, Stage
from pipeline.settings import Settings
from pipeline.store import Chosen, Store
from pipeline.telemetry import Telemetry
from pipeline.wire import decode_headers

_SHOWN = 4_000
"""Characters of a payload that are shown without --raw."""
_WORDS = 60
_PAGE = 100


def _moment(_: click.Context, __: click.Parameter, said: str | None) -> datetime | None:
    if said is None:
        return None
    try:
        at = datetime.fromisoformat(said)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise click.BadParameter("a time such as 2026-11-22 or 2026-11-22T09:30+01:00") from None


def _choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which letters are chosen."""
    stage = click.option("--stage", type=click.Choice(get_args(Stage)), help="Those of a stage.")
    reason = click.option("--reason", type=click.Choice(REASONS), help="Those of a reason.")
    return stage(reason(command))


@click.group()
def dead() -> None:
    """List, show, retry and drop dead letters: items that could not be processed."""


@dead.command(name="list")
@_choosing
@click.option(
    "--since", metavar="TIME", callback=_moment, help="Last tried then or later; else UTC."
)
@click.option(
    "--limit", type=click.IntRange(0), default=50, show_default=True, help="The newest; 0 for all."
)
@click.option("--json", "as_json", is_flag=True, help="As a JSON object, without payloads.")
@DB
@sentences
def list_(
    stage: str | None,
    reason: str | None,
    since: datetime | None,
    limit: int,
    as_json: bool,
    db: str | None,
) -> None:
    """List the letters that stand, oldest first, and count them by stage and reason."""
    chosen = Chosen(None, stage, reason, since)
    with _store(settings_of(db)) as store:
        found = store.dead_letters(limit or None, chosen)
        counts = store.dead_counts(chosen)
    if as_json:
        told = [{"stage": s, "reason": r, "letters": count} for s, r, count in counts]
        click.echo(orjson.dumps({"letters": [_facts(one) for one in found], "counts": told}))
        return
    _table(found)
    for s, r, count in counts:
        click.echo(f"{s} {r}: {count}")
    total = sum(count for _, _, count in counts)
    click.echo(
        f"{total} dead letter{'s' * (total != 1)}" + f", {len(found)} shown" * (total > len(found))
    )


@dead.command(name="show")
@click.argument("letter_id", metavar="ID")
@click.option("--raw", is_flag=True, help="The payload's bytes and nothing else.")
@DB
@sentences
def show_(letter_id: str, raw: bool, db: str | None) -> None:
    """Show one letter with its payload as far as it is kept; one that was dropped too.

    ID is an id, or as much of its beginning as is plain.
    """
    with _store(settings_of(db)) as store:
        letter = _letter(store, letter_id)
    if raw:
        click.get_binary_stream("stdout").write(letter["original"])
        return
    facts = _facts(letter)
    headers: dict[str, str] = facts.pop("headers") or {}
    for name, said in facts.items():
        if said is not None:
            click.echo(f"{name:>10} {show.plain(str(said))}")
    for name, said in headers.items():
        click.echo(f"{'header':>10} {show.plain(f'{name}: {said}')}")
    text = letter["original"].decode("utf-8", "replace")
    click.echo()
    for line in text[:_SHOWN].splitlines():
        click.echo(show.plain(line))
    if len(text) > _SHOWN:
        click.echo(f"… {len(text) - _SHOWN} characters more; --raw writes all that is kept")


@dead.command()
@click.argument("letter_ids", metavar="[ID]...", nargs=-1)
@_choosing
@click.option("--all", "all_", is_flag=True, help="Every letter.")
@DB
@sentences
def retry(
    letter_ids: tuple[str, ...], stage: str | None, reason: str | None, all_: bool, db: str | None
) -> None:
    """Send letters through the same gate as new input.

    Letters of Kafka go back to the topic that they came from, where a worker takes them in; others
    go through the stages in this process. A letter ends when its item goes through; if it fails
    again the letter stays, with one attempt more.
    """
    if bool(letter_ids) + bool(stage or reason) + all_ != 1:
        raise Misconfigured("ID: name letters, or --stage and --reason, or --all; one of the three")
    settings = settings_of(db)
    log_as(settings)
    with _store(settings) as store:
        ids = [_standing(store, id_)["letter_id"] for id_ in letter_ids] if letter_ids else None
        ids = store.dead_ids(Chosen(ids, stage, reason))
        here: list[str] = []
        sent = cut = 0
        for start in range(0, len(ids), _PAGE):
            own, away, short = _sorted(settings, store, ids[start : start + _PAGE])
            here += own
            sent += away
            cut += short
        if here:
            _here(settings, store, here)
    if sent:
        click.echo(
            f"{sent} sent again to Kafka; a worker takes them in, `storyfold dead list` tells what stays"
        )
    if cut:
        click.echo(
            f"{cut} cannot be retried: only the first part of the item was kept, for it was larger "
            "than is allowed; publish the original again, and drop the letter"
        )
    if not ids:
        click.echo("no dead letter is meant")
    if cut and not sent and not here:
        raise click.exceptions.Exit(2)


@dead.command()
@click.argument("letter_ids", metavar="ID...", nargs=-1, required=True)
@click.option("--by", required=True, metavar="WHO", help="Who drops them.")
@click.option("--why", required=True, metavar="TEXT", help="Why.")
@DB
@sentences
def drop(letter_ids: tuple[str, ...], by: str, why: str, db: str | None) -> None:
    """Take letters away for good, payload and all; who did it, when and why is kept."""
    for option, said in (("--by", by), ("--why", why)):
        if not said.strip():
            raise Misconfigured(f"{option}: is empty; say who drops the letters and why")
    settings = settings_of(db)
    with _store(settings) as store:
        ids = [_standing(store, id_)["letter_id"] for id_ in letter_ids]
        announce = store.has_read(f"{settings.topic_prefix}raw")
        dropped = store.drop(ids, bootstrap.now(), by.strip(), why.strip(), announce=announce)
    click.echo(f"{dropped} dropped")


def _store(settings: Settings) -> closing[Store]:
    return closing(bootstrap.existing(settings))


def _letter(store: Store, id_: str) -> dict[str, Any]:
    found = store.dead_letter(id_) if id_ else None
    if found is None:
        raise Misconfigured(
            f"ID: no single dead letter's id begins with {id_!r}; `storyfold dead list` lists them"
        )
    return found


def _standing(store: Store, id_: str) -> dict[str, Any]:
    letter = _letter(store, id_)
    if letter["ended"]:
        raise Misconfigured(
            f"ID: the letter {letter['letter_id']} stands no more: {letter['ended']}"
        )
    return letter


def _sorted(settings: Settings, store: Store, ids: list[str]) -> tuple[list[str], int, int]:
    """Send letters of Kafka again; returns the others, how many were sent, and how many were cut."""
    from pipeline.engines.resending import place, resend

    found = {one["letter_id"]: one for one in store.dead_letters(chosen=Chosen(ids))}
    whole = [found[id_] for id_ in ids if id_ in found and not _is_cut(found[id_])]
    away = [one for one in whole if place(settings, one["source"])]
    if away:
        store.send_again([one["letter_id"] for one in away], bootstrap.now())
        asyncio.run(resend(settings, away))
    here = [one["letter_id"] for one in whole if not place(settings, one["source"])]
    return here, len(away), len(found) - len(whole)


def _here(settings: Settings, store: Store, ids: list[str]) -> None:
    bootstrap.compile_ahead(settings, say)
    with show.progress("retrying") as report:
        done = bootstrap.embedded(settings, store, Telemetry()).retry(ids, report)
    click.echo(f"{done.items} tried again: {done.articles} new articles, {done.dead} failed again")


def _is_cut(letter: dict[str, Any]) -> bool:
    return bool(letter["size"] > len(letter["original"]))


def _facts(letter: dict[str, Any]) -> dict[str, Any]:
    """What is known of a letter beside its payload."""
    kept = len(letter["original"])
    sent = letter["retried_at"]
    headers = {
        name: data.decode("utf-8", "replace") for name, data in decode_headers(letter["headers"])
    }
    return {
        "id": letter["letter_id"],
        "at": letter["at"].isoformat(),
        "source": letter["source"],
        "position": letter["position"],
        "stage": letter["stage"],
        "reason": letter["reason"],
        "detail": letter["detail"],
        "size": letter["size"],
        "kept": kept,
        "attempts": letter["attempts"],
        "sent_again": sent.isoformat() if sent else None,
        "headers": headers or None,
        "ended": letter["ended"],
        "ended_at": letter["ended_at"].isoformat() if letter["ended_at"] else None,
        "who": letter["who"],
        "why": letter["why"],
    }


def _table(found: list[dict[str, Any]]) -> None:
    table = Table("id", "when", "where", "stage", "reason", "detail", "bytes", "tries", box=None)
    for one in found:
        waits = one["retried_at"] is not None and one["retried_at"] > one["at"]
        name = (
            one["source"].rsplit("/", 1)[-1] if one["source"].startswith("file:") else one["source"]
        )
        detail = one["detail"]
        table.add_row(
            one["letter_id"][:10],
            one["at"].isoformat(timespec="seconds").removesuffix("+00:00"),
            show.escape(f"{name.split('#')[0]} at {one['position']}"),
            one["stage"],
            one["reason"],
            show.escape(detail[:_WORDS] + "…" * (len(detail) > _WORDS)),
            f"{one['size']}" + " (cut)" * _is_cut(one),
            f"{one['attempts']}" + ", sent again" * waits,
        )
    if found:
        show.terminal().print(table)
