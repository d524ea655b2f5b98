"""Run the README's tour, and write into the README what it prints.

The first two console blocks of the README set up a fresh machine; `.ci/run` runs them. The later
ones are a tour: they are run here, in order, in a copy of the package. A csv block is saved under
the name that the line before it gives. A shown line of three dots stands for any number of lines;
when the README is written again, as many lines as were shown before and after the dots are shown.

Run ``python scripts/readme_tour.py``; with ``--check`` nothing is written, and the exit code is 1
where the README shows something else.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from made import ROOT, keep, options_of

README = "README.md"
DOTS = "..."

_BLOCK = re.compile(
    r"(?:^`(?P<name>[\w.-]+)`:\n\n)?^```(?P<kind>console|csv)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_COMMANDS = {"cnnic-validate": "validate_command", "cnnic": "group_command"}
_SET_UP = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A command of the tour, the lines that the README shows below it, and those it printed."""

    command: str
    shown: tuple[str, ...]
    printed: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether the README shows what was printed."""
        return agree(self.shown, self.printed)


def console_blocks(readme: str) -> list[str]:
    """Give the console blocks, the two that set up included."""
    return [block["text"] for block in _BLOCK.finditer(readme) if block["kind"] == "console"]


def commands(block: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the commands of a console block, each with the lines shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        yield command, tuple(lines)


def agree(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Compare shown lines with printed ones; dots stand for any number of lines."""
    if not shown:
        return not printed
    if shown[0] == DOTS:
        return any(agree(shown[1:], printed[at:]) for at in range(len(printed) + 1))
    return bool(printed) and shown[0] == printed[0] and agree(shown[1:], printed[1:])


def renewed(step: Step) -> tuple[str, ...]:
    """Give the lines to show: all, or as many before and after the dots as were shown."""
    if step.agrees:
        return step.shown
    if DOTS not in step.shown:
        return step.printed
    before = step.shown.index(DOTS)
    after = len(step.shown) - before - 1
    return (*step.printed[:before], DOTS, *step.printed[len(step.printed) - after :])


def tour(readme: str, root: Path = ROOT, set_up: int = _SET_UP) -> Iterator[list[Step]]:
    """Run the tour in a copy of the package in `root`; give the steps of each console block.

    Args:
        readme: a text with a tour in it.
        root: the folder of the package.
        set_up: how many console blocks at the top are no part of the tour.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder, environment = _prepare(Path(temporary), root)
        for block in _tour_blocks(readme, set_up):
            if block["kind"] == "csv":
                if block["name"]:
                    (folder / block["name"]).write_text(block["text"], encoding="utf-8")
                continue
            yield [
                Step(command, shown, _run(command, folder, environment))
                for command, shown in commands(block["text"])
            ]


def _tour_blocks(readme: str, set_up: int) -> list[re.Match[str]]:
    found = list(_BLOCK.finditer(readme))
    consoles = [at for at, block in enumerate(found) if block["kind"] == "console"]
    return found[consoles[set_up - 1] + 1 :] if set_up else found


def _prepare(temporary: Path, root: Path) -> tuple[Path, dict[str, str]]:
    """Copy the package, and put the commands of this tree on the path."""
    folder, programs = temporary / "package", temporary / "bin"
    for name in ("data", "schemas"):
        shutil.copytree(root / name, folder / name)
    shutil.copy(root / "datapackage.json", folder)
    programs.mkdir()
    for name, function in _COMMANDS.items():
        code = f"from cnnic_validate.cli import {function}; {function}()"
        program = programs / name
        program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c '{code}' \"$@\"\n", "utf-8")
        program.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(root / "src"),
        "PYTHONIOENCODING": "utf-8",
    }
    return folder, environment


def _run(command: str, folder: Path, environment: dict[str, str]) -> tuple[str, ...]:
    done = subprocess.run(  # noqa: S603 - the README is ours
        ["bash", "-c", command],  # noqa: S607 - whichever bash the person has
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return tuple(done.stdout.splitlines())


def rewritten(readme: str, root: Path = ROOT) -> str:
    """Give the README with what the tour prints now."""
    texts = iter(
        "".join(f"{line}\n" for step in steps for line in (f"$ {step.command}", *renewed(step)))
        for steps in tour(readme, root)
    )
    for block in reversed(list(zip(_console_spans(readme), list(texts), strict=True))):
        (start, end), text = block
        readme = readme[:start] + text + readme[end:]
    return readme


def _console_spans(readme: str) -> list[tuple[int, int]]:
    return [
        block.span("text") for block in _tour_blocks(readme, _SET_UP) if block["kind"] == "console"
    ]


def main() -> int:
    """Write the README, or with `--check` say whether it is as it should be."""
    options = options_of(__doc__).parse_args()
    readme = (options.root / README).read_text(encoding="utf-8")
    after = rewritten(readme, options.root)
    return keep(options, README, after, holds=f"{len(readme.splitlines())} lines", script=__file__)


if __name__ == "__main__":
    sys.exit(main())
