"""docs/intake.md shows what happens: its commands are run and compared, line by line."""

from __future__ import annotations

from pathlib import Path

import readme_tour

GUIDE = (Path(__file__).parents[1] / "docs/intake.md").read_text(encoding="utf-8")


def test_the_commands_print_what_is_shown():
    steps = [step for block in readme_tour.tour(GUIDE, set_up=0) for step in block]
    assert len(steps) == GUIDE.count("\n$ ")
    for step in steps:
        assert step.agrees, "\n".join([step.command, *step.printed])
