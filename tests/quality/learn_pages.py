"""``python -m tests.quality.learn_pages``: learn the weights of ``pipeline/normalize/pages/weights.py``.

Logistic regression with an L2 penalty, by Newton's method, on the even rows of both labelled sets; the
odd rows are for measuring. A block of a page with a gold body is wanted where more than half of its
four-token shingles stand in the gold; a block that holds a snippet is what the snippet says.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.normalize.pages import weights as page_weights
from pipeline.normalize.pages.body import features_of
from pipeline.normalize.pages.features import NAMES
from pipeline.normalize.pages.html import parse
from pipeline.normalize.pages.meta import meta_of
from tests.quality.pages import Row, bag, has_gold, pages, plain, tokens

PENALTY = 20.0
TEXT_WEIGHT, SNIPPET_WEIGHT = 30.0, 0.5
"""What a whole page with a gold body weighs beside one snippet."""
ROUNDS = 30

Example = tuple[NDArray[np.float64], list[float], list[float]]


def text_labels(row: Row, blocks: list[str]) -> tuple[list[float], list[float]]:
    """Whether each block is wanted, and its weight; NaN where nothing is known."""
    gold, words = bag(row["text"]), f" {' '.join(tokens(row['text']))} "
    labels, weights = [], []
    for block in blocks:
        found = tokens(block)
        shingles = bag(block)
        if len(found) >= 4:
            wanted = sum(shingle in gold for shingle in shingles) / len(shingles) > 0.5
        else:
            wanted = bool(found) and f" {' '.join(found)} " in words
        labels.append(float(wanted))
        weights.append(len(found) ** 0.8)
    total = sum(weights) or 1.0
    return labels, [TEXT_WEIGHT * weight / total for weight in weights]


def snippet_labels(row: Row, blocks: list[str]) -> tuple[list[float], list[float]]:
    """Whether each block is wanted, and its weight; NaN where nothing is known."""
    labels = []
    for block in blocks:
        wanted = any(plain(snippet) in block for snippet in row["must_contain"])
        unwanted = any(plain(snippet) in block for snippet in row["must_not_contain"])
        labels.append(float("nan") if wanted == unwanted else float(wanted))
    return labels, [SNIPPET_WEIGHT] * len(labels)


def examples() -> list[Example]:
    """Features, labels and weights of the even rows."""
    found = []
    for rows, label in (
        ([row for row in pages("text")[::2] if has_gold(row)], text_labels),
        (pages("snippets")[::2], snippet_labels),
    ):
        for row in rows:
            tree = parse(row["html"])
            _, blocks, matrix = features_of(tree, meta_of(tree, row["url"] or "").title)
            found.append((matrix, *label(row, [block.text for block in blocks])))
    return found


def learn(found: list[Example]) -> NDArray[np.float64]:
    """The weights, one for each name."""
    matrix = np.vstack([rows for rows, _, _ in found if len(rows)])
    labels = np.concatenate([labels for _, labels, _ in found])
    weights = np.concatenate([weights for _, _, weights in found])
    known = ~np.isnan(labels)
    matrix, labels, weights = matrix[known], labels[known], weights[known]
    learnt = np.zeros(matrix.shape[1])
    for _ in range(ROUNDS):
        share = 1 / (1 + np.exp(-np.clip(matrix @ learnt, -30, 30)))
        slope = matrix.T @ (weights * (labels - share)) - PENALTY * learnt
        curve = (matrix * (weights * share * (1 - share))[:, None]).T @ matrix
        learnt += np.linalg.solve(curve + PENALTY * np.eye(len(learnt)), slope)
    return learnt


def main() -> None:
    """Learn, and rewrite the table in place."""
    file = Path(page_weights.__file__)
    head = file.read_text(encoding="utf-8").partition("WEIGHTS")[0]
    table = "".join(f'    "{n}": {w:.3f},\n' for n, w in zip(NAMES, learn(examples()), strict=True))
    file.write_text(f"{head}WEIGHTS: dict[str, float] = {{\n{table}}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
