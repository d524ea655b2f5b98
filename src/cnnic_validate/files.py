"""Files: safe paths, limits, digests, locks and atomic writes.

Whatever a package names is resolved inside its folder and must be a regular file; nothing is
fetched and no link leads out. Every failure is one `UnreadableError` with one clear message, which
names files with `/` on every system. What a system does not have (flags of `open`, folders that can
be synced) is done without there.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say

# It opens no folder, removes no name of a read-only file, and has no bits for others' rights.
WINDOWS = os.name == "nt"
# Caps on untrusted input. A cap that is reached is named in the error.
DESCRIPTOR_BYTES = 10 * 1024 * 1024
NESTING_DEPTH = 100
CELL_CHARACTERS = 1024 * 1024
COLUMNS = 10_000

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_POINTER = b"version https://git-lfs.github.com/spec/"
_CHUNK = 1024 * 1024
_NEW_FILE_MODE = 0o644
_LOCK_SECONDS = 30.0
_LOCK_POLL = 0.01
# What `tempfile` puts at the end of a name.
_RANDOM = "?" * 8


def shown_as(path: Path | str) -> str:
    """Name a file as messages and reports do: with `/` on every system."""
    return str(path).replace(os.sep, "/")


def inside(root: Path, relative: str, shown: str = "") -> Path:
    """Resolve `relative`, as a package writes it, to an existing regular file inside `root`.

    `shown` is how a person would name the file (default: `relative`). Raises `UnreadableError` for
    an absolute path, a URL, a step up (`..`), a link that leads out, and for what is not a file.
    """
    named = shown or relative
    refused = refusal(relative)
    if refused:
        raise UnreadableError(named, refused, say("name a file by its path inside the package"))
    try:
        resolved = (root / relative).resolve()
        within = resolved.is_relative_to(root.resolve())
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links
        raise UnreadableError(
            named, say("cannot be resolved: {reason}", reason=reason(error))
        ) from error
    if not within:
        raise UnreadableError(named, say("leads out of the package through a link"))
    check_regular(resolved, named)
    _refuse_pointer(resolved, named)
    return resolved


def _refuse_pointer(path: Path, shown: str) -> None:
    """Refuse what Git LFS leaves in the place of a file that it has not fetched."""
    try:
        with path.open("rb") as stream:
            start = stream.read(len(_POINTER))
    except OSError:
        return  # who reads it will say so
    if start == _POINTER:
        raise UnreadableError(
            shown,
            say("is a pointer of Git LFS, not the file"),
            say("keep the file itself in git: a base is read without LFS"),
        )


def unlike_a_file(root: Path, relative: str) -> str:
    """Say what keeps a path inside a package from being a file of its own; empty for nothing.

    A link, or a folder of another repository (a submodule), on the way from `root`, whose contents
    git does not keep with the package.
    """
    at = root
    for part in relative.split("/"):
        at /= part
        if at.is_symlink():
            return say("a link")
        if at.is_dir() and (at / ".git").exists():
            return say("a submodule")
    return ""


def refusal(relative: str) -> str:
    """Say why a path, as a package writes it, is not read; empty where it may be."""
    if not relative:
        return say("the path is empty")
    if "\0" in relative:
        return say("the path holds a NUL character")
    if _SCHEME.match(relative):
        return say("a URL or a path with a drive or scheme is not read")
    if relative.startswith(("/", "~")) or "\\" in relative:
        return say("an absolute path or one with backslashes is not read")
    if ".." in relative.split("/"):
        return say("the path steps out with `..`")
    return ""


def check_regular(path: Path, shown: str) -> os.stat_result:
    """Give the status of the regular file `path`; raises `UnreadableError` for anything else."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableError(shown, reason(error), say("check the path")) from error
    except (OSError, ValueError) as error:
        raise UnreadableError(shown, reason(error)) from error
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableError(shown, say("is a folder, a file was expected"))
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError(shown, say("is not a regular file (a device, pipe or socket)"))
    return status


def read_bytes(path: Path, shown: str, limit: int | None = None) -> bytes:
    """Read a regular file whole; raises `UnreadableError`, also past `limit` bytes."""
    with opened(path, shown) as stream:
        data = stream.read() if limit is None else stream.read(limit + 1)
    if limit is not None and len(data) > limit:
        raise UnreadableError(
            shown, say("is larger than the limit of {limit:,} bytes", limit=limit)
        )
    return data


@contextlib.contextmanager
def opened(path: Path, shown: str) -> Iterator[BinaryIO]:
    """Open a regular file to be read; raises `UnreadableError`, also where reading fails."""
    check_regular(path, shown)
    try:
        with open(path, "rb", opener=_without_waiting) as stream:
            yield stream
    except OSError as error:
        raise UnreadableError(shown, reason(error)) from error


