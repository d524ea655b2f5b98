"""What a store holds: its catalogue, the versions in it, and the manifest of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A published version.

    `digest` is the SHA-256 of its manifest in hexadecimal, and so of every byte of it; `size` the
    bytes of its files together; `created` the instant that its descriptor says; `counts` how many
    of what it holds. A version that was withdrawn says why; it keeps its name and its bytes.
    """

    version: str
    digest: str
    size: int
    created: str
    counts: Mapping[str, int]
    withdrawn: str = ""

    @property
    def folder(self) -> str:
        """Where its files are in the store.

        The digest is a part of the name: whatever is found under it has one right content. So what
        a broken try left is either the same and used again, or lies under another name.
        """
        return f"versions/{self.version}/{self.digest[:16]}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The index of a store: all versions of one package, oldest first.

    `number` counts the changes: a catalogue with a smaller one is older.
    """

    name: str
    number: int
    versions: tuple[PublishedVersion, ...] = ()

    @property
    def latest(self) -> PublishedVersion | None:
        """The newest version that was not withdrawn; None where there is none."""
        standing = [each for each in self.versions if not each.withdrawn]
        return standing[-1] if standing else None

    def find(self, version: str) -> PublishedVersion | None:
        """Give the version of this name, withdrawn or not; None where there is none."""
        return next((each for each in self.versions if each.version == version), None)


@dataclass(frozen=True, slots=True)
class FileDigest:
    """What a file is: its SHA-256 in hexadecimal, and its length in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a version by path, and the same files as one zip."""

    version: str
    files: Mapping[str, FileDigest]
    archive: FileDigest


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing or withdrawing did to a store.

    `new`: the catalogue has changed. `unchanged`: it said so before, nothing was written.
    `refused`: nothing changed, `refusal` says why. `catalogue` is the one that stands.
    """

    result: Literal["new", "unchanged", "refused"]
    catalogue: Catalogue
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that `verify` found wrong: where, and what was seen and expected."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` looked at and found.

    `judged` names it; `versions` and `files` count what was compared; `damages` say what is wrong;
    `leftovers` are files that no version has, of a try that was broken off or is under way: they
    are never read. `is_listed` is False where added files could not be seen, because the store
    (a plain web server) does not list what it has. `signed_by` is the key whose signature of the
    catalogue was asked for, empty where none was, or it is not there or wrong.
    """

    judged: str
    versions: int
    files: int
    damages: tuple[Damage, ...] = ()
    leftovers: tuple[str, ...] = ()
    is_listed: bool = True
    signed_by: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damages


@dataclass(frozen=True, slots=True)
class Lock:
    """The version that a project is pinned to: `digest` is the SHA-256 of its manifest."""

    name: str
    version: str
    digest: str
