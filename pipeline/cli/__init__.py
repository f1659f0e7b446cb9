"""The ``storyfold`` command: one file for each group of commands."""

import click

from pipeline.cli.auditing import audit, rebuild, replay
from pipeline.cli.dead import dead
from pipeline.cli.forgetting import forget
from pipeline.cli.inflow import check, sources_
from pipeline.cli.looking import article, explain, links, members, show_, stories
from pipeline.cli.measuring import evaluate, train
from pipeline.cli.preparing import normalize, warm
from pipeline.cli.ruling import rule, rulings
from pipeline.cli.working import publish, run, topics, worker

_COMMANDS = (
    run,
    publish,
    worker,
    topics,
    check,
    sources_,
    stories,
    show_,
    members,
    links,
    article,
    explain,
    normalize,
    warm,
    evaluate,
    train,
    rule,
    rulings,
    dead,
    audit,
    rebuild,
    replay,
    forget,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="storyfold", prog_name="storyfold")
def main() -> None:
    """Fold a stream of news articles into stories.

    Which articles tell the same story, who copied whom, how many independent origins there are.
    """


for _command in _COMMANDS:
    main.add_command(_command)
