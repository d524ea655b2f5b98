"""What a person calls a state of a package, to the folder that holds it.

A text names a path or a revision of the git repository that holds the package: `HEAD~1`, `v1.2`,
`main:path/to/package`. What is both is refused: a change could bring a folder that has the name of
the base it is judged by. Of a revision only the files that the package names are read, from git's
objects: nothing is checked out, no filter, hook or fetch runs.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cnnic_validate import files
from cnnic_validate.errors import CnnicError, DefinitionError, NoPackageError, UnreadableError
from cnnic_validate.message import say
from cnnic_validate.reading.descriptor import DESCRIPTOR, RULES_PROPERTY
from cnnic_validate.reading.documents import parse_json
from cnnic_validate.reading.repository import Repository

_OF_PATHS = ("./", "../", "/", "~")
# What only a revision is called: no path of the change can take its place.
_OF_REVISIONS = re.compile(r"refs/.*|[0-9a-f]{40}(:.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a state of a package lies: its folder or descriptor, and a person's name for it.

    `shown` names the descriptor, `name` the whole: a folder or a revision.
    """

    path: Path
    shown: str

    @property
    def name(self) -> str:
        """Name the state briefly."""
        folder = self.shown.removesuffix(Path(self.shown).name).removesuffix("./")
        return folder.rstrip("/:") or "."


@contextlib.contextmanager
def resolved(text: str, package: str = ".") -> Iterator[Origin]:
    """Give the package that `text` names; what had to be unpacked for it goes when the block ends.

    Args:
        text: the path of a folder or descriptor, or a git revision.
        package: a package whose repository revisions are looked up in, and whose place in it is
            meant where a revision names none.

    Raises:
        NoPackageError: there is no package anywhere in it.
        UnreadableError: it is neither or both, a file that the package names is not there, or git
            cannot be asked.
    """
    path = Path(text)
    if text and not _OF_REVISIONS.fullmatch(text) and _exists(path):
        _refuse_both(text, Path(package))
        if path.is_dir() and not (path / DESCRIPTOR).exists():
            raise _no_package_in(path)
        yield Origin(path, str(path / DESCRIPTOR if path.is_dir() else path))
        return
    is_path = text.startswith(_OF_PATHS) or text.endswith(".json")
    if not text or (is_path and ":" not in text):
        raise UnreadableError(
            text or "''", say("does not exist"), say("name a package or a git revision")
        )
    with tempfile.TemporaryDirectory(prefix="cnnic-") as folder:
        yield _unpacked(text, Path(package), Path(folder))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long for a name, or a NUL in it
        return False


def _refuse_both(text: str, package: Path) -> None:
    """Refuse a path that git knows as a revision, unless it is written as no revision can be."""
    if text in {".", ".."} or text.startswith(_OF_PATHS):
        return
    beside = _beside(package)
    if beside.is_dir() and Repository(beside, text).knows(text.partition(":")[0]):
        hint = say("write ./{text} for the path; rename the path to have the revision", text=text)
        raise UnreadableError(text, say("is a path here and a git revision as well"), hint)


def _beside(package: Path) -> Path:
    return package if package.is_dir() else package.parent


def _unpacked(text: str, package: Path, folder: Path) -> Origin:
    """Write the files that the package of a revision names into `folder`."""
    revision, colon, inner = text.partition(":")
    beside = _beside(package)
    if not beside.is_dir():
        raise UnreadableError(text, say("is no path, and no git repository holds the package"))
    repository = Repository(beside, text)
    commit = repository.commit(revision)
    root = repository.place() if not colon else repository.within(inner)
    descriptor = root / (package.name if package.suffix == ".json" and not colon else DESCRIPTOR)
    if root.suffix == ".json":
        root, descriptor = root.parent, root
    shown = f"{revision}:{descriptor if descriptor.parent.name else './' + descriptor.name}"
    found = repository.contents(commit, [str(descriptor)])
    if str(descriptor) not in found:
        raise _not_there(
            repository, commit, descriptor, shown, _Change(package, is_place=bool(colon))
        )
    (folder / descriptor.name).write_bytes(found[str(descriptor)])
    named = _named(found[str(descriptor)])
    paths = {str(root / each): each for each in named if not files.refusal(each)}
    held = repository.contents(commit, list(paths))
    for path in paths:
        if path not in held:
            what = repository.what_is_at(commit, PurePosixPath(path))
            raise UnreadableError(
                f"{revision}:{path}",
                say("the package names this file, and there is {what}", what=what),
                say("put the file itself there first, in a change of its own"),
            )
    for path, data in held.items():
        target = folder / paths[path]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return Origin(folder / descriptor.name, shown)


