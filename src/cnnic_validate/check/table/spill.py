"""Rows with a hash, gathered in any number: on the disk once they fill their share of memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import polars as pl

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say

HASH = "hash"
# So much is held in memory.
HELD_BYTES = 64 * 1024 * 1024
# By the first bits of their hashes, the rest goes to so many parts.
_PARTS = 64
_BOUNDS = [number * 2**64 // _PARTS for number in range(1, _PARTS)]


class SpillFolder:
    """A temporary folder, made where it is needed, that goes when the block ends."""

    def __init__(self) -> None:
        self._made: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._made:
            self._made.cleanup()

    @property
    def path(self) -> Path:
        """The folder; raises `OSError`."""
        if self._made is None:
            self._made = tempfile.TemporaryDirectory(prefix="cnnic-keys-")
        return Path(self._made.name)


@dataclass(slots=True)
class Spill:
    """Frames with a column `HASH` of 64 bits; rows of one hash come back in one part.

    What is written goes to `folder`, under names that begin with `name`.
    """

    folder: SpillFolder
    name: str
    _held: list[pl.DataFrame] = field(default_factory=list)
    _bytes: int = 0
    _runs: int = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Take rows; raises `UnreadableError` where the disk does."""
        self._held.append(frame)
        self._bytes += int(frame.estimated_size())
        if self._bytes > HELD_BYTES:
            self._write()

    def parts(self) -> Iterator[pl.DataFrame]:
        """Give all rows, part by part."""
        if not self._runs:
            if self._held:
                yield pl.concat(self._held)
            return
        self._write()
        for part in range(_PARTS):
            yield pl.concat(pl.read_ipc(self._path(run, part)) for run in range(self._runs))

    def _write(self) -> None:
        rows = pl.concat(self._held).sort(HASH)
        starts = [0, *rows[HASH].search_sorted(pl.Series(_BOUNDS, dtype=pl.UInt64)), rows.height]
        try:
            for part in range(_PARTS):
                piece = rows[starts[part] : starts[part + 1]]
                piece.write_ipc(self._path(self._runs, part))
        except (OSError, pl.exceptions.ComputeError) as error:
            message = say("cannot be written: {reason}", reason=files.reason(error, writing=True))
            hint = say("name a folder with more room in the variable TMPDIR")
            raise UnreadableError(tempfile.gettempdir(), message, hint) from error
        self._runs += 1
        self._held.clear()
        self._bytes = 0

    def _path(self, run: int, part: int) -> Path:
        return self.folder.path / f"{self.name}-{part}-{run}.ipc"
