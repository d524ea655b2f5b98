"""Find, fetch, verify and use what was published."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.catalogue import Catalogue, Lock, Published, Verification
from cnnic_validate.model.package import Package
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.reading.descriptor import load_package
from cnnic_validate.reading.reader import read_table
from cnnic_validate.release import client
from cnnic_validate.release.address import open_store
from cnnic_validate.release.bundle import SUMS
from cnnic_validate.release.bundled import bundled_archive
from cnnic_validate.release.lock import LOCK_FILE, lock_text, parse_lock
from cnnic_validate.release.publishing import withdraw as withdraw_version
from cnnic_validate.release.signing import PublicKey, read_public_key
from cnnic_validate.release.store import CATALOGUE
from cnnic_validate.release.verify import verify_archive, verify_folder, verify_store
from cnnic_validate.workflow.loading import cache_folder, signing_key

if TYPE_CHECKING:
    import pandas as pd

LATEST = "latest"
# The folder for copies that Excel reads as UTF-8: it looks for a byte order mark.
EXCEL = "excel"
_BOM = b"\xef\xbb\xbf"
_PERIODS = frozenset(
    {"time_period", "reference_period", "denominator_period", "reference_denominator_period"}
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A version that is here, in `folder` as a whole bundle; `lock` names the lock file written.

    `withdrawn` says why, where the catalogue of the store, as it was last read, calls it so.
    """

    name: str
    version: str
    digest: str
    folder: Path
    lock: str = ""
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class PublishedPackage:
    """A published version, in a folder."""

    package: Package
    folder: Path

    @property
    def version(self) -> str:
        """The version that it was published as."""
        return self.package.version

    @property
    def resources(self) -> tuple[str, ...]:
        """The names of its tables."""
        return tuple(each.name for each in self.package.resources)

    def load(self, resource: str, *, exact: bool = False) -> pd.DataFrame:
        """Give a table with the types of its schema (`frames.typed_frame` has the table of them).

        `exact` gives numbers as exact decimals instead of floats.

        Raises:
            UnreadableError: there is no such table.
        """
        from cnnic_validate.frames import typed_frame  # noqa: PLC0415 - pandas is slow

        found = self.package.resource(resource)
        if found is None:
            what = say(
                "version {version} has no table {resource}", version=self.version, resource=resource
            )
            raise UnreadableError(self.package.name, what, did_you_mean(resource, self.resources))
        table = read_table(files.inside(self.package.root, found.path), found.path)
        periods = [each.name for each in found.schema.fields if each.name in _PERIODS]
        return typed_frame(table, found.schema, periods=periods, exact=exact)


def versions(store: str, *, cache: str = "", key: str = "") -> Catalogue:
    """Give the catalogue of a store; one older than was seen before is refused.

    `key` is a file with the public key that must have signed it.

    Raises:
        UnreadableError: the store cannot be read, or its catalogue is not to be trusted.
    """
    return client.current(open_store(store), cache_folder(cache), _public(key))


def get(
    version: str = "",
    *,
    store: str = "",
    to: str = "",
    excel: bool = False,
    lock: bool = False,
    cache: str = "",
    key: str = "",
    progress: Progress | None = None,
) -> Fetched:
    """Get a version: into the cache and, where `to` names one, into a folder of one's own.

    Args:
        version: which, or `latest`; empty: the one that `cnnic.lock` here pins, else the latest.
        store: where from; empty: the version that came with this package.
        to: a folder that is made; one that has something in it is refused.
        excel: put copies of the tables beside them that Excel reads as they are.
        lock: write `cnnic.lock` here, which pins the version and its digest.
        cache: a folder in place of the cache of this user.
        key: a file with the public key that must have signed the catalogue of the store.
        progress: told how many bytes have arrived, and of how many.

    Raises:
        UnreadableError: there is no such version, it is damaged or not signed with the key, or it
            cannot be written.
    """
    pinned = _pinned() if not version else None
    entry = None
    place, public = cache_folder(cache), _public(key)
    if store:
        where = open_store(store)
        folder = client.fetch(
            where,
            pinned.version if pinned else version or LATEST,
            place,
            digest=pinned.digest if pinned else "",
            key=public,
            progress=progress,
        )
        known = client.seen(where, place)
        entry = known.find(load_package(folder).version) if known else None
        digest = entry.digest if entry else ""
    else:
        digest, folder = _brought(version, pinned, place, public)
    package = load_package(folder)
    if to:
        folder = _copied(folder, Path(to), package, excel=excel)
    if lock:
        text = lock_text(Lock(package.name, package.version, digest))
        files.write_atomic(Path(LOCK_FILE), text.encode())
    withdrawn = entry.withdrawn if entry else ""
    written = LOCK_FILE if lock else ""
    return Fetched(package.name, package.version, digest, folder, written, withdrawn)


