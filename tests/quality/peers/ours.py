"""Storyfold itself, online, without and with the vector; and the vectors, for those beside it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.engines import minilm
from pipeline.fingerprint.vector import Vectoriser
from pipeline.model import Article
from tests.quality.online import row_stories
from tests.quality.peers.trial import Labels, timed


class Remembering:
    """A model that remembers where it placed the first article of each row, of any language."""

    def __init__(self, model: minilm.MiniLM) -> None:
        self.name = model.name
        self.seconds = 0.0
        self._model = model
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def vector(self, article: Article) -> NDArray[np.float32] | None:
        """As Vectoriser says."""
        english = replace(article, language=minilm.LANGUAGE)
        placed, seconds = timed(lambda: self._model.vector(english))
        self.seconds += seconds
        assert placed is not None
        self._vectors.setdefault(article.id, placed)
        return placed if article.language == minilm.LANGUAGE else None

    def vectors(self, rows: Sequence[dict[str, Any]]) -> NDArray[np.float32]:
        """Of each row, shape (n, d)."""
        return np.stack([self._vectors[row["id"]] for row in rows])


def storyfold(rows: Sequence[dict[str, Any]], model: Vectoriser | None = None) -> Labels:
    """The story of each row."""
    found = row_stories(rows, model)
    return [found[row["id"]] for row in rows]
