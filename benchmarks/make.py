"""Writes the inputs of the benchmarks: a county report of 31 KB with 50 rules, and bigger ones.

The text is made up from a fixed seed; every number in it is true, so that nothing fails.
"""

from __future__ import annotations

import random
from pathlib import Path

PLACES = ["东河", "西岭", "南塘", "北坡", "石桥", "柳湾", "松岗", "梅溪", "双井", "长堤"]


def report(folder: Path, rules: int = 50, size: int = 31_000) -> Path:
    """A report.yaml with its source beside it: `rules` sums and rates over quotations."""
    chance = random.Random(7)
    sentences, figures, checks = [], [], []
    for k in range(rules):
        place = f"{PLACES[k % len(PLACES)]}第{k + 1}片区"
        first, second = chance.randrange(300, 9000), chance.randrange(300, 9000)
        total = first + second
        sentences.append(
            f"{place}全年办理事项{total}件,其中线上{first}件,窗口{second}件,线上占比{first * 100 / total:.2f}%。"
        )
        figures += [
            f"  total {k}: {{find: '{place}全年办理事项{{}}'}}",
            f"  online {k}: {{find: '{place}全年办理事项{total}件,其中线上{{}}'}}",
            f"  counter {k}: {{find: '线上{first}件,窗口{{}},线上占比{first * 100 / total:.2f}%'}}",
        ]
        checks.append(f"  - online {k} + counter {k} = total {k}")
    filler = "各片区坚持问题导向,把群众反映集中的事项列成清单,逐项明确责任和时限,做到件件有回音。"
    text, at = [], 0
    while sum(len(s.encode()) for s in text) < size:
        text.append((sentences[at] if at < len(sentences) else "") + filler * 3)
        at += 1
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.txt").write_text("\n".join(text), "utf-8")
    lines = ["report: 片区办件", "source: report.txt", "discover: false", "figures:", *figures]
    path = folder / "report.yaml"
    path.write_text("\n".join([*lines, "rules:", *checks, ""]), "utf-8")
    return path


def many_rules(folder: Path, rules: int = 1000) -> Path:
    """A report.yaml with declared figures only."""
    chance = random.Random(11)
    lines = ["report: many rules", "figures:"]
    checks = ["rules:"]
    for k in range(rules):
        first, second = chance.randrange(300, 9000), chance.randrange(300, 9000)
        lines += [f"  a{k}: {first}件", f"  b{k}: {second}件", f"  c{k}: {first + second}件"]
        checks.append(f"  - a{k} + b{k} = c{k}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "many.yaml"
    path.write_text("\n".join([*lines, *checks, ""]), "utf-8")
    return path
