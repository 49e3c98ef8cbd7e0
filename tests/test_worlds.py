"""True worlds raise nothing, planted slips are found: discovery against reports that are made up."""

from __future__ import annotations

import pytest
from worlds import Slip, is_found, plant, raised, world
from worlds_zh import SCENES

FLOOR = 0.95  # of planted slips that break what the words state
SLIPS = 200


@pytest.mark.parametrize("tenth", range(10))
def test_true_worlds_raise_nothing(tenth: int, pytestconfig: pytest.Config) -> None:
    share = max(1, pytestconfig.getoption("--worlds") // 10)
    for seed in range(tenth * share, (tenth + 1) * share):
        text = world(SCENES, seed).text
        assert (seed, raised(text, "zh")) == (seed, []), text


def test_planted_slips_are_found() -> None:
    missed: list[Slip] = []
    planted = 0
    for seed in range(SLIPS):
        slip = plant(world(SCENES, seed), seed)
        if slip is not None:
            planted += 1
            if not is_found(slip, "zh"):
                missed.append(slip)
    told = "\n".join(
        f"{m.stated.kind}: {m.world.text[m.start : m.end]} in {m.world.text}" for m in missed
    )
    assert planted > SLIPS * 0.9
    assert len(missed) <= (1 - FLOOR) * planted, told


def test_a_long_report_of_true_worlds_raises_nothing() -> None:
    """Equal labels in many chapters, with other values in each."""
    text = "".join(f"第{n + 1}章\n{world(SCENES, n, 8).text}" for n in range(60))
    assert raised(text, "zh") == []


def test_a_world_is_told_the_same_for_one_seed() -> None:
    assert world(SCENES, 7).text == world(SCENES, 7).text
    assert world(SCENES, 7).text != world(SCENES, 8).text
