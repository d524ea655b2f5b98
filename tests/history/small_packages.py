"""The small package of tests/cases in a git repository, changed step by step."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from pathlib import Path

BASE = Path(__file__).parents[1] / "cases/_base"
MICRO = "cnnic-55.micro_drama_users.2024-12"
OBSERVATIONS = "data/observations.csv"
RULES = "schemas/rules.yaml"


class Repository:
    """A package in a repository of its own, or in a folder of one."""

    def __init__(self, root, inner="."):
        self.root = root
        self.package = root / inner
        shutil.copytree(BASE, self.package, dirs_exist_ok=True)
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "Tester")
        self.git("config", "user.email", "tester@example.org")
        self.commit("first")

    def git(self, *given):
        environment = {
            **os.environ,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_AUTHOR_DATE": "2025-01-17T00:00:00Z",
            "GIT_COMMITTER_DATE": "2025-01-17T00:00:00Z",
        }
        done = subprocess.run(
            ["git", *given], cwd=self.root, env=environment, check=True, capture_output=True
        )
        return done.stdout.decode().strip()

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)

    def read(self, path):
        return (self.package / path).read_text(encoding="utf-8")

    def write(self, path, text):
        (self.package / path).write_text(text, encoding="utf-8")

    def replace(self, path, old, new):
        text = self.read(path)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def rows(self, path):
        return list(csv.DictReader(io.StringIO(self.read(path))))

    def put_rows(self, path, rows):
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.write(path, out.getvalue())

    def set(self, path, key, **cells):
        """Change cells of the one row whose first cell is `key`."""
        rows = self.rows(path)
        (row,) = (each for each in rows if next(iter(each.values())) == key)
        assert cells.keys() <= row.keys()
        row.update(cells)
        self.put_rows(path, rows)

    def remove(self, path, key):
        rows = self.rows(path)
        kept = [each for each in rows if next(iter(each.values())) != key]
        assert len(kept) == len(rows) - 1
        self.put_rows(path, kept)

    def revise(self, printed="6.64亿", **more):
        """Print another number for the one figure that no other figure is held against."""
        value = printed.removesuffix("亿")
        decimals = str(len(value.partition(".")[2]))
        cells = {"printed": printed, "obs_value": value, "decimals": decimals}
        self.set(OBSERVATIONS, MICRO, **cells, **more)
