"""Publish a bundle to a store, and withdraw a version.

Objects come first, the manifest last of them, and the catalogue is moved last of all, where it is
still the one that was read. So whoever looks sees the store before or after, never between; and a
try that was broken off is completed by publishing again: its objects lie under a name that holds
the digest of the manifest, and are either the right ones or not looked at. A signature is put
before the catalogue that it signs, under the name of its digest: both catalogues have theirs.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.catalogue import (
    Catalogue,
    FileDigest,
    Manifest,
    Published,
    PublishedVersion,
)
from cnnic_validate.model.version import parse_version
from cnnic_validate.release.catalogue import (
    CATALOGUE_BYTES,
    catalogue_bytes,
    manifest_bytes,
    parse_catalogue,
    path_fault,
)
from cnnic_validate.release.signing import SigningKey, signature, signature_name, signatures_of
from cnnic_validate.release.store import CATALOGUE, Store
from cnnic_validate.release.zipped import zipped

DESCRIPTOR = "datapackage.json"
# How often a withdrawal starts over because others moved the catalogue.
_TRIES = 20


def read_catalogue(store: Store) -> Catalogue | None:
    """Read the catalogue of a store; None where nothing was published yet.

    Raises:
        UnreadableError: the store cannot be read, or its catalogue is damaged.
    """
    data = store.read(CATALOGUE, CATALOGUE_BYTES)
    return None if data is None else parse_catalogue(data, f"{store.describe()}: {CATALOGUE}")


def manifest_of(files: Mapping[str, bytes], version: str, archive: bytes) -> Manifest:
    """Say what the files of a bundle are, and the same as one zip."""
    return Manifest(version, {path: _entry(files[path]) for path in sorted(files)}, _entry(archive))


def publish_bundle(
    store: Store,
    files: Mapping[str, bytes],
    version: str,
    created: str,
    counts: Mapping[str, int],
    *,
    base: Catalogue | None = None,
    key: SigningKey | None = None,
) -> Published:
    """Publish the files of a bundle as a version.

    Args:
        store: where to.
        files: by path, `datapackage.json` among them; it names the package.
        version: the version, higher than every one in the store.
        created: the instant that the descriptor says, in ISO 8601 with `Z`.
        counts: how many of what it holds, to be listed.
        base: the catalogue that the version was worked out from; where the store has gone on since,
            publishing is refused. Without it, the one that the store has now.
        key: signs the new catalogue, or the one that stands where the version is in it already.

    Returns:
        `new`; `unchanged` where the store had the very same before; `refused`, and then nothing
        has changed, where it has this version with other bytes, somebody else was quicker, or the
        store is signed and there is no key.

    Raises:
        UnreadableError: a file has a name that is none on every system; or the store failed, and
            the catalogue is the old one, or the new one.
        ValueError: the files are no bundle of this version.
    """
    name = _checked_name(files, version)
    archive = zipped(files)
    manifest = manifest_bytes(manifest_of(files, version, archive))
    size = sum(map(len, files.values()))
    made = PublishedVersion(
        version, hashlib.sha256(manifest).hexdigest(), size, created, dict(counts)
    )
    standing = read_catalogue(store)
    known = _known(store, standing, made, key)
    if known is not None:
        return known
    before = standing or Catalogue(name, 0)
    refusal = _refusal(before, name, version, base) or _unsigned(store, standing, key)
    if refusal:
        return Published("refused", before, refusal)
    new = Catalogue(name, before.number + 1, (*before.versions, made))
    parse_catalogue(catalogue_bytes(new), "the new catalogue")
    store.probe()
    objects = {f"{made.folder}/{path}": files[path] for path in sorted(files)}
    objects |= {f"{made.folder}.zip": archive, f"{made.folder}.json": manifest}
    for place, data in objects.items():
        _put(store, place, data)
    if _moved(store, standing, new, key):
        return Published("new", new)
    return _lost(store, made, key)


def withdraw(store: Store, version: str, why: str, key: SigningKey | None = None) -> Published:
    """Mark a version as withdrawn: it keeps its name and its bytes, and says why.

    `key` signs the catalogue that says so; without it a signed store refuses.

    Raises:
        UnreadableError: the store failed, or others keep moving its catalogue.
    """
    if not why.strip():
        raise UnreadableError(version, say("a version is withdrawn for a reason"), say("say why"))
    for _ in range(_TRIES):
        standing = read_catalogue(store)
        found = standing.find(version) if standing else None
        if standing is None or found is None:
            versions = standing.versions if standing else ()
            known = ", ".join(each.version for each in versions) or say("none")
            hint = say("it has {known}", known=known)
            raise UnreadableError(
                store.describe(), say("has no version {version}", version=version[:60]), hint
            )
        if found.withdrawn:
            if found.withdrawn != why:
                refusal = say(
                    "version {version} was withdrawn before: {withdrawn}",
                    version=version,
                    withdrawn=found.withdrawn,
                )
                return Published("refused", standing, refusal)
            return _settled(store, standing, key)
        if unsigned := _unsigned(store, standing, key):
            return Published("refused", standing, unsigned)
        marked = dataclasses.replace(found, withdrawn=why)
        versions = tuple(marked if each is found else each for each in standing.versions)
        new = Catalogue(standing.name, standing.number + 1, versions)
        if _moved(store, standing, new, key):
            return Published("new", new)
    raise UnreadableError(
        store.describe(), say("its catalogue is moved all the time"), say("try again")
    )


def _checked_name(files: Mapping[str, bytes], version: str) -> str:
    """Give the name of the package; refuses what is no bundle of this version."""
    if reason := path_fault(files):
        raise UnreadableError(DESCRIPTOR, reason, say("rename the file"))
    descriptor = json.loads(files[DESCRIPTOR])
    if descriptor["version"] != version:
        raise ValueError(f"the descriptor has version {descriptor['version']}, not {version}")
    return str(descriptor["name"])


def _entry(data: bytes) -> FileDigest:
    return FileDigest(hashlib.sha256(data).hexdigest(), len(data))


def _known(
    store: Store, standing: Catalogue | None, made: PublishedVersion, key: SigningKey | None
) -> Published | None:
    """Say how a version that the store has already stands to the one that was made."""
    found = standing.find(made.version) if standing else None
    if standing is None or found is None:
        return None
    if found.digest != made.digest:
        refusal = say(
            "version {version} is published with other bytes, and never changes",
            version=made.version,
        )
        return Published("refused", standing, refusal)
    if found.withdrawn:
        refusal = say(
            "version {version} was withdrawn: {withdrawn}",
            version=made.version,
            withdrawn=found.withdrawn,
        )
        return Published("refused", standing, refusal)
    return _settled(store, standing, key)


def _settled(store: Store, standing: Catalogue, key: SigningKey | None) -> Published:
    """Make sure that a catalogue which says so already also lasts, and is signed."""
    data = catalogue_bytes(standing)
    _sign(store, data, key)
    store.swap_catalogue(data, data)
    return Published("unchanged", standing)


def _refusal(before: Catalogue, name: str, version: str, base: Catalogue | None) -> str:
    if before.name != name:
        return say(
            "the store holds the package `{held}`, not `{name}`", held=before.name, name=name
        )
    if base is not None and base != before:
        return say("the store has changed since the version was worked out: publish again")
    last = before.versions[-1].version if before.versions else ""
    if last and not parse_version(last) < parse_version(version):
        return say(
            "version {version} is not higher than {last}, the last one in the store",
            version=version,
            last=last,
        )
    return ""


def _moved(
    store: Store, standing: Catalogue | None, new: Catalogue, key: SigningKey | None
) -> bool:
    """Sign a catalogue, then move to it; False where somebody else was quicker."""
    data = catalogue_bytes(new)
    _sign(store, data, key)
    return store.swap_catalogue(catalogue_bytes(standing) if standing else None, data)


def _sign(store: Store, data: bytes, key: SigningKey | None) -> None:
    if key is not None:
        _put(store, signature_name(data, key.id), signature(key, data))


def _unsigned(store: Store, standing: Catalogue | None, key: SigningKey | None) -> str:
    """Say why a store must not get a catalogue without a signature: its readers count on one."""
    if key is None and standing and store.list(signatures_of(catalogue_bytes(standing))):
        return say("the catalogue of the store is signed: sign with --sign-key")
    return ""


def _put(store: Store, name: str, data: bytes) -> None:
    """Write an object, or find that it is there with the same bytes."""
    if store.put_if_absent(name, data):
        return
    place = f"{store.describe()}: {name}"
    held = store.read(name, len(data))
    if held is None:
        raise UnreadableError(
            place, say("is taken, and then it is not there"), say("publish again")
        )
    if held != data:
        message = say("holds other bytes than its name says, and no version has it")
        raise UnreadableError(place, message, say("remove it and publish again"))


def _lost(store: Store, made: PublishedVersion, key: SigningKey | None) -> Published:
    """Tell the loser of a race what stands now."""
    standing = read_catalogue(store)
    known = _known(store, standing, made, key)
    if known is not None:
        return known
    refusal = say("somebody else published at the same time and was first: publish again")
    return Published("refused", standing or Catalogue("", 0), refusal)
