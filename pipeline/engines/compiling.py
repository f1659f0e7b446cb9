"""Compiles the inner loops before work begins.

Numba compiles a function when it is first called and keeps what it made (see ``compiled``). On a new
machine that takes some ten seconds: a worker that met them in the middle of a batch would be thrown
out of its group, and a person would wait without being told for what.
"""

import gc
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from pipeline.cluster.desk import Desk
from pipeline.cluster.rules import Rules
from pipeline.errors import Rejected
from pipeline.fingerprint.passages import compare
from pipeline.fingerprint.terms import DocumentFrequencies
from pipeline.flow import settle
from pipeline.model import Prepared
from pipeline.wire import RawRecord

_PATIENCE = 1.5
"""Seconds before somebody is told; what is compiled already takes less."""
_AT = datetime(2026, 1, 1, tzinfo=UTC)
_TEXTS = (
    "QUAY, Jan 1 (Reuters) - The harbour of Quay Town was closed on Monday, Mayor Ann Rivers said. "
    "“It will be open again before the week is over,” she told us. 港口已经关闭。\n"
    "Nobody was hurt when the crane fell on the old lighthouse by the quay, and no ship was hit.",
    "Ann Rivers, the mayor of Quay Town, said the harbour would open again.\nNobody was hurt when the "
    "crane fell on the old lighthouse by the quay, and no ship was hit. The crane fell on Monday.",
)


def compile_ahead(
    prepare: Callable[[list[RawRecord]], Iterable[tuple[Prepared, ...] | Rejected]],
    rules: Rules,
    say: Callable[[str], None],
) -> None:
    """Run two small articles through all stages; ``say`` is told if that takes long."""
    notice = threading.Timer(
        _PATIENCE, say, ["compiling the inner loops, once on this machine: about half a minute"]
    )
    notice.start()
    try:
        values = [text.encode() for text in _TEXTS for _ in "ab"]
        records = [
            RawRecord(value, "text", f"{n}.txt", f"{n}", _AT, len(value))
            for n, value in enumerate(values)
        ]
        found = [one for each in prepare(records) if not isinstance(each, Rejected) for one in each]
        desk = Desk("en", DocumentFrequencies(1_000), rules)
        for one in found:
            settle(one, desk)
        compare(found[0].fingerprint.passages, found[-1].fingerprint.passages)
    finally:
        notice.cancel()
    gc.collect()
    gc.freeze()  # modules and tables stay: looking through them again and again took a tenth of the time
