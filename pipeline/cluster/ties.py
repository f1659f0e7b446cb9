"""What ties an arriving article to the stories of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.cluster.desk import Desk
from pipeline.cluster.joining import CROWD, HORIZON_DAYS, LOWEST, features
from pipeline.cluster.mix import mix
from pipeline.cluster.story import ASKED, Member, Story, brief
from pipeline.fingerprint.vector import closeness
from pipeline.model import Evidence, Prepared, Tie, Vector

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Newcomer:
    """An article that is being assigned: what it is compared by."""

    prepared: Prepared
    vector: Vector
    at: datetime
    near: Sequence[tuple[Member, Evidence]]

    @property
    def dated(self) -> bool:
        """Whether its time is its own."""
        return self.prepared.article.published_at is not None

    @cached_property
    def crowded(self) -> float:
        """Mean cosine with the ``CROWD`` nearest articles; those that are not there count as 0."""
        cosines = sorted((evidence.cosine for _, evidence in self.near), reverse=True)
        return round(sum(cosines[:CROWD]) / CROWD, 4)

    def affinities(self, members: Sequence[Member], desk: Desk) -> NDArray[np.float32]:
        """Affinities with members in the window, shape (n,)."""
        return self.compared(members, desk)[0]

    def compared(
        self, members: Sequence[Member], desk: Desk
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Affinities with members in the window, shape (n,), and the features they come from, (n, 8)."""
        days = self.days(members)
        found = self.features(members, days, desk)
        odds = desk.joining.affinities(found)
        odds[days > HORIZON_DAYS] = LOWEST
        return odds, found

    def days(self, members: Sequence[Member]) -> NDArray[np.float32]:
        """Days between the article and each member, NaN where either has no date."""
        return np.array(
            [abs(self.at - m.at) / _DAY if self.dated and m.dated else np.nan for m in members],
            np.float32,
        )

    def features(
        self, members: Sequence[Member], days: NDArray[np.float32], desk: Desk
    ) -> NDArray[np.float32]:
        """Features of the article with each member in the window, shape (n, 8)."""
        found = {m.article_id: e for m, e in self.near}
        told = [found.get(m.article_id) for m in members]
        others = [m for m, evidence in zip(members, told, strict=True) if evidence is None]
        asked = iter(self._cosines(others, desk))
        rows = [(e.cosine, e.lead, e.named) if e else next(asked) for e in told]
        cosines = np.array(rows, np.float32).reshape(-1, 3)
        contained = np.array(
            [max(e.contained, e.containing) if e else 0.0 for e in told], np.float32
        )
        crowded = np.array([(self.crowded + m.crowded) / 2 for m in members], np.float32)
        mine = brief(self.vector)
        shorter = np.array([max(mine, m.brief) for m in members], np.float32)
        return features(cosines, contained, days, crowded, shorter)

    def _cosines(self, members: Sequence[Member], desk: Desk) -> list[list[float]]:
        """Cosines with members it was not found by."""
        if not members:
            return []
        cosines = desk.window.cosines(self.vector, [member.place for member in members])
        mine = self.prepared.fingerprint.embedding
        if mine is not None:
            for row, member in zip(cosines, members, strict=True):
                row[0] = mix(float(row[0]), closeness(mine, member.embedding))
        rows: list[list[float]] = cosines.tolist()
        return rows


def affinities(members: Sequence[Member], desk: Desk) -> NDArray[np.float32]:
    """Affinities of every two members in the window, shape (n, n), 0 on the diagonal."""
    cosines = desk.window.all_cosines([member.place for member in members])
    count = len(members)
    contained = np.zeros((count, count), np.float32)
    places = {member.article_id: n for n, member in enumerate(members)}
    for n, member in enumerate(members):
        if member.embedding is not None:
            for k in range(n):
                near = closeness(member.embedding, members[k].embedding)
                cosines[n, k, 0] = cosines[k, n, 0] = mix(float(cosines[n, k, 0]), near)
        for article_id, share in member.shares.items():
            k = places.get(article_id, -1)
            if k >= 0:
                contained[n, k] = contained[k, n] = share
    at = np.array([m.at.timestamp() / 86_400 if m.dated else np.nan for m in members])
    days = np.abs(at[:, None] - at).astype(np.float32)
    half = np.array([m.crowded / 2 for m in members], np.float32)
    shorter = np.array([m.brief for m in members], np.float32)
    found = features(
        cosines,
        contained,
        days,
        half[:, None] + half,
        np.maximum(shorter[:, None], shorter),
    )
    odds = desk.joining.affinities(found)
    odds[days > HORIZON_DAYS] = LOWEST
    np.fill_diagonal(odds, 0)
    return odds


def cohesion(story: Story, desk: Desk) -> float:
    """Mean affinity of the members of a story, or of the first of a large one; 0 of one member."""
    if story.cohesion is None:
        members = [m for m in story.members[:ASKED] if m.place >= 0]
        count = len(members)
        among = affinities(members, desk) if count > 1 else np.zeros((1, 1))
        story.cohesion = float(among.sum()) / max(count * (count - 1), 1)
    return story.cohesion


def asked(story: Story) -> list[Member]:
    """Members of a story in the window: all, or the first, the last and some between."""
    members = [member for member in story.members if member.place >= 0]
    if len(members) <= ASKED:
        return members
    return [members[n * (len(members) - 1) // (ASKED - 1)] for n in range(ASKED)]


def ties(newcomer: Newcomer, desk: Desk) -> list[Tie]:
    """What ties the article to each story that it was found near to, the tightest first."""
    found: dict[str, dict[str, Member]] = {}
    for member, _ in newcomer.near:
        if member.place >= 0:
            found.setdefault(member.story_id, {})[member.article_id] = member
    groups = {story_id: asked(desk.stories[story_id]) for story_id in found}
    every = {
        m.article_id: m
        for story_id, members in groups.items()
        for m in (*members, *found[story_id].values())
    }
    affinity, compared = newcomer.compared([*every.values()], desk)
    odds = dict(zip(every, affinity.tolist(), strict=True))
    row = {article_id: n for n, article_id in enumerate(every)}
    result = []
    for story_id, members in groups.items():
        mean = sum(odds[m.article_id] for m in members) / len(members)
        known = [m.article_id for m in (*members, *found[story_id].values())]
        nearest = max(known, key=odds.__getitem__)
        highest = odds[nearest]
        within = cohesion(desk.stories[story_id], desk)
        value = desk.joining.tie(mean, highest, within, 1)
        result.append(
            Tie(
                story_id,
                round(value, 3),
                round(desk.joining.probability(value), 4),
                round(mean, 3),
                round(highest, 3),
                round(within, 3),
                nearest,
                desk.joining.parts(compared[row[nearest]]),
            )
        )
    return sorted(result, key=lambda tie: (-tie.value, tie.story_id))
