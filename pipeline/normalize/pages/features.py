"""What is known of each block of a page, as numbers: shape (blocks, len(NAMES)), float64.

A block is judged by its own text and markup, by the text around it, by its share of the page, and by
two extractors that have read the same page (their *votes*).
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.normalize.pages.blocks import TRAITS, Block, Node

Floats = NDArray[np.float64]

_TAGS = (
    "p",
    "li dd dt",
    "h1",
    "h2 h3 h4 h5 h6",
    "td th",
    "div",
    "blockquote pre",
    "figcaption caption",
    "br",
)
_TAG_SETS = tuple(frozenset(tags.split()) for tags in _TAGS)
_OWN = [
    "always",
    "length",
    "upto_20",
    "upto_100",
    "links",
    "long_links",
    "all_links",
    "sentences",
    "ends_sentence",
    "ends_long_sentence",
    "has_bar",
    "has_copyright",
    "repeated",
    "first_digit",
    "digits",
    "like_title",
    "before_h1",
    "after_h1",
    "position",
    "among_first",
]
_WINDOWS = (1, 3, 8)
_VOTES = ("trafilatura", "readability")
NAMES = (
    *_OWN,
    *(f"tag {tags}" for tags in _TAGS),
    *(f"class {trait}" for trait in TRAITS),
    *(f"prose {side} {width}" for width in _WINDOWS for side in ("before", "after", "around")),
    *["share_before", "share_after", "at_beginning", "at_end", "share_of_node", "share_of_parent"],
    *_VOTES,
    *["one_vote", "two_votes"],
    *(f"{vote} {side}" for vote in _VOTES for side in ("begins_later", "ended_before")),
    *(f"votes {side} {width}" for width in (1, 3) for side in ("before", "after", "around")),
    *["votes_of_siblings", "votes_of_alike"],
    *(f"{vote} total" for vote in _VOTES),
)
"""One name for each column."""
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"""[.!?…。！？।؟۔](?=[\s"'”’»)\]]|$)|[。！？，、]|[,;،؛](?=\s)""")
_END = re.compile(r"""[.!?…。！？।؟۔:;»”"’)\]]$""")
_BITS = np.arange(len(TRAITS))
_PROSE_CHARS = 600


def features(
    nodes: Sequence[Node], blocks: Sequence[Block], title: str, votes: Sequence[Floats]
) -> Floats:
    """The features of every block of one page; ``votes`` has an array of 0 and 1 for each of two."""
    own, prose = _own(nodes, blocks, title)
    at = np.array([block.node for block in blocks])
    chars = np.array([len(block.text) for block in blocks], dtype=np.float64)
    return np.column_stack(
        [
            own,
            np.array([nodes[block.node].traits for block in blocks])[:, None] >> _BITS & 1,
            *(_log(side) for width in _WINDOWS for side in _sides(prose, width)),
            *_shares(nodes, at, prose),
            *_agreement(nodes, at, chars, prose, np.column_stack(votes)),
        ]
    )


def _own(nodes: Sequence[Node], blocks: Sequence[Block], title: str) -> tuple[Floats, Floats]:
    """Each block by itself, and how much prose it holds (characters, weighted)."""
    wanted = set(_WORD.findall(title.lower()))
    h1 = next((i for i, block in enumerate(blocks) if nodes[block.node].tag == "h1"), -1)
    times = Counter(block.text for block in blocks)
    rows: list[list[float]] = []
    prose = np.zeros(len(blocks))
    for i, block in enumerate(blocks):
        text, tag = block.text, nodes[block.node].tag
        chars = len(text)
        links = block.linked / chars
        sentences = sum(1 for _ in _SENTENCE.finditer(text))
        ended = _END.search(text) is not None
        alike = chars < len(title) * 1.6 + 20 and len(
            wanted.intersection(_WORD.findall(text.lower()))
        ) >= 0.7 * max(1, len(wanted))
        prose[i] = (1 - links) * min(chars, _PROSE_CHARS) * (1 if sentences else 0.2)
        rows.append(
            [
                1.0,
                math.log(chars) / 5,
                min(chars, 20) / 20,
                min(chars, 100) / 100,
                links,
                links * min(chars, 200) / 200,
                links > 0.9,
                math.log1p(sentences),
                ended,
                ended and chars > 50,
                "|" in text,
                "©" in text,
                times[text] > 1,
                text[0].isdigit(),
                sum(map(str.isdigit, text[:100])) / min(chars, 100),
                alike,
                i < h1,
                h1 >= 0 and h1 < i <= h1 + 3,
                i / len(blocks),
                i < 5,
                *(tag in tags for tags in _TAG_SETS),
            ]
        )
    return np.array(rows, dtype=np.float64), prose


def _shares(nodes: Sequence[Node], at: NDArray[np.int_], prose: Floats) -> list[Floats]:
    """Where in the page's prose a block stands, and how much of it its elements hold."""
    total = prose.sum() + 1
    passed = np.concatenate([[0.0], np.cumsum(prose)])
    before, after = passed[:-1] / total, (total - passed[1:]) / total
    held = np.bincount(at, weights=prose, minlength=len(nodes))
    parents = np.array([node.parent for node in nodes])
    for index in range(len(nodes) - 1, 0, -1):
        held[parents[index]] += held[index]
    above = np.where(parents[at] >= 0, held[parents[at]] / total, 1.0)
    return [before, after, _bit(before < 0.02), _bit(after < 0.02), held[at] / total, above]


def _agreement(
    nodes: Sequence[Node], at: NDArray[np.int_], chars: Floats, prose: Floats, votes: Floats
) -> list[Floats]:
    """What the extractors say of the block, of its neighbours and of its siblings."""
    count, mean = votes.sum(axis=1), votes.mean(axis=1)
    columns = [votes, _bit(count == 1), _bit(count == 2)]
    for vote in votes.T:
        passed = np.concatenate([[0.0], np.cumsum(vote * prose)])
        columns += [_bit(passed[:-1] <= 0), _bit(passed[-1] - passed[1:] <= 0)]
    for width in (1, 3):
        columns += [side / width for side in _sides(mean, width)]
    parents = np.array([nodes[node].parent for node in at])
    tags: dict[str, int] = {}
    tag = np.array([tags.setdefault(nodes[node].tag, len(tags)) for node in at])
    _, alike = np.unique(parents * len(tags) + tag, return_inverse=True)
    columns += [_others(parents + 1, mean, chars), _others(alike, mean, chars)]
    return columns + [
        np.full(len(at), math.log1p(float((vote * chars).sum())) / 10) for vote in votes.T
    ]


def _others(group: NDArray[np.int_], mean: Floats, chars: Floats) -> Floats:
    """The mean vote of the other blocks of a block's group, weighted by length."""
    votes, weight = np.bincount(group, mean * chars), np.bincount(group, chars)
    shares: Floats = (votes[group] - mean * chars) / np.maximum(1, weight[group] - chars)
    return shares


def _sides(values: Floats, width: int) -> tuple[Floats, Floats, Floats]:
    """Sums over the ``width`` blocks before and after each, and the smaller of the two."""
    passed = np.concatenate([[0.0], np.cumsum(values)])
    here = np.arange(len(values))
    before = passed[here] - passed[np.maximum(0, here - width)]
    after = passed[np.minimum(len(values), here + 1 + width)] - passed[here + 1]
    return before, after, np.minimum(before, after)


def _log(values: Floats) -> Floats:
    return np.log1p(np.maximum(values, 0)) / 6


def _bit(values: NDArray[np.bool_]) -> Floats:
    return values.astype(np.float64)
