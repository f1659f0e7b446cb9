"""Kills and corrections: what they take back, and who still carries it.

A notice takes back the version before it in its document. One of another document finds its target by
text, if it speaks for the same agency or outlet and

- the target's headline stands in it, letter for letter or ``HEADLINE`` of its words and three at least, or
- ``WHOLE`` of either text stands in the other.

Below that bar a kill stands alone, flagged; a correction is an article like any other.

A kill takes back all sentences of its target, a correction those that it does not have any more. Who
still carries them are the newest versions, of other documents, that have two of them word for word
(one, of three or less); that share a run of ``RUN`` words with the target; and for a kill also what was
derived from the target, or from who carries it, as a rewrite or a paraphrase is. They are looked for in
the story, where the words of what was removed are known in the whole window, and else among the
articles nearest to the target; and from then on among all that arrive.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.cluster.kinds import RUN
from pipeline.fingerprint import fingerprint
from pipeline.fingerprint.claims import array
from pipeline.model import (
    DERIVED,
    Article,
    Carried,
    Evidence,
    NoticeKind,
    Prepared,
    Relation,
    TakenBack,
)
from pipeline.normalize.identity import letters

if TYPE_CHECKING:
    from pipeline.cluster.candidates import Near
    from pipeline.cluster.desk import Desk
    from pipeline.cluster.story import Member

HEADLINE, WHOLE = 0.8, 0.5
_WORDS_AT_LEAST = 3
_LETTERS_AT_LEAST = 18
"""Bytes of a headline that may be looked for letter for letter: six Han characters."""
_FEW = 3
_NEAREST = 64
_SENTENCES = 1_000
"""Sentences of one notice that are remembered."""
_WORD = re.compile(r"[^\W\d_]{3,}|\d+")
_SAME: frozenset[Relation] = frozenset({"copy", "reprint"})
_VERSIONS: frozenset[Relation] = frozenset({"update", "correction", "kill"})


def kind_of(article: Article) -> NoticeKind | None:
    """What a notice is by its marks; None for an article that is none."""
    marks = article.wire.marks
    if "kill" in marks or "withdrawal" in marks:
        return "kill"
    return "correction" if "correction" in marks else None


def target_by_text(
    prepared: Prepared, near: Iterable[tuple["Member", Evidence]], desk: "Desk"
) -> "Member | None":
    """The member that a notice without a usable id is about, if that is plain."""
    article = prepared.article
    kind = kind_of(article)
    if kind is None:
        return None
    agencies, outlet = desk.owners.voice(article)
    said = " ".join((article.title, *article.paragraphs))
    whole, words = letters(said), {*_WORD.findall(said.casefold())}
    best: tuple[float, float, int] = (0.0, 0.0, 0)
    target = None
    for member, evidence in near:
        same_outlet = not {*outlet.keys}.isdisjoint(member.outlet.keys)
        if not same_outlet and {*agencies}.isdisjoint(member.agencies):
            continue
        contained = max(evidence.contained, evidence.containing)
        if member.notice or {"kill", "withdrawal", "correction"} & {*member.facts.marks}:
            if contained >= WHOLE:
                return None  # it repeats a notice that is there
            continue
        share = _headline(member.facts.title, whole, words)
        if share < HEADLINE and contained < WHOLE:
            continue
        rank = (share + contained, evidence.cosine, -member.seq)
        if rank > best or target is None:
            best, target = rank, member
    return target


def _headline(title: str, whole: bytes, words: set[str]) -> float:
    """The share of a headline that a notice has."""
    bare = letters(title)
    if len(bare) >= _LETTERS_AT_LEAST and bare in whole:
        return 1.0
    own = {*_WORD.findall(title.casefold())}
    return len(own & words) / len(own) if len(own) >= _WORDS_AT_LEAST else 0.0


def taken_back(
    prepared: Prepared, kind: NoticeKind, targets: Sequence["Member"], desk: "Desk"
) -> TakenBack:
    """What a notice takes back, and who on the desk still carries it.

    ``targets`` are the versions before it in its document, or the one member that it is about; a kill
    takes back the words of all of them, a correction those of the last.
    """
    article = prepared.article
    reports = [member for member in targets if not member.notice] or targets
    target = reports[-1]
    if kind == "kill":
        said = array(b"".join(member.sentences for member in reports))
    else:
        said = array(target.sentences)
        said = said[~np.isin(said, array(prepared.fingerprint.claims.sentences))]
    gone = frozenset(said[:_SENTENCES].tolist())
    story = desk.stories[target.story_id].members
    removed = article.edits.removed if article.edits else ()
    others = _sharing(article, removed, desk) if removed else _nearest(target, desk)
    listed: dict[str, Carried] = {}
    for member, run in (*others, *((member, 0) for member in story)):
        count = len(gone.intersection(array(member.sentences).tolist()))
        if count >= _enough(gone):
            listed[member.article_id] = Carried(member.article_id, count, "sentences")
        elif kind == "kill" and run >= RUN:
            listed[member.article_id] = Carried(member.article_id, 0, "passages")
    if kind == "kill":
        _descend(target, story, listed)
    own = {target.facts.document_id, article.document_id}
    return TakenBack(
        kind=kind,
        target=target.article_id,
        sentences=tuple(sorted(gone)),
        carriers=tuple(
            one for id_, one in sorted(listed.items()) if _counts(desk.members[id_], own, desk)
        ),
    )


def _counts(member: "Member", own: Collection[str], desk: "Desk") -> bool:
    """Whether a member can be a carrier: the newest version of another document, and no notice."""
    newest = desk.versions(*member.take_of)[-1]
    return member is newest and not member.notice and member.facts.document_id not in own


def carried(
    prepared: Prepared,
    relation: Relation,
    parents: Sequence[str],
    near: "Near",
    desk: "Desk",
) -> tuple[Carried, ...]:
    """The notices of which an arriving article carries what they took back."""
    active = desk.notices.active
    if not active:
        return ()
    said = array(prepared.fingerprint.claims.sentences).tolist()
    found = {
        id_: Carried(id_, count, "sentences")
        for id_, count in desk.notices.having(said).items()
        if count >= _enough(active[id_].taken.sentences)
    }
    for n, member in enumerate(near.members):
        if member.killed_by and near.evidence(n).run >= RUN:
            for id_ in member.killed_by:
                found.setdefault(id_, Carried(id_, 0, "passages"))
    if relation in DERIVED - _VERSIONS:
        for parent in (desk.members[id_] for id_ in parents):
            inherited = (id_ for id_ in parent.carries if active[id_].taken.kind == "kill")
            for id_ in (*parent.killed_by, *inherited):
                found.setdefault(id_, Carried(id_, 0, "derived"))
    if not found:
        return ()
    return tuple(
        one
        for id_, one in sorted(found.items())
        if not active[id_].is_of(prepared.article.document_id) and not kind_of(prepared.article)
    )


def _enough(gone: Collection[int]) -> int:
    """How many sentences make a carrier."""
    return 1 if len(gone) <= _FEW else 2


def _sharing(
    article: Article, removed: tuple[str, ...], desk: "Desk"
) -> list[tuple["Member", int]]:
    """Members that share words with what was removed, and the longest run of them."""
    bare = replace(article, title="", paragraphs=removed, names=(), quotes=())
    found = desk.window.sharing(fingerprint(bare).passages)
    members = map(desk.window.item, found.numbers.tolist())
    return sorted(zip(members, found.runs.tolist(), strict=True), key=lambda pair: pair[0].seq)


def _nearest(target: "Member", desk: "Desk") -> list[tuple["Member", int]]:
    """The articles that have most of the target's heaviest words, wherever they stand."""
    if target.place < 0:
        return []
    numbers = desk.window.telling(desk.window.vectors.vector(target.row), _NEAREST)
    return [(desk.window.item(number), 0) for number in numbers]


def _descend(target: "Member", story: Sequence["Member"], listed: dict[str, Carried]) -> None:
    """List what was derived from the target, from the same text under another name, and so on."""
    same = {target.article_id, *listed}
    if target.facts.relation in _SAME:
        same |= {*target.facts.parents}
    for member in story:  # parents come before those derived from them
        is_derived = member.facts.relation in DERIVED - _VERSIONS
        if is_derived and not same.isdisjoint(member.facts.parents):
            same.add(member.article_id)
    for id_ in (m.article_id for m in story if m.article_id in same):
        listed.setdefault(id_, Carried(id_, 0, "derived"))
