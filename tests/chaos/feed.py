"""What a chaos run is fed: real articles, and what producers do to them on bad days.

The real ones are the 13,000 articles of the shared data that have an address or an id of their own, pages
of many languages, and invented reports in nineteen languages, so that several shards are at work.
Where that is not enough there follow variants of them: some paragraphs left out, one of a
neighbour's put in, under an address of their own; no letter is made up.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, Final

from pipeline.wire import DEAD_BYTES
from tests.quality.linking import rows as reports
from tests.stream import shared

MAX_ITEM_BYTES: Final = 200_000
"""What the workers are told to allow, so that an oversized article costs little to send."""
DUPLICATES, POISON, SWAPPED, LATE = 0.05, 0.01, 0.3, 0.02
"""Shares of the articles that are sent again; of poison; that change places; that come much later."""
NEAR, FAR = 20, 500
"""How many places an article is out of order: most, and those that come late."""
MANY: Final = "?"
"""The fate of what may be an article or a dead letter, but must be one of the two."""
_SETS = ("stream/background", "stories/roundups", "stories/subtopics", "stories/threeway")
_FEW_PAGES = 60
_ENOUGH = 1_000
"""Characters of a text of which something is left whatever a variant lacks."""
_CANONICAL = re.compile(r'rel="canonical"[^>]*href="([^"]+)"')
_HOSTILE = (
    "<html><body>" + "<div>" * 3_000 + "<p>deep</p>",
    "<html><body><article><p>" + "<script>while(1){}</script><b>" * 400 + "a</p></article>",
    "<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><html><body><p>&c;</p></body></html>",
    "<html><body><table>" + "<tr><td><p>one</p>" * 1_000,
    "<html>" + "<![CDATA[" * 200 + "\ufffe\uffff</html>",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line for ``storyfold publish``: the id of a good article, or the reason of a dead letter."""

    data: bytes
    id: str = ""
    reason: str = ""

    @property
    def value(self) -> bytes:
        """What of it comes to lie on the raw topic."""
        return self.data[:DEAD_BYTES] if len(self.data) > MAX_ITEM_BYTES else self.data


def feed(articles: int, seed: int) -> list[Line]:
    """So many articles, with duplicates, out of order, and poison among them; the same for a seed."""
    dice = random.Random(seed)
    rows = list(islice(every(dice), articles))
    lines = [Line(json.dumps(row).encode(), id=row["id"]) for row in rows]
    at = [
        n + (dice.uniform(-NEAR, NEAR) if dice.random() < SWAPPED else 0) for n in range(articles)
    ]
    for n in range(articles):
        if dice.random() < LATE:
            at[n] += dice.uniform(NEAR, FAR)
    again = [n for n in range(articles) if dice.random() < DUPLICATES]
    placed = [(at[n], line) for n, line in enumerate(lines)]
    placed += [(at[n] + dice.choice((0.0, NEAR, FAR)), lines[n]) for n in again]
    placed += [
        (dice.uniform(0, articles), poison(dice, n, rows))
        for n in range(max(len(_KINDS), round(articles * POISON)))
    ]
    return [line for _, line in sorted(placed, key=lambda pair: pair[0])]


def every(dice: random.Random) -> Iterator[dict[str, Any]]:
    """Articles without end: the real ones in an order of their own, then variants of them."""
    found = _real()
    dice.shuffle(found)
    yield from found
    texts = [row for row in found if len(row.get("text", "")) >= _ENOUGH]
    for n in count():
        row, other = texts[n % len(texts)], texts[(n + 1) % len(texts)]
        yield _variant(row, other, n // len(texts), dice)


def poison(dice: random.Random, n: int, rows: list[dict[str, Any]]) -> Line:
    """A line that costs one dead letter at most; each kind in its turn, no two alike."""
    row = {**dice.choice(rows), "id": f"poison-{n}", "url": f"https://poison.example/{n}"}
    return _KINDS[n % len(_KINDS)](row)


def _real() -> list[dict[str, Any]]:
    found = [
        {**row, "id": f"{name}/{row['id']}"}
        for name in ("html/pages_with_text", *_SETS)
        for row in islice(_rows(name), _FEW_PAGES if name.startswith("html") else None)
    ]
    found += [{**row, "id": f"reports/{row['id']}"} for row in reports()]
    addresses = [_address(row) for row in found]
    first = dict(zip(reversed(addresses), reversed(found), strict=True))
    # a second article of one address would be a version of the first, and might say nothing new
    return [row for row, address in zip(found, addresses, strict=True) if first[address] is row]


def _address(row: dict[str, Any]) -> str:
    own = _CANONICAL.search(row.get("html", ""))
    return row.get("url") or (own and own.group(1)) or row["id"]


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(shared(f"{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            if len(line) > MAX_ITEM_BYTES:
                continue
            row = json.loads(line)
            html = {"html": row["html"], "text": None} if "html" in row else {}
            yield {k: v for k, v in {**row, **html}.items() if v and k != "story"}


def _variant(
    row: dict[str, Any], other: dict[str, Any], turn: int, dice: random.Random
) -> dict[str, Any]:
    own, foreign = _parts(row["text"]), _parts(other["text"])
    parts = [part for part in own if dice.random() > 0.2] or own
    parts.insert(dice.randrange(len(parts) + 1), dice.choice(foreign))
    made = {**row, "id": f"{row['id']}+{turn}", "text": "\n".join(parts)}
    if url := row.get("url"):  # without its query, which may be passed over as a tracker's
        made["url"] = f"{url.partition('?')[0].rstrip('/')}/variant-{turn}"
    return made


def _parts(text: str) -> list[str]:
    return [part for part in text.splitlines() if part.strip()] or [text]


def _broken_json(row: dict[str, Any]) -> Line:
    return Line(json.dumps(row).encode()[:-2], reason="not_json")


def _broken_utf8(row: dict[str, Any]) -> Line:
    return Line(json.dumps(row).encode().replace(b" ", b"\xff", 1), reason="bad_utf8")


def _wrong_type(row: dict[str, Any]) -> Line:
    return Line(json.dumps({**row, "text": 7}).encode(), reason="wrong_type")


def _oversized(row: dict[str, Any]) -> Line:
    return Line(json.dumps(row).encode() + b" " * MAX_ITEM_BYTES, reason="too_large")


def _nul_byte(row: dict[str, Any]) -> Line:
    return Line(json.dumps(row).encode().replace(b" ", b"\x00", 1), reason="nul_byte")


def _nul_escaped(row: dict[str, Any]) -> Line:
    return Line(json.dumps({**row, "title": "a\x00b"}).encode(), reason="nul_byte")


def _far_date(row: dict[str, Any]) -> Line:
    return Line(json.dumps({**row, "published_at": "2099-01-01"}).encode(), reason="bad_date")


def _hostile_page(row: dict[str, Any]) -> Line:
    page = _HOSTILE[int(row["id"].rpartition("-")[2]) // len(_KINDS) % len(_HOSTILE)]
    made = {"id": row["id"], "url": row["url"], "html": page}
    return Line(json.dumps(made).encode(), id=row["id"], reason=MANY)


_KINDS = (
    _broken_json,
    _broken_utf8,
    _wrong_type,
    _oversized,
    _nul_byte,
    _nul_escaped,
    _far_date,
    _hostile_page,
)
