"""Stories are looked at again when an article comes near to more than one, or as they grow.

The members of those stories are clustered anew, with the newcomer, by the ties between them: so
stories merge, split, and give members to one another whatever the order of arrival was.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.cluster.agglomerate import agglomerate
from pipeline.cluster.desk import Desk
from pipeline.cluster.overrule import constrain
from pipeline.cluster.story import Member
from pipeline.cluster.ties import MARGIN, Newcomer, affinities, among
from pipeline.model import Tie
from pipeline.normalize.identity import identifier

MOST = 64
"""Members that are clustered anew at once; a story of more takes and gives none."""
_EVERY = frozenset(
    size for n in range(64) if 2 < (size := round(2 * 1.25**n)) <= MOST
)  # 3, 4, 5, 6, 8, 10, 12, 15, 19, 23, 29, 36, 45, 57


def revise(
    newcomer: Newcomer, tied: Sequence[Tie], home: str
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The newcomer's story in the end, and the members that move: pairs of article and story.

    ``home`` is the story it joins by its tie, or empty.
    """
    desk = newcomer.desk
    near = _near(tied, home, desk)
    if not near:
        return home, ()
    stories = [desk.stories[story_id] for story_id in near]
    members = [member for story in stories for member in story.present()]
    count = len(members)
    odds = np.zeros((count + 1, count + 1), np.float32)
    odds[:count, :count] = (
        among(stories[0], count, desk) if len(stories) == 1 else affinities(members, desk)
    )
    odds[count, :count] = odds[:count, count] = newcomer.affinities(members)
    together = _together(newcomer, members)
    apart = np.zeros((count + 1, count + 1), np.bool_)
    if desk.rulings:
        ids = [*(m.article_id for m in members), newcomer.prepared.article.article_id]
        constrain(ids, desk.rulings, together, apart)
    labels = agglomerate(odds, desk.joining, together, apart).tolist()
    return _named(members, labels, desk)


def _near(tied: Sequence[Tie], home: str, desk: Desk) -> list[str]:
    """Stories to look at again, the nearest first; none where there is nothing to decide."""
    chosen: list[str] = []
    room = MOST
    for tie in tied:
        size = desk.stories[tie.story_id].in_window
        is_near = tie.story_id == home or tie.value > desk.joining.bar - MARGIN
        if is_near and size <= room and size == len(desk.stories[tie.story_id].members):
            chosen.append(tie.story_id)
            room -= size
    if home and home not in chosen:
        return []
    if len(chosen) == 1 and (not home or len(desk.stories[home].members) + 1 not in _EVERY):
        return []
    return chosen


def _together(newcomer: Newcomer, members: Sequence[Member]) -> NDArray[np.uint8]:
    """Versions of one document, and articles of the same content (as ``agglomerate`` takes it)."""
    count = len(members)
    article = newcomer.prepared.article
    keys = [(m.take_of, m.content) for m in members]
    keys.append(((article.document_id, article.take), newcomer.prepared.fingerprint.content))
    together = np.zeros((count + 1, count + 1), np.uint8)
    if all(len({key[place] for key in keys}) == count + 1 for place in (0, 1)):
        return together
    for place in (0, 1):
        first: dict[object, int] = {}
        for n, key in enumerate(keys):
            other = first.setdefault(key[place], n)
            together[n, other] = together[other, n] = n != other
    return together


def _named(
    members: Sequence[Member], labels: Sequence[int], desk: Desk
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Each cluster keeps the story that most of its members are in; the others get a new one."""
    count = len(members)
    if not any(labels) and members[0].story_id == members[-1].story_id:
        return members[0].story_id, ()
    clusters: dict[int, list[int]] = {}
    for n, label in enumerate(labels):
        clusters.setdefault(label, []).append(n)
    claims = sorted(
        (-held, desk.stories[story_id].members[0].seq, story_id, label)
        for label, mine in clusters.items()
        for story_id, held in Counter(members[n].story_id for n in mine if n < count).items()
    )
    names: dict[int, str] = {}
    for _, _, story_id, label in claims:
        if label not in names and story_id not in names.values():
            names[label] = story_id
    for label, mine in clusters.items():
        if label not in names and mine != [count]:
            first = min((members[n] for n in mine if n < count), key=lambda m: m.seq)
            names[label] = identifier("story", f"{first.article_id} {desk.seq + 1}")
    moves = tuple(
        (m.article_id, names[labels[n]])
        for n, m in enumerate(members)
        if m.story_id != names[labels[n]]
    )
    return names.get(labels[count], ""), moves
