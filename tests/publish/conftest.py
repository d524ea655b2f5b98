"""A small package of real figures, and a cache of its own for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from cnnic_validate.workflow import publishing

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "cases" / "_base"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNIC_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


# Digests of the bundles that the cross-checks passed in this process.
PASSED: set[str] = set()


def judged_once(judge: Callable[[Path], None]) -> Callable[[Path], None]:
    """Give a judge that does not judge the bytes again that it passed."""

    def judged(folder: Path) -> None:
        digest = sha256()
        for path in sorted(folder.rglob("*")):
            data = path.read_bytes() if path.is_file() else b""
            digest.update(f"{path.relative_to(folder)}\n{len(data)}\n".encode() + data)
        if digest.hexdigest() not in PASSED:
            judge(folder)
            PASSED.add(digest.hexdigest())

    return judged


@pytest.fixture(autouse=True)
def _judge_once(monkeypatch):
    """Publish quickly: nine tests of ten publish a bundle that another one has published too."""
    monkeypatch.setattr(publishing, "judge_bundle", judged_once(publishing.judge_bundle))


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "package"
    shutil.copytree(SMALL, folder)
    monkeypatch.chdir(folder)
    return folder
