"""Where the bytes of a table come from, so that they can be read again and again."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say


class ByteSource(Protocol):
    """Bytes that are the same at every reading; `open` raises `UnreadableError` where they are not.

    `size` counts them.
    """

    @property
    def size(self) -> int: ...  # noqa: D102

    def open(self) -> contextlib.AbstractContextManager[BinaryIO]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class HeldBytes:
    """Bytes held in memory."""

    data: bytes

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.data)

    def open(self) -> BinaryIO:
        """Give the bytes from their beginning."""
        return io.BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file, which a person names `shown`; `state` tells whether it was changed."""

    path: Path
    shown: str
    state: tuple[int, ...]

    @property
    def size(self) -> int:
        """The number of bytes."""
        return self.state[0]

    @contextlib.contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Give the bytes from their beginning."""
        with files.opened(self.path, self.shown) as stream:
            self._check(stream)
            yield stream
            self._check(stream)

    def _check(self, stream: BinaryIO) -> None:
        if _state(os.fstat(stream.fileno())) != self.state:
            raise UnreadableError(
                self.shown, say("was changed while it was read"), say("try again once it is whole")
            )


def file_source(path: Path, shown: str) -> FileBytes:
    """Give the regular file `path`; raises `UnreadableError` where it is none."""
    return FileBytes(path, shown, _state(files.check_regular(path, shown)))


def _state(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_size, status.st_mtime_ns, status.st_ino, status.st_dev)
