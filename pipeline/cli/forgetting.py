"""Taking articles out for good: out of the database, the stories, the dead letters and the log."""

import asyncio
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta

import click

from pipeline import bootstrap, show
from pipeline.cli.common import DB, log_as, sentences, settings_of
from pipeline.errors import Misconfigured
from pipeline.settings import Settings
from pipeline.store import Found, Plan, Removal, Store


@click.command()
@click.argument("named", metavar="[ID|URL]...", nargs=-1)
@click.option(
    "--by", metavar="WHO", default="", help="Who takes it out; kept, not told to readers."
)
@click.option(
    "--why", metavar="TEXT", default="", help="Why; kept as well, so quote nothing of it."
)
@click.option(
    "--purge-log", is_flag=True, help="Delete Kafka's records up to the newest of it, too."
)
@click.option("--dry-run", is_flag=True, help="Show what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@DB
@sentences
def forget(
    named: tuple[str, ...],
    by: str,
    why: str,
    purge_log: bool,
    dry_run: bool,
    yes: bool,
    db: str | None,
) -> None:
    """Take articles out for good, and tell their stories without them.

    ID is an article's or a document's id, or the id it came in with; URL is its address. All versions
    and takes of the document go, from every table and dead letter; what comes in again under its
    address or its id is passed over. With --purge-log alone, the log is cleared of all that was taken
    out before.
    """
    settings = settings_of(db)
    log_as(settings)
    with closing(bootstrap.existing(settings)) as store:
        if not named and not purge_log:
            raise Misconfigured("ID: name what is to be taken out; `storyfold members` lists it")
        if named:
            _take_out(settings, store, named, (by, why), dry_run=dry_run, yes=yes)
        if purge_log:
            _purge(settings, store, dry_run=dry_run, yes=yes)


def _take_out(
    settings: Settings,
    store: Store,
    named: Sequence[str],
    said: tuple[str, str],
    *,
    dry_run: bool,
    yes: bool,
) -> None:
    for option, text in zip(("--by", "--why"), said, strict=True):
        if not text.strip():
            raise Misconfigured(f"{option}: is missing; say who takes the articles out and why")
    found = {one.document_id: one for name in named for one in _found(store, name)}
    if not found:
        return
    letters = store.letters_about([*found.values()])
    _show([*found.values()], store.plan([*found]), letters)
    if dry_run:
        click.echo("nothing was changed")
        return
    if not yes:
        click.confirm("Take this out for good? It cannot be brought back", abort=True)
    by, why = (text.strip() for text in said)
    on_kafka = store.has_read(f"{settings.topic_prefix}raw")
    removal = Removal(by, bootstrap.now(), why)
    done = store.forget([*found.values()], removal, bootstrap.rules(settings), announce=on_kafka)
    click.echo(
        f"removal {done.number}: {done.articles} taken out, {len(done.told)} stories told anew, "
        f"{len(done.ended)} ended, {done.letters} dead letters dropped"
    )
    if not store.wipe():
        click.echo(
            "another process uses the file, so what was deleted may still be read from its free pages; "
            "when it has ended, run `sqlite3 FILE 'VACUUM; PRAGMA wal_checkpoint(TRUNCATE)'`"
        )
    if on_kafka:
        until = bootstrap.now() + timedelta(milliseconds=int(_retention_ms(settings)))
        click.echo(
            f"Kafka's log still has the items, until {until:%Y-%m-%d} at the latest where topics are "
            "as Storyfold makes them; --purge-log deletes them now"
        )


def _retention_ms(settings: Settings) -> str:
    from pipeline.topics import topics

    return topics(settings)["raw"].config["retention.ms"]


def _found(store: Store, named: str) -> list[Found]:
    found = store.find_documents(named)
    if not found and not store.was_forgotten(named):
        raise Misconfigured(
            f"ID: neither an article nor a document has the id or the address {named!r}; "
            "`storyfold members` lists articles, `storyfold dead list` what is in no story"
        )
    if not found:
        click.echo(f"{show.plain(named)} was taken out before")
    return found


def _show(found: Sequence[Found], plan: Plan, letters: Sequence[str]) -> None:
    for document in found:
        click.echo(f"document {document.document_id}")
        for row in document.articles:
            seen = row["seen_at"].isoformat(timespec="minutes")
            what = f"take {row['take']}, seen {seen}: {row['source']}, {row['title'] or row['id']}"
            click.echo(f"  article {row['article_id']}, {show.plain(what)}")
    for story in plan.stories:
        left = story.articles - story.going
        becomes = f"{left} of {story.articles} articles stay" if left else "ends"
        click.echo(f"story {story.story_id} {becomes}: {show.plain(story.headline)}")
    for letter in letters:
        click.echo(f"dead letter {letter}")
    for row in plan.derived:
        what = f"{row['relation']} of it: {row['source']}, {row['title'] or row['id']}"
        click.echo(f"stays: article {row['article_id']}, {show.plain(what)}")
    if plan.derived:
        click.echo("what was derived from it stays unless it is named too")


def _purge(settings: Settings, store: Store, *, dry_run: bool, yes: bool) -> None:
    from pipeline.engines.purging import find, purge

    with show.progress("reading the log") as report:
        cuts = asyncio.run(find(settings, store, report))
    for cut in cuts:
        click.echo(
            f"{cut.topic}/{cut.partition}: {cut.upto - cut.first} records, "
            f"offsets {cut.first} to {cut.upto - 1}"
        )
    if not cuts:
        click.echo("the log holds nothing that was taken out")
        return
    late = [f"{cut.topic}/{cut.partition}" for cut in cuts if not cut.is_processed]
    if late:
        raise Misconfigured(
            f"--purge-log: {', '.join(late)} holds a record of it that no worker has come to; "
            "nothing was deleted; say it again when the workers have caught up"
        )
    if dry_run:
        click.echo("nothing was deleted")
        return
    if not yes:
        click.confirm(
            "Delete these records? A rebuild from the log will miss all of them", abort=True
        )
    asyncio.run(purge(settings, cuts))
    click.echo(f"{sum(cut.upto - cut.first for cut in cuts)} records deleted")
