"""Files to be broken: those that ship with the project, and the shared ones where they are."""

import gzip
import json
import tarfile
from functools import cache

from pipeline.sources.files import SAMPLE
from tests.stream import SHARED

_ROWS = 300


@cache
def texts() -> tuple[str, ...]:
    """Plain texts: the sample stream, the seeds, articles, wire files."""
    found = []
    for line in SAMPLE.read_bytes().splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and isinstance(row.get("text"), str):
            found.append(row["text"])
    found += [file.read_text() for file in sorted((SHARED / "seeds").glob("*.txt"))]
    for name in ("reuse/syndication", "stream/background", "html/pages_with_text"):
        found += [row["text"] for row in _rows(name)]
    for name in ("legacy", "nitf"):
        found += _members(name)
    return tuple(filter(None, found))


@cache
def pages() -> tuple[str, ...]:
    """HTML pages; without the shared ones a small one of our own."""
    own = "<html><head><title>A</title></head><body><article><h1>Harbour</h1><p>It closed.</p></article>"
    found = [
        row["html"]
        for name in ("pages_with_text", "pages_with_snippets")
        for row in _rows(f"html/{name}")
    ]
    return tuple(filter(None, found)) or (own,)


def _rows(name: str) -> list[dict[str, str]]:
    path = SHARED / f"{name}.jsonl.gz"
    if not path.exists():
        return []
    with gzip.open(path) as lines:
        return [json.loads(line) for line, _ in zip(lines, range(_ROWS), strict=False)]


def _members(name: str) -> list[str]:
    path = SHARED / "wire" / f"{name}.tar.gz"
    if not path.exists():
        return []
    with tarfile.open(path) as archive:
        files = [archive.extractfile(member) for member in archive.getmembers() if member.isfile()]
        return [file.read().decode("utf-8", "replace") for file in files if file is not None]
