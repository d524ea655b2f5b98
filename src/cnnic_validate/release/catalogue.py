"""The catalogue of a store and the manifest of a version, as bytes and back.

Both are read as what they are: bytes of others. Length comes first, then the hash where one is
known, then the meaning (the order of python-tuf). They are canonical JSON: one value has one
writing, so that whatever reads differently from what it says (a key twice, another order, other
spaces) is refused by writing it again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
import re
from collections.abc import Mapping
from typing import Any

from cnnic_validate import files as safe
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.catalogue import Catalogue, FileDigest, Manifest, PublishedVersion
from cnnic_validate.model.version import parse_version

CATALOGUE_BYTES = 16 * 1024 * 1024
MANIFEST_BYTES = 16 * 1024 * 1024
_FORMAT = 1
_LONGEST_NAME = 255
_MOST_PARTS = 32
# What Windows takes for a device, with whatever comes after a dot, and what it takes in no name.
_DEVICE = re.compile(r"con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
# The folder of git, as file systems that fold names find it.
_GIT = re.compile(r"\.git|git~[0-9]", re.IGNORECASE)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_CREATED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_NAME = re.compile(r"[a-z0-9._/-]{1,200}", re.ASCII)
_AGAIN = say("get it again")


def catalogue_bytes(catalogue: Catalogue) -> bytes:
    """Write a catalogue as canonical JSON; its last member is the digest of all before it.

    No other document has that digest, so that it shows by itself what has happened to a byte.
    """
    latest = catalogue.latest
    value: dict[str, Any] = {
        "format": _FORMAT,
        "name": catalogue.name,
        "number": catalogue.number,
        "latest": latest.version if latest else None,
        "versions": [
            {
                "version": each.version,
                "path": each.folder,
                "sha256": each.digest,
                "size": each.size,
                "created": each.created,
                "counts": dict(sorted(each.counts.items())),
                "withdrawn": each.withdrawn,
            }
            for each in catalogue.versions
        ],
    }
    return _written({**value, "sha256": hashlib.sha256(_written(value)).hexdigest()})


def manifest_bytes(manifest: Manifest) -> bytes:
    """Write a manifest as canonical JSON."""
    return _written(
        {
            "format": _FORMAT,
            "version": manifest.version,
            "archive": _entry_value(manifest.archive),
            "files": {path: _entry_value(manifest.files[path]) for path in sorted(manifest.files)},
        }
    )


def _written(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _entry_value(entry: FileDigest) -> dict[str, Any]:
    return {"sha256": entry.sha256, "size": entry.size}


def parse_catalogue(data: bytes, shown: str, digest: str = "") -> Catalogue:
    """Read a catalogue.

    Args:
        data: the bytes, of which nothing is trusted.
        shown: how a person names them.
        digest: the SHA-256 that they must have, where one is known.

    Raises:
        UnreadableError: they are too long, others than expected, or no sound catalogue.
    """
    value = _checked(data, shown, CATALOGUE_BYTES, digest)
    try:
        versions = tuple(_version(each) for each in _list(value, "versions"))
        catalogue = Catalogue(_matching(value, "name", _NAME), _count(value, "number"), versions)
    except _SeenError as fault:
        raise UnreadableError(
            shown, say("is no sound catalogue: {fault}", fault=str(fault)), _AGAIN
        ) from fault
    _refuse_other_order(versions, shown)
    if catalogue_bytes(catalogue) != data:
        raise UnreadableError(
            shown, say("is no sound catalogue: was changed since it was written"), _AGAIN
        )
    return catalogue


def parse_manifest(data: bytes, shown: str, digest: str = "") -> Manifest:
    """Read a manifest; arguments and errors as of `parse_catalogue`."""
    value = _checked(data, shown, MANIFEST_BYTES, digest)
    try:
        listed = _listed(_object(value, "files"))
        manifest = Manifest(_text(value, "version"), listed, _entry(value.get("archive")))
    except _SeenError as fault:
        raise UnreadableError(
            shown, say("is no sound manifest: {fault}", fault=str(fault)), _AGAIN
        ) from fault
    if manifest_bytes(manifest) != data:
        raise UnreadableError(
            shown, say("is no sound manifest: was changed since it was written"), _AGAIN
        )
    return manifest


def _listed(value: Mapping[str, Any]) -> dict[str, FileDigest]:
    if reason := path_fault(value):
        raise _SeenError(reason)
    return {path: _entry(each) for path, each in value.items()}


def follows(old: Catalogue, new: Catalogue) -> str:
    """Say why `new` cannot be a later state of the same store; empty where it can.

    A store only grows: numbers go up, versions are added at the end and never change but for being
    withdrawn. Anything else is an older catalogue, or one of another store.
    """
    if new.name != old.name:
        return say(
            "is of the package `{name}`, it was of `{old_name}` before",
            name=new.name,
            old_name=old.name,
        )
    if new.number < old.number:
        return say(
            "is number {number}, older than number {old_number} that was seen before",
            number=new.number,
            old_number=old.number,
        )
    if new.number == old.number:
        if new == old:
            return ""
        return say("differs from the number {number} that was seen before", number=old.number)
    reasons = (_kept(before, new.find(before.version)) for before in old.versions)
    return next(filter(None, reasons), "")


def _kept(before: PublishedVersion, now: PublishedVersion | None) -> str:
    if now is None:
        return say("lacks version {version}, which was seen before", version=before.version)
    if dataclasses.replace(now, withdrawn=before.withdrawn) != before:
        return say("has another version {version} than was seen before", version=before.version)
    if before.withdrawn and now.withdrawn != before.withdrawn:
        return say(
            "has version {version} back, or withdrawn for another reason", version=before.version
        )
    return ""


def path_fault(paths: Mapping[str, object]) -> str:
    """Say which path of a bundle is not safe to write on every machine; empty where all are."""
    folded: set[str] = set()
    for path in paths:
        reason = safe.refusal(path) or _odd(path)
        if not reason and path.casefold() in folded:
            reason = say("another path differs from it in upper and lower case only")
        folded.add(path.casefold())
        if reason:
            return say("the path {path!r}: {reason}", path=path[:80], reason=reason)
    for path in folded:
        parents = (path[:at] for at, each in enumerate(path) if each == "/")
        if any(parent in folded for parent in parents):
            return say("the path {path!r} goes through another file", path=path[:80])
    return ""


def _odd(path: str) -> str:
    """Say what some system does not take in a path, or takes for something else."""
    parts = path.split("/")
    if not path.isprintable():
        return say("it holds a character that does not show")
    if len(parts) > _MOST_PARTS:
        number = len(parts)
        return say("it has {number:,} parts, {most} are the most", number=number, most=_MOST_PARTS)
    return next(filter(None, map(_odd_part, parts)), "")


def _odd_part(part: str) -> str:
    if part in ("", ".") or part.startswith("~"):
        return say("a part of it is empty, `.` or begins with `~`")
    if len(part.encode()) > _LONGEST_NAME:
        return say("a part of it is longer than {longest} bytes", longest=_LONGEST_NAME)
    if part.endswith((".", " ")) or _NOT_IN_NAMES.search(part):
        return say(
            "a part of it ends with a dot or a space, or has one of {marks}", marks='<>:"|?*'
        )
    if _DEVICE.fullmatch(part.partition(".")[0].rstrip()):
        return say("a part of it names a device on Windows")
    if _GIT.fullmatch(part):
        return say("a part of it is where git keeps its own files")
    return ""


class _SeenError(ValueError):
    """What is wrong inside a document; told with its name by who reads it."""


def _checked(data: bytes, shown: str, limit: int, digest: str) -> dict[str, Any]:
    if len(data) > limit:
        raise UnreadableError(
            shown, say("is larger than the limit of {limit:,} bytes", limit=limit)
        )
    if digest and hashlib.sha256(data).hexdigest() != digest:
        raise UnreadableError(
            shown, say("has other bytes than SHA-256 {digest} says", digest=digest), _AGAIN
        )
    try:
        value = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            shown, say("is no JSON: {error}", error=str(error)[:200]), _AGAIN
        ) from error
    if not isinstance(value, dict):
        raise UnreadableError(shown, say("is no JSON object"), _AGAIN)
    if value.get("format") != _FORMAT:
        seen = repr(value.get("format"))[:20]
        hint = say("use a newer cnnic-validate")
        raise UnreadableError(
            shown, say("has format {seen}, {format} was expected", seen=seen, format=_FORMAT), hint
        )
    return value


def _version(value: object) -> PublishedVersion:
    if not isinstance(value, dict):
        raise _SeenError(say("a version is no object"))
    version = _text(value, "version")
    try:
        canonical = str(parse_version(version))
    except UnreadableError as error:
        raise _SeenError(str(error.faults[0].message)) from error
    if canonical != version:
        raise _SeenError(say("the version {version!r} has build metadata", version=version[:60]))
    counts = _object(value, "counts")
    return PublishedVersion(
        version,
        _matching(value, "sha256", _DIGEST),
        _count(value, "size"),
        _matching(value, "created", _CREATED),
        {key: _count(counts, key) for key in counts},
        _text(value, "withdrawn"),
    )


def _refuse_other_order(versions: tuple[PublishedVersion, ...], shown: str) -> None:
    parsed = [parse_version(each.version) for each in versions]
    for before, after in itertools.pairwise(parsed):
        if not before < after:
            message = say(
                "is no sound catalogue: version {after} stands after {before}",
                after=after,
                before=before,
            )
            raise UnreadableError(shown, message, _AGAIN)


def _entry(value: object) -> FileDigest:
    if not isinstance(value, dict):
        raise _SeenError(say("a file has no digest and size"))
    return FileDigest(_matching(value, "sha256", _DIGEST), _count(value, "size"))


def _list(value: Mapping[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    if not isinstance(found, list):
        raise _SeenError(say("`{key}` is no list", key=key))
    return found


def _object(value: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = value.get(key)
    if not isinstance(found, dict):
        raise _SeenError(say("`{key}` is no object", key=key))
    return found


def _text(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    if not isinstance(found, str):
        raise _SeenError(say("`{key}` is no text", key=key))
    return found


def _matching(value: Mapping[str, Any], key: str, pattern: re.Pattern[str]) -> str:
    found = _text(value, key)
    if not pattern.fullmatch(found):
        raise _SeenError(
            say("`{key}` is not written as it has to be: {found!r}", key=key, found=found[:80])
        )
    return found


def _count(value: Mapping[str, Any], key: str) -> int:
    found = value.get(key)
    if type(found) is not int or found < 0:
        raise _SeenError(say("`{key}` is no whole number from 0", key=key))
    return found
