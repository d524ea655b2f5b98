"""What scripts that make a file have in common: its options, and writing it or checking it."""

from __future__ import annotations

import argparse
from pathlib import Path

from cnnic_validate import files

ROOT = Path(__file__).resolve().parent.parent


def options_of(doc: str | None) -> argparse.ArgumentParser:
    """Give a parser with `--check` and `--root`.

    Args:
        doc: the docstring of the script; its first line is the help.
    """
    parser = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where something would change"
    )
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the package")
    return parser


def keep(options: argparse.Namespace, name: str, text: str, *, holds: str, script: str) -> int:
    """Write a file where it would change, or with `--check` say that it would.

    Args:
        options: from a parser of `options_of`.
        name: the file, by its path in the package.
        text: what is to stand in it.
        holds: how much it holds, in words.
        script: the file of the script that makes it.

    Returns:
        The exit code: 1 where the file is not as it should be and was to be checked only.
    """
    path = options.root / name
    current = path.read_bytes() if path.exists() else b""
    if text.encode() == current:
        print(f"{name}: {holds}, unchanged")
        return 0
    if options.check:
        print(f"{name} differs from what is made now: run scripts/{Path(script).name}")
        return 1
    files.write_atomic(path, text.encode(), name)
    print(f"{name}: {holds} written")
    return 0
