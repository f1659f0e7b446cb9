"""Versions of records, and what becomes of one that a newer Storyfold has written.

Every record that workers write for workers (``prepared``, the journal, the memory of hosts) has its
version. A version is read for ever; a record without one is of version 1. A newer one is no dead letter:
it is waited for, unread, until this worker is upgraded or another, newer one has its partition. What
anybody may write, the items on ``raw``, is waited for by nobody: ``bad_record`` is retried after the
upgrade.
"""

from typing import Final

import orjson

from pipeline.errors import Newer, Rejected

VERSION: Final = 1


def newer(what: str, version: int) -> Newer:
    """What to raise of a record that a newer Storyfold has written."""
    return Newer(
        f"upgrade: {what} of version {version} was written by a newer Storyfold and waits for it; "
        f"this one reads up to {VERSION}: upgrade it (deploy/RUNBOOK.md, Upgrade)"
    )


def unread(value: bytes, what: str, mark: str, error: Exception) -> Newer | Rejected:
    """What to raise of a record that cannot be read; ``mark`` is a field that every version has."""
    try:
        said = orjson.loads(value)
    except orjson.JSONDecodeError:
        said = None
    if isinstance(said, dict) and mark in said and type(said.get("v")) is int:
        version = said["v"]
        if version > VERSION:
            return newer(what, version)
    return Rejected("bad_record", f"{what}: {str(error)[:300]}")
