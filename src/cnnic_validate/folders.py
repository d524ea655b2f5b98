"""Whole folders: replaced at once, and never where somebody else's files stand."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say


def refuse_others(folder: Path, own: Collection[str], marker: str) -> None:
    """Refuse a folder that is to be replaced and holds what is not ours; an empty one is taken.

    Args:
        folder: need not exist.
        own: the names that may stand in it.
        marker: the one of them that must, so that what others made is never taken for ours.

    Raises:
        UnreadableError: it is no folder, or holds something else, which is named.
    """
    shown = files.shown_as(folder)
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UnreadableError(shown, say("is not a folder"), say("name a folder"))
    names = sorted(each.name for each in folder.iterdir())
    others = [each for each in names if each not in own]
    if names and marker not in names:
        others = names
    if others:
        what = say("holds {name}, which no site of this program has", name=others[0])
        raise UnreadableError(shown, what, say("name a folder of its own: what it holds goes"))


def replace_folder(
    target: Path, entries: Iterable[tuple[str, bytes]], own: Collection[str], marker: str
) -> tuple[int, int]:
    """Replace all that a folder holds: whoever looks, also after a kill, sees the old or the new.

    The files go into a folder beside it, reach the disk, and the two folders change places at once.

    Args:
        target: made where it is missing.
        entries: path inside the folder and bytes of each file; the paths are ours and safe.
        own: the names that it may hold now (`refuse_others`).
        marker: the one that it must hold, if any.

    Returns:
        How many files were written, and their bytes.

    Raises:
        UnreadableError: it holds something else, or cannot be written; then nothing was changed.
    """
    target = target.resolve()
    partial = target.parent / f".{target.name}.{os.getpid()}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_broken_off(target)
        count, size = _write_all(partial, entries)
        _sync_all()
        refuse_others(target, own, marker)
        if target.exists():
            _exchange(partial, target)
        else:
            partial.rename(target)
        files.sync_names(target.parent)
    except OSError as error:
        message = say("cannot be written: {reason}", reason=files.reason(error, writing=True))
        raise UnreadableError(files.shown_as(target), message) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return count, size


def _write_all(folder: Path, entries: Iterable[tuple[str, bytes]]) -> tuple[int, int]:
    count = size = 0
    made: set[Path] = set()
    for path, data in entries:
        place = folder / path
        if place.parent not in made:
            place.parent.mkdir(parents=True, exist_ok=True)
            made.add(place.parent)
        place.write_bytes(data)
        count, size = count + 1, size + len(data)
    return count, size


def _remove_broken_off(target: Path) -> None:
    """Remove what processes that are gone began beside a folder."""
    for each in target.parent.glob(f".{target.name}.*"):
        process = each.name.rpartition(".")[2]
        if process.isdecimal() and each.is_dir():
            try:
                os.kill(int(process), 0)
            except ProcessLookupError:
                shutil.rmtree(each, ignore_errors=True)
            except OSError:  # it runs, as another user
                continue


def _sync_all() -> None:
    """Make what was written survive a loss of power, on systems that can."""
    sync = getattr(os, "sync", None)
    if sync:
        sync()


_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def _exchange(one: Path, two: Path) -> None:
    """Let two folders change places at once (renameat2 of Linux), else one after the other."""
    rename = _renameat2()
    names = os.fsencode(one), os.fsencode(two)
    if rename and rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return
    aside = one.with_name(f"{one.name}.old")
    two.rename(aside)
    one.rename(two)
    aside.rename(one)


def _renameat2() -> Callable[[int, bytes, int, bytes, int], int] | None:
    """Give the call of the system's library; None where there is none."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
