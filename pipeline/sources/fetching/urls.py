"""Which URLs may be asked, and what may go along from one to the next."""

from yarl import URL

from pipeline.sources.fetching.failing import FetchFailed, plain_url

_LONGEST_URL = 8_000


def checked(url: str | URL) -> URL:
    """A URL that may be asked. Raises FetchFailed (bad_url)."""
    try:
        parsed = URL(url.strip() if isinstance(url, str) else url)
        good = parsed.scheme in {"http", "https"} and bool(parsed.host) and parsed.port != 0
    except (ValueError, TypeError):
        good = False
    if not good or len(str(url)) > _LONGEST_URL:
        raise FetchFailed("bad_url", f"{plain_url(url)!r} is not an http or https URL")
    return parsed.with_fragment(None)


def onward(url: URL, location: str) -> URL:
    """Where a redirect leads; user and password go along only to who has them already."""
    try:
        target = checked(url.join(URL(location.strip())))
    except ValueError:
        shown = plain_url(location)
        raise FetchFailed("bad_url", f"{plain_url(url)} redirects to {shown!r}") from None
    target = bare(target)
    if url.user is not None and trusts(url, target):
        target = target.with_user(url.user).with_password(url.password)
    return target


def trusts(url: URL, target: URL) -> bool:
    """Whether what was meant for a URL may go on to another: one origin, or its turn to https."""
    if url.origin() == target.origin():
        return True
    upgraded = (url.scheme, target.scheme) == ("http", "https")
    default = url.is_default_port() and target.is_default_port()
    return upgraded and default and url.host == target.host


def bare(url: URL) -> URL:
    """A URL without user and password."""
    return url.with_user(None) if url.user is not None else url
