"""A bundle as one zip, the same bytes on every machine: stored, in order, without a clock."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say

# The first date that the format can hold.
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
_UNIX = 3
# Caps on what an archive of others may unpack to.
_LARGEST = 1024 * 1024 * 1024
_MOST_FILES = 10_000
_RATIO = 200


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Write files, by path, into one archive: not compressed, so that no library decides a byte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _DATE)
            entry.create_system = _UNIX
            entry.external_attr = _MODE
            archive.writestr(entry, files[path])
    return out.getvalue()


def unzipped(data: bytes, shown: str) -> dict[str, bytes]:
    """Read the files of an archive by path.

    Args:
        data: the archive, of which nothing is trusted.
        shown: how a person names it.

    Raises:
        UnreadableError: it is no archive, is damaged, names a path twice, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            _refuse_bombs(entries, len(data), shown)
            names = [each.filename for each in entries]
            if len(set(names)) < len(names):
                raise UnreadableError(shown, say("names a file twice"), say("get it again"))
            return {each.filename: archive.read(each) for each in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise UnreadableError(
            shown, say("is no sound zip: {error}", error=str(error)), say("get it again")
        ) from error


def _refuse_bombs(entries: list[zipfile.ZipInfo], size: int, shown: str) -> None:
    total = sum(each.file_size for each in entries)
    if len(entries) > _MOST_FILES:
        raise UnreadableError(shown, say("holds more than {most:,} files", most=_MOST_FILES))
    if total > _LARGEST or total > _RATIO * size:
        raise UnreadableError(
            shown, say("unpacks to {total:,} bytes, more than is read", total=total)
        )
