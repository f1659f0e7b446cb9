"""A Kafka cluster of three brokers, with addresses of its own for each of its clients."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.services import free_ports, unavailable
from tests.services.kafka import (
    WHAT,
    Kafka,
    cluster_id,
    find_java,
    java_process,
    settings,
)
from tests.services.lifecycle import START_TIMEOUT_S, StartError, poll

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Self

    from tests.services import Folders

BROKERS: Final = 3
REPLICATED: Final = {
    "min.insync.replicas": "2",
    "default.replication.factor": "3",
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "share.coordinator.state.topic.replication.factor": "3",
    "share.coordinator.state.topic.min.isr": "2",
}


@dataclass(slots=True)
class Cluster:
    """Brokers that replicate each other; one of three may be away and all goes on.

    ``bootstrap`` is the way of those who are never disturbed. On every broker each client beside
    them has a listener, at ``inner[client][broker]``, which says of itself that it is at
    ``outer[client][broker]``: a proxy belongs there.
    """

    brokers: Sequence[Kafka]
    bootstrap: str
    inner: Sequence[Sequence[int]]
    outer: Sequence[Sequence[int]]

    @contextlib.contextmanager
    def opened(self) -> Iterator[Self]:
        """Have it up for the length of a block."""
        try:
            for broker in self.brokers:  # none is ready before two are there
                broker.controls.start()  # type: ignore[union-attr]
            if not poll(self.ready, within_s=2 * START_TIMEOUT_S, alive=lambda: True):
                tails = [one.controls.log_tail() for one in self.brokers if one.controls]
                raise StartError("\n".join(["the Kafka cluster did not come up", *tails]))
            yield self
        finally:
            for broker in self.brokers:
                broker.controls.close()  # type: ignore[union-attr]

    def ready(self) -> bool:
        """Say whether every broker takes requests."""
        return all(broker.ready() for broker in self.brokers)


def find_cluster(folders: Folders, clients: int) -> Cluster:
    """Brokers run by this machine's Java, with a listener for each client; not started yet."""
    java = find_java()
    if java is None:
        unavailable(f"{WHAT} cluster", "install Java 17+ and Maven")
    one_id = cluster_id()
    taken = free_ports(2 * BROKERS * (clients + 1))
    direct, controllers, ports = taken[:BROKERS], taken[BROKERS : 2 * BROKERS], taken[2 * BROKERS :]
    inner = [ports[n * BROKERS : (n + 1) * BROKERS] for n in range(clients)]
    outer = [ports[n * BROKERS : (n + 1) * BROKERS] for n in range(clients, 2 * clients)]
    brokers = []
    for n in range(BROKERS):
        folder = folders.mktemp("broker")
        values = settings(
            bind="127.0.0.1",
            advertised=f"127.0.0.1:{direct[n]}",
            port=direct[n],
            controller_port=controllers[n],
            data=str(folder / "data"),
        )
        values |= {
            **REPLICATED,
            "node.id": str(n + 1),
            "controller.quorum.voters": ",".join(
                f"{k}@127.0.0.1:{port}" for k, port in enumerate(controllers, 1)
            ),
        }
        for client in range(clients):
            name = f"CLIENT{client}"
            values["listeners"] += f",{name}://127.0.0.1:{inner[client][n]}"
            values["advertised.listeners"] += f",{name}://127.0.0.1:{outer[client][n]}"
            values["listener.security.protocol.map"] += f",{name}:PLAINTEXT"
        process = java_process(java, folder, values, cluster=one_id)
        brokers.append(Kafka(controls=process, bootstrap=f"127.0.0.1:{direct[n]}"))
    return Cluster(brokers, ",".join(f"127.0.0.1:{port}" for port in direct), inner, outer)
