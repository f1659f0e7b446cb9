"""What rulings mean on a desk: where an article may go, and which members move when one is given."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.cluster.desk import Desk, Moves
from pipeline.cluster.rulings import Rulings
from pipeline.cluster.story import Member
from pipeline.cluster.ties import affinities, asked, cohesion
from pipeline.model import Ruling, StoryEvent
from pipeline.normalize.identity import identifier

NEAR = 20
"""Members that are asked for the story which an article fits next best, as ``candidates`` asks."""
_SAID = {
    "together": "ruled together",
    "apart": "kept apart",
    "canonical": "made canonical",
    "withdrawn": "a ruling withdrawn",
}


def bounds(article_id: str, desk: Desk) -> tuple[str, set[str]]:
    """The story that rulings put an article in, if there is one, and those that they keep it out of."""
    if not desk.rulings.group(article_id):
        return "", set()
    pinned = [m.story_id for m in _present(desk.rulings.with_(article_id), desk)]
    barred = {m.story_id for m in _present(desk.rulings.apart(article_id), desk)}
    return pinned[0] if pinned else "", barred


def constrain(
    article_ids: Sequence[str],
    rulings: Rulings,
    together: NDArray[np.uint8],
    apart: NDArray[np.bool_],
) -> None:
    """Set what rulings say of n articles in the matrices (n, n) that ``agglomerate`` takes."""
    places: dict[str, list[int]] = {}
    for n, article_id in enumerate(article_ids):
        if group := rulings.group(article_id):
            places.setdefault(group, []).append(n)
    for group, mine in places.items():
        together[mine[0], mine[1:]] = together[mine[1:], mine[0]] = 2
        for other in rulings.groups_apart(group) & places.keys():
            apart[np.ix_(mine, places[other])] = True


def overrule(ruling: Ruling, desk: Desk) -> tuple[StoryEvent, ...]:
    """Take a ruling in: the desk keeps to it from now on; returns the story versions that it makes.

    Of articles that are ruled together all go to the largest of their stories; one that is kept apart
    leaves its story for the one that it fits next best, or for one of its own. Its other versions and
    copies go with it, where no ruling names them. A withdrawn ruling moves nothing by itself: its
    articles go where they belong when their stories are looked at again. A ruling that contradicts
    those that stand is without effect.
    """
    if not desk.rulings.take(ruling):
        return ()
    moves = _moves(ruling, desk) if ruling.kind in {"together", "apart"} else ()
    about = ruling.articles if moves or ruling.kind in {"canonical", "withdrawn"} else ()
    said = f"{_SAID[ruling.kind]} by {ruling.who}: {ruling.why}"
    return desk.rearrange(moves, about, said)


def _moves(ruling: Ruling, desk: Desk) -> Moves:
    """What the first article's group has to move; the others were where they may be before."""
    mine = _present(desk.rulings.with_(ruling.articles[0]), desk)
    barred = bounds(ruling.articles[0], desk)[1]
    stories = {m.story_id: desk.stories[m.story_id] for m in mine}
    if not mine or (len(stories) == 1 and not stories.keys() & barred):
        return ()
    home = max(
        (story for story_id, story in stories.items() if story_id not in barred),
        key=lambda story: (len(story.members), -story.members[0].seq),
        default=None,
    )
    leaving = _with_companions([m for m in mine if home is None or m not in home.members], desk)
    if home is not None:
        to = home.story_id
    else:
        own = identifier("story", f"{leaving[0].article_id} {ruling.ruling_id}")
        to = _next_best(leaving, barred, desk) or own
    return tuple((m.article_id, to) for m in leaving)


def _with_companions(leaving: Sequence[Member], desk: Desk) -> list[Member]:
    """Members with the versions and copies of them that no ruling names, in the order of arrival."""
    keys = {key for m in leaving for key in (m.take_of, m.content)}
    stories = {m.story_id: desk.stories[m.story_id] for m in leaving}
    found = {m.article_id: m for m in leaving}
    for story in stories.values():
        for m in story.members:
            if keys & {m.take_of, m.content} and not desk.rulings.group(m.article_id):
                found.setdefault(m.article_id, m)
    return sorted(found.values(), key=lambda m: m.seq)


def _next_best(leaving: Sequence[Member], barred: set[str], desk: Desk) -> str:
    """The story with which the tie of members is highest, if it is above the bar; else empty."""
    movers = [m for m in leaving if m.place >= 0][:NEAR]
    near = [desk.window.item(n) for m in movers for n in desk.window.like(m.place, NEAR)]
    best = (desk.joining.bar, "")
    for story_id in sorted({m.story_id for m in near} - barred):
        story = desk.stories[story_id]
        members = asked(story)
        odds = affinities([*movers, *members], desk)[: len(movers), len(movers) :]
        value = desk.joining.tie(
            float(odds.mean()), float(odds.max()), cohesion(story, desk), min(odds.shape)
        )
        best = max(best, (value, story_id))
    return best[1]


def _present(article_ids: Sequence[str], desk: Desk) -> list[Member]:
    return [desk.members[one] for one in article_ids if one in desk.members]
