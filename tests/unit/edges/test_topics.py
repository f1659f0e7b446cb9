"""What topics must be, and what is said of those of a cluster of several brokers."""

import pytest

from pipeline.settings import load_settings
from pipeline.topics import _doubts, _faults, _shape, topics

RIGHT = {
    "cleanup.policy": "delete",
    "max.message.bytes": "8388608",
    "retention.ms": "604800000",
    "retention.bytes": "-1",
    "min.insync.replicas": "2",
    "unclean.leader.election.enable": "false",
    "message.timestamp.type": "LogAppendTime",
}
RAW = topics(load_settings(replication=3))["raw"]


def test_with_three_replicas_two_must_be_in_sync() -> None:
    for topic in topics(load_settings(replication=3)).values():
        assert (topic.replication, topic.config["min.insync.replicas"]) == (3, "2")
    assert "min.insync.replicas" not in topics(load_settings(replication=2))["raw"].config


def test_a_topic_as_it_must_be_has_neither_faults_nor_doubts() -> None:
    assert [*_shape(RAW, 1, 3), *_faults(RAW, 3, RIGHT), *_doubts(RAW, 1, 3, RIGHT)] == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"min.insync.replicas": "1"}, "has min.insync.replicas=1 where it must be 2 at least"),
        ({"min.insync.replicas": "4"}, "=4 and 3 replicas, so nothing can be written"),
        ({"unclean.leader.election.enable": "true"}, "what is acknowledged may be lost"),
        ({"cleanup.policy": "compact,delete"}, "has cleanup.policy=compact,delete where it must"),
    ],
)
def test_what_loses_acknowledged_records_is_a_fault(changed: dict[str, str], said: str) -> None:
    (found,) = _faults(RAW, 3, {**RIGHT, **changed})
    assert said in found
    assert "on the broker" in found


def test_a_cluster_that_can_spare_no_broker_is_a_doubt() -> None:
    (found,) = _doubts(RAW, 1, 3, {**RIGHT, "min.insync.replicas": "3"})
    assert "one broker away stops the stream" in found
