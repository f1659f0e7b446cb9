"""What ``explain`` tells: why an article lies in its story, what came next, and what ties it to others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from pipeline.cluster.mix import MixedEvidence
from pipeline.fingerprint.passages import compare
from pipeline.fingerprint.words import word_hashes
from pipeline.model import Decision, Evidence, Tie
from pipeline.show import escape, plain, terminal
from pipeline.store import History, Store

_SHOWN = 5
"""Shared runs that are shown of a pair, the longest; the JSON has all of them."""
_SPAN_CHARS = 400
_LEAST = 0.005
"""Parts of an affinity that would be shown as nothing are left out."""


def explain(store: Store, id_: str) -> list[dict[str, Any]]:
    """All that is known of why each article of an id lies where it lies; the names are a contract."""
    return [_explained(store, one) for one in store.histories([id_])]


def show(found: Mapping[str, Any]) -> None:
    """One article for a person: story, ties, what came later, and the text it shares."""
    console = terminal()
    decision, now = found["decision"], found["now"]
    console.print(f"[bold]{escape(found['title']) or '(no headline)'}[/]")
    console.print(f"[dim]{escape(found['id'])}, article {found['article_id']}[/]")
    console.print(escape(decision["why"]))
    tree = Tree(f"ties, where {decision['bar']:+.2f} is asked")
    for tie in found["ties"]:
        _branch(tree, tie)
    if not found["ties"]:
        tree.add("[dim]with no story[/]")
    console.print(tree)
    for change in found["later"]:
        console.print(f"later, {escape(change['by']['id'])}: {escape(_changed(change))}")
    console.print(f"now in story [bold]{now['story_id']}[/]: {escape(_related(found))}")
    for other in found["others"]:
        _pair(other)


def _branch(tree: Tree, tie: Mapping[str, Any]) -> None:
    """A tie: how far it is from the bar, and what its affinity with the nearest member is made of."""
    missing = tie["missing"]
    far = f"{missing:.2f} short of the bar" if missing >= 0 else f"{-missing:.2f} above the bar"
    name = "joined" if tie["chosen"] else "next"
    branch = tree.add(
        f"{name} [bold]{tie['story_id']}[/] {escape(tie['headline'])}\n"
        f"tie {tie['value']:+.2f}, {far}, {tie['probability']:.0%} likely"
        f"{_became(tie)}"
    )
    branch.add(
        f"mean of its members {tie['mean']:+.2f}, nearest {tie['highest']:+.2f}; "
        f"they among themselves {tie['within']:+.2f}"
    )
    parts = sorted(tie["parts"].items(), key=lambda part: -abs(part[1]))
    told = ", ".join(f"{value:+.2f} {name}" for name, value in parts if abs(value) >= _LEAST)
    summed = sum(tie["parts"].values())
    cut = f", cut from {summed:+.2f}" if abs(summed - tie["highest"]) > 2 * _LEAST else ""
    branch.add(f"with {escape(tie['nearest']['id'])}: {told}{cut}")


def _became(tie: Mapping[str, Any]) -> str:
    return f"; since taken over by {tie['replaced_by']}" if tie["replaced_by"] else ""


def _changed(change: Mapping[str, Any]) -> str:
    said = []
    if change["story_id"]:
        said.append(f"moved to story {change['story_id']}")
    if change["relation"]:
        said.append(f"turned out to be a {change['relation']}")
    return f"{' and '.join(said)}: {change['why']}"


def _related(found: Mapping[str, Any]) -> str:
    """What the article is to its parents, and how sure that is."""
    now, decision = found["now"], found["decision"]
    parents = ", ".join(one["id"] for one in found["others"] if one["is_parent"])
    said = f"{now['relation']} of {parents}" if parents else f"{now['relation']}"
    sure = next((c for c in reversed(found["later"]) if c["confidence"] is not None), decision)
    said += f", confidence {sure['confidence']:.2f}"
    return said + (f", direction {sure['direction']:.2f}" if parents else "")


def _pair(other: Mapping[str, Any]) -> None:
    """What the article and another one have in common, their text side by side."""
    console = terminal()
    evidence = other["evidence"]
    console.print()
    console.print(
        f"with [bold]{escape(other['id'])}[/] {escape(other['title'])}"
        + (" [cyan]its parent[/]" if other["is_parent"] else "")
    )
    if evidence:
        console.print(
            f"[dim]run {evidence['run']} words (prose {evidence['prose']}), "
            f"{evidence['contained']:.0%} of this stands there, "
            f"{evidence['containing']:.0%} of that here, cosine {evidence['cosine']:.2f}[/]"
        )
    for quote in other["quotations"]:
        console.print(f"[dim]both quote:[/] {escape(quote)}")
    if not other["spans"]:
        return
    table = Table("words", "this article", "that article", show_lines=True)
    spans = sorted(other["spans"], key=lambda span: -span["words"])
    for span in spans[:_SHOWN]:
        mark = " quoted" if span["quoted"] else ""
        sides = (_marked(span[side], span[f"{side}_quoted"]) for side in ("ours", "theirs"))
        table.add_row(f"{span['words']}{mark}", *sides)
    console.print(table)
    if len(spans) > _SHOWN:
        console.print(f"[dim]and {len(spans) - _SHOWN} shorter ones[/]")


def _marked(text: str, quoted: Sequence[tuple[int, int]]) -> Text:
    """A shared run, cut where it is long; what stands in a quotation is underlined."""
    shown = Text(plain(text.replace("\n", " ")))
    for first, end in quoted:
        shown.stylize("underline", first, end)
    shown.truncate(_SPAN_CHARS, overflow="ellipsis")
    return shown


def _explained(store: Store, one: History) -> dict[str, Any]:
    decision, row = one.decision, one.row
    evidence = {each.article_id: each for each in decision.evidence}
    asked = dict.fromkeys(
        (
            *row["parents"],
            *evidence,
            *(tie.nearest for tie in decision.ties if tie.nearest),
            *(change["by"] for change in one.later),
        )
    )
    known = {other.row["article_id"]: other for other in store.histories([*asked])}
    return {
        **_named(row),
        "now": {
            "story_id": row["story_id"],
            "relation": row["relation"],
            "parents": row["parents"],
        },
        "decision": _decision(decision),
        "ties": [_tie(store, tie, decision, known) for tie in decision.ties],
        "later": [_later(change, known) for change in one.later],
        "others": [
            _other(one, known[id_], evidence.get(id_), is_parent=id_ in row["parents"])
            for id_ in dict.fromkeys((*row["parents"], *evidence))
            if id_ in known
        ],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    """What was decided when the article came; later ones may have changed it."""
    return {
        "story_id": decision.story_id,
        "why": decision.why,
        "bar": decision.bar,
        "crowded": decision.crowded,
        "at": decision.at.isoformat(),
        "clock": decision.clock.isoformat(),
        "relation": decision.relation,
        "parents": [*decision.parents],
        "confidence": decision.confidence,
        "direction": decision.direction,
        "moves": [{"article_id": id_, "story_id": to} for id_, to in decision.moves],
        "revisions": [asdict(each) for each in decision.revisions],
    }


def _tie(
    store: Store, tie: Tie, decision: Decision, known: Mapping[str, History]
) -> dict[str, Any]:
    story = store.story(tie.story_id) or {"headline": "", "replaced_by": None}
    nearest = known.get(tie.nearest)
    return {
        "story_id": tie.story_id,
        "headline": story["headline"],
        "replaced_by": story["replaced_by"],
        "chosen": tie.story_id == decision.story_id,
        "value": tie.value,
        "missing": round(decision.bar - tie.value, 3),
        "probability": tie.probability,
        "mean": tie.mean,
        "highest": tie.highest,
        "within": tie.within,
        "nearest": _named(nearest.row)
        if nearest
        else {"id": tie.nearest, "article_id": tie.nearest},
        "parts": dict(tie.parts),
    }


def _later(change: Mapping[str, Any], known: Mapping[str, History]) -> dict[str, Any]:
    """A change that a later article brought about; sure by that article's decision."""
    by = known[change["by"]]
    sure = next((r for r in by.decision.revisions if r.article_id == change["article_id"]), None)
    return {
        "by": _named(by.row),
        "seq": change["seq"],
        "story_id": change["story_id"],
        "relation": change["relation"],
        "parents": change["parents"],
        "why": change["why"],
        "confidence": sure.confidence if sure else None,
        "direction": sure.direction if sure else None,
    }


