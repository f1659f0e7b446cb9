"""The description that the server gives of itself holds, for good data and for bad."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import hypothesis
import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.checks import CheckFunction
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.specs.openapi.checks import positive_data_acceptance

from pipeline.sources.push import Push
from pipeline.sources.push.answers import ItemError, Report
from pipeline.sources.push.bodies import Patience
from pipeline.sources.push.door import Door
from pipeline.sources.push.keys import KeyRing, Sender, is_key_digest
from pipeline.sources.push.openapi import describe
from pipeline.sources.push.operations import Gate
from pipeline.sources.push.resources import operations_of
from pipeline.wire.items import item_schema
from tests.sources.pushing import KEY, Served, serving

LATE = datetime(2099, 12, 31, tzinfo=UTC)
"""The server's clock: every time of the years that are tried is one that news can have."""
_TIMES = st.datetimes(
    datetime(1700, 1, 2),  # noqa: DTZ001 - the zone is drawn beside
    datetime(2099, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server in a thread of its own."""
    ready: list[Served] = []
    started, over = threading.Event(), threading.Event()
    folder = tmp_path_factory.mktemp("push")

    async def serve() -> None:
        async with serving(folder, clock=LATE, headers={}) as served:
            ready.append(served)
            started.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert started.wait(20)
    yield ready[0]
    over.set()
    thread.join(20)


@schemathesis.serializer("application/x-ndjson", "application/jsonl")
def _lines(_: object, value: object) -> bytes:
    rows = value if isinstance(value, list) else [value]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


_KEYS = KeyRing(None, "", is_key_digest, "")


def _document(secrets: KeyRing | None = None, ring: KeyRing | None = _KEYS) -> dict[str, Any]:
    """The description of a server with the configuration's defaults."""
    push = Push.model_validate({"kind": "push"})
    nobody, nothing = cast("Any", None), Patience(1)
    gate = Gate(ring, Sender("push"))
    return describe(operations_of(push, Door("push", nobody, nobody, 1), gate, secrets, nothing))


schemathesis.openapi.format("date-time", _TIMES.map(datetime.isoformat))
_generation = GenerationConfig(
    allow_x00=False, max_examples=30, deterministic=True, with_security_parameters=False
)
_refused = ["207", "400", "401", "405", "408", "413", "415", "422"]
"""207 says which items of many were refused."""
_checks = ChecksConfig.from_dict({"negative_data_rejection": {"expected-statuses": _refused}})
_projects = ProjectsConfig(default=ProjectConfig(generation=_generation, checks=_checks))
described = schemathesis.openapi.from_dict(
    _document(), config=SchemathesisConfig(projects=_projects)
)


@described.parametrize()
@hypothesis.settings(suppress_health_check=list(hypothesis.HealthCheck), deadline=None)
def test_every_answer_is_as_described(case: schemathesis.Case[Any], served: Served) -> None:
    loose: list[CheckFunction] = [positive_data_acceptance] if case.path == "/ninjs" else []
    case.call_and_validate(
        served.url, headers={"Authorization": f"Bearer {KEY}"}, excluded_checks=loose
    )


async def test_the_description_that_is_served_is_this_one(tmp_path: Path) -> None:
    async with (
        serving(tmp_path, headers={}) as server,
        server.client.get(f"{server.url}/openapi.json") as answer,
    ):
        said = await answer.json()
    assert said == _document()
    assert said["openapi"] == "3.1.0"


def test_the_description_has_every_field_of_a_row_and_of_an_answer() -> None:
    schemas = _document()["components"]["schemas"]
    row = item_schema("#/components/schemas/{model}")
    assert schemas["Article"]["properties"].keys() == row["properties"].keys()
    for model in (Report, ItemError):
        assert schemas[model.__name__]["properties"].keys() == model.model_fields.keys()
    assert "source_not_allowed" in str(schemas["ItemError"]["properties"]["reason"])


def test_operations_for_superdesk_are_described_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("desk:a-secret-token\n")
    ring = KeyRing(tmp_path / "secrets", "", bool, "")
    said = _document(ring)["paths"]
    assert {path for path in said if path.startswith("/superdesk")} == {
        "/superdesk",
        "/superdesk/assets",
        "/superdesk/assets/{media_id}",
    }
    assert not [path for path in _document()["paths"] if path.startswith("/superdesk")]


def test_an_open_server_asks_for_no_key() -> None:
    assert _document(ring=None)["paths"]["/articles"]["post"]["security"] == []
