"""The example of sources that ships: every kind, every key, every default."""

from typing import Any

import pytest
import yaml

from pipeline.errors import Misconfigured
from pipeline.settings import own_config_dir
from pipeline.sources.config import SourceConfig
from pipeline.sources.configured import KINDS, configured

EXAMPLE: list[dict[str, Any]] = yaml.safe_load(
    (own_config_dir() / "sources.example.yaml").read_text(encoding="utf-8")
)["sources"]


def fields(config: SourceConfig) -> dict[str, str]:
    """What each field is called in the configuration."""
    return {field.alias or name: name for name, field in type(config).model_fields.items()}


def test_every_kind_and_every_key_is_there() -> None:
    found = configured(EXAMPLE)
    assert found.keys() == KINDS
    for said in EXAMPLE:
        assert said.keys() == fields(found[said["kind"]]).keys()


@pytest.mark.parametrize("said", EXAMPLE, ids=lambda one: str(one["kind"]))
def test_what_has_a_default_stands_there_with_it(said: dict[str, Any]) -> None:
    (config,) = configured([said]).values()
    for key, name in fields(config).items():
        field = type(config).model_fields[name]
        if not field.is_required() and key not in {"name", "urls"}:
            assert getattr(config, name) == field.get_default(call_default_factory=True), key


def test_two_of_a_kind_need_names() -> None:
    with pytest.raises(Misconfigured, match="sources: 2 are called feeds; give each a `name`"):
        configured([EXAMPLE[0], EXAMPLE[0]])
    assert configured([EXAMPLE[0], {**EXAMPLE[0], "name": "agencies"}]).keys() == {
        "feeds",
        "agencies",
    }


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"kind": "fax"}, "sources.0: .*'fax'"),
        ({"urls": []}, "sources.0: .*kind"),
        ({"kind": "feeds", "urls": ["ftp://a/b"]}, "sources.0.urls: "),
        ({"kind": "folder"}, "sources.0.path: Field required"),
        ({"kind": "push", "listen": "0.0.0.0:80", "open": True}, "sources.0: .*senders need keys"),
        ({"kind": "kafka", "topic": "a b"}, "sources.0.topic: "),
    ],
)
def test_what_is_wrong_is_named(said: dict[str, Any], what: str) -> None:
    with pytest.raises(Misconfigured, match=what):
        configured([said])
