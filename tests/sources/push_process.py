"""A push server in a process of its own, to be killed; its inlet is a file that survives that."""

import asyncio
import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.wire import RawRecord, decode_item
from tests.sources.pushing import LIMIT, config, given

PORT = "port"
DURABLE = "durable.txt"


class OnDisk:
    """Writes the id of each record to a file, and returns when the disk has it."""

    pressed = False

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._dice = random.Random(7)

    async def accept(self, records: Sequence[RawRecord]) -> None:
        """Return when the records are on disk; a slow disk, and not always as slow."""
        await asyncio.sleep(self._dice.random() / 100)
        ids = "".join(f"{decode_item(record, LIMIT).id}\n" for record in records)
        os.write(self._file, ids.encode())
        await asyncio.to_thread(os.fsync, self._file)
        await asyncio.sleep(self._dice.random() / 100)


async def main(folder: Path) -> None:
    """Serve until killed; the port stands in a file."""
    around = given(folder)
    live = config(folder).open(around)
    running = asyncio.create_task(live.run(OnDisk(folder / DURABLE)))
    while not (address := getattr(live, "address", None)):  # noqa: ASYNC110 - it is no event
        await asyncio.sleep(0)
    (folder / "part").write_text(str(address[1]))
    (folder / "part").rename(folder / PORT)
    await running


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
