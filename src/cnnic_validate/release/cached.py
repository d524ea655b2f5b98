"""What is in a user's cache: catalogues that were seen, bundles that are whole, those under way.

`stores/` has what was seen of each store, `bundles/` each version that is whole and its manifest,
`partial/` what has arrived of others. Whoever may write to the cache could plant a link there; it
is never written through: below the cache itself a link is refused.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.catalogue import Manifest, PublishedVersion
from cnnic_validate.release.catalogue import MANIFEST_BYTES, manifest_bytes
from cnnic_validate.release.store import Store
from cnnic_validate.release.verify import checked_manifest, verify_folder


def memory(store: Store, cache: Path) -> Path:
    """Give the file that keeps the newest catalogue of a store; raises as `place`."""
    name = hashlib.sha256(store.describe().encode()).hexdigest()[:32]
    return _unlinked(cache, cache / "stores" / f"{name}.json")


def kept_signature(store: Store, cache: Path, key_id: str) -> Path:
    """Give the file that keeps the signature of that catalogue; raises as `place`."""
    return _unlinked(cache, memory(store, cache).with_suffix(f".{key_id}.sig"))


def remember(path: Path, data: bytes) -> None:
    """Write what was seen of a store; raises `UnreadableError` where it cannot be written."""
    with _told(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    files.write_atomic(path, data)


def whole(version: PublishedVersion, cache: Path) -> Path | None:
    """Give the folder of a version in the cache; None where it is not there whole and sound."""
    folder = _unlinked(cache, cache / "bundles" / version.digest)
    kept = _unlinked(cache, cache / "bundles" / f"{version.digest}.json")
    if not folder.is_dir() or not kept.is_file():
        return None
    shown = files.shown_as(kept)
    try:
        data = files.read_bytes(kept, shown, MANIFEST_BYTES)
        manifest = checked_manifest(data, version, shown)
    except UnreadableError:
        return None
    return folder if verify_folder(folder, manifest).sound else None


@contextlib.contextmanager
def transfer(cache: Path, version: PublishedVersion) -> Iterator[Path]:
    """Give the folder for what has arrived of a version, once no other process gets the same.

    Raises:
        UnreadableError: the cache cannot be written, then or within the block.
    """
    with _told(cache):
        partial = cache / "partial" / version.digest
        with files.locked(place(cache, partial.with_suffix(".lock")), seconds=-1):
            yield partial


def place(cache: Path, path: Path) -> Path:
    """Give a file in the cache that can be written to: its folder is there, and no part is a link.

    Raises:
        UnreadableError: a part of it below the cache is a link.
    """
    _unlinked(cache, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # What has another name besides is not of us alone.
    if path.is_file() and path.stat().st_nlink > 1:
        path.unlink()
    return path


def placed(partial: Path, manifest: Manifest, version: PublishedVersion, cache: Path) -> Path:
    """Give what has arrived whole its place among the bundles, without what does not belong."""
    for path in partial.rglob("*"):
        if path.relative_to(partial).as_posix() not in manifest.files and (
            path.is_symlink() or not path.is_dir()
        ):
            path.unlink()
    folder = cache / "bundles" / version.digest
    folder.parent.mkdir(parents=True, exist_ok=True)
    files.write_atomic(folder.with_name(f"{version.digest}.json"), manifest_bytes(manifest))
    if folder.exists():
        shutil.rmtree(folder)
    partial.rename(folder)
    files.sync_names(folder.parent)
    return folder


def _unlinked(cache: Path, path: Path) -> Path:
    for part in (path, *path.parents):
        if part == cache:
            break
        if part.is_symlink():
            message = say("is a link, and the cache is not written through one")
            raise UnreadableError(files.shown_as(part), message, say("remove it"))
    return path


@contextlib.contextmanager
def _told(cache: Path) -> Iterator[None]:
    """Tell what the operating system refuses in the cache as one clear message."""
    try:
        yield
    except OSError as error:
        message = say("cannot be written: {reason}", reason=files.reason(error, writing=True))
        hint = say("name another cache folder")
        raise UnreadableError(files.shown_as(cache), message, hint) from error
