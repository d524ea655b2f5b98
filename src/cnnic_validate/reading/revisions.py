"""What a person calls a state of a package, to the folder that holds it.

A text names a path or a revision of the git repository that holds the package: `HEAD~1`, `v1.2`,
`main:path/to/package`. What is both is refused: a change could bring a folder that has the name of
the base it is judged by. Of a revision only the files that the package names are read, from git's
objects: nothing is checked out, no filter, hook or fetch runs.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cnnic_validate import files
from cnnic_validate.errors import DefinitionError, UnreadableError
from cnnic_validate.message import say
from cnnic_validate.reading.descriptor import DESCRIPTOR, RULES_PROPERTY
from cnnic_validate.reading.documents import parse_json

# As for what is unpacked from an archive.
_LARGEST = 1024 * 1024 * 1024
# A package that holds what a bare repository holds must not be taken for the repository it is in.
_GIT = ("git", "-c", "safe.bareRepository=explicit")
_OF_PATHS = ("./", "../", "/", "~")
_REGULAR = frozenset({"100644", "100755", "100664"})
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not fetch what it lacks
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}

# Set by git for its hooks: they would name another repository than the one of the package.
_OF_ANOTHER = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE"}
)


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
        UnreadableError: it is neither or both, or git cannot be asked.
    """
    path = Path(text)
    if text and _exists(path):
        _refuse_both(text, Path(package))
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
    if beside.is_dir() and _Repository(beside, text).knows(text.partition(":")[0]):
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
    repository = _Repository(beside, text)
    commit = repository.commit(revision)
    root = repository.place() if not colon else repository.within(inner)
    descriptor = root / (package.name if package.suffix == ".json" and not colon else DESCRIPTOR)
    if root.suffix == ".json":
        root, descriptor = root.parent, root
    shown = f"{revision}:{descriptor if descriptor.parent.name else './' + descriptor.name}"
    found = repository.contents(commit, [str(descriptor)])
    if str(descriptor) not in found:
        hint = say("write {revision}:path/to/package where it lay elsewhere", revision=revision)
        raise UnreadableError(shown, say("this revision has no such file"), hint)
    (folder / descriptor.name).write_bytes(found[str(descriptor)])
    named = _named(found[str(descriptor)], shown)
    paths = {str(root / each): each for each in named if not files.refusal(each)}
    for path, data in repository.contents(commit, list(paths)).items():
        target = folder / paths[path]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return Origin(folder / descriptor.name, shown)


def _named(descriptor: bytes, shown: str) -> list[str]:
    """Give every path that a descriptor names; a fault of it is left to who reads it next."""
    try:
        value = parse_json(descriptor.decode("utf-8-sig", errors="replace"), shown)
    except DefinitionError:
        return []
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


