"""What repeats itself in the log is written once a minute."""

import logging

from pipeline.cli.seldom import Seldom


def record(
    name: str = "pipeline.x", message: str = "%s waits", *args: object, level: int = logging.WARNING
) -> logging.LogRecord:
    """A record as a logger makes it."""
    return logging.LogRecord(name, level, __file__, 1, message, args or ("prepare",), None)


def test_the_same_words_pass_once_a_minute_and_then_say_how_many_were_held_back() -> None:
    now = 0.0
    seldom = Seldom(60.0, lambda: now)
    assert seldom.filter(record())
    now = 30.0
    assert not seldom.filter(record())
    now = 59.0
    assert not seldom.filter(record())
    now = 60.0
    again = record()
    assert seldom.filter(again)
    assert again.getMessage() == "prepare waits (2 more like it since the last)"


def test_our_own_lines_differ_by_their_words_and_a_librarys_by_where_they_come_from() -> None:
    seldom = Seldom()
    assert seldom.filter(record("pipeline.x", "%s waits", "prepare"))
    assert seldom.filter(record("pipeline.x", "%s waits", "settle"))
    assert seldom.filter(record("aiokafka.conn", "node %s is away", 1))
    assert not seldom.filter(record("aiokafka.conn", "node %s is away", 2))


def test_what_informs_or_is_critical_always_passes() -> None:
    seldom = Seldom()
    for level in (logging.DEBUG, logging.INFO, logging.CRITICAL):
        assert all(seldom.filter(record(level=level)) for _ in range(3))