@dataclass(frozen=True, slots=True)
class _Change:
    """The package here; `is_place`: whether a person said where in the revision to look."""

    package: Path
    is_place: bool

    @property
    def descriptor(self) -> Path:
        return self.package / DESCRIPTOR if self.package.is_dir() else self.package


def _not_there(
    repository: Repository, commit: str, descriptor: PurePosixPath, shown: str, change: _Change
) -> UnreadableError:
    """Tell a revision without a package from one in which it lies, or is called, otherwise."""
    what = repository.what_is_at(commit, descriptor)
    if what != say("nothing"):
        message = say("{what} is there, a file was expected", what=what)
        return UnreadableError(shown, message, say("put the file itself there first"))
    names = frozenset({DESCRIPTOR, descriptor.name.casefold()})
    others = repository.called(commit, names)
    name = _package_name(change.descriptor)
    if change.is_place and others:
        message = say("this revision has no such file; it has {other}", other=others[0])
        return UnreadableError(shown, message, say("name the place in it where the package lay"))
    for other in others:
        data = repository.contents(commit, [str(other)]).get(str(other), b"")
        is_gone = not (repository.top() / other).is_file()
        if is_gone or (name and name == _name_in(data)):
            message = say(
                "the package lay at {old} there, it lies at {new} here", old=other, new=descriptor
            )
            hint = say(
                "compare with {revision}:{old}, or move it back: a move is no new package",
                revision=shown.partition(":")[0],
                old=other,
            )
            return UnreadableError(shown, message, hint)
    return NoPackageError(
        shown, say("no package in {revision} yet", revision=shown.partition(":")[0])
    )


def _no_package_in(folder: Path) -> UnreadableError:
    """Tell a folder without a package from one in which it lies elsewhere."""
    found = [
        Path(at) / name
        for at, _, names in os.walk(folder)
        for name in names
        if name.casefold() == DESCRIPTOR
    ]
    shown = str(folder / DESCRIPTOR)
    if found:
        message = say("does not exist; there is {other}", other=min(found).as_posix())
        return UnreadableError(shown, message, say("name the folder in which the package lies"))
    return NoPackageError(shown, say("no package in {revision} yet", revision=folder))


def _package_name(descriptor: Path) -> str:
    try:
        return _name_in(files.read_bytes(descriptor, str(descriptor), files.DESCRIPTOR_BYTES))
    except CnnicError:
        return ""


def _name_in(descriptor: bytes) -> str:
    """Give the name of the package that a descriptor describes; empty where it has none."""
    value = _parsed(descriptor)
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) else ""


def _parsed(descriptor: bytes) -> Any:
    """Read a descriptor; a fault of it is left to who reads it next."""
    try:
        return parse_json(descriptor.decode("utf-8-sig", errors="replace"), DESCRIPTOR)
    except DefinitionError:
        return None


def _named(descriptor: bytes) -> list[str]:
    """Give every path that a descriptor names."""
    value = _parsed(descriptor)
    if not isinstance(value, dict):
        return []
    rule_files = value.get(RULES_PROPERTY)
    given: list[Any] = list(rule_files.values()) if isinstance(rule_files, dict) else []
    resources = value.get("resources")
    for each in resources if isinstance(resources, list) else []:
        if isinstance(each, dict):
            path = each.get("path")
            given += [each.get("schema"), *(path if isinstance(path, list) else [path])]
    return list(dict.fromkeys(each for each in given if isinstance(each, str)))
