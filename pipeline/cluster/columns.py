"""What comparing members asks of each, in arrays by the row of its vector."""

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pipeline.fingerprint.sparse import grown

_SECONDS = 86_400


class Columns:
    """Of members in the window: ``days`` since 1970 (NaN where there is no date), ``crowded``, ``brief``."""

    __slots__ = ("brief", "crowded", "days")

    def __init__(self) -> None:
        self.days = np.zeros(64)
        self.crowded = np.zeros(64, np.float32)
        self.brief = np.zeros(64, np.float32)

    def put(self, row: int, at: datetime | None, crowded: float, brief: float) -> None:
        """Write a row."""
        self.days = grown(self.days, row + 1)
        self.crowded = grown(self.crowded, row + 1)
        self.brief = grown(self.brief, row + 1)
        self.days[row], self.crowded[row], self.brief[row] = days_of(at), crowded, brief

    def apart(self, at: datetime | None, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Days between a time and those of rows, NaN where either is none."""
        return np.abs(self.days[rows] - days_of(at)).astype(np.float32)


def days_of(at: datetime | None) -> float:
    """Days since 1970; NaN for no date."""
    return np.nan if at is None else at.timestamp() / _SECONDS
