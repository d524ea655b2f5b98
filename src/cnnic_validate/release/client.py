"""Get versions from a store into a cache, and use them from there without the store.

Nothing that a store sends is trusted: length comes first, then the hash, then the meaning. Of each
store the newest catalogue that was seen is kept, so that an older one, or one with another past, is
refused from then on. With a public key a catalogue counts only with its signature, which is kept
beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.catalogue import Catalogue, FileDigest, PublishedVersion
from cnnic_validate.release import cached
from cnnic_validate.release.catalogue import (
    CATALOGUE_BYTES,
    catalogue_bytes,
    follows,
    manifest_bytes,
    parse_catalogue,
    parse_manifest,
)
from cnnic_validate.release.publishing import DESCRIPTOR, manifest_of
from cnnic_validate.release.signing import SIGNATURE_BYTES, PublicKey, fault, signature_name
from cnnic_validate.release.store import CATALOGUE, Store
from cnnic_validate.release.verify import (
    entry_of_file,
    read_manifest,
    verify_archive,
)
from cnnic_validate.release.zipped import unzipped

# Called with the bytes that are there and the bytes that there will be.
Progress = Callable[[int, int], None]


def seen(store: Store, cache: Path) -> Catalogue | None:
    """Give the newest catalogue of a store that was seen; None where there was none.

    Raises:
        UnreadableError: what the cache holds is damaged.
    """
    path = cached.memory(store, cache)
    if not path.exists():
        return None
    shown = files.shown_as(path)
    return parse_catalogue(files.read_bytes(path, shown, CATALOGUE_BYTES), shown)


def current(store: Store, cache: Path, key: PublicKey | None = None) -> Catalogue:
    """Read the catalogue of a store, compare it with what was seen before, and keep it.

    Args:
        store: which.
        cache: the folder that keeps what was seen.
        key: whose signature the catalogue must have; without one no signature is looked at.

    Raises:
        UnreadableError: the store cannot be reached or is none, its catalogue is damaged, does not
            follow the one that was seen before, or is not signed with the key.
    """
    shown = store.describe()
    # First what was seen, then what is there: in the other order another reader, who saw a newer
    # one in between, would make this one look like a step back.
    before = seen(store, cache)
    data = store.read(CATALOGUE, CATALOGUE_BYTES)
    if data is None:
        raise UnreadableError(
            shown,
            say("has no {catalogue}: it is no store", catalogue=CATALOGUE),
            say("check the address"),
        )
    now = parse_catalogue(data, f"{shown}: {CATALOGUE}")
    signed = _signed(store, data, key) if key else b""
    if before is not None and (reason := follows(before, now)):
        kept = files.shown_as(cached.memory(store, cache))
        hint = say("ask who keeps the store; what was seen is in {file}", file=kept)
        raise UnreadableError(f"{shown}: {CATALOGUE}", reason, hint)
    if now != before:
        cached.remember(cached.memory(store, cache), data)
    if key is not None and not _remembers_signature(store, cache, now, key):
        cached.remember(cached.kept_signature(store, cache, key.id), signed)
    return now


def _signed(store: Store, data: bytes, key: PublicKey) -> bytes:
    """Give the signature of a catalogue; raises `UnreadableError` where it has none of the key."""
    signed = store.read(signature_name(data, key.id), SIGNATURE_BYTES)
    reason = fault(key, data, signed)
    if reason or signed is None:
        hint = say("ask who keeps the store which key signs it")
        raise UnreadableError(f"{store.describe()}: {CATALOGUE}", reason, hint)
    return signed


def _remembers_signature(store: Store, cache: Path, known: Catalogue, key: PublicKey) -> bool:
    """Whether the catalogue that was seen last was seen with a signature of the key."""
    path = cached.kept_signature(store, cache, key.id)
    if not path.exists():
        return False
    signed = files.read_bytes(path, files.shown_as(path), SIGNATURE_BYTES)
    return not fault(key, catalogue_bytes(known), signed)


def choose(
    catalogue: Catalogue, wanted: str, shown: str, *, withdrawn: bool = False
) -> PublishedVersion:
    """Give the version that was asked for.

    Args:
        catalogue: has it.
        wanted: a version, or `latest`.
        shown: how a person names the store.
        withdrawn: whether one that was withdrawn is given.

    Raises:
        UnreadableError: there is none, or it was withdrawn.
    """
    found = catalogue.latest if wanted == "latest" else catalogue.find(wanted)
    if found is None:
        known = ", ".join(each.version for each in catalogue.versions[-10:]) or say("none")
        what = say("has no version {wanted}", wanted=wanted[:60])
        if wanted == "latest" and catalogue.versions:
            what = say("every version was withdrawn")
        raise UnreadableError(shown, what, say("it has {known}", known=known))
    if found.withdrawn and not withdrawn:
        message = say(
            "version {version} was withdrawn: {withdrawn}",
            version=found.version,
            withdrawn=found.withdrawn,
        )
        latest = catalogue.latest
        hint = (
            say("the latest that stands is {version}", version=latest.version)
            if latest
            else say("no version stands")
        )
        raise UnreadableError(shown, message, hint)
    return found


def fetch(
    store: Store,
    version: str,
    cache: Path,
    *,
    digest: str = "",
    withdrawn: bool = False,
    key: PublicKey | None = None,
    progress: Progress | None = None,
) -> Path:
    """Get a version into the cache and give the folder that it is in.

    A version that is in the cache whole is used without asking the store. A transfer that was
    broken off goes on where it was.

    Args:
        store: where from.
        version: which, or `latest`.
        cache: a folder, made where it is missing.
        digest: the SHA-256 of the manifest that it must have, as a lock file says. What is pinned
            so is given from the cache also where it was withdrawn since.
        withdrawn: whether any version that was withdrawn is given.
        key: whose signature the catalogue must have.
        progress: told how far the transfer is.

    Raises:
        UnreadableError: there is no such version, it is another than expected, damaged, not signed,
            or cannot be had; what has arrived is kept for the next try.
    """
    shown = store.describe()
    known = seen(store, cache)
    if known and key and not _remembers_signature(store, cache, known, key):
        known = None
    if known is None or version == "latest" or known.find(version) is None:
        known = current(store, cache, key)
    held = known.find(version)
    if held and held.withdrawn and digest == held.digest:
        withdrawn = withdrawn or cached.whole(held, cache) is not None
    found = choose(known, version, shown, withdrawn=withdrawn)
    if digest and found.digest != digest:
        message = say(
            "version {version} has the digest {digest}..., not {locked}... as locked",
            version=found.version,
            digest=found.digest[:16],
            locked=digest[:16],
        )
        hint = say("the lock file is of another store, or the store was replaced")
        raise UnreadableError(shown, message, hint)
    folder = cached.whole(found, cache)
    if folder is None:
        with cached.transfer(cache, found) as partial:
            folder = cached.whole(found, cache)  # another process may have got it meanwhile
            folder = folder or _transferred(store, found, cache, partial, progress)
    _refuse_other_meaning(folder, known, found)
    return folder


def _transferred(
    store: Store, version: PublishedVersion, cache: Path, partial: Path, progress: Progress | None
) -> Path:
    manifest = read_manifest(store, version)
    done = 0
    for path, entry in manifest.files.items():
        place = cached.place(cache, partial / path)
        for more in _received(store, f"{version.folder}/{path}", entry, place):
            done += more
            if progress:
                progress(done, version.size)
    return cached.placed(partial, manifest, version, cache)


def unpack(archive: bytes, shown: str, cache: Path) -> tuple[PublishedVersion, Path]:
    """Put the bundle in a zip into the cache, as if it had been fetched, and give its folder.

    Args:
        archive: the zip, which must be sound by its own sums.
        shown: how a person names it.
        cache: a folder, made where it is missing.

    Raises:
        UnreadableError: it is damaged, or the cache cannot be written.
    """
    damages = verify_archive(archive, shown).damages
    if damages:
        message = say(
            "is damaged: {path}: {message}", path=damages[0].path, message=damages[0].message
        )
        raise UnreadableError(shown, message, say("get it again"))
    given = unzipped(archive, shown)
    descriptor = json.loads(given[DESCRIPTOR])
    data = manifest_bytes(manifest_of(given, descriptor["version"], archive))
    manifest = parse_manifest(data, shown)
    size = sum(map(len, given.values()))
    digest = hashlib.sha256(data).hexdigest()
    version = PublishedVersion(manifest.version, digest, size, descriptor["created"], {})
    folder = cached.whole(version, cache)
    if folder is None:
        with cached.transfer(cache, version) as partial:
            for path, content in given.items():
                cached.place(cache, partial / path).write_bytes(content)
            folder = cached.whole(version, cache) or cached.placed(
                partial, manifest, version, cache
            )
    return version, folder


def _received(store: Store, name: str, entry: FileDigest, place: Path) -> Iterator[int]:
    """Get what is missing of a file; gives how many bytes came in each step.

    What is there of an earlier try is gone on with; where it turns out to be no beginning of the
    file, the file is got anew, once.
    """
    shown = f"{store.describe()}: {name}"
    there = place.stat().st_size if place.exists() else 0
    if there > entry.size:
        place.unlink()
        there = 0
    yield there
    got = there
    if there < entry.size or not place.exists():
        for more in _appended(store, name, entry.size, place, there):
            got += more
            yield more
    now = entry_of_file(place)
    if now == entry:
        files.sync(place)
        return
    place.unlink()
    if there:
        yield -got
        yield from _received(store, name, entry, place)
        return
    what = say(
        "has {size:,} bytes, {published:,} were published", size=now.size, published=entry.size
    )
    if now.size == entry.size:
        what = say("has other bytes than were published")
    raise UnreadableError(shown, what, say("`cnnic verify` shows what is damaged in a store"))


def _appended(store: Store, name: str, size: int, place: Path, start: int) -> Iterator[int]:
    left = size - start
    with place.open("ab") as stream:
        # An empty file has nothing to be asked for, and no more than was published is taken.
        for chunk in store.chunks(name, start) if left else ():
            stream.write(chunk[:left])
            yield len(chunk[:left])
            if len(chunk) > left:
                raise UnreadableError(
                    f"{store.describe()}: {name}",
                    say("is longer than the {size:,} bytes published", size=size),
                )
            left -= len(chunk)


def _refuse_other_meaning(folder: Path, catalogue: Catalogue, version: PublishedVersion) -> None:
    """Refuse a bundle whose descriptor names another package or version: bundles were mixed."""
    path = folder / DESCRIPTOR
    try:
        descriptor = json.loads(files.read_text(path, files.shown_as(path)))
        named = (descriptor["name"], descriptor["version"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UnreadableError(files.shown_as(path), say("is no descriptor of a bundle")) from error
    if named != (catalogue.name, version.version):
        message = say(
            "is of {seen} {seen_version}, not of {name} {version}",
            seen=named[0],
            seen_version=named[1],
            name=catalogue.name,
            version=version.version,
        )
        raise UnreadableError(files.shown_as(path), message, say("the store mixes versions"))
