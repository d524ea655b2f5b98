"""The README shows what happens: its tour is run and compared, line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

import readme_tour

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        (["a"], ["a"], True),
        (["a"], ["b"], False),
        (["a"], ["a", "b"], False),
        (["a", "..."], ["a"], True),
        (["a", "...", "c"], ["a", "b", "b", "c"], True),
        (["a", "...", "c"], ["a", "b", "c", "d"], False),
        ([], ["a"], False),
    ],
)
def test_the_rule_of_three_dots(shown, printed, expected):
    assert readme_tour.agree(shown, printed) is expected


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        (("a",), ("b", "c"), ("b", "c")),
        (("a", "...", "z"), ("b", "c", "d", "e"), ("b", "...", "e")),
        (("a", "..."), ("b", "c"), ("b", "...")),
        (("a", "..."), ("a", "c"), ("a", "...")),
    ],
)
def test_what_is_shown_anew(shown, printed, expected):
    assert readme_tour.renewed(readme_tour.Step("x", shown, printed)) == expected


def test_the_first_two_blocks_are_one_command_each():
    install, test = readme_tour.console_blocks(README)[:2]
    for block in (install, test):
        ((command, lines),) = readme_tour.commands(block)
        assert lines == ()
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert install.rstrip().endswith("/cnnic-validate")
    assert " -m pytest" in test


def test_the_tour_prints_what_the_readme_shows():
    steps = [step for block in readme_tour.tour(README) for step in block]
    assert len(steps) >= 8
    for step in steps:
        assert step.agrees, "\n".join(["python scripts/readme_tour.py", *step.printed])