@dataclass(frozen=True, slots=True)
class _Repository:
    """The repository that holds `folder`; `asked` is what a person asked for, for messages."""

    folder: Path
    asked: str

    def knows(self, revision: str) -> bool:
        """Whether a text names a commit; without git or a repository none does."""
        try:
            self.commit(revision)
        except UnreadableError:
            return False
        return True

    def commit(self, revision: str) -> str:
        """Give the id of the commit that a text names."""
        self.place()  # where there is no repository, that is what is wrong
        if not revision or "\0" in revision or "\n" in revision:
            raise UnreadableError(
                self.asked, say("names no git revision"), say("write REV or REV:PATH")
            )
        asked = f"{revision}^{{commit}}"
        done = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", asked)
        found = done.stdout.decode("ascii", errors="replace").strip()
        if done.returncode or not found:
            message = say("is neither a path here nor a revision that git knows")
            raise UnreadableError(
                self.asked,
                message,
                say("`git log --oneline` lists revisions; a shallow clone has few"),
            )
        return found

    def place(self) -> PurePosixPath:
        """Give the place of the folder inside its repository."""
        done = self._git("rev-parse", "--show-prefix")
        if done.returncode:
            raise UnreadableError(
                self.asked,
                say(
                    "is no path here, and git cannot look for a revision: {last_line}",
                    last_line=_last_line(done.stderr),
                ),
                say("name a package by its path, or go to the repository that holds it"),
            )
        return PurePosixPath(os.fsdecode(done.stdout.rstrip(b"\n")))

    def within(self, path: str) -> PurePosixPath:
        """Give the place that `REV:path` means: from the top or, with `./`, from the folder."""
        start = self.place() if path.startswith(("./", "../")) else PurePosixPath()
        parts: list[str] = []
        for part in (start / path).parts:
            if part != "..":
                parts.append(part)
            elif parts:
                parts.pop()
            else:
                raise UnreadableError(self.asked, say("leads out of the repository"))
        if parts[:1] == ["/"] or "\0" in path:
            raise UnreadableError(self.asked, say("the path is not one inside the repository"))
        return PurePosixPath(*parts)

    def contents(self, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
        """Give the bytes of the regular files among `paths` in a commit."""
        if not paths:
            return {}
        ids = self._ids(commit, paths)
        asked = "".join(f"{each}\n" for each in ids.values())
        done = self._git("cat-file", "--batch", given=asked.encode())
        found: dict[str, bytes] = {}
        rest = memoryview(done.stdout)
        for path in ids:
            header, _, _ = bytes(rest[:200]).partition(b"\n")
            words = header.split()
            if done.returncode or len(words) != 3 or words[1] != b"blob":
                message = say(
                    "git cannot read {path}: {last_line}",
                    path=path,
                    last_line=_last_line(done.stderr) or header.decode(),
                )
                raise UnreadableError(self.asked, message)
            start = len(header) + 1
            end = start + int(words[2])
            found[path] = bytes(rest[start:end])
            rest = rest[end + 1 :]
        return found

    def _ids(self, commit: str, paths: Sequence[str]) -> dict[str, str]:
        """Give the object of each path that is a regular file, and refuse what is none."""
        arguments = ("-z", "-l", "--full-tree", commit, "--", *paths)
        done = self._git("ls-tree", *arguments)
        if done.returncode:
            raise UnreadableError(
                self.asked, say("git says: {last_line}", last_line=_last_line(done.stderr))
            )
        ids: dict[str, str] = {}
        total = 0
        for line in done.stdout.split(b"\0"):
            if not line:
                continue
            facts, _, name = line.partition(b"\t")
            mode, kind, object_id, size = facts.decode("ascii").split()
            path = os.fsdecode(name)
            if kind == "blob" and mode not in _REGULAR:
                raise UnreadableError(
                    self.asked, say("{path} is a link there, a file was expected", path=path)
                )
            if kind == "blob":
                ids[path] = object_id
                total += int(size)
        if total > _LARGEST:
            message = say(
                "has {total:,} bytes, more than the limit of {largest:,}",
                total=total,
                largest=_LARGEST,
            )
            raise UnreadableError(self.asked, message)
        return ids

    def _git(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        kept = {name: each for name, each in os.environ.items() if name not in _OF_ANOTHER}
        try:
            return subprocess.run(  # noqa: S603 - a list, no shell; texts follow --end-of-options
                [*_GIT, "-C", str(self.folder.resolve()), *arguments],
                input=given,
                capture_output=True,
                env={**kept, **_ENVIRONMENT},
                check=False,
            )
        except FileNotFoundError as error:
            message = say("is no path here, and git, which would know a revision, is not installed")
            raise UnreadableError(
                self.asked, message, say("install git, or name a path")
            ) from error
        except (OSError, ValueError) as error:
            raise UnreadableError(
                self.asked, say("git cannot be run: {error}", error=error)
            ) from error


def _last_line(text: bytes) -> str:
    lines = [each for each in text.decode("utf-8", errors="replace").splitlines() if each.strip()]
    return lines[-1] if lines else ""
