"""No command takes a password where every process list shows it."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from pipeline.cli import main

SECRET = "geheim"  # noqa: S105 - invented
URLS = (
    f"postgresql://ann:{SECRET}@db.example/news",
    f"postgresql+psycopg://ann:{SECRET}@db.example/news?sslmode=require",
    f"postgresql://db.example/news?user=ann&password={SECRET}",
    f"postgresql://db.example/news?user=ann&sslpassword={SECRET}",
)


def commands(group: click.Group, *before: str) -> Iterator[tuple[list[str], click.Command]]:
    """Every command with the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        else:
            yield [*before, name], command


TAKES_A_DATABASE = [
    (words, command)
    for words, command in commands(main)
    if any("--db" in option.opts for option in command.params)
]


def test_commands_are_found() -> None:
    found = [" ".join(words) for words, _ in TAKES_A_DATABASE]
    assert {"run", "worker", "stories", "rule together", "dead list"} <= set(found)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(
    ("words", "command"), TAKES_A_DATABASE, ids=[" ".join(words) for words, _ in TAKES_A_DATABASE]
)
def test_a_url_with_a_password_is_refused_on_the_command_line(
    words: list[str], command: click.Command, url: str
) -> None:
    needed: list[str] = []
    for parameter in command.params:
        if parameter.required and isinstance(parameter, click.Option):
            needed += [parameter.opts[0], "0" if "--from" in parameter.opts else "x"]
        elif isinstance(parameter, click.Argument):
            needed += ["x"] * (1 if parameter.nargs == 1 else 2)
    done = CliRunner().invoke(main, [*words, *needed, "--db", url])
    assert done.exit_code == 2
    assert "STORYFOLD_DATABASE" in done.stderr
    assert "/run/secrets/storyfold_database" in done.stderr
    assert SECRET not in done.output


def test_a_url_without_a_password_is_taken() -> None:
    done = CliRunner().invoke(main, ["stories", "--db", "postgresql://127.0.0.1:1/news"])
    assert done.exit_code == 2
    assert "does not answer" in done.stderr
