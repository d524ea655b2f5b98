"""A store in a folder.

An object is written under a name of its own in `staging/`, reaches the disk, and is then linked to
its path: link(2) never overwrites, on a network file system neither. Each process holds a lock on
its folder in `staging/`; a lock ends with its process, so what a killed one left is known by its
lock being free, and is cleared by the next to write.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError

STAGING = "staging"
_KNOWN = frozenset({STAGING, "versions", "catalogues", "catalogue.json"})
_CHUNK = 1024 * 1024
# How long another process may hold the pointer: it only replaces one small file meanwhile.
_PATIENCE = 30.0
_PAUSE = 0.02


class FolderStore:
    """A `release.store.Store` in the folder `location`, which need not exist yet."""

    __slots__ = ("_made", "_staging", "location", "root")

    def __init__(self, location: str) -> None:
        self.location = location
        self.root = Path(location)
        self._staging: Path | None = None
        self._made = 0

    def get(self, path: str, limit: int) -> bytes | None:
        """Give an object, None where there is none."""
        if not os.path.lexists(self.root / path):
            return None
        shown = self._shown(path)
        return files.read_bytes(files.inside(self.root, path, shown), shown, limit)

    def chunks(self, path: str, start: int = 0) -> Iterator[bytes]:
        """Give the bytes of an object from `start` on."""
        shown = self._shown(path)
        file = files.inside(self.root, path, shown)
        try:
            with file.open("rb") as stream:
                stream.seek(start)
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except OSError as error:
            raise UnreadableError(shown, files.reason(error)) from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Make the folder and a staging folder in it, and see that links do not overwrite."""
        with self._explained(""):
            self._require_fit()
            files.make_folders(self.root / STAGING)
            lock = self._stage()
        try:
            with self._explained(""):
                self._sweep()
                self._probe()
            yield
        finally:
            with contextlib.suppress(OSError):
                self._clear(self._stage_folder())
                (self.root / STAGING).rmdir()  # fails where another process is writing
            os.close(lock)
            self._staging = None

    def put(self, path: str, data: bytes) -> bool:
        """Put an object where there is none."""
        target = self.root / path
        with self._explained(path):
            files.make_folders(target.parent)
            temporary = self._write(data)
            try:
                os.link(temporary, target)
                is_new = True
            except FileExistsError:
                files.sync(target)
                is_new = False
            temporary.unlink()
            files.sync(target.parent)
        return is_new

    def replace(self, path: str, old: bytes | None, new: bytes) -> bool:
        """Replace an object, if it is what it is taken for."""
        with self._explained(path), self._locked():
            held = self.get(path, max(len(old or b""), 1))  if self._may_be(path, old) else b""
            if held != old:
                return False
            self._write(new).replace(self.root / path)
            files.sync(self.root)
            return True

    def remove(self, path: str) -> None:
        """Remove an object, and the folders that it leaves empty."""
        target = self.root / path
        with self._explained(path):
            target.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                while (target := target.parent) != self.root:
                    target.rmdir()

    def names(self, prefix: str = "") -> tuple[str, ...]:
        """Give the paths of all objects below a prefix, links and the like too."""
        found = [
            os.path.relpath(os.path.join(folder, name), self.root)
            for folder, folders, names in os.walk(self.root / prefix)
            for name in (*names, *(each for each in folders if os.path.islink(os.path.join(folder, each))))
        ]
        return tuple(sorted(found))
