"""Ways in which a file can be broken, each the same for the same dice."""

from collections.abc import Callable, Sequence
from random import Random

LARGEST = 1_000_000
_TOKENS = (
    "<p>", "</p>", "<div>", "</div>", "<table>", "<script>", "<!--", "-->", "<![CDATA[", "]]>",
    "<br/>", "<a href=", "<svg>", "<math>", "<template>", "<noscript>", "&nbsp;", "&#0;", "&#x110000;",
    "&amp;amp;", "“", "”", '"', "„", "«", "»", "「", "」", "’", "'", "(AFP)", "(AP) -", "— ", "– ",
    "KILL", "UPDATE 2-", "EMBARGOED UNTIL ", "=2", "\n", "\r", "\t", "\u2028", "\u200b", "\u202e",
    "\ufeff", "\ufffd", "\u0301", "\U0001f3f4", "ﬁ", "İ", "ß", "。", "،", "Mr. ", "said ", "Monday, ",
    "31 February ", "2026-13-45", "99:99", "GMT+99", "@", "#", "|", "•", "©", "By ", "...", "--", "___",
)  # fmt: skip


def flip(data: str, dice: Random) -> str:
    """Some characters are others."""
    letters = list(data)
    for _ in range(max(1, len(letters) // 200)):
        letters[dice.randrange(len(letters))] = chr(dice.choice((dice.randrange(32, 256), 0x4E2D)))
    return "".join(letters)


def cut(data: str, dice: Random) -> str:
    """The end is missing."""
    return data[: dice.randrange(1, len(data) + 1)]


def drop(data: str, dice: Random) -> str:
    """A part in the middle is missing."""
    start = dice.randrange(len(data))
    return data[:start] + data[start + dice.randrange(2_000) :]


def stutter(data: str, dice: Random) -> str:
    """A part stands there again and again."""
    start = dice.randrange(len(data))
    part = data[start : start + dice.choice((1, 2, 5, 40, 400))]
    times = dice.choice((10, 1_000, LARGEST // max(len(part), 1)))
    return data[:start] + part * times + data[start:]


def sow(data: str, dice: Random) -> str:
    """Tokens that mean something stand where they mean nothing."""
    parts = []
    at = 0
    for _ in range(dice.randrange(1, 60)):
        following = dice.randrange(at, len(data) + 1)
        parts += [data[at:following], dice.choice(_TOKENS)]
        at = following
    return "".join((*parts, data[at:]))


def pile(data: str, dice: Random) -> str:
    """One token, a great many times, before or behind."""
    token = dice.choice(_TOKENS)
    much = token * dice.choice((100, 10_000, LARGEST // len(token)))
    return much + data if dice.random() < 0.5 else data + much


def shuffle(data: str, dice: Random) -> str:
    """The lines are in another order."""
    lines = data.split("\n")
    dice.shuffle(lines)
    return "\n".join(lines)


def unbreak(data: str, dice: Random) -> str:
    """There are no lines any more, or nothing but."""
    return data.replace("\n", " ") if dice.random() < 0.5 else "\n".join(data)


_WAYS: tuple[Callable[[str, Random], str], ...] = (
    flip, cut, drop, stutter, sow, pile, shuffle, unbreak,
)  # fmt: skip


def mutated(files: Sequence[str], dice: Random) -> str:
    """A file broken in one to four ways, perhaps with a part of another in it."""
    data = dice.choice(files) or " "
    for _ in range(dice.randrange(1, 5)):
        data = dice.choice(_WAYS)(data or " ", dice)[:LARGEST]
    if dice.random() < 0.2:
        other = dice.choice(files)
        start = dice.randrange(len(other) or 1)
        data = data[: len(data) // 2] + other[start : start + 5_000] + data[len(data) // 2 :]
    return data[:LARGEST]
