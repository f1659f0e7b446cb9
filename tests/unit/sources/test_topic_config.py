"""What the configuration of another team's topic may say."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from pipeline.errors import Misconfigured
from pipeline.sources.config import Surroundings
from pipeline.sources.state import State
from pipeline.sources.topic import KafkaTopic, TopicSource


@pytest.fixture
def given(tmp_path: Path) -> Surroundings:
    return Surroundings(State(tmp_path / "sources.db"), lambda: datetime.now(UTC), 1_000)


def opened(given: Surroundings, **said: object) -> TopicSource:
    return KafkaTopic.model_validate({"kind": "kafka", "topic": "theirs", **said}).open(given)


SASL = {
    "broker": "kafka.example:9093",
    "broker_security": "SASL_SSL",
    "broker_mechanism": "PLAIN",
    "broker_user": "storyfold",
}


def test_without_a_broker_the_topic_lies_on_our_own(
    given: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORYFOLD_BROKER", "ours:9092")
    monkeypatch.setenv("STORYFOLD_GROUP", "desk")
    source = opened(given)
    assert (source.settings.broker, source.group, source.name) == (
        "ours:9092",
        "desk.kafka",
        "kafka",
    )


def test_another_broker_takes_nothing_of_ours(
    given: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("SECURITY", "SASL_PLAINTEXT"), ("MECHANISM", "PLAIN"), ("USER", "me"),
                        ("PASSWORD", "geheim")):  # fmt: skip
        monkeypatch.setenv(f"STORYFOLD_BROKER_{name}", value)
    found = opened(given, broker="theirs:9092").settings
    assert (found.broker, found.broker_security, found.broker_user) == (
        "theirs:9092",
        "PLAINTEXT",
        None,
    )
    assert found.broker_password.get_secret_value() == ""


def test_a_password_is_named_and_shown_nowhere(
    given: Surroundings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("THEIR_PASSWORD", "geheim")
    source = opened(given, **SASL | {"broker_password_from": "THEIR_PASSWORD"})
    assert source.settings.broker_password.get_secret_value() == "geheim"
    assert "geheim" not in repr(source)
    monkeypatch.setattr("pipeline.sources.topic._SECRETS", tmp_path)
    (tmp_path / "their_password").write_text("aus der Datei\n", encoding="utf-8")
    source = opened(given, **SASL | {"broker_password_from": "their_password"})
    assert source.settings.broker_password.get_secret_value() == "aus der Datei"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            SASL | {"broker_password_from": "NO_SUCH"},
            "^source kafka: broker_password_from names NO_S",
        ),
        ({"broker_user": "me"}, "^source kafka: broker_user is set, and there is no broker beside"),
        ({"mapping": "none"}, "^mapping: there is no file "),
        ({"mapping": {"text": "a"}, "format": "html"}, "mapping goes with format json only"),
    ],
)
def test_what_does_not_fit_is_told_in_one_sentence(
    given: Surroundings, said: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Misconfigured, match=sentence) as raised:
        opened(given, **said)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "said",
    [
        {"broker_password": "geheim"},
        {"topic": "no topic"},
        {"start": "now"},
        {"mapping": {"words": "a"}},
        {"mapping": "../../etc/passwd"},
    ],
)
def test_what_cannot_be_is_refused(given: Surroundings, said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        opened(given, **said)


@pytest.mark.parametrize(
    ("timestamp", "year"),
    [(1_551_434_400_000, 2019), (1, 2000), (0, 2026), (-1, 2026), (2**62, 2026)],
)
def test_an_item_was_seen_when_it_came_onto_the_topic_or_now_where_that_is_no_time(
    tmp_path: Path, timestamp: int, year: int
) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    source = opened(Surroundings(State(tmp_path / "s.db"), lambda: now, 1_000))
    (record,) = source._records(SimpleNamespace(value=b'{"text": "x"}', timestamp=timestamp))
    assert record.seen_at.year == year


async def test_a_login_that_lacks_something_is_told_with_the_sources_name(
    given: Surroundings,
) -> None:
    assert await opened(given, **SASL).check() == [
        "source kafka: broker_password: is missing, and broker_security SASL_SSL needs it"
    ]
