"""An invented stream of news, as long as a test needs it, the same for the same seed."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline import flow
from pipeline.cluster.desk import Desk
from pipeline.cluster.rules import Lifetime, Rules
from pipeline.engines.warm import COLD
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.model import Prepared, RawItem, Settled
from pipeline.settings import load_agencies
from tests.sites import SiteMemory
from tests.unit import build

START = datetime(2026, 3, 1, tzinfo=UTC)
SEEN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SHORT = Lifetime(timedelta(days=2), 10)
"""Stories of these streams close within a hundred articles."""
JOINING = replace(build.JOINING, bar=1.0)
"""All that is told here is told in the same ten sentences, so more is asked: then stories open, merge,
split and close by the dozen."""

_HEADS = ("bra", "kel", "mor", "tas", "vin", "dor", "lum", "pex", "sil", "quo", "zan", "fer")
_MIDDLES = ("da", "ri", "mo", "ne", "lu", "ga", "vo", "ti")
_TAILS = ("th", "nik", "mar", "sel", "lov", "ber", "dan", "vik", "ros")
_SENTENCES = (
    "The {0} council in {1} voted on Tuesday to close the old {2} bridge after engineers found cracks.",
    "Residents of {1} said they had warned the {0} office about the {3} pillars for more than two years.",
    "A spokesman for {4} declined to say how much the repair of the {2} crossing would cost the town.",
    "Ferries will carry workers from {1} to the {5} docks until the spring, the {0} mayor announced.",
    "The opposition leader {6} called the decision a disgrace and asked for an inquiry into {4}.",
    "Shops along the {3} road expect to lose a third of their customers, according to {7}.",
    "Traffic from {5} was sent through the narrow streets of {8}, where a lorry hit a lamp post.",
    "Engineer {9} told reporters that the {2} steel had been delivered by a firm from {8}.",
    "The {7} union wants drivers to be paid for the longer way to the {5} depot.",
    "A court in {1} will hear the complaint of {6} against the {0} council early next month.",
)


def _name(dice: random.Random) -> str:
    parts = dice.choice(_HEADS), dice.choice(_MIDDLES), dice.choice(_TAILS)
    return "".join(parts).capitalize()


def rows(count: int, seed: int = 1, *, hours: float = 1.0) -> list[dict[str, Any]]:
    """Items as a newsroom sends them: own accounts, reprints, rewrites and updates of events."""
    dice = random.Random(seed)
    events: list[tuple[list[str], list[str]]] = []
    result: list[dict[str, Any]] = []
    for number in range(count):
        if not events or dice.random() < 0.4:
            names = [_name(dice) for _ in range(10)]
            events.append((names, [s.format(*names) for s in dice.sample(_SENTENCES, 8)]))
        names, sentences = dice.choice(events[-12:])
        kind = dice.randrange(4)
        if kind == 0:
            text = sentences
        elif kind == 1:
            text = [*sentences[:5], f"Our reporter {_name(dice)} was there."]
        elif kind == 2:
            text = [*sentences[:2], *(s.format(*names) for s in dice.sample(_SENTENCES, 4))]
        else:
            text = [s.format(*dice.sample(names, 10)) for s in dice.sample(_SENTENCES, 6)]
        outlet = _name(dice)
        id_ = f"item-{number:05d}"
        if result and dice.random() < 0.05:  # a later version of an earlier document
            earlier = result[-1 - dice.randrange(min(len(result), 20))]
            id_, outlet = earlier["id"], earlier["source"]
        result.append(
            {
                "id": id_,
                "title": f"{names[0]} council closes {names[2]} bridge in {names[1]}",
                "text": "\n".join(text),
                "source": outlet,
                "published_at": (START + timedelta(hours=hours * number)).isoformat(),
                "lang": "en",
            }
        )
    return result


def item(row: dict[str, Any], *, seen_at: datetime = SEEN) -> RawItem:
    """A row as the prepare stage gets it; every field but the text may be left out."""
    at = row.get("published_at")
    return RawItem(
        id=row.get("id", "an-id"),
        text=row["text"],
        title=row.get("title", ""),
        url=row.get("url", ""),
        source=row.get("source", "Morning Post"),
        published_at=datetime.fromisoformat(at) if at else None,
        language=row.get("lang", "en"),
        seen_at=seen_at,
    )


def prepared(row: dict[str, Any], *, seen_at: datetime = SEEN) -> Prepared:
    """A row prepared."""
    (one,) = SiteMemory(load_agencies()).prepare(item(row, seen_at=seen_at))
    return one


def english(count: int, seed: int = 1, *, hours: float = 1.0) -> list[Prepared]:
    """The stream prepared, as far as it belongs to the English desk."""
    memory = SiteMemory(load_agencies())
    ready = (p for row in rows(count, seed, hours=hours) for p in memory.prepare(item(row)))
    return [one for one in ready if one.shard == "en"]


def desk(lifetime: Lifetime = SHORT) -> Desk:
    """An empty English desk."""
    return Desk("en", DocumentFrequencies(COLD), Rules(JOINING, lifetime))


def settle(articles: list[Prepared], on: Desk) -> list[Settled]:
    """Articles settled one after the other."""
    return [flow.settle(one, on) for one in articles]