def _other(
    one: History, other: History, evidence: Evidence | None, *, is_parent: bool
) -> dict[str, Any]:
    """What ties two articles, with the text that they share, as far as their fingerprints tell."""
    ours, theirs = ("\n".join(each.row["body"]["paragraphs"]) for each in (one, other))
    overlap = compare(one.prepared.fingerprint.passages, other.prepared.fingerprint.passages)
    return {
        **_named(other.row),
        "is_parent": is_parent,
        "evidence": _evidence(evidence) if evidence else None,
        "quotations": [*_both_quote(one, other)],
        "spans": [
            {
                "words": span.words,
                "quoted": span.quoted,
                "ours": ours[slice(*span.ours)],
                "theirs": theirs[slice(*span.theirs)],
                "ours_quoted": _quoted(one, *span.ours),
                "theirs_quoted": _quoted(other, *span.theirs),
            }
            for span in overlap.spans
        ],
    }


def _quoted(one: History, first: int, end: int) -> list[tuple[int, int]]:
    """Which characters of a run stand in quotations, as far as the fingerprint tells: from, to."""
    passages = one.prepared.fingerprint.passages
    found: list[tuple[int, int]] = []
    goes_on = False
    for n in np.flatnonzero((passages.starts >= first) & (passages.starts < end)).tolist():
        if passages.quoted[n]:
            start = int(passages.starts[n]) - first
            begun = found.pop()[0] if goes_on else start
            found.append((begun, start + int(passages.lengths[n])))
        goes_on = bool(passages.quoted[n])
    return found


def _evidence(evidence: Evidence) -> dict[str, Any]:
    """Evidence as a mapping; with what it is mixed of, where a model stands beside the terms."""
    names = [*Evidence.__dataclass_fields__]
    if isinstance(evidence, MixedEvidence):
        names += ["terms", "vector"]
    return {name: getattr(evidence, name) for name in names if name != "article_id"}


def _both_quote(one: History, other: History) -> Iterator[str]:
    """Quotations of an article that another one has too, whatever the quote marks."""
    theirs = {_words(quote["text"]) for quote in other.row["body"]["quotes"]}
    ours = {_words(quote["text"]): quote["text"] for quote in one.row["body"]["quotes"]}
    yield from (text for words, text in ours.items() if words in theirs)


def _words(text: str) -> bytes:
    return word_hashes(text).tobytes()


def _named(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: row[name] for name in ("id", "article_id", "title", "source")}
