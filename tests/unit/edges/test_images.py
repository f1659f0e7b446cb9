"""Images of desks: what is taken is found again, and nothing else is ever made of a file."""

import json
import logging
import os
import pickle
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.cluster.desk import Desk
from pipeline.cluster.owners import Owners, table_of
from pipeline.cluster.rules import Rules
from pipeline.engines import images as module
from pipeline.engines.images import Images
from pipeline.engines.settler import Settler
from pipeline.model import Prepared
from pipeline.settings import load_rules
from pipeline.store import Advance, Store, open_store
from pipeline.telemetry import Telemetry
from tests.contract import news
from tests.contract.test_store import state

RULES = replace(load_rules(), lifetime=news.SHORT)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """An image is due after twenty entries."""
    monkeypatch.setattr(module, "LEAST", 20)


@pytest.fixture(scope="module")
def articles() -> list[Prepared]:
    """Articles that open, join, merge and close stories."""
    return news.english(200, hours=2.0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with nothing in it."""
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


@pytest.fixture
def images(tmp_path: Path) -> Images:
    """Images in a folder that is not there yet."""
    return Images(tmp_path / "desks", RULES)


def lived(articles: list[Prepared]) -> Desk:
    """A desk with a story for every few articles."""
    desk = Desk("en", news.desk().frequencies, RULES)
    news.settle(articles, desk)
    return desk


def pictured(images: Images, articles: list[Prepared]) -> Desk:
    """A desk of which an image was taken."""
    images.take([Desk("en", news.desk().frequencies, RULES)], 0)
    desk = lived(articles)
    images.take([desk], 0)
    return desk


def file_of(tmp_path: Path) -> Path:
    """The only image there is."""
    (path,) = (tmp_path / "desks").iterdir()
    return path


def test_a_desk_comes_back_as_it_was_and_goes_on_as_it_would_have(
    images: Images, articles: list[Prepared]
) -> None:
    desk = pictured(images, articles[:120])
    back = images.find("en", 0)
    assert back is not None
    assert state(back) == state(desk)
    ours, theirs = (news.settle(articles[120:], one) for one in (back, desk))
    assert [one.events for one in ours] == [one.events for one in theirs]
    assert state(back) == state(desk)
    assert back.rules is RULES
    assert back.owners is RULES.owners


def test_an_image_is_taken_when_the_desk_has_gone_on_far_enough(
    images: Images, articles: list[Prepared], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SHARE", 0.5)
    desk, taken = Desk("en", news.desk().frequencies, RULES), []
    monkeypatch.setattr(images, "write", lambda desk, _: taken.append(desk.seq))
    images.take([desk], 0)
    for one in articles[:120]:
        news.settle([one], desk)
        images.take([desk], 0)
    assert taken[0] == 20
    assert all(later - earlier >= max(20, 0.4 * earlier) for earlier, later in pairwise(taken))
    assert len(taken) in {3, 4}


def test_only_its_owner_can_read_an_image(
    images: Images, articles: list[Prepared], tmp_path: Path
) -> None:
    pictured(images, articles[:40])
    assert file_of(tmp_path).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "desks").stat().st_mode & 0o777 == 0o700


def test_an_image_that_others_may_have_written_is_not_used(
    images: Images, articles: list[Prepared], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pictured(images, articles[:40])
    file_of(tmp_path).chmod(0o622)
    assert images.find("en", 0) is None
    assert "others may write to it" in caplog.text


@pytest.mark.parametrize(
    "rules",
    [
        replace(RULES, joining=replace(RULES.joining, bar=RULES.joining.bar + 1)),
        replace(RULES, lifetime=replace(RULES.lifetime, quiet=timedelta(hours=1))),
        replace(RULES, owners=Owners(table_of({"Reach": ["mirror.example"]}, {}))),
    ],
)
def test_an_image_of_other_rules_is_not_used(
    images: Images, articles: list[Prepared], tmp_path: Path, rules: Rules
) -> None:
    pictured(images, articles[:40])
    assert Images(tmp_path / "desks", RULES).find("en", 0) is not None
    assert Images(tmp_path / "desks", rules).find("en", 0) is None


def test_an_image_of_before_a_deletion_is_not_used_and_can_be_erased(
    images: Images, articles: list[Prepared], tmp_path: Path
) -> None:
    pictured(images, articles[:40])
    assert images.find("en", 1) is None
    images.erase_before(0)
    assert images.find("en", 0) is not None
    images.erase_before(1)
    assert [*(tmp_path / "desks").iterdir()] == []
    assert images.find("en", 0) is None


def test_a_damaged_image_is_not_used(
    images: Images, articles: list[Prepared], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pictured(images, articles[:40])
    path = file_of(tmp_path)
    whole = path.read_bytes()
    for damaged in (b"", whole[:100], whole[:-500], whole[:300] + b"\xff" * 50 + whole[350:]):
        path.write_bytes(damaged)
        caplog.clear()
        assert images.find("en", 0) is None
        assert "is of no use" in caplog.text


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("owned",)


@pytest.mark.parametrize("evil", [_Evil(), print, logging.getLogger("x"), Path("x")])
def test_nothing_but_a_desk_is_made_of_a_file(
    images: Images, articles: list[Prepared], tmp_path: Path, evil: object
) -> None:
    pictured(images, articles[:40])
    path = file_of(tmp_path)
    head = path.read_bytes().split(b"\n")[0]
    assert json.loads(head)["seq"] == 40
    path.write_bytes(head + b"\n" + pickle.dumps(evil))
    assert images.find("en", 0) is None
    assert not Path("owned").exists()


def test_a_disk_that_takes_nothing_costs_a_warning(
    articles: list[Prepared], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "desks").write_text("no folder")
    pictured(Images(tmp_path / "desks", RULES), articles[:40])
    assert "no image of desk en" in caplog.text


def test_a_settler_that_starts_again_goes_on_from_the_image(
    store: Store, articles: list[Prepared], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def settler() -> Settler:
        images = Images(tmp_path / "desks", RULES)
        return Settler(store, Telemetry(), RULES, lambda: news.SEEN, announce=True, images=images)

    def batches(stage: Settler, begin: int, end: int) -> None:
        for start in range(begin, end, 15):
            settled, _ = stage.settle(articles[start : start + 15])
            advance = Advance("s", 0, start or None, start + len(settled))
            stage.commit([advance], settled)

    stage = settler()
    batches(stage, 0, 90)
    assert file_of(tmp_path).is_file()
    monkeypatch.setattr(store, "load", lambda *_: pytest.fail("read back from the journal"))
    again = settler()
    batches(again, 90, 150)
    monkeypatch.undo()
    plain = Settler(store, Telemetry(), RULES, lambda: news.SEEN, announce=True)
    assert state(again.desk("en")) == state(plain.desk("en"))
