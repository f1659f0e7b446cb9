"""The probability of a tie is the share of such ties that are right."""

import numpy as np
import pytest

from pipeline.evaluation.replay import Replay
from pipeline.settings import load_rules
from tests.quality.labelled import labelled
from tests.quality.online import prepare_rows

SETS = ("threeway", "roundups", "subtopics")
APART = 0.1
"""Measured 2026-11-22 over steps of a fifth: the largest difference is .05."""


@pytest.mark.shared
def test_ties_are_as_often_right_as_they_say() -> None:
    told, right = [], []
    for name in SETS:
        rows = labelled(name)
        story = {row["id"]: row["story"] for row in rows}
        replay = Replay(load_rules())
        for one in prepare_rows(rows):
            desk = replay.desk(one.shard)
            before = {id_: [m.facts.id for m in s.members] for id_, s in desk.stories.items()}
            settled = replay.settle(one)
            for tie in settled.decision.ties if settled else ():
                of = [story[member] for member in before[tie.story_id]]
                told.append(tie.probability)
                right.append(2 * of.count(story[one.article.id]) > len(of))
    said, was = np.array(told), np.array(right)
    for step in range(5):
        mine = (said >= step / 5) & (said <= (step + 1) / 5)
        assert mine.sum() > 50
        assert abs(said[mine].mean() - was[mine].mean()) < APART, (step, said[mine].mean())
