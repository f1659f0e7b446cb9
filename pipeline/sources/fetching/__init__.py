"""A safe asynchronous HTTP client for addresses that strangers wrote: GET, and nothing else.

::

    async with Fetcher(Limits(most_bytes=5_000_000)) as fetcher:
        answer = await fetcher.get("https://example.org/feed")

=============  ===========================================================================
``fetcher``    one GET with its redirects: caps, what may go to whom, errors in one shape
``addresses``  which addresses may be connected to; looked at when the socket is made
``bodies``     gzip, deflate and brotli, taken apart step by step under a cap
``hosts``      turns at a host: so many at once, a pause between, held after a 429
``robots``     robots.txt by RFC 9309, kept small
``urls``       what may be asked, and what goes along to where a redirect leads
``failing``    what can go wrong, and ``Retry-After``
=============  ===========================================================================
"""

from pipeline.sources.fetching.failing import FetchFailed, Reason, plain_url
from pipeline.sources.fetching.fetcher import Conditions, Fetched, Fetcher, Limits
from pipeline.sources.fetching.hosts import host_of_url

__all__ = [
    "Conditions",
    "FetchFailed",
    "Fetched",
    "Fetcher",
    "Limits",
    "Reason",
    "host_of_url",
    "plain_url",
]
