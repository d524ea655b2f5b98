"""Files: safe paths, limits, digests and atomic writes.

Whatever a package names is resolved inside its folder and must be a regular file; nothing is
fetched and no link leads out. Every failure is one `UnreadableError` with one clear message.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cnnic_validate.errors import UnreadableError

# Caps on untrusted input. A cap that is reached is named in the error.
DESCRIPTOR_BYTES = 10 * 1024 * 1024
NESTING_DEPTH = 100
CELL_CHARACTERS = 1024 * 1024
COLUMNS = 10_000

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CHUNK = 1024 * 1024
_NEW_FILE_MODE = 0o644


def inside(root: Path, relative: str, shown: str = "") -> Path:
    """Resolve `relative`, as a package writes it, to an existing regular file inside `root`.

    `shown` is how a person would name the file (default: `relative`). Raises `UnreadableError` for
    an absolute path, a URL, a step up (`..`), a link that leads out, and for what is not a file.
    """
    named = shown or relative
    refused = refusal(relative)
    if refused:
        raise UnreadableError(named, refused, "name a file by its path inside the package")
    try:
        resolved = (root / relative).resolve()
        within = resolved.is_relative_to(root.resolve())
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links
        raise UnreadableError(named, f"cannot be resolved: {reason(error)}") from error
    if not within:
        raise UnreadableError(named, "leads out of the package through a link")
    check_regular(resolved, named)
    return resolved


def refusal(relative: str) -> str:
    """Say why a path, as a package writes it, is not read; empty where it may be."""
    if not relative:
        return "the path is empty"
    if "\0" in relative:
        return "the path holds a NUL character"
    if _SCHEME.match(relative):
        return "a URL or a path with a drive or scheme is not read"
    if relative.startswith(("/", "~")) or "\\" in relative:
        return "an absolute path or one with backslashes is not read"
    if ".." in relative.split("/"):
        return "the path steps out with `..`"
    return ""


def check_regular(path: Path, shown: str) -> os.stat_result:
    """Give the status of the regular file `path`; raises `UnreadableError` for anything else."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise UnreadableError(shown, reason(error)) from error
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableError(shown, "is a folder, a file was expected")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError(shown, "is not a regular file (a device, pipe or socket)")
    return status


def read_bytes(path: Path, shown: str, limit: int | None = None) -> bytes:
    """Read a regular file whole; raises `UnreadableError`, also past `limit` bytes."""
    check_regular(path, shown)
    try:
        # Not to hang where the path became a pipe since it was looked at.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as stream:  # noqa: PTH123 - a descriptor, not a path
            data = stream.read() if limit is None else stream.read(limit + 1)
    except OSError as error:
        raise UnreadableError(shown, reason(error)) from error
    if limit is not None and len(data) > limit:
        raise UnreadableError(shown, f"is larger than the limit of {limit:,} bytes")
    return data


def read_text(path: Path, shown: str, limit: int | None = DESCRIPTOR_BYTES) -> str:
    """Read a UTF-8 text file whole, without its byte order mark; raises `UnreadableError`."""
    data = read_bytes(path, shown, limit)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 text: byte 0x{data[error.start]:02X} on line {line}"
        raise UnreadableError(shown, message, "save it as UTF-8") from error
    if "\0" in text:
        raise UnreadableError(shown, "is a binary file, text was expected")
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
    target = path.resolve()
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else _NEW_FILE_MODE
        with written(data, target.parent, f".{target.name}.", mode) as temporary:
            temporary.replace(target)
        sync(target.parent)
    except OSError as error:
        message = f"cannot be written: {reason(error, writing=True)}"
        raise UnreadableError(shown or str(path), message) from error


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
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        yield temporary
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()


def sync(path: Path) -> None:
    """Make what was done to a file, or to the names in a folder, survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_REASONS = {
    errno.ENOENT: "does not exist",
    errno.ENOTDIR: "does not exist: a part of its path is a file",
    errno.EACCES: "may not be read: permission denied",
    errno.EPERM: "may not be read: permission denied",
    errno.EISDIR: "is a folder, a file was expected",
    errno.ENAMETOOLONG: "has a name that is too long",
    errno.ELOOP: "is a loop of links",
    errno.ENOSPC: "the disk is full",
    errno.EROFS: "the file system is read-only",
    errno.EDQUOT: "the quota of the disk is used up",
    errno.EFBIG: "the file would be larger than is allowed",
    errno.EIO: "the disk fails (input/output error)",
}
_REASONS_WRITING = {
    errno.ENOENT: "its folder does not exist",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EISDIR: "a folder is in its place",
    errno.EAGAIN: "another process is writing there",
    errno.ENOLCK: "the file system has no locks",
}


def reason(error: Exception, *, writing: bool = False) -> str:
    """Say in plain words why reading, or `writing`, a file failed."""
    if isinstance(error, OSError) and error.errno is not None:
        special = _REASONS_WRITING.get(error.errno) if writing else None
        if found := special or _REASONS.get(error.errno):
            return found
    return str(getattr(error, "strerror", "") or error)
