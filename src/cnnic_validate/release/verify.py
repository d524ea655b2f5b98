"""Verify a store, or a bundle by itself: every byte, every name, nothing more and nothing less.

A store is verified from its catalogue: it has the digests of the manifests, and these have the
digests of the files. A bundle by itself is verified from its `SHA256SUMS`; whoever changed both is
found only with the store's catalogue, or with a digest that was written down (a lock file).
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from cnnic_validate import files as safe
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.catalogue import (
    Catalogue,
    Damage,
    FileDigest,
    Manifest,
    PublishedVersion,
    Verification,
)
from cnnic_validate.release.catalogue import (
    CATALOGUE_BYTES,
    MANIFEST_BYTES,
    follows,
    parse_catalogue,
    parse_manifest,
)
from cnnic_validate.release.signing import SIGNATURE_BYTES, PublicKey, fault, signature_name
from cnnic_validate.release.store import CATALOGUE, PROBE, PROBE_DATA, Store
from cnnic_validate.release.zipped import unzipped, zipped

SUMS = "SHA256SUMS"
_SUM = re.compile(r"^([0-9a-f]{64})  (.+)$", re.ASCII | re.MULTILINE)
_SIGNATURE = re.compile(r"signatures/[0-9a-f]{64}/[0-9a-f]{16}\.sig", re.ASCII)
_LEFTOVER = re.compile(r"versions/[0-9A-Za-z.-]+/[0-9a-f]{16}(/.+|\.json|\.zip)", re.ASCII)


def verify_store(
    store: Store, *, seen: Catalogue | None = None, key: PublicKey | None = None
) -> Verification:
    """Compare everything that a store holds with its catalogue.

    Signatures of earlier catalogues, and of ones that lost a race, stay in a store; of them only
    the length can be compared.

    Args:
        store: which.
        seen: a catalogue of this store that was seen before; an older one now is damage.
        key: whose signature the catalogue must have; without one no signature is looked at.

    Raises:
        UnreadableError: there is no store there, or it cannot be reached.
    """
    shown = store.describe()
    data = store.read(CATALOGUE, CATALOGUE_BYTES)
    if data is None:
        hint = say("name a store, or the folder or zip of a bundle")
        raise UnreadableError(
            shown, say("has no {catalogue}: it is no store", catalogue=CATALOGUE), hint
        )
    try:
        catalogue = parse_catalogue(data, CATALOGUE)
    except UnreadableError as error:
        return Verification(shown, 0, 0, (Damage(CATALOGUE, error.faults[0].message),))
    damages: list[Damage] = []
    if seen is not None and (reason := follows(seen, catalogue)):
        damages.append(Damage(CATALOGUE, reason))
    unsigned = _signature_damage(store, data, key) if key else None
    damages += [unsigned] if unsigned else []
    expected, unsound = _expected(store, catalogue)
    names = store.list("")
    present = expected.keys() if names is None else set(names) - {CATALOGUE}
    if PROBE in present:
        expected[PROBE] = entry_of(iter([PROBE_DATA]))
    leftovers = _leftovers(present - expected.keys(), catalogue)
    found, unread = _found(store, sorted(present - leftovers))
    signatures = {each for each in found if _SIGNATURE.fullmatch(each)}
    lengths = _lengths({each: found.pop(each) for each in signatures})
    damages += [each for each in lengths if each.path not in {told.path for told in damages}]
    damages += [*unsound, *unread, *compared(expected, found, {each.path for each in unread})]
    return Verification(
        judged=shown,
        versions=len(catalogue.versions),
        files=len(expected),
        signed_by=key.id if key and not unsigned else "",
        damages=_ordered(damages),
        leftovers=tuple(sorted(leftovers)),
        is_listed=names is not None,
    )


def _signature_damage(store: Store, data: bytes, key: PublicKey) -> Damage | None:
    name = signature_name(data, key.id)
    try:
        reason = fault(key, data, store.read(name, SIGNATURE_BYTES))
    except UnreadableError as error:
        if error.path == store.describe():
            raise
        return Damage(name, error.faults[0].message)
    return Damage(CATALOGUE, reason) if reason else None


def _lengths(signatures: Mapping[str, FileDigest]) -> list[Damage]:
    return [
        Damage(
            path,
            say(
                "has {size:,} bytes, a signature has {expected}",
                size=entry.size,
                expected=SIGNATURE_BYTES,
            ),
        )
        for path, entry in signatures.items()
        if entry.size != SIGNATURE_BYTES
    ]


def _expected(store: Store, catalogue: Catalogue) -> tuple[dict[str, FileDigest], list[Damage]]:
    """Give the objects of all versions, and what is wrong with the manifests that name them."""
    expected: dict[str, FileDigest] = {}
    damages = []
    for version in catalogue.versions:
        try:
            expected |= _objects(store, version)
        except UnreadableError as error:
            if error.path == store.describe():
                raise
            damages.append(Damage(f"{version.folder}.json", error.faults[0].message))
    return expected, damages


def _objects(store: Store, version: PublishedVersion) -> dict[str, FileDigest]:
    """Give the objects that a version has, by name."""
    name = f"{version.folder}.json"
    manifest = read_manifest(store, version)
    own = FileDigest(version.digest, len(store.read(name, MANIFEST_BYTES) or b""))
    listed = {f"{version.folder}/{path}": each for path, each in manifest.files.items()}
    return {**listed, name: own, f"{version.folder}.zip": manifest.archive}


def read_manifest(store: Store, version: PublishedVersion) -> Manifest:
    """Read the manifest of a version: length, then hash, then meaning.

    Raises:
        UnreadableError: it is missing, or another one than the catalogue says.
    """
    name = f"{version.folder}.json"
    data = store.read(name, MANIFEST_BYTES)
    if data is None:
        raise UnreadableError(name, say("is missing"))
    return checked_manifest(data, version, name)


def checked_manifest(data: bytes, version: PublishedVersion, shown: str) -> Manifest:
    """Read the bytes of the manifest of a version; raises `UnreadableError` for any other."""
    manifest = parse_manifest(data, shown, version.digest)
    if manifest.version != version.version:
        raise UnreadableError(
            shown,
            say(
                "is of version {seen}, not {version}",
                seen=manifest.version,
                version=version.version,
            ),
        )
    total = sum(each.size for each in manifest.files.values())
    if total != version.size:
        raise UnreadableError(
            shown,
            say("has {total:,} bytes, the catalogue says {size:,}", total=total, size=version.size),
        )
    return manifest


def _leftovers(names: set[str], catalogue: Catalogue) -> set[str]:
    """Pick what a try to publish left, or is just writing: it has the place of no version."""
    own = tuple(f"{each.folder}{end}" for each in catalogue.versions for end in "/.")
    return {each for each in names if _LEFTOVER.fullmatch(each) and not each.startswith(own)}


def _found(store: Store, names: Iterable[str]) -> tuple[dict[str, FileDigest], list[Damage]]:
    """Hash the objects of these names that are there; what cannot be read is damage."""
    found: dict[str, FileDigest] = {}
    unread = []
    for name in names:
        try:
            found[name] = entry_of(store.chunks(name))
        except UnreadableError as error:
            if error.path == store.describe():
                raise
            unread.append(Damage(name, error.faults[0].message))
    return found, unread


def entry_of(chunks: Iterator[bytes]) -> FileDigest:
    """Give the digest and length of bytes that come in pieces."""
    state = hashlib.sha256()
    size = 0
    for chunk in chunks:
        state.update(chunk)
        size += len(chunk)
    return FileDigest(state.hexdigest(), size)


def compared(
    expected: Mapping[str, FileDigest],
    found: Mapping[str, FileDigest],
    skipped: Collection[str] = (),
) -> list[Damage]:
    """Say how files differ from what they are expected to be.

    Args:
        expected: what there should be, by path.
        found: what there is.
        skipped: paths of which something is said already.
    """
    homes = {each.sha256: path for path, each in expected.items()}
    strange = {found[path].sha256: path for path in found.keys() - expected.keys()}
    damages = []
    for path, entry in expected.items():
        now = found.get(path)
        if now is None and path not in skipped:
            moved = strange.get(entry.sha256)
            where = say("; the same bytes are at {path}", path=moved) if moved else ""
            damages.append(Damage(path, say("is missing") + where))
        elif now is not None and now != entry:
            damages.append(Damage(path, _difference(entry, now, homes.get(now.sha256, ""))))
    extra = found.keys() - expected.keys()
    return damages + [Damage(path, say("was added: no version has it")) for path in extra]


def _difference(entry: FileDigest, now: FileDigest, home: str) -> str:
    if home:
        return say("holds what belongs to {home}", home=home)
    if now.size != entry.size:
        return say(
            "has {size:,} bytes, {published:,} were published", size=now.size, published=entry.size
        )
    return say("has other bytes than were published (SHA-256 {sha256}...)", sha256=now.sha256[:16])


def verify_files(
    given: Mapping[str, bytes], shown: str, manifest: Manifest | None = None
) -> Verification:
    """Compare the files of a bundle with its own sums, or with a manifest where there is one.

    Raises:
        UnreadableError: they are no bundle: there are no sums.
    """
    found = {path: entry_of(iter([data])) for path, data in given.items()}
    return _verified(found, given.get(SUMS), shown, manifest)


def verify_folder(folder: Path, manifest: Manifest | None = None) -> Verification:
    """Compare a bundle in a folder; links and whatever else is no file are damage.

    Raises:
        UnreadableError: there are no sums, or a file cannot be read.
    """
    found: dict[str, FileDigest] = {}
    linked = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            linked[name] = Damage(name, say("is a link, a file was expected"))
        elif not path.is_dir():
            found[name] = entry_of_file(path)
    sums = safe.read_bytes(folder / SUMS, safe.shown_as(folder / SUMS)) if SUMS in found else None
    made = _verified(found, sums, safe.shown_as(folder), manifest)
    others = (each for each in made.damages if each.path not in linked)
    return dataclasses.replace(made, damages=_ordered([*linked.values(), *others]))


def entry_of_file(path: Path) -> FileDigest:
    """Give the digest and length of a regular file; raises `UnreadableError`."""
    shown = safe.shown_as(path)
    size = safe.check_regular(path, shown).st_size
    return FileDigest(safe.digest(path, shown), size)


def _verified(
    found: Mapping[str, FileDigest], sums: bytes | None, shown: str, manifest: Manifest | None
) -> Verification:
    if manifest is not None:
        damages = compared(manifest.files, found)
        return Verification(shown, 1, len(manifest.files), _ordered(damages))
    if sums is None:
        raise UnreadableError(
            shown, say("has no {sums}: it is no bundle", sums=SUMS), say("name a published bundle")
        )
    listed = {path: digest for digest, path in _SUM.findall(sums.decode(errors="replace"))}
    # Lengths are not listed; where a file is missing, none is compared.
    expected = {
        path: FileDigest(digest, found[path].size if path in found else 0)
        for path, digest in listed.items()
    }
    damages = compared(expected, {path: found[path] for path in found if path != SUMS})
    if "".join(f"{listed[path]}  {path}\n" for path in sorted(listed)).encode() != sums:
        damages.append(Damage(SUMS, say("was changed since it was written")))
    return Verification(shown, 1, len(listed) + 1, _ordered(damages))


def verify_archive(data: bytes, shown: str, manifest: Manifest | None = None) -> Verification:
    """Compare a bundle in a zip, and the zip with the one way in which bundles are zipped."""
    if manifest is not None and entry_of(iter([data])) == manifest.archive:
        return Verification(shown, 1, len(manifest.files))
    given = unzipped(data, shown)
    made = verify_files(given, shown, manifest)
    if made.sound and zipped(given) != data:
        damage = Damage(
            shown, say("has the files of the bundle, but is not the zip that was published")
        )
        return dataclasses.replace(made, damages=(damage,))
    return made


def _ordered(damages: Iterable[Damage]) -> tuple[Damage, ...]:
    return tuple(sorted(damages, key=lambda each: each.path))
