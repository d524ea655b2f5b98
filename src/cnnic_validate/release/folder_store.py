"""A store in a local folder, which lasts through a crash, a full disk and a loss of power.

An object is written under a temporary name, reaches the disk, and gets its own name by `link`,
which fails where the name is taken. The catalogue is compared and replaced by `rename` under a lock
that the system gives back when its holder dies. Every name reaches the disk before the next
step: no catalogue ever names what might be lost.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.release.store import CATALOGUE, refuse_to_overwrite, whole

_TEMPORARY = ".tmp"
_LOCK = ".lock"
_CHUNK = 1024 * 1024
# Published bytes never change, so that nobody may write them by accident.
_OBJECT_MODE = 0o644 if files.WINDOWS else 0o444
_CATALOGUE_MODE = 0o644
# A temporary file this old was left by a try that died; a live one is gone within seconds.
_STALE_SECONDS = 3600
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS)


class FolderStore:
    """The store in the folder `root`; `release.store.Store` says what each function promises."""

    def __init__(self, root: Path, *, writable: bool = False) -> None:
        # Folders whose own name has reached the disk already.
        self._settled: set[Path] = set()
        try:
            self._root = root.resolve()
            # Asked once: between two questions another publisher may make the folder.
            is_folder = stat.S_ISDIR(self._root.stat().st_mode)
        except FileNotFoundError:
            if not writable:
                raise _unusable(root, say("does not exist")) from None
        except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links
            raise UnreadableError(files.shown_as(root), files.reason(error)) from error
        else:
            if not is_folder:
                raise _unusable(root, say("is not a folder"))

    def describe(self) -> str:
        """Give the path of the folder, without links and steps up."""
        return files.shown_as(self._root)

    def read(self, name: str, limit: int) -> bytes | None:
        """Give an object whole."""
        return whole(self, name, limit) if os.path.lexists(self._root / name) else None

    def chunks(self, name: str, start: int = 0) -> Iterator[bytes]:
        """Give an object from byte `start` on."""
        shown = f"{self.describe()}/{name}"
        path = files.inside(self._root, name, shown)
        try:
            with path.open("rb") as stream:
                stream.seek(start)
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except OSError as error:
            raise UnreadableError(shown, files.reason(error)) from error

    def list(self, prefix: str) -> tuple[str, ...]:
        """Name the objects; what lies in the store's own temporary folder is none."""
        if not self._root.exists():  # it is made by the first object
            return ()
        try:
            found = [
                (Path(folder) / name).relative_to(self._root).as_posix()
                for folder, folders, names in os.walk(self._root, onerror=_raise)
                for name in [*names, *(each for each in folders if _is_link(folder, each))]
            ]
        except OSError as error:
            raise UnreadableError(self.describe(), files.reason(error)) from error
        own = (f"{_TEMPORARY}/", _LOCK)
        return tuple(
            sorted(each for each in found if each.startswith(prefix) and not each.startswith(own))
        )

    def probe(self) -> None:
        """Refuse a file system without hard links; clear away what dead tries left."""
        refuse_to_overwrite(self.describe(), self.put_if_absent)
        with self._told(_TEMPORARY):
            self._settle(self._root / _TEMPORARY)  # a copy of a store may lack empty folders
            for each in (self._root / _TEMPORARY).iterdir():
                with contextlib.suppress(FileNotFoundError):
                    if time.time() - each.stat().st_mtime > _STALE_SECONDS:
                        each.unlink()

    def put_if_absent(self, name: str, data: bytes) -> bool:
        """Write an object."""
        with self._told(name):
            target = self._root / name
            self._settle(target.parent)
            if os.path.lexists(target):
                is_new = False
            else:
                with self._written(data, _OBJECT_MODE) as temporary:
                    is_new = _linked(temporary, target)
            files.sync_names(target.parent)
            return is_new

    def swap_catalogue(self, expected: bytes | None, new: bytes) -> bool:
        """Replace the catalogue where it is still `expected`."""
        with self._told(CATALOGUE):
            self._settle(self._root)
            with files.locked(self._root / _LOCK):
                path = self._root / CATALOGUE
                if (path.read_bytes() if path.exists() else None) != expected:
                    return False
                if new != expected:
                    with self._written(new, _CATALOGUE_MODE) as temporary:
                        temporary.replace(path)
                files.sync_names(self._root)
                return True

    def _written(self, data: bytes, mode: int) -> contextlib.AbstractContextManager[Path]:
        folder = self._root / _TEMPORARY
        self._settle(folder)
        return files.written(data, folder, "", mode)

    def _settle(self, folder: Path) -> None:
        """Make a folder and those above it, as far as the store's own, and make them last."""
        if folder in self._settled:
            return
        if folder != self._root:
            self._settle(folder.parent)
        if not folder.is_dir():
            folder.mkdir(exist_ok=True)
        files.sync_names(folder.parent)
        self._settled.add(folder)

    @contextlib.contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Tell what the operating system refuses as one clear message."""
        try:
            yield
        except OSError as error:
            message = say("cannot be written: {reason}", reason=files.reason(error, writing=True))
            raise UnreadableError(f"{self.describe()}/{name}", message) from error


def _unusable(root: Path, what: str) -> UnreadableError:
    hint = say("name the folder of a store")
    return UnreadableError(files.shown_as(root), say("the store {what}", what=what), hint)


def _linked(temporary: Path, target: Path) -> bool:
    try:
        target.hardlink_to(temporary)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno in _NO_LINKS:
            message = say(
                "the file system has no hard links, by which a store refuses to overwrite"
            )
            hint = say("use a folder on a local disk")
            raise UnreadableError(files.shown_as(target), message, hint) from error
        raise
    return True


def _is_link(folder: str, name: str) -> bool:
    return (Path(folder) / name).is_symlink()


def _raise(error: OSError) -> None:
    raise error
