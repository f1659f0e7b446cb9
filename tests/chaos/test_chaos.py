"""The short form of the chaos run, and the parts of which it is made."""

import random
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tests.chaos.feed import MANY, MAX_ITEM_BYTES, every, feed
from tests.chaos.run import Plan, chaos
from tests.chaos.schedule import KINDS, schedule
from tests.chaos.watching import GROWTH_MB, Sample, quantile, verdict
from tests.services import free_port
from tests.services.cluster import BROKERS, find_cluster
from tests.services.postgres import Postgres
from tests.services.proxy import HOST, Proxies

SHORT = Plan(articles=1_200, seed=3, seconds=40, every_s=4, outage_s=8, workers=2)


@pytest.mark.broker
@pytest.mark.database
@pytest.mark.shared
def test_every_promise_is_kept_while_everything_breaks(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, tmp_path: Path
) -> None:
    told: list[str] = []
    with find_cluster(tmp_path_factory, SHORT.workers).opened() as cluster:
        outcome = chaos(cluster, postgres, tmp_path, SHORT, told.append)
    assert outcome.wrong == [], "\n".join(told)
    assert outcome.figures["articles"] >= SHORT.articles
    assert sum(outcome.figures[kind] for kind in KINDS) >= 8


def test_a_seed_gives_one_schedule_with_every_kind_in_it() -> None:
    def drawn(seed: int) -> list[str]:
        return [str(one) for one in schedule(seed, 300, 4, BROKERS, every_s=6)]

    assert drawn(5) == drawn(5)
    assert drawn(5) != drawn(6)
    assert {one.kind for one in schedule(5, 300, 4, BROKERS, every_s=6)} == KINDS.keys()


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_broken_twice_at_once_and_one_broker_at_most(seed: int) -> None:
    until: dict[tuple[str, int], float] = {}
    for one in schedule(seed, 300, 4, BROKERS, every_s=3):
        place = one.target, one.number if one.target == "worker" else 0
        assert one.at_s >= until.get(place, 0.0)
        until[place] = one.at_s + one.lasts_s


@pytest.mark.shared
def test_a_feed_has_duplicates_disorder_and_poison_of_every_kind() -> None:
    lines = feed(2_000, seed=1)
    assert lines == feed(2_000, seed=1)
    good = [line.id for line in lines if not line.reason]
    assert len(set(good)) == 2_000
    assert 50 < len(good) - 2_000 < 150
    written = [row["id"] for row in islice(every(random.Random(1)), 2_000)]
    assert sorted(set(good)) == sorted(written)
    assert list(dict.fromkeys(good)) != written
    reasons = Counter(line.reason for line in lines if line.reason)
    kinds = {"not_json", "bad_utf8", "wrong_type", "too_large", "nul_byte", "bad_date", MANY}
    assert reasons.keys() == kinds
    assert reasons.total() == 20
    assert all((len(line.data) > MAX_ITEM_BYTES) == (line.reason == "too_large") for line in lines)
    assert len({line.value for line in lines}) == 2_000 + 20


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that sends back what it is sent."""
    with socket.create_server((HOST, 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        def answer(connection: socket.socket) -> None:
            with connection:
                while data := connection.recv(100):
                    connection.sendall(data)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_a_proxy_passes_holds_deafens_and_cuts(echo: int) -> None:
    port = free_port()
    with Proxies() as proxies:
        proxy = proxies.open(port, echo)
        with socket.create_connection((HOST, port), timeout=5) as client:
            client.sendall(b"one")
            assert client.recv(10) == b"one"
            proxies.behave(proxy, "hold")
            client.sendall(b"two")
            client.settimeout(0.3)
            with pytest.raises(TimeoutError):
                client.recv(10)
            client.settimeout(5)
            proxies.behave(proxy, "pass")
            assert client.recv(10) == b"two"
            proxies.behave(proxy, "deafen")
            client.sendall(b"three")
            client.settimeout(0.3)
            with pytest.raises(TimeoutError):
                client.recv(10)
            client.settimeout(5)
            proxies.behave(proxy, "pass")
            assert is_broken(client)
        proxies.behave(proxy, "cut")
        with socket.create_connection((HOST, port), timeout=5) as client:
            assert is_broken(client)


def is_broken(client: socket.socket) -> bool:
    """Whether nothing more comes on a connection."""
    try:
        return client.recv(10) == b""
    except ConnectionResetError:
        return True


def test_a_quantile_is_the_bound_of_its_bucket() -> None:
    counts = {0.1: 50.0, 1.0: 98.0, 5.0: 100.0}
    assert quantile(counts, 0.5) == 0.1
    assert quantile(counts, 0.99) == 5.0
    assert str(quantile({}, 0.5)) == "nan"


@pytest.mark.parametrize(
    ("growth_mb", "desk", "flat"), [(0, 0, True), (40, 0, False), (40, 6_000, True)]
)
def test_memory_is_flat_if_the_desk_explains_its_growth(
    growth_mb: float, desk: float, flat: bool
) -> None:
    samples = [
        Sample(5.0 * n, 0, 1, 200 + growth_mb * n / 720, 30, 9, 0, desk * n / 720, 0.1, 0.2)
        for n in range(720)
    ]
    wrong, figures = verdict(samples)
    assert (not wrong) == flat
    assert growth_mb < GROWTH_MB or flat or "memory beyond the desk" in wrong[0]
    assert len(figures) == 1
