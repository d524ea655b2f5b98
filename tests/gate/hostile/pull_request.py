"""A small package in a temporary git repository, and a pull request against it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.ci.repository import committed, git
from tests.test_cases import BASE, csv_line, replace_text, set_cells

TARGET = "refs/remotes/origin/main"
OBSERVATIONS = "data/observations.csv"
RATE = "cnnic-55.online_shopping_usage_rate.2024-12"
RANK = "cnnic-55.un_e_government_rank.2024"
MICRO = "cnnic-55.micro_drama_users.2024-12"
# What a pull request wants through: two digits swapped, with a note, so that the rules must see it.
SLIP = {"printed": "78.9", "obs_value": "78.9", "note": "read again"}
FOUND = "printed 78.9; the other figures require 87.91 to 87.92"


class PullRequest:
    """What is checked out: the package with its history, to be changed."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def read(self, path):
        return (self.folder / path).read_text(encoding="utf-8")

    def write(self, path, text):
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def set(self, path, key, **cells):
        set_cells(self.folder / path, {key: cells})

    def replace(self, path, *pairs):
        replace_text(self.folder / path, pairs)

    def add(self, path, *lines):
        self.write(path, self.read(path) + "".join(f"{each}\n" for each in lines))

    def add_row(self, path, **cells):
        """Add a row of a table, other cells empty."""
        header = self.read(path).splitlines()[0].split(",")
        assert cells.keys() <= set(header)
        self.add(path, csv_line([cells.get(name, "") for name in header]))

    def add_source(self, id_, published, **cells):
        known = {"kind": "release", "agency": "CNNIC", "title_en": id_, "rounding": "nearest"}
        dated = {"published": published, "published_evidence": "stated"}
        self.add_row("data/sources.csv", **{"id": id_, **known, **dated, **cells})

    def remove(self, path, key):
        kept = [each for each in self.read(path).splitlines() if not each.startswith(f"{key},")]
        assert len(kept) == len(self.read(path).splitlines()) - 1
        self.write(path, "\n".join(kept) + "\n")

    def move(self, old, new):
        (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / old).rename(self.folder / new)

    def link(self, path, target):
        (self.folder / path).unlink()
        (self.folder / path).symlink_to(target)

    def unlink(self, path, text):
        """Put a file in the place of a link, and the wrong rate with it."""
        (self.folder / path).unlink()
        self.write(path, text)
        self.slip()

    def delete(self, path):
        (self.folder / path).unlink()

    def slip(self):
        """Print the wrong rate."""
        self.set(OBSERVATIONS, RATE, **SLIP)

    def git(self, *arguments):
        git(self.folder, *arguments)

    def commit(self):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")


def repository(folder):
    """Make the base: its only commit is what the target branch has."""
    shutil.copytree(BASE, folder)
    committed(folder)
    git(folder, "update-ref", TARGET, "HEAD")
    return folder


def opened(base, folder, before, change):
    """Open a pull request: `before` is done to the base, then `change` to a commit of its own."""
    shutil.copytree(base, folder, symlinks=True)
    made = PullRequest(folder)
    if before:
        before(made)
        made.commit()
        made.git("update-ref", TARGET, "HEAD")
    change(made)
    made.commit()
    return made
