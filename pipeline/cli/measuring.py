"""Commands that measure against labelled data."""

import click
import orjson

from pipeline import bootstrap, report
from pipeline.cli.common import log_as, say, sentences, settings_of
from pipeline.evaluation.scoring import evaluate as evaluate_set
from pipeline.sources.files import open_sources


@click.command()
@click.argument("gold", metavar="GOLD...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="All of it as one JSON object.")
@click.option(
    "--order",
    type=click.IntRange(0),
    metavar="N",
    help="The Nth shuffle as the order of arrival  [default: by publication]",
)
@click.option(
    "--worst",
    type=click.IntRange(0),
    default=5,
    show_default=True,
    help="Mistakes shown of a kind.",
)
@sentences
def evaluate(gold: tuple[str, ...], as_json: bool, order: int | None, worst: int) -> None:
    """Fold labelled articles as a run would, and score the stories.

    GOLD is a JSON Lines file (.gz too) whose rows name, in `story`, the story that an editor gave the
    article; rows without one take part and are not scored. Each file is a stream of its own, taken in
    order of publication, what is undated first. Nothing is stored.
    """
    settings = settings_of(None)
    log_as(settings)
    at = bootstrap.now()
    sources = open_sources(gold, settings.max_item_bytes, lambda: at)
    bootstrap.compile_ahead(settings, say)
    model = bootstrap.vectoriser(settings)
    done = [evaluate_set(one, bootstrap.bench(settings, model), order) for one in sources]
    if as_json:
        click.echo(orjson.dumps(report.as_json(done, worst)))
    else:
        report.show(done, worst)
