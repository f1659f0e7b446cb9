"""``python -m tests.chaos [ARTICLES] [--seed N] [--minutes M]``: the pipeline while everything breaks.

Workers on a cluster of three brokers and a real PostgreSQL are fed real articles, while a schedule drawn
by the seed kills, freezes, removes and cuts off workers, restarts brokers and stops the database. At
the end every record must be in one place and every story as in a run that nothing disturbed. The exit
status says whether that is so. A day's schedule can be had again by its seed; what runs on it is a
machine, so two runs of one seed are alike, not the same.
"""

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.run import Plan, chaos
from tests.services.cluster import find_cluster
from tests.services.postgres import find_postgres


class Folders:
    """New folders below one."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def mktemp(self, basename: str) -> Path:
        """A new folder whose name begins so."""
        return Path(tempfile.mkdtemp(prefix=f"{basename}-", dir=self._root))


def main() -> int:
    """Run and print; 0 if every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=100_000, metavar="ARTICLES")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=30, help="how long things break")
    parser.add_argument("--every", type=float, default=8, metavar="SECONDS", help="between faults")
    parser.add_argument(
        "--outage", type=float, default=180, metavar="SECONDS", help="of the database"
    )
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="for logs and databases")
    said = parser.parse_args()
    plan = Plan(said.articles, said.seed, said.minutes * 60, said.every, said.outage, said.workers)
    with ExitStack() as stack:
        root = said.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        root.mkdir(parents=True, exist_ok=True)
        folders = Folders(root)
        cluster = stack.enter_context(find_cluster(folders, plan.workers).opened())
        postgres = stack.enter_context(find_postgres(folders, stack).opened())
        outcome = chaos(cluster, postgres, folders.mktemp("run"), plan, say)
    for name, count in sorted(outcome.figures.items()):
        print(f"{count:>10,}  {name}")
    for sentence in outcome.wrong:
        print(f"WRONG: {sentence}")
    print("every promise was kept" if not outcome.wrong else "promises were broken")
    return 1 if outcome.wrong else 0


def say(line: str) -> None:
    """Print a line at once: a run takes minutes."""
    print(line, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
