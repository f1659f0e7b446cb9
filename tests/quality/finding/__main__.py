"""``python -m tests.quality.finding``: who finds reuse, and at what precision; two minutes.

Three tables from one run over the same texts: labelled pairs of real syndication, reuse planted in
real news, and quotations against prose.
"""

import sys
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from tests.quality.finding import ours, planted, syndication
from tests.quality.finding.judged import Judged, Pair, Score
from tests.quality.finding.peers import PEERS
from tests.quality.finding.watch import Watch

_NO_SCORE = " | | "


def main() -> None:
    """Measure and print."""
    labelled = syndication.labelled()
    say(
        f"## Syndication: {len(labelled.reuse)} pairs of reuse, {len(labelled.strangers)} of none\n"
    )
    syndicated(labelled)
    made = planted.planted()
    say(
        f"\n## Planted: {planted.PAIRS} pairs a kind and as many strangers, {len(made.others)} others\n"
    )
    planted_reuse(made)
    say("\n## Quotations against prose: pairs that share nothing else\n")
    quoted(made)


def syndicated(labelled: Judged) -> None:
    """Precision, recall and F1 on the labelled pairs: the text as it was labelled, and the clean one."""
    say("| | raw text: P | R | F1 | clean text: P | R | F1 |")
    say("|---|--:|--:|--:|--:|--:|--:|")
    texts = {"raw": syndication.raw(), "clean": syndication.clean()}
    overlaps = [ours.compared(text.passages, labelled.pairs) for text in texts.values()]
    for rule in ours.RULES:
        cells = [in_full(labelled.score(ours.found(told, rule))) for told in overlaps]
        if rule == "prose":  # of raw text no quotation is known
            cells[0] = _NO_SCORE
        say(row(f"Storyfold, {rule}", *cells))
    window = syndication.desk().window
    told = ours.asked(window, lambda member: member.facts.id, syndication.prepared())
    say(row("Storyfold's desk, half", _NO_SCORE, in_full(labelled.score(ours.found(told, "half")))))
    for name, find in PEERS.items():
        scores = [labelled.score(find(text.documents)) for text in texts.values()]
        say(row(name, *map(in_full, scores)))


def planted_reuse(made: planted.Planted) -> None:
    """Recall of each kind, and the precision over all of them."""
    kinds = [kind for kind in made.pages if kind not in {planted.PROSE, planted.QUOTATION}]
    say(row("recall of", *kinds, "precision"))
    say(row("---", *["--:"] * (len(kinds) + 1)))
    watch = Watch(made.others)
    by_rule = {kind: watch.overlaps(made.pages[kind]) for kind in kinds}
    compared = {kind: made.compared(kind) for kind in kinds}
    for rule in ours.RULES:
        for name, told in (("compare", compared), ("window", by_rule)):
            found = {kind: ours.found(told[kind], rule) for kind in kinds}
            say(planted_row(f"Storyfold's {name}, {rule}", made, found))
    say(planted_row("Storyfold's terms", made, {k: watch.by_terms(made.pages[k]) for k in kinds}))
    for name, find in PEERS.items():
        all_found = find(made.documents(kinds))
        say(planted_row(name, made, dict.fromkeys(kinds, all_found)))
    everything = {both: shared for kind in kinds for both, shared in by_rule[kind].items()}
    for rule in ("passage", "any"):
        true, of = made.truth(ours.found(everything, rule), rule)
        say(
            f"\nOf {of} pairs that the window finds by {rule}, planted or not, {true / of:.4f} share it."
        )


def quoted(made: planted.Planted) -> None:
    """Which of the pairs share prose, as two fingerprints and as the window tell it."""
    say(
        "| share a run of | pairs | compare: found | told as prose | window: found | told as prose |"
    )
    say("|---|--:|--:|--:|--:|--:|")
    watch = Watch(made.others)
    for kind in (planted.QUOTATION, planted.PROSE):
        judged = made.judged[kind]
        cells = [
            f"{judged.score(ours.found(told, rule)).recall:.3f}"
            for told in (made.compared(kind), watch.overlaps(made.pages[kind]))
            for rule in ("passage", "prose")
        ]
        say(row(kind, str(len(judged.reuse)), *cells))


def planted_row(name: str, made: planted.Planted, found: Mapping[str, AbstractSet[Pair]]) -> str:
    """Recall of each kind, and precision over all."""
    scores = {kind: made.judged[kind].score(pairs) for kind, pairs in found.items()}
    total = Score(*(sum(getattr(s, n) for s in scores.values()) for n in ("found", "of", "wrong")))
    return row(
        name, *(f"{score.recall:.3f}" for score in scores.values()), f"{total.precision:.3f}"
    )


def in_full(score: Score) -> str:
    """Precision, recall and F1 as cells."""
    return f"{score.precision:.4f} | {score.recall:.4f} | {score.f1:.4f}"


def row(*cells: str) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


def say(line: str) -> None:
    """Write a line at once: the tables take minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
