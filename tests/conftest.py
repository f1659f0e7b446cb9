"""Fixtures that every test can ask for."""

import logging
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from pipeline.normalize.attribution.agencies import Agencies
from pipeline.settings import load_agencies

hypothesis.settings.register_profile("storyfold", deadline=None)  # a first call may compile
hypothesis.settings.load_profile("storyfold")

pytest_plugins = [
    "tests.services.kafka",
    "tests.services.postgres",
    "tests.services.prometheus",
    "tests.broker.deployment",
]


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the machine's settings, or leaves files in the checkout."""
    for name in ("BROKER", "DATABASE", "CONFIG", "TOPIC_PREFIX", "GROUP", "VECTOR"):
        monkeypatch.delenv(f"STORYFOLD_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _no_internal_errors(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A test fails if our own code logged a traceback, unless it says it expects that."""
    yield
    found = [
        r
        for r in caplog.get_records("call")
        if r.name.startswith("pipeline")
        and r.levelno >= logging.ERROR
        and not getattr(r, "expected", False)
    ]
    assert not found, found


@pytest.fixture(scope="session")
def agencies() -> Agencies:
    """The alias table as it ships."""
    return load_agencies()
