"""``python -m tests.quality.relations``: what the code tells of 217 labelled pairs; a minute.

Each pair stands alone: a on a fresh desk, then b. ``--wrong`` lists the pairs told wrong.
"""

import sys
from collections.abc import Sequence

from pipeline.cluster.kinds import CONFIDENCE
from tests.quality.relations.measured import (
    BLIND,
    HALVES,
    RELATIONS,
    Told,
    confusion,
    kappa,
    macro,
    scores,
    told,
)


def main() -> None:
    """Measure and print."""
    same, n, agreement = kappa()
    say(f"## Labels: two passes agree on {same} of {n} pairs, kappa {agreement:.2f}")
    everything = told()
    pairs = [pair for pair in everything if pair.half != BLIND]
    for name in ("all", *HALVES):
        part = [pair for pair in pairs if name in ("all", pair.half)]
        say(f"\n## {name}: {len(part)} pairs, macro-F1 {macro(part):.3f}\n")
        table(part)
    blind = [pair for pair in everything if pair.half == BLIND]
    right = sum(pair.label == pair.relation for pair in blind)
    say(f"\n## blind: {right} of {len(blind)} right\n")
    table(blind)
    say("\n## Confidence\n")
    for relation in RELATIONS:
        answered = [pair for pair in pairs if pair.relation == relation]
        right = sum(pair.label == relation for pair in answered)
        share = right / len(answered)
        say(
            f"{relation:12} {right:3} of {len(answered):3} {share:.2f}, {CONFIDENCE[relation]} told"
        )
    directions(pairs)
    if "--wrong" in sys.argv:
        say("\n## Told wrong\n")
        for pair in everything:
            if pair.label != pair.relation:
                say(f"{pair.label:12} {pair.relation:12} {pair.a} {pair.b} {pair.evidence}")


def table(pairs: Sequence[Told]) -> None:
    """Answers to each label, and the figures of each relation."""
    counts, found = confusion(pairs), scores(pairs)
    heads = "".join(f"{relation[:11]:>12}" for relation in RELATIONS)
    say(f"{'label':12}{heads}      P     R    F1")
    for relation in RELATIONS:
        row = "".join(f"{counts[relation, answer]:12}" for answer in RELATIONS)
        score = found[relation]
        say(f"{relation:12}{row}   {score.precision:.2f}  {score.recall:.2f}  {score.f1:.2f}")


def directions(pairs: Sequence[Told]) -> None:
    """How often the desk takes b for the source, which the labels put behind a."""
    tied = [pair for pair in pairs if pair.label != "independent"]
    turned = [pair for pair in tied if pair.is_turned]
    kept = sum(pair.settled == pair.label for pair in turned)
    say(
        f"\n## Direction: {len(turned)} of {len(tied)} tied pairs are turned, {kept} told the same\n"
    )
    for pair in turned:
        say(f"{pair.direction:.2f} {pair.label:12} {pair.settled:12} {pair.a} {pair.b}")


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
