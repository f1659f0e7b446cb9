"""What ties an arriving article to the stories of the desk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pipeline.cluster.candidates import Near, rows_of
from pipeline.cluster.desk import Desk
from pipeline.cluster.joining import CROWD, HORIZON_DAYS, LOWEST, features
from pipeline.cluster.mix import mix
from pipeline.cluster.story import ASKED, Member, Story, brief
from pipeline.fingerprint.vector import closeness
from pipeline.model import Prepared, Tie, Vector


class Newcomer:
    """An article that is being assigned, and its affinities with members as far as they were asked for."""

    __slots__ = (
        "_known",
        "_places",
        "at",
        "brief",
        "crowded",
        "desk",
        "near",
        "prepared",
        "vector",
    )

    def __init__(
        self, prepared: Prepared, vector: Vector, at: datetime, near: Near, desk: Desk
    ) -> None:
        self.prepared = prepared
        self.vector = vector
        self.at = at
        self.near = near
        self.desk = desk
        self.brief = brief(vector)
        nearest = sorted(near.cosines[:, 0].tolist(), reverse=True)[:CROWD]
        self.crowded = round(sum(nearest) / CROWD, 4)
        """mean cosine with the ``CROWD`` nearest articles; those that are not there count as 0"""
        self._places = {m.row: n for n, m in enumerate(near.members) if m.place >= 0}
        self._known: dict[int, tuple[float, NDArray[np.float32]]] = {}

    def affinities(self, members: Sequence[Member]) -> list[float]:
        """Affinities with members in the window."""
        unknown = [*{m.row: m for m in members if m.row not in self._known}.values()]
        if unknown:
            days = self.days(unknown)
            found = self.features(unknown, days)
            odds = self.desk.joining.affinities(found)
            odds[days > HORIZON_DAYS] = LOWEST
            told = zip(odds.tolist(), found, strict=True)
            self._known.update(zip([m.row for m in unknown], told, strict=True))
        known = self._known
        return [known[member.row][0] for member in members]

    def explained(self, tie: Tie) -> Tie:
        """A tie of which it is told what the highest affinity is the sum of."""
        _, found = self._known[self.desk.members[tie.nearest].row]
        return replace(tie, parts=self.desk.joining.parts(found))

    def days(self, members: Sequence[Member]) -> NDArray[np.float32]:
        """Days between the article and each member, NaN where either has no date."""
        dated = self.prepared.article.published_at is not None
        return self.desk.columns.apart(self.at if dated else None, rows_of(members))

    def features(self, members: Sequence[Member], days: NDArray[np.float32]) -> NDArray[np.float32]:
        """Features of the article with each member in the window, shape (n, 8)."""
        rows, columns = rows_of(members), self.desk.columns
        places = np.array([self._places.get(row, -1) for row in rows.tolist()], np.int64)
        near, others = np.flatnonzero(places >= 0), np.flatnonzero(places < 0)
        cosines = np.empty((len(rows), 3), np.float32)
        contained = np.zeros(len(rows), np.float32)
        cosines[near] = self.near.cosines[places[near]]
        contained[near] = self.near.shared[places[near]]
        cosines[others] = self._cosines([members[n] for n in others.tolist()])
        crowded = (columns.crowded[rows] + np.float32(self.crowded)) / np.float32(2)
        shorter = np.maximum(columns.brief[rows], np.float32(self.brief))
        return features(cosines, contained, days, crowded, shorter)

    def _cosines(self, members: Sequence[Member]) -> NDArray[np.float32]:
        """Cosines with members it was not found by."""
        cosines = self.desk.window.vectors.compare(self.vector, rows_of(members))[:, :3]
        mine = self.prepared.fingerprint.embedding
        if mine is not None:
            for row, member in zip(cosines, members, strict=True):
                row[0] = mix(float(row[0]), closeness(mine, member.embedding))
        return cosines


def affinities(members: Sequence[Member], desk: Desk) -> NDArray[np.float32]:
    """Affinities of every two members in the window, shape (n, n), 0 on the diagonal."""
    rows, columns = rows_of(members), desk.columns
    count = len(members)
    cosines = desk.window.vectors.among(rows)
    contained = np.zeros((count, count), np.float32)
    places = {member.article_id: n for n, member in enumerate(members)}
    for n, member in enumerate(members):
        if member.embedding is not None:
            for k in range(n):
                near = closeness(member.embedding, members[k].embedding)
                cosines[n, k, 0] = cosines[k, n, 0] = mix(float(cosines[n, k, 0]), near)
        for article_id in member.shares.keys() & places:
            k = places[article_id]
            contained[n, k] = contained[k, n] = member.shares[article_id]
    days = np.abs(columns.days[rows][:, None] - columns.days[rows]).astype(np.float32)
    half = columns.crowded[rows] / np.float32(2)
    shorter = columns.brief[rows]
    found = features(
        cosines, contained, days, half[:, None] + half, np.maximum(shorter[:, None], shorter)
    )
    odds = desk.joining.affinities(found)
    odds[days > HORIZON_DAYS] = LOWEST
    np.fill_diagonal(odds, 0)
    return odds


def _beside(member: Member, others: Sequence[Member], desk: Desk) -> NDArray[np.float32]:
    """Affinities of a member with such as came before it, shape (n,); as ``affinities`` has them."""
    rows, columns = rows_of(others), desk.columns
    cosines = desk.window.vectors.beside(member.row, rows)
    if member.embedding is not None:
        for row, other in zip(cosines, others, strict=True):
            row[0] = mix(float(row[0]), closeness(member.embedding, other.embedding))
    shares = member.shares
    contained = np.array([shares.get(other.article_id, 0.0) for other in others], np.float32)
    days = np.abs(columns.days[rows] - columns.days[member.row]).astype(np.float32)
    crowded = (columns.crowded[rows] + columns.crowded[member.row]) / np.float32(2)
    shorter = np.maximum(columns.brief[rows], columns.brief[member.row])
    odds = desk.joining.affinities(features(cosines, contained, days, crowded, shorter))
    odds[days > HORIZON_DAYS] = LOWEST
    return odds


def among(story: Story, count: int, desk: Desk) -> NDArray[np.float32]:
    """Affinities of the first members of a story in the window, so many at most; shape (n, n)."""
    members = story.present()[:count]
    known = story.affinities
    if len(known) < len(members) and len(known) * 2 < len(members):
        known = story.affinities = affinities(members, desk)
    elif len(known) < len(members):
        wider = np.zeros((len(members), len(members)), np.float32)
        wider[: len(known), : len(known)] = known
        for n in range(len(known), len(members)):
            wider[n, :n] = wider[:n, n] = _beside(members[n], members[:n], desk)
        known = story.affinities = wider
    return known[: len(members), : len(members)]


def cohesion(story: Story, desk: Desk) -> float:
    """Mean affinity of the members of a story, or of the first of a large one; 0 of one member."""
    if story.cohesion is None:
        found = among(story, ASKED, desk)
        story.cohesion = float(found.sum(dtype=np.float64)) / max(len(found) * (len(found) - 1), 1)
    return story.cohesion


def asked(story: Story) -> Sequence[Member]:
    """Members of a story in the window: all, or the first, the last and some between."""
    members = story.present()
    if len(members) <= ASKED:
        return members
    return [members[n * (len(members) - 1) // (ASKED - 1)] for n in range(ASKED)]


def ties(newcomer: Newcomer) -> list[Tie]:
    """What ties the article to each story that it was found near to, the tightest first."""
    desk = newcomer.desk
    found: dict[str, list[Member]] = {}
    for member in newcomer.near.members:
        if member.place >= 0:
            found.setdefault(member.story_id, []).append(member)
    groups = {story_id: asked(desk.stories[story_id]) for story_id in found}
    newcomer.affinities([m for id_, near in found.items() for m in (*groups[id_], *near)])
    result = []
    for story_id, members in groups.items():
        known = [*members, *found[story_id]]
        odds = newcomer.affinities(known)
        mean = sum(odds[: len(members)]) / len(members)
        highest = max(odds)
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
                known[odds.index(highest)].article_id,
            )
        )
    return sorted(result, key=lambda tie: (-tie.value, tie.story_id))
