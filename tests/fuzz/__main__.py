"""A long run: every finding is printed with the seed that makes it again."""

import argparse
import collections
import time
import traceback
from random import Random

from pipeline.settings import load_agencies
from tests.fuzz.corpus import pages, texts
from tests.fuzz.judge import TookTooLong, judge, peak_bytes
from tests.fuzz.mutate import mutated
from tests.unit.build import item


def main() -> int:
    """Run for a time; the exit code is 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="make one input again")
    said = parser.parse_args()
    agencies, corpora = load_agencies(), (texts(), pages())
    ends = time.monotonic() + 60 * said.minutes
    outcomes: collections.Counter[str] = collections.Counter()
    slowest, found, number = (0.0, -1), 0, said.only if said.only is not None else said.seed
    while time.monotonic() < ends:
        dice = Random(number)
        as_page = dice.random() < 0.5
        data = mutated(corpora[as_page], dice)
        raw = item("", html=data) if as_page else item(data)
        try:
            verdict = judge(raw, agencies)
            outcomes[verdict.reason or f"{min(len(verdict.articles), 3)} articles"] += 1
            slowest = max(slowest, (verdict.seconds, number))
        except (Exception, TookTooLong):  # every finding is told, and the run goes on
            found += 1
            print(f"seed {number}, {'page' if as_page else 'text'} of {len(data)} characters:")
            traceback.print_exc(limit=-4)
        if said.only is not None:
            break
        number += 1
    print(
        f"{sum(outcomes.values())} inputs passed, {found} failed; {dict(outcomes)}; slowest "
        f"{slowest[0]:.1f} s (seed {slowest[1]}); peak memory {peak_bytes() / 1e6:.0f} MB"
    )
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
