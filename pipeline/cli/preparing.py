"""Commands that prepare articles and store none."""

from collections.abc import Iterator
from pathlib import Path

import click
import orjson

from pipeline import bootstrap, show
from pipeline.cli.common import INPUTS, log_as, say, sentences, settings_of
from pipeline.engines.passing import Passing, prepare_all
from pipeline.errors import Misconfigured, Rejected
from pipeline.model import Prepared
from pipeline.sources import Item, Source
from pipeline.sources.files import open_sources
from pipeline.telemetry import Telemetry
from pipeline.wire import article_record


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("--jsonl", is_flag=True, help="One JSON object an article.")
@sentences
def normalize(inputs: tuple[str, ...], jsonl: bool) -> None:
    """Show each article as the normalise stage leaves it: text, facts, and what was removed.

    INPUT is as for run; pages (.html) too. Templates of hosts are learned as in a run, from the
    items of this command alone; nothing is stored. What cannot be read is told on standard error.
    """
    is_empty = True
    for source, item, result in _prepared(inputs):
        is_empty = False
        if isinstance(result, Rejected):
            where = f"{source.name.split('#')[0]} at byte {item.position}"
            click.echo(f"storyfold: {show.plain(where)}: {show.plain(str(result))}", err=True)
            continue
        for one in result:
            if jsonl:
                click.echo(orjson.dumps(article_record(one.article)))
            else:
                show.article(article_record(one.article))
    if is_empty:
        click.echo("storyfold: INPUT holds no article", err=True)


@click.command()
@INPUTS
@click.option("--language", required=True, help="Count only articles of this language (ISO 639).")
@click.option(
    "--from-word-frequencies",
    is_flag=True,
    help="Expect them, from a list of the language's words.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The table, .npz.")
@sentences
def warm(inputs: tuple[str, ...], language: str, from_word_frequencies: bool, out: Path) -> None:
    """Make a table of document frequencies for empty desks to begin with.

    They are counted in the articles of INPUT, or expected from how common words are, which needs the
    package wordfreq (for Thai, pythainlp).
    """
    from pipeline.engines import word_lists
    from pipeline.engines.warm import write_table, write_words

    if from_word_frequencies == bool(inputs):
        raise Misconfigured(
            "INPUT: name what to count, or give --from-word-frequencies without any"
        )
    if from_word_frequencies:
        shares = word_lists.shares(language, word_lists.listed(language))
        click.echo(f"{out}: {write_words(out, word_lists.ARTICLES, shares)} words")
        return
    results = (result for _, _, result in _prepared(inputs) if not isinstance(result, Rejected))
    prepared = (one for result in results for one in result)
    terms = (one.fingerprint.terms for one in prepared if one.shard == language)
    articles, kept = write_table(out, terms)
    click.echo(f"{out}: {kept} words of {articles} articles")


def _prepared(
    inputs: tuple[str, ...],
) -> Iterator[tuple[Source, Item, tuple[Prepared, ...] | Rejected]]:
    """Each item of the inputs and what it becomes, without a store."""
    settings = settings_of(None)
    log_as(settings)
    bootstrap.compile_ahead(settings, say)
    keeper = Passing()
    preparer = bootstrap.preparer(settings, keeper, Telemetry())
    sources = open_sources(inputs, settings.max_item_bytes, bootstrap.now)
    return prepare_all(sources, preparer, keeper, settings.batch_articles)
