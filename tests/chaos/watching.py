"""What is measured of a worker while it works, and whether it stays flat."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np

from tests.storyfold import WorkerProcess

DESK_BYTES: Final = 6_000
"""Memory of an article on a desk; so much growth is explained. Measured: a worker grew by 86 MB when
it read 14,835 of them back."""
GROWTH_MB: Final = 16.0
"""Growth of memory that is not told from the allocator's noise: in an hour, or in the whole of a
shorter time."""
GROWTH_HANDLES: Final = 5.0
"""The same of open files and of threads; sessions and pools open and close a few."""
WARM_UP_S: Final = 900.0
"""Preparing alone grows from 440 to 510 MB over its first 8,000 articles, then by about 1 MB in 1,000
(measured over 25,000): at 30 articles a second that is five minutes."""
LEAST: Final = 12
"""Samples of a process below which nothing is said about it."""
_SAMPLE = re.compile(r"^(\w+?)(?:\{(.*)\})? (\S+)$", re.MULTILINE)
_LE = re.compile(r'le="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Sample:
    """One worker at one moment, in seconds since the soak began."""

    at_s: float
    worker: int
    pid: int
    rss_mb: float
    handles: int
    threads: int
    lag: float
    desk_articles: float
    fresh_p50_s: float
    fresh_p99_s: float


class Watch:
    """Looks at one worker; freshness is that of the time since the look before."""

    def __init__(self, number: int, process: WorkerProcess) -> None:
        self._number = number
        self._process = process
        self._before: dict[float, float] = {}

    def look(self, at_s: float) -> Sample | None:
        """A sample; None while the worker is not there or does not answer."""
        if not self._process.alive():
            return None
        pid, text = self._process.pid, self._process.get("/metrics")[1]
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
            handles = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        except OSError:
            return None
        found = [
            (name, labels or "", float(value)) for name, labels, value in _SAMPLE.findall(text)
        ]
        if not found:
            return None
        p50, p99 = self._freshness(found)
        return Sample(
            at_s=round(at_s, 1),
            worker=self._number,
            pid=pid,
            rss_mb=_field(status, "VmRSS") / 1024,
            handles=handles,
            threads=int(_field(status, "Threads")),
            lag=sum(value for name, _, value in found if name == "storyfold_consumer_lag"),
            desk_articles=sum(v for name, _, v in found if name == "storyfold_desk_articles"),
            fresh_p50_s=p50,
            fresh_p99_s=p99,
        )

    def _freshness(self, found: Sequence[tuple[str, str, float]]) -> tuple[float, float]:
        name = "storyfold_freshness_seconds_bucket"
        now = {float(_LE.findall(labels)[0]): value for n, labels, value in found if n == name}
        if sum(now.values()) < sum(self._before.values()):  # it was started anew
            self._before = {}
        counts = {le: value - self._before.get(le, 0.0) for le, value in sorted(now.items())}
        self._before = now
        return quantile(counts, 0.5), quantile(counts, 0.99)


def quantile(cumulative: dict[float, float], share: float) -> float:
    """The upper bound of the bucket in which a share of the counts is reached; NaN without counts."""
    total = max(cumulative.values(), default=0.0)
    return next((le for le, n in cumulative.items() if total and n >= share * total), float("nan"))


def verdict(samples: Sequence[Sample]) -> tuple[list[str], list[str]]:
    """What is not flat, and a line of figures for each process that was watched long enough.

    Memory: the least-squares slope after a warm-up of a quarter of its time, 15 minutes at most, of
    what the articles on its desks do not explain, is below 16 MB an hour (over less than an hour:
    comes to less than 16 MB). Open files and threads: the same with 5. Lag: the median of the last
    third is no higher than that of the middle one, but for what arrives between two samples.
    """
    wrong, figures = [], []
    for pid in dict.fromkeys(one.pid for one in samples):
        mine = [one for one in samples if one.pid == pid]
        span = mine[-1].at_s - mine[0].at_s
        warm = [one for one in mine if one.at_s - mine[0].at_s >= min(WARM_UP_S, span / 4)]
        if len(warm) < LEAST:
            continue
        hours = (warm[-1].at_s - warm[0].at_s) / 3600
        unexplained = [one.rss_mb - one.desk_articles * DESK_BYTES / 1e6 for one in warm]
        slopes = {
            "memory beyond the desk, MB": (_slope(warm, unexplained), GROWTH_MB),
            "open files": (_slope(warm, [one.handles for one in warm]), GROWTH_HANDLES),
            "threads": (_slope(warm, [one.threads for one in warm]), GROWTH_HANDLES),
        }
        told = ", ".join(f"{name} {slope:+.1f}/h" for name, (slope, _) in slopes.items())
        figures.append(
            f"worker {warm[0].worker} (process {pid}, {hours * 60:.0f} min): memory "
            f"{warm[0].rss_mb:.0f} to {warm[-1].rss_mb:.0f} MB, desk {warm[0].desk_articles:.0f} to "
            f"{warm[-1].desk_articles:.0f} articles; {told}"
        )
        wrong += [
            f"worker {warm[0].worker}: {name} grows by {slope:.1f} an hour"
            for name, (slope, allowed) in slopes.items()
            if slope * min(hours, 1.0) > allowed
        ]
    return wrong, figures


def lags(samples: Sequence[Sample]) -> list[float]:
    """The lag of all workers together, moment by moment."""
    moments = dict.fromkeys(one.at_s for one in samples)
    return [sum(one.lag for one in samples if one.at_s == at) for at in moments]


def write(samples: Sequence[Sample], folder: Path) -> None:
    """``soak.csv`` and ``soak.svg``."""
    names = [one.name for one in fields(Sample)]
    rows = [",".join(str(asdict(one)[name]) for name in names) for one in samples]
    (folder / "soak.csv").write_text("\n".join([",".join(names), *rows, ""]), encoding="utf-8")
    (folder / "soak.svg").write_text(_plot(samples), encoding="utf-8")


def _slope(samples: Sequence[Sample], values: Sequence[float]) -> float:
    hours = [one.at_s / 3600 for one in samples]
    return float(np.polyfit(hours, values, 1)[0])


def _field(status: str, name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE)
    return float(found.group(1)) if found else 0.0


def _plot(samples: Sequence[Sample], width: int = 800, height: int = 120) -> str:
    shown = ("rss_mb", "handles", "threads", "lag", "desk_articles", "fresh_p99_s")
    last = max((one.at_s for one in samples), default=1.0) or 1.0
    parts = []
    for row, name in enumerate(shown):
        values = [getattr(one, name) for one in samples]
        top = max((value for value in values if np.isfinite(value)), default=1.0) or 1.0
        base = (row + 1) * (height + 30)
        parts.append(f'<text x="4" y="{base - height - 4}">{name}, up to {top:.4g}</text>')
        for pid in dict.fromkeys(one.pid for one in samples):
            mine = [(one.at_s, getattr(one, name)) for one in samples if one.pid == pid]
            points = " ".join(
                f"{width * at / last:.1f},{base - height * value / top:.1f}"
                for at, value in mine
                if np.isfinite(value)
            )
            colour = "#1f6feb" if next(s.worker for s in samples if s.pid == pid) else "#d1242f"
            parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}"/>')
    total = len(shown) * (height + 30) + 10
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{total}" font-size="12">'
    )
    return "\n".join([head, *parts, "</svg>\n"])
