"""A small package of real figures, and a cache of its own for every test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "cases" / "_base"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNIC_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "package"
    shutil.copytree(SMALL, folder)
    monkeypatch.chdir(folder)
    return folder
