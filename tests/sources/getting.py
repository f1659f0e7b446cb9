"""One GET of a local server."""

import pytest

from pipeline.sources.fetching import (
    Fetched,
    Fetcher,
    FetchFailed,
    Limits,
)
from tests.sources.site import (
    Site,
)

QUICK = Limits(most_packed_bytes=1_000_000, most_bytes=2_000_000, total_s=1.0, delay_s=0.0)


async def get(site: Site, path: str, limits: Limits = QUICK) -> Fetched:
    """One GET of a path of a local server."""
    async with Fetcher(limits, allow_private=True) as fetcher:
        return await fetcher.get(site.url(path))


async def failure(site: Site, path: str, limits: Limits = QUICK) -> FetchFailed:
    """What a GET fails with."""
    with pytest.raises(FetchFailed) as raised:
        await get(site, path, limits)
    return raised.value