def verify(target: str, *, cache: str = "", key: str = "") -> Verification:
    """Compare a store, or a bundle in a folder or a zip, with what was published.

    `key` is a file with the public key that must have signed the catalogue of the store.

    Raises:
        UnreadableError: it is none of these, or cannot be read; a bundle by itself has no
            signature.
    """
    path, public = Path(target), _public(key)
    is_folder = path.is_dir() and (path / SUMS).is_file() and not (path / CATALOGUE).exists()
    if public is not None and (path.is_file() or is_folder):
        message = say("is a bundle by itself: what is signed is the catalogue of a store")
        raise UnreadableError(target, message, say("verify the store, or leave the key out"))
    if path.is_file():
        return verify_archive(files.read_bytes(path, target), target)
    if is_folder:
        return verify_folder(path)
    store = open_store(target)
    return verify_store(store, seen=client.seen(store, cache_folder(cache)), key=public)


def withdraw(version: str, *, store: str, why: str, sign_key: str = "") -> Published:
    """Mark a published version as withdrawn: it stays, and says why it is not to be used.

    `sign_key` is a file with the private key that signs the catalogue which says so.

    Raises:
        UnreadableError: there is no such version, or the store cannot be written.
    """
    signer = signing_key(sign_key)
    return withdraw_version(open_store(store, writable=True), version, why, signer)


def open_package(
    version: str = "", *, store: str = "", cache: str = "", key: str = ""
) -> PublishedPackage:
    """Open a published version; offline once it is in the cache.

    Args:
        version: which, or `latest`; empty: the one that `cnnic.lock` here pins, else the latest.
        store: where from; empty: the version that came with this package.
        cache: a folder in place of the cache of this user.
        key: a file with the public key that must have signed the catalogue of the store.

    Warns:
        UserWarning: a pinned version was withdrawn since.

    Raises:
        UnreadableError: there is no such version, or it is damaged or not signed with the key.
    """
    return _opened(get(version, store=store, cache=cache, key=key))


def _opened(fetched: Fetched) -> PublishedPackage:
    if fetched.withdrawn:
        said = say(
            "version {version} was withdrawn: {withdrawn}",
            version=fetched.version,
            withdrawn=fetched.withdrawn,
        )
        warnings.warn(said, stacklevel=3)
    return PublishedPackage(load_package(fetched.folder), fetched.folder)


def load(
    resource: str,
    *,
    store: str = "",
    version: str = "",
    cache: str = "",
    key: str = "",
    exact: bool = False,
) -> pd.DataFrame:
    """Give a table of a published version as a pandas frame, typed by its schema.

    Args:
        resource: its name, such as `series` or `observations`.
        store: where from; empty: the version that came with this package.
        version: which, or `latest`; empty: the one that `cnnic.lock` here pins, else the latest.
        cache: a folder in place of the cache of this user.
        key: a file with the public key that must have signed the catalogue of the store.
        exact: give numbers as exact decimals instead of floats.

    Warns:
        UserWarning: a pinned version was withdrawn since.

    Raises:
        UnreadableError: there is no such version or table, or it is damaged or not signed with the
            key.
    """
    return _opened(get(version, store=store, cache=cache, key=key)).load(resource, exact=exact)


def _brought(
    wanted: str, pinned: Lock | None, cache: Path, key: PublicKey | None
) -> tuple[str, Path]:
    """Give digest and folder of the version that came with this package, if it is the wanted one.

    No store is asked; the zip is compared with its own sums.
    """
    shown, archive = bundled_archive()
    if key is not None:
        message = say(
            "has no signature of its own: a key is compared with the catalogue of a store"
        )
        raise UnreadableError(shown, message, say("name the store, or leave the key out"))
    version, folder = client.unpack(archive, shown, cache)
    has = say("this package brings version {version}", version=version.version)
    if pinned and pinned.digest != version.digest:
        message = say(
            "{has}, {file} pins {version}", has=has, file=LOCK_FILE, version=pinned.version
        )
        if pinned.version == version.version:
            message += say(" with other bytes")
        raise UnreadableError(shown, message, say("name the store"))
    if wanted not in {"", LATEST, version.version}:
        raise UnreadableError(
            shown,
            say("{has}, not {wanted}", has=has, wanted=wanted[:60]),
            say("name a store that has it"),
        )
    return version.digest, folder


def _public(key: str) -> PublicKey | None:
    return read_public_key(Path(key)) if key else None


def _pinned() -> Lock | None:
    path = Path(LOCK_FILE)
    return parse_lock(files.read_text(path, LOCK_FILE)) if path.exists() else None


def _copied(folder: Path, target: Path, package: Package, *, excel: bool) -> Path:
    """Copy a bundle; whoever looks sees all of it or nothing."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        hint = say("name a folder that does not exist yet")
        raise UnreadableError(files.shown_as(target), say("is there and not empty"), hint)
    partial = target.parent / f".{target.name}.{os.getpid()}"
    try:
        for each in (folder, *folder.rglob("*")):
            to = partial / each.relative_to(folder)
            if each.is_dir():
                to.mkdir(parents=True, exist_ok=True)
            else:
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(each, to)
        if excel:
            _write_for_excel(partial, package)
        if target.exists():
            target.rmdir()
        partial.rename(target)
    except OSError as error:
        message = say("cannot be written: {reason}", reason=files.reason(error, writing=True))
        raise UnreadableError(files.shown_as(target), message) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


def _write_for_excel(folder: Path, package: Package) -> None:
    """Put copies with a byte order mark beside the tables; the originals stay as they are."""
    for resource in package.resources:
        copy = folder / EXCEL / resource.path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(_BOM + (folder / resource.path).read_bytes())
