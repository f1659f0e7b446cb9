"""What an earlier version has written is read for ever."""

import base64
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.contract.records import READERS, facts, write

FILES = sorted(Path(__file__).parent.glob("records_v*.json"))
WRITTEN: list[tuple[str, str, dict[str, Any]]] = [
    (file.stem, kind, entry)
    for file in FILES
    for kind, entry in orjson.loads(file.read_bytes()).items()
]


@pytest.mark.parametrize(("file", "kind", "entry"), WRITTEN, ids=lambda x: x if str(x) == x else "")
def test_a_record_of_an_earlier_version_says_what_it_said(
    file: str, kind: str, entry: dict[str, Any]
) -> None:
    assert file
    assert facts(kind, base64.b64decode(entry["record"])) == entry["facts"]


def test_every_kind_is_kept_of_every_version() -> None:
    assert FILES
    for file in FILES:
        assert set(orjson.loads(file.read_bytes())) == READERS.keys() == write().keys()