def _without_waiting(path: str, flags: int) -> int:
    """Open a file, not to hang where the path became a pipe since it was looked at."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read_text(path: Path, shown: str, limit: int | None = DESCRIPTOR_BYTES) -> str:
    """Read a UTF-8 text file whole, without its byte order mark; raises `UnreadableError`."""
    data = read_bytes(path, shown, limit)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = say(
            "is not UTF-8 text: byte 0x{data:02X} on line {line}", data=data[error.start], line=line
        )
        raise UnreadableError(shown, message, say("save it as UTF-8")) from error
    if "\0" in text:
        raise UnreadableError(shown, say("is a binary file, text was expected"))
    return text


def digest(path: Path, shown: str, algorithm: str = "sha256") -> str:
    """Give the hexadecimal digest of a file; raises `UnreadableError`."""
    check_regular(path, shown)
    state = hashlib.new(algorithm, usedforsecurity=False)
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                state.update(chunk)
    except OSError as error:
        raise UnreadableError(shown, reason(error)) from error
    return state.hexdigest()


def write_atomic(path: Path, data: bytes, shown: str = "") -> None:
    """Replace the contents of `path` by `data`: whoever looks sees the old file or the new one.

    The bytes go to a temporary file in the same folder, reach the disk, and are then renamed over
    `path`; an existing file keeps its mode. Raises `UnreadableError`, and then nothing was changed.
    """
    try:
        target = path.resolve()
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else _NEW_FILE_MODE
        with written(data, target.parent, f".{target.name}.", mode) as temporary:
            temporary.replace(target)
        sync_names(target.parent)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links
        message = say("cannot be written: {reason}", reason=reason(error, writing=True))
        raise UnreadableError(shown or shown_as(path), message) from error


def swap(path: Path, expected: bytes, new: bytes, shown: str) -> bool:
    """Replace a file where it still holds `expected`; False where somebody else was quicker.

    Of several that swap at once one wins, and whoever looks sees the old file or the new one. Where
    a process dies its lock file and its temporary file stay; they hold nobody up, and the next swap
    removes them.

    Raises:
        UnreadableError: the file cannot be read or written; then it is the old one.
    """
    lock = path.with_name(f".{path.name}.lock")
    with locked(lock):
        try:
            for left in path.parent.glob(f".{glob.escape(path.name)}.{_RANDOM}"):
                left.unlink()
            if read_bytes(path, shown) != expected:
                return False
            write_atomic(path, new, shown)
            return True
        finally:
            # Whoever waits for it finds that it has no name any more, and makes a new one. Where
            # the system removes no open file, it stays.
            with contextlib.suppress(OSError):
                lock.unlink()


@contextlib.contextmanager
def locked(path: Path, seconds: float = _LOCK_SECONDS) -> Iterator[None]:
    """Hold a lock file, of which the system lets go when a process dies.

    Args:
        path: the lock file; it is made where it is missing, and stays.
        seconds: how long to wait for others; below 0 as long as it takes.

    Raises:
        UnreadableError: others held it all the time, or it cannot be made.
    """
    import filelock  # noqa: PLC0415 - costs 0.1 s, and only what writes needs it

    lock = filelock.FileLock(path, timeout=seconds, poll_interval=_LOCK_POLL)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        message = say(
            "another process has held the lock for {seconds:.0f} seconds", seconds=seconds
        )
        raise UnreadableError(shown_as(path), message, say("end it, or wait")) from error
    except OSError as error:
        message = say("cannot be written: {reason}", reason=reason(error, writing=True))
        raise UnreadableError(shown_as(path), message) from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def written(data: bytes, folder: Path, prefix: str, mode: int) -> Iterator[Path]:
    """Give a temporary file in `folder` whose bytes have reached the disk, to rename or to link.

    It is gone afterwards, whatever happens. Raises `OSError`.
    """
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=prefix)
    temporary = Path(name)
    try:
        with open(descriptor, "wb") as stream:  # noqa: PTH123 - a descriptor, not a path
            stream.write(data)
            stream.flush()
            temporary.chmod(mode)
            os.fsync(stream.fileno())
        yield temporary
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()


def sync(path: Path) -> None:
    """Make what was written to a file survive a loss of power."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def sync_names(folder: Path) -> None:
    """Make what was done to the names in a folder survive a loss of power.

    Windows opens no folder, and writes names through its journal.
    """
    if WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_REASONS = {
    errno.ENOENT: say("does not exist"),
    errno.ENOTDIR: say("does not exist: a part of its path is a file"),
    errno.EACCES: say("may not be read: permission denied"),
    errno.EPERM: say("may not be read: permission denied"),
    errno.EISDIR: say("is a folder, a file was expected"),
    errno.ENAMETOOLONG: say("has a name that is too long"),
    errno.ELOOP: say("is a loop of links"),
    errno.ENOSPC: say("the disk is full"),
    errno.EROFS: say("the file system is read-only"),
    errno.EDQUOT: say("the quota of the disk is used up"),
    errno.EFBIG: say("the file would be larger than is allowed"),
    errno.EIO: say("the disk fails (input/output error)"),
}
_REASONS_WRITING = {
    errno.ENOENT: say("its folder does not exist"),
    errno.EACCES: say("permission denied"),
    errno.EPERM: say("permission denied"),
    errno.EISDIR: say("a folder is in its place"),
    errno.EAGAIN: say("another process is writing there"),
    errno.ENOLCK: say("the file system has no locks"),
}


def reason(error: Exception, *, writing: bool = False) -> str:
    """Say in plain words why reading, or `writing`, a file failed."""
    if isinstance(error, RuntimeError):  # as `Path.resolve` tells it before Python 3.13
        return _REASONS[errno.ELOOP]
    if isinstance(error, OSError) and error.errno is not None:
        special = _REASONS_WRITING.get(error.errno) if writing else None
        if found := special or _REASONS.get(error.errno):
            return found
    return str(getattr(error, "strerror", "") or error)
