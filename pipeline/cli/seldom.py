"""A log that can be read while a service is away for hours."""

import logging
import time
from collections.abc import Callable

_LIBRARIES = ("aiokafka", "faust", "mode")
_MOST_KEYS = 500


class Seldom(logging.Filter):
    """Lets a warning or an error through once a minute, and then says how many were held back.

    Ours are the same if their words are; those of libraries, which name ids and ports, if they come
    from the same line of code. What is critical, or has a traceback, always goes through.
    """

    def __init__(self, every_s: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._every_s = every_s
        self._clock = clock
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is to be written."""
        if not logging.WARNING <= record.levelno < logging.CRITICAL or record.exc_info:
            return True
        library = record.name.partition(".")[0] in _LIBRARIES
        key = record.name, str(record.msg) if library else record.getMessage()
        now = self._clock()
        last, held = self._said.get(key, (-self._every_s, 0))
        if now - last < self._every_s:
            self._said[key] = last, held + 1
            return False
        if len(self._said) >= _MOST_KEYS:
            self._said.clear()
        self._said[key] = now, 0
        if held:
            record.msg = f"{record.getMessage()} ({held} more like it since the last)"
            record.args = ()
        return True
