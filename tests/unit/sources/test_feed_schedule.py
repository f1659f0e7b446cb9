"""When feeds are looked at: within limits, adapted, spread, and fair to every host."""

import random
import statistics
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.feeds import schedule
from pipeline.sources.feeds.due import Due, Slot
from pipeline.sources.feeds.schedule import Limits

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEWS = Limits(300.0, 10_800.0)
seconds = st.floats(0, 1e7)
limits = st.tuples(st.floats(1, 1e5), st.floats(1, 1e5)).map(lambda two: Limits(min(two), max(two)))
chances = st.floats(0, 1, exclude_max=True)


@given(seconds, limits, st.booleans(), st.booleans())
def test_a_pause_stays_within_the_limits_and_moves_the_right_way(
    pause: float, within: Limits, found: bool, missed: bool
) -> None:
    after = schedule.adapted(pause, within, found=found, missed=missed)
    assert within.least_s <= after <= within.most_s
    if missed:
        assert after == within.least_s
    elif within.least_s <= pause <= within.most_s:
        assert after <= pause if found else after >= pause


@given(seconds, seconds, limits, chances)
def test_jitter_keeps_to_what_was_asked_for_and_to_the_limits(
    pause: float, asked: float, within: Limits, chance: float
) -> None:
    spread = schedule.spread(pause, asked, within, chance)
    assert within.least_s <= spread <= within.most_s
    assert spread >= min(asked, within.most_s)
    wanted = max(within.clamp(pause), within.clamp(asked))
    assert abs(spread - wanted) <= 0.1001 * wanted


@given(seconds, st.integers(1, 10_000), st.none() | st.floats(0, 604_800), limits, chances)
def test_the_pause_after_a_failure_is_as_long_as_the_server_asks_and_ends(
    pause: float, failures: int, asked: float | None, within: Limits, chance: float
) -> None:
    after = schedule.backed_off(pause, failures, asked, within, chance)
    assert after >= (asked or 0)
    assert within.least_s <= after <= max(within.most_s, asked or 0)
    more = schedule.backed_off(pause, failures + 1, asked, within, chance)
    assert more >= after or more == pytest.approx(after, rel=0.11)


def test_failures_double_the_pause_until_the_longest() -> None:
    pauses = [schedule.backed_off(300, n, None, NEWS, 0.5) for n in range(1, 8)]
    assert pauses[:5] == pytest.approx([600, 1_200, 2_400, 4_800, 9_600], rel=0.06)
    assert min(pauses[5:]) > 9_700


@pytest.mark.parametrize("every_s", [900, 3_600, 7_200])
def test_about_a_third_of_the_looks_find_something(every_s: int) -> None:
    dice, pause, at, news_at = random.Random(1), schedule.first(NEWS), 0.0, 0.0
    found: list[bool] = []
    ages: list[float] = []
    while len(found) < 20_000:
        at += schedule.spread(pause, 0, NEWS, dice.random())
        found.append(news_at <= at)
        while news_at <= at:
            ages.append(at - news_at)
            news_at += dice.expovariate(1 / every_s)
        pause = schedule.adapted(pause, NEWS, found=found[-1])
    assert 0.25 < statistics.mean(found) < 0.45
    assert statistics.mean(ages) < max(0.35 * every_s, 200)


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({}, 0), ({"Cache-Control": "max-age=600"}, 600), ({"Cache-Control": 'public, Max-Age="60"'}, 60),
        ({"Cache-Control": "max-age=600", "Age": "100"}, 500), ({"Cache-Control": "max-age=60", "Age": "100"}, 0),
        ({"Cache-Control": "no-cache, max-age=600"}, 0), ({"Cache-Control": "s-maxage=600"}, 0),
        ({"Cache-Control": "max-age=soon"}, 0), ({"Expires": "0"}, 0), ({"Expires": "never"}, 0),
        ({"Expires": format_datetime(NOW + timedelta(hours=1), usegmt=True)}, 3_600),
        ({"Expires": format_datetime(NOW - timedelta(hours=1), usegmt=True)}, 0),
        ({"Cache-Control": "max-age=5", "Expires": format_datetime(NOW + timedelta(hours=1))}, 5),
    ],
)  # fmt: skip
def test_headers_say_how_long_an_answer_is_fresh(headers: dict[str, str], fresh: float) -> None:
    assert schedule.fresh_s(headers, NOW) == fresh


@given(st.text(max_size=50), st.text(max_size=20), st.text(max_size=40))
def test_any_headers_give_some_time(control: str, age: str, expires: str) -> None:
    headers = {"Cache-Control": control, "Age": age, "Expires": expires}
    assert schedule.fresh_s(headers, NOW) >= 0


def test_no_host_has_more_than_its_share_and_all_have_their_turn() -> None:
    due = Due(per_host=2)
    for number in range(6):
        due.add(Slot(f"slow{number}", "slow"), number)
    due.add(Slot("quick", "quick"), 9)
    taken = [slot.url for _ in range(9) if (slot := due.take(10))]
    assert taken == ["slow0", "slow1", "quick"]
    order = []
    for _ in range(4):
        due.done("slow", 10)
        slot = due.take(10)
        assert slot
        order.append(slot.url)
    assert order == ["slow2", "slow3", "slow4", "slow5"]
    assert due.next_at() is None


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 50)), max_size=40),
    st.integers(1, 3),
    st.data(),
)
def test_every_feed_is_taken_once_and_none_before_its_time(
    feeds: list[tuple[str, int]], per_host: int, data: st.DataObject
) -> None:
    due = Due(per_host)
    for number, (host, at) in enumerate(feeds):
        due.add(Slot(f"{number}", host), at)
    active: list[Slot] = []
    taken: list[str] = []
    for now in range(51 + 2 * len(feeds)):
        while slot := due.take(now):
            assert feeds[int(slot.url)][1] <= now
            active.append(slot)
            taken.append(slot.url)
            assert sum(a.host == slot.host for a in active) <= per_host
        if active:
            due.done(active.pop(data.draw(st.integers(0, len(active) - 1))).host, now)
    assert sorted(map(int, taken)) == list(range(len(feeds)))
