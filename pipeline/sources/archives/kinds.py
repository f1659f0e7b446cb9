"""Which archive a file is, by its ending or by what it begins with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import Misconfigured
from pipeline.sources import Source
from pipeline.sources.archives.delimited import Delimited
from pipeline.sources.archives.parquet import Parquet
from pipeline.sources.archives.url_list import UrlList, patient
from pipeline.sources.archives.warc import Warc
from pipeline.sources.config import Clock
from pipeline.sources.fetching import Fetcher

_ENDINGS = {
    ".csv": "table",
    ".tsv": "table",
    ".csv.gz": "table",
    ".tsv.gz": "table",
    ".parquet": "parquet",
    ".parq": "parquet",
    ".warc": "warc",
    ".warc.gz": "warc",
    ".warc.zst": "warc",
    ".urls": "urls",
}
_MARKS = {b"PAR1": "parquet", b"WARC": "warc", b"\x28\xb5\x2f\xfd": "warc"}


@dataclass(frozen=True, slots=True)
class Options:
    """What files do not say themselves."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """field to column of tables; others are found by usual names"""
    fetcher: Callable[[], Fetcher] = patient
    """who fetches the pages of lists of addresses"""


def archive(path: Path, max_bytes: int, clock: Clock, options: Options) -> Source | None:
    """The archive in a file; None if it is none of these. Raises Misconfigured."""
    name = path.name.casefold()
    kind = next((kind for ending, kind in _ENDINGS.items() if name.endswith(ending)), None)
    match kind or (_MARKS.get(_head(path)) if path.is_file() else None):
        case "table":
            return Delimited(path, max_bytes, clock, options.columns)
        case "parquet":
            return Parquet(path, max_bytes, clock, options.columns)
        case "warc":
            return Warc(path, max_bytes, clock)
        case "urls":
            return UrlList(path, max_bytes, clock, options.fetcher)
    return None


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as raw:
            return raw.read(4)
    except OSError as error:
        raise Misconfigured(f"INPUT: {error}") from error
