"""Every error Storyfold raises on purpose.

::

    StoryfoldError
    ├── Rejected            one item cannot be processed: one dead letter, the next goes on
    ├── Misconfigured       a setting is wrong; the message names it; the process exits with 2
    ├── Unavailable         a broker or a database does not answer; waited for, or exit 2 at start
    │   └── Newer           a newer Storyfold has written this; waited for until the upgrade
    └── Fenced              another worker has moved the position on; what is in memory is void
        └── Outdated        an article was taken out for good meanwhile; the work is done again

Anything else that is raised is a bug.
"""

from typing import Literal, get_args

Reason = Literal[
    "not_json",  # the row is not a JSON document
    "wrong_type",  # JSON, but not an object with the documented fields and types
    "unreadable",  # its source could make no item of it, and says why
    "no_text",  # nothing is left to read, before or after cleaning
    "nul_byte",  # U+0000 in the row
    "bad_utf8",  # bytes that are no UTF-8
    "bad_date",  # no date of this calendar, or outside the years that news can have
    "too_large",  # more bytes than `max_item_bytes`
    "bad_record",  # a record on an internal topic that this version cannot read
    "internal",  # a bug: the traceback is in the log
]
REASONS: tuple[Reason, ...] = get_args(Reason)

Stage = Literal["source", "prepare", "settle"]


class StoryfoldError(Exception):
    """Base of everything Storyfold raises on purpose."""


class Rejected(StoryfoldError):
    """One item cannot be processed, now or ever."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Misconfigured(StoryfoldError):
    """A setting is missing or wrong; the message names it and says what to do."""


class Unavailable(StoryfoldError):
    """A broker or database does not answer; the message names the setting that points there."""


class Newer(Unavailable):
    """A record of a version that only a newer Storyfold can read; the message says what to do."""


class Fenced(StoryfoldError):
    """The stored position is not the one this worker read: it no longer owns the partition."""


class Outdated(Fenced):
    """Work was done without knowing of a removal that is stored by now: do it again."""
