"""Which story an article joins, or that it opens one.

Candidates are the members of the desk that share passages or heavy terms with it. It joins the story
with which its tie is highest, if that is above the bar (``joining`` says what a tie is), and the
stories it came near to are then looked at again with it (``revise``). A later version of a document
stays in its document's story, and so does an exact copy. What an editor has ruled comes before all that.
"""

from pipeline.cluster.candidates import candidates
from pipeline.cluster.desk import Desk
from pipeline.cluster.figures import differing
from pipeline.cluster.notices import carried, kind_of, taken_back, target_by_text
from pipeline.cluster.novelty import news
from pipeline.cluster.overrule import bounds
from pipeline.cluster.relate import relate
from pipeline.cluster.revise import revise
from pipeline.cluster.ties import TOLD, Newcomer, ties
from pipeline.model import Decision, Prepared, Tie
from pipeline.normalize.identity import identifier


def assign(prepared: Prepared, desk: Desk) -> Decision:
    """Decide where an article goes; reads the desk, changes nothing."""
    article = prepared.article
    vector = desk.vector(prepared.fingerprint.terms)
    at = article.published_at or desk.now(article.seen_at)
    near = candidates(prepared, vector, desk, desk.periods(article.published_at))
    newcomer = Newcomer(prepared, vector, at, near, desk)
    tied = ties(newcomer)
    versions = desk.versions(article.document_id, article.take)
    twins = desk.with_content(prepared.fingerprint.content)
    notice = kind_of(article)
    target = None if versions else target_by_text(prepared, near, desk)
    targets = versions or ([target] if target else [])
    pinned, barred = bounds(article.article_id, desk)
    twin = next((m for m in twins if m.story_id not in barred), None)
    if pinned:
        home, why = pinned, "joined: an editor has ruled it together with a member"
    elif versions and versions[-1].story_id not in barred:
        home, why = versions[-1].story_id, "joined: a later version of the same document"
    elif target is not None and target.story_id not in barred:
        home, why = target.story_id, f"joined: a {notice} of {target.article_id}, by its text"
    elif notice == "kill":
        home, why = "", "opened a story: a kill of nothing that is here"
    elif twin:
        home, why = twin.story_id, "joined: the same content"
    else:
        home, why = _by_tie([tie for tie in tied if tie.story_id not in barred], desk)
    by_text = not versions and notice is not None and (target is not None or notice == "kill")
    story_id, moves = (home, ()) if by_text else revise(newcomer, tied, home)
    if story_id != home:
        why = "looked at again with the stories near it: " + (
            "joined another than the nearest" if story_id else "opened a story of its own"
        )
    moved = dict(moves)
    pairs = [
        (member, near.evidence(n))
        for n, member in enumerate(near.members)
        if moved.get(member.article_id, member.story_id) == story_id
    ]
    related = relate(prepared, pairs, targets)
    kept = {
        *related.parents,
        *(revision.article_id for revision in related.revisions),
        *(member.article_id for member, _ in pairs[:1]),
    }
    members = desk.told(story_id, moves)
    shares = any(evidence.run for _, evidence in pairs)
    return Decision(
        story_id=story_id or identifier("story", article.article_id),
        relation=related.relation,
        parents=related.parents,
        evidence=tuple(
            near.evidence(n)
            for n, member in enumerate(near.members)
            if member.article_id in kept or member.row in near.shares
        ),
        moves=moves,
        ties=tuple(
            newcomer.explained(tie)
            for n, tie in enumerate(tied)
            if n < TOLD or tie.story_id == story_id
        ),
        bar=desk.joining.bar,
        crowded=newcomer.crowded,
        why=why,
        at=at,
        bucket=desk.bucket(at, dated=article.published_at is not None),
        vector=vector,
        clock=desk.clock_with(article),
        confidence=related.confidence,
        direction=related.direction,
        revisions=related.revisions,
        new=news(prepared, members, desk.window, shares=shares),
        figures=differing(prepared, at, members),
        notice=taken_back(prepared, notice, targets, desk) if notice and targets else None,
        carries=carried(prepared, related.relation, related.parents, near, desk),
    )


def _by_tie(tied: list[Tie], desk: Desk) -> tuple[str, str]:
    """The story of the highest tie, if that is above the bar, and why."""
    if not tied:
        return "", "opened a story: nothing near"
    best, bar = tied[0], desk.joining.bar
    said = f"tie {best.value:.2f} where {bar:.2f} is asked, {best.probability:.0%} likely"
    if best.value > bar:
        return best.story_id, f"joined: {said}"
    return "", f"opened a story: the nearest has {said}"
