"""A short run over every kind of broken file; the long one is a command (see the package)."""

from random import Random

import pytest

from pipeline.normalize.attribution.agencies import Agencies
from tests.fuzz.corpus import pages, texts
from tests.fuzz.judge import judge, peak_bytes
from tests.fuzz.mutate import mutated
from tests.unit.build import item

MOST_BYTES = 1_500_000_000


@pytest.mark.parametrize("seed", range(60))
def test_a_broken_text_is_articles_or_rejected_in_bounded_time(
    seed: int, agencies: Agencies
) -> None:
    judge(item(mutated(texts(), Random(seed))), agencies)
    assert peak_bytes() < MOST_BYTES


@pytest.mark.parametrize("seed", range(60))
def test_a_broken_page_is_articles_or_rejected_in_bounded_time(
    seed: int, agencies: Agencies
) -> None:
    judge(item("", html=mutated(pages(), Random(1_000_000 + seed))), agencies)
    assert peak_bytes() < MOST_BYTES
