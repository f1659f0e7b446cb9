"""What was answered 202 is there, whenever the process is killed."""

import asyncio
import itertools
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.sources.push_process import DURABLE, PORT
from tests.sources.pushing import HEADERS, config, until

ROOT = Path(__file__).parents[2]
SENDERS = 8


async def _send(url: str, sender: int, answered: list[str], refused: list[int]) -> None:
    """Send one request after the other until the server is gone."""
    async with aiohttp.ClientSession(headers=HEADERS) as client:
        for number in itertools.count():
            ids = [f"{sender}-{number}-{n}" for n in range(1 + number % 3)]
            rows = [{"id": one, "text": f"Text {one}."} for one in ids]
            try:
                async with client.post(f"{url}/articles", json=rows) as answer:
                    said = await answer.json()
            except (aiohttp.ClientError, OSError):
                return
            if answer.status == 202:
                assert said["ids"] == ids
                answered += ids
            else:
                refused.append(answer.status)


@pytest.mark.parametrize("after", [1, 60, 150])
async def test_what_was_answered_survives_a_killed_process(tmp_path: Path, after: int) -> None:
    config(tmp_path)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.sources.push_process", str(tmp_path), cwd=ROOT
    )
    answered: list[str] = []
    refused: list[int] = []
    try:
        await until(lambda: (tmp_path / PORT).exists() or process.returncode is not None, 0.02)
        url = f"http://127.0.0.1:{(tmp_path / PORT).read_text()}"
        sending = [
            asyncio.create_task(_send(url, sender, answered, refused)) for sender in range(SENDERS)
        ]
        await until(lambda: len(answered) >= after)
    finally:
        process.kill()
        await process.wait()
    await asyncio.gather(*sending)
    durable = (tmp_path / DURABLE).read_text().splitlines()
    assert set(answered) <= set(durable)
    assert len(answered) >= after
    assert refused == []
