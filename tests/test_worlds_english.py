"""True English worlds raise nothing, planted slips are found."""

from __future__ import annotations

import pytest
from worlds import Slip, is_found, plant, raised, world
from worlds_en import SCENES

FLOOR = 0.9  # of planted slips that break what the words state
SLIPS = 200


@pytest.mark.parametrize("tenth", range(10))
def test_true_worlds_raise_nothing(tenth: int, pytestconfig: pytest.Config) -> None:
    share = max(1, pytestconfig.getoption("--worlds") // 10)
    for seed in range(tenth * share, (tenth + 1) * share):
        text = world(SCENES, seed).text
        assert (seed, raised(text, "en")) == (seed, []), text


def test_planted_slips_are_found() -> None:
    missed: list[Slip] = []
    planted = 0
    for seed in range(SLIPS):
        slip = plant(world(SCENES, seed), seed)
        if slip is not None:
            planted += 1
            if not is_found(slip, "en"):
                missed.append(slip)
    told = "\n".join(
        f"{m.stated.kind}: {m.world.text[m.start : m.end]} in {m.world.text}" for m in missed
    )
    assert planted > SLIPS * 0.9
    assert len(missed) <= (1 - FLOOR) * planted, told
