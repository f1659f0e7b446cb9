"""Commands that measure against labelled data."""

from dataclasses import asdict, replace
from pathlib import Path

import click
import orjson

from pipeline import bootstrap, report
from pipeline.cli.common import log_as, say, sentences, settings_of
from pipeline.errors import Misconfigured
from pipeline.evaluation.scoring import evaluate as evaluate_set
from pipeline.evaluation.scoring import labelled
from pipeline.evaluation.training import Labelled, scores
from pipeline.evaluation.training import train as fit
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


@click.command()
@click.argument("gold", metavar="GOLD...", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file of weights.")
@click.option("--leave-one-out", is_flag=True, help="Also fit without each set, and score it.")
@sentences
def train(gold: tuple[str, ...], out: Path, *, leave_one_out: bool) -> None:
    """Fit the weights by which articles join stories to labelled streams.

    GOLD is as for evaluate. They are fitted on half of the stories of each set, and on copies of them that
    are headlines alone, on the path that a run takes, and written with their evidence: what they were fitted on, when, and what came of it. Put the
    file into the settings' folder as joining.yaml to use it. Needs scikit-learn, which the extra
    `train` brings.
    """
    settings = settings_of(None)
    log_as(settings)
    at = bootstrap.now()
    sources = open_sources(gold, settings.max_item_bytes, lambda: at)
    bootstrap.compile_ahead(settings, say)
    model = bootstrap.vectoriser(settings)
    sets = [labelled(one, bootstrap.bench(settings, model)) for one in sources]
    brief = [labelled(one, bootstrap.bench(settings, model), brief=True) for one in sources]
    rules = bootstrap.rules(settings)
    try:
        trained = fit(sets, rules, say, brief=brief)
        left: dict[str, float] = {}
        for n, without in enumerate(sets) if leave_one_out and len(sets) > 1 else ():
            say(f"without {without.name}")
            others = fit(_without(n, sets), rules, say, brief=_without(n, brief))
            left |= scores([without, brief[n]], replace(rules, joining=others.joining))
    except ImportError:
        raise Misconfigured("train needs scikit-learn: pip install 'storyfold[train]'") from None
    evidence = {
        "date": f"{at:%Y-%m-%d}",
        "sets": {one.name: _counted(one) for one in sets},
        "b_cubed_f1": {
            "stories fitted on": dict(trained.fitted),
            "other stories": dict(trained.held),
            "all": dict(trained.whole),
            **({"fitted without the set": left} if left else {}),
        },
    }
    out.write_text(report.weights(asdict(trained.joining), evidence), encoding="utf-8")
    click.echo(f"{out}: B-cubed F1 of all stories {dict(trained.whole)}")


def _without(n: int, sets: list[Labelled]) -> list[Labelled]:
    return [*sets[:n], *sets[n + 1 :]]


def _counted(one: Labelled) -> dict[str, int]:
    return {"articles": len(one.articles), "stories": len({*one.gold.values()})}
