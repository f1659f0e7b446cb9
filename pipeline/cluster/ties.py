"""What ties an arriving article to the stories of the desk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import starmap

import numpy as np
from numpy.typing import NDArray

from pipeline.cluster.candidates import Near, rows_of
from pipeline.cluster.desk import Desk
from pipeline.cluster.joining import CROWD, HORIZON_DAYS, LOWEST, features
from pipeline.cluster.kernels import grouping
from pipeline.cluster.mix import mix
from pipeline.cluster.story import ASKED, Member, Story, brief
from pipeline.fingerprint.vector import closeness
from pipeline.model import Prepared, Tie, Vector

TOLD = 3
"""Stories, beside its own, of which a decision tells what tied the article to them."""
MARGIN = 1.0
"""A story whose tie with the newcomer is so far below the bar, or less, is looked at with its own. At 0
B-cubed F1 falls by .005 on `roundups` (2026-11-22)."""


class Newcomer:
    """An article that is being assigned, and what it is compared by."""

    __slots__ = ("at", "brief", "crowded", "desk", "near", "nearest", "prepared", "vector")

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
        self.nearest: dict[str, NDArray[np.float32]] = {}
        """features of the nearest member of each story, once ``ties`` has told them"""

    def affinities(self, members: Sequence[Member]) -> NDArray[np.float32]:
        """Affinities with members in the window, shape (n,)."""
        return self.compared(members)[0]

    def compared(
        self, members: Sequence[Member], cosines: NDArray[np.float32] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Affinities with members in the window, shape (n,), and the features they come from, (n, 8).

        ``cosines`` (n, 3) are given where they are known.
        """
        days = self.days(members)
        found = self.features(members, days, cosines)
        odds = self.desk.joining.affinities(found)
        odds[days > HORIZON_DAYS] = LOWEST
        return odds, found

    def explained(self, tie: Tie) -> Tie:
        """A tie of which it is told what the highest affinity is the sum of."""
        return replace(tie, parts=self.desk.joining.parts(self.nearest[tie.story_id]))

    def days(self, members: Sequence[Member]) -> NDArray[np.float32]:
        """Days between the article and each member, NaN where either has no date."""
        dated = self.prepared.article.published_at is not None
        return self.desk.columns.apart(self.at if dated else None, rows_of(members))

    def features(
        self,
        members: Sequence[Member],
        days: NDArray[np.float32],
        cosines: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """Features of the article with each member in the window, shape (n, 8)."""
        rows, columns = rows_of(members), self.desk.columns
        if cosines is None:
            cosines = self._cosines(members, rows)
        crowded = (columns.crowded[rows] + np.float32(self.crowded)) / np.float32(2)
        shorter = np.maximum(columns.brief[rows], np.float32(self.brief))
        return features(cosines, self._contained(rows), days, crowded, shorter)

    def _cosines(self, members: Sequence[Member], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        cosines = self.desk.window.vectors.compare(self.vector, rows)[:, :3]
        mine = self.prepared.fingerprint.embedding
        if mine is not None:
            for row, member in zip(cosines, members, strict=True):
                row[0] = mix(float(row[0]), closeness(mine, member.embedding))
        return cosines

    def _contained(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The larger containment, shape (n,)."""
        shares = self.near.shares
        return np.array([shares.get(row, 0.0) for row in rows.tolist()], np.float32)


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
    """What ties the article to the stories that it was found near to, the tightest first.

    A tie is no higher than the highest affinity, so of stories that cannot come near the bar only the
    ``TOLD`` nearest are told.
    """
    desk = newcomer.desk
    here = [n for n, member in enumerate(newcomer.near.members) if member.place >= 0]
    if not here:
        return []
    near = [newcomer.near.members[n] for n in here]
    found = newcomer.compared(near, newcomer.near.cosines[here])
    nearest: dict[str, tuple[float, int]] = {}
    for n, (member, odds) in enumerate(zip(near, found[0].tolist(), strict=True)):
        nearest[member.story_id] = max((odds, -n), nearest.get(member.story_id, (odds, -n)))
    ranked = sorted(nearest, key=lambda story_id: (-nearest[story_id][0], story_id))
    enough = desk.joining.bar - MARGIN
    chosen = [id_ for n, id_ in enumerate(ranked) if n < TOLD or nearest[id_][0] > enough]
    groups = [asked(desk.stories[story_id]) for story_id in chosen]
    every = [member for members in groups for member in members]
    affinity, compared = newcomer.compared(every)
    sizes = np.array([*map(len, groups)])
    mean, highest, places = grouping.by_group(affinity, sizes)
    names = [every[n].article_id for n in places.tolist()]
    newcomer.nearest = dict(zip(chosen, compared[places], strict=True))
    for k, story_id in enumerate(chosen):
        odds, n = nearest[story_id]
        if odds > highest[k]:
            highest[k], names[k] = odds, near[-n].article_id
            newcomer.nearest[story_id] = found[1][-n]
    within = np.array([cohesion(desk.stories[story_id], desk) for story_id in chosen])
    value = desk.joining.tie(mean, highest, within, 1)
    told = zip(
        chosen,
        value.round(3).tolist(),
        desk.joining.probability(value).round(4).tolist(),
        mean.round(3).tolist(),
        highest.round(3).tolist(),
        within.round(3).tolist(),
        names,
        strict=True,
    )
    return sorted(starmap(Tie, told), key=lambda tie: (-tie.value, tie.story_id))
