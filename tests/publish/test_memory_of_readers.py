"""Readers that share a cache do not take each other's newer catalogue for a step back."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnnic_validate.errors import UnreadableError
from cnnic_validate.release.client import current
from cnnic_validate.release.folder_store import FolderStore
from cnnic_validate.release.store import CATALOGUE
from tests.publish.publish_once import publish


class Overtaken(FolderStore):
    """A store where, after a reader read the catalogue, a version appears and another sees it."""

    def __init__(self, root: Path, cache: Path) -> None:
        super().__init__(root)
        self.root, self.cache = root, cache

    def read(self, name: str, limit: int) -> bytes | None:
        data = super().read(name, limit)
        publish(self.root, "1.1.0")
        current(FolderStore(self.root), self.cache)
        return data


def test_a_reader_that_was_overtaken_is_not_alarmed(tmp_path):
    root, cache = tmp_path / "store", tmp_path / "cache"
    publish(root, "1.0.0")
    assert current(Overtaken(root, cache), cache).number == 1
    assert current(FolderStore(root), cache).number == 2


def test_an_older_catalogue_than_was_seen_is_refused(tmp_path):
    root, cache = tmp_path / "store", tmp_path / "cache"
    publish(root, "1.0.0")
    old = (root / CATALOGUE).read_bytes()
    publish(root, "1.1.0")
    current(FolderStore(root), cache)
    (root / CATALOGUE).write_bytes(old)
    with pytest.raises(UnreadableError, match="older than number 2"):
        current(FolderStore(root), cache)
