"""A git repository: which commit a text names, and what its files hold.

Objects are read as they are: nothing is checked out, no filter, hook or fetch runs, and what may
put one object in the place of another (replacements, grafts) is switched off.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say

# As for what is unpacked from an archive.
_LARGEST = 1024 * 1024 * 1024
# A package that holds what a bare repository holds must not be taken for the repository it is in.
_OPTIONS = ("-c", "safe.bareRepository=explicit", "-c", "core.useReplaceRefs=false")
_REGULAR = frozenset({"100644", "100755", "100664"})
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not fetch what it lacks
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}

# Set by git for its hooks: they would name another repository than the one of the package.
_OF_ANOTHER = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE"}
)
# Where git looks for a name, in its order (gitrevisions, "<refname>").
_NAMESPACES = ("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}")
# What may follow the name of a ref in a revision: `main~2`, `v1^`, `main@{1}`.
_AFTER_A_NAME = re.compile(r"[~^]|@\{")
# Modes of what is no file of its own.
_FOLDER = "040000"
_NO_FILE = {
    _FOLDER: say("a folder"),
    "120000": say("a link"),
    "160000": say("a submodule"),
}
_ABBREVIATED = re.compile(r"[0-9a-f]{4,39}")


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that holds `folder`; `asked` is what a person asked for, for messages."""

    folder: Path
    asked: str

    def knows(self, revision: str) -> bool:
        """Whether a text names a commit, or several; without git or a repository none does."""
        try:
            return bool(self._parsed(revision))
        except UnreadableError:
            return False

    def commit(self, revision: str) -> str:
        """Give the id of the one commit that a text names."""
        found = self._parsed(revision)
        self._refuse_ambiguous(revision)
        if not found:
            message = say("is neither a path here nor a revision that git knows")
            raise UnreadableError(
                self.asked,
                message,
                say("`git log --oneline` lists revisions; a shallow clone has few"),
            )
        return found

    def _parsed(self, revision: str) -> str:
        """Give what git takes a text for; empty where it is nothing to git."""
        self.place()  # where there is no repository, that is what is wrong
        if not revision or "\0" in revision or "\n" in revision:
            raise UnreadableError(
                self.asked, say("names no git revision"), say("write REV or REV:PATH")
            )
        asked = f"{revision}^{{commit}}"
        done = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", asked)
        return "" if done.returncode else done.stdout.decode("ascii", errors="replace").strip()

    def _refuse_ambiguous(self, revision: str) -> None:
        """Refuse a name that several refs have: a tag `origin/main` would win over the branch."""
        name = _AFTER_A_NAME.split(revision, maxsplit=1)[0]
        if name.startswith("refs/") or not name:
            return
        named = [each.format(name) for each in _NAMESPACES]
        done = self._git("for-each-ref", "--format=%(refname)", *named, f"refs/remotes/{name}/HEAD")
        found = [*done.stdout.decode("utf-8", errors="replace").splitlines()]
        refs = [each for each in found if each in {*named, f"refs/remotes/{name}/HEAD"}]
        meanings = refs + (["HEAD"] if name == "HEAD" else [])
        if _ABBREVIATED.fullmatch(name) and refs:
            meanings.append(say("the commit {name}", name=name))
        if len(meanings) > 1:
            raise UnreadableError(
                self.asked,
                say("means several things in git: {names}", names=", ".join(sorted(meanings))),
                say("write the whole name, such as {name}", name=min(refs)),
            )

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

    def top(self) -> Path:
        """Give the folder that the repository has checked out."""
        done = self._git("rev-parse", "--show-toplevel")
        return Path(os.fsdecode(done.stdout.rstrip(b"\n")))

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

    def called(self, commit: str, names: frozenset[str]) -> list[PurePosixPath]:
        """Give the places in a commit of everything with one of these names, in whatever case."""
        done = self._git("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
        if done.returncode:
            raise self._refused(done)
        places = [PurePosixPath(os.fsdecode(each)) for each in done.stdout.split(b"\0") if each]
        return [each for each in places if each.name.casefold() in names]

    def what_is_at(self, commit: str, path: PurePosixPath) -> str:
        """Say what stands in a commit in the place of a regular file: its parents count, too."""
        for each in (*reversed(path.parents[:-1]), path):
            done = self._git("ls-tree", "-z", "--full-tree", commit, "--", str(each))
            mode = done.stdout.partition(b" ")[0].decode("ascii", errors="replace")
            if mode in _NO_FILE and (each == path or mode != _FOLDER):
                return _NO_FILE[mode]
        return say("nothing")

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
        """Give the object of each path that is a regular file."""
        arguments = ("-z", "-l", "--full-tree", commit, "--", *paths)
        done = self._git("ls-tree", *arguments)
        if done.returncode:
            raise self._refused(done)
        ids: dict[str, str] = {}
        total = 0
        for line in done.stdout.split(b"\0"):
            if not line:
                continue
            facts, _, name = line.partition(b"\t")
            mode, kind, object_id, size = facts.decode("ascii").split()
            path = os.fsdecode(name)
            if kind == "blob" and mode in _REGULAR:
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

    def _refused(self, done: subprocess.CompletedProcess[bytes]) -> UnreadableError:
        return UnreadableError(
            self.asked, say("git says: {last_line}", last_line=_last_line(done.stderr))
        )

    def _git(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        program = _program()
        if not program:
            message = say("is no path here, and git, which would know a revision, is not installed")
            raise UnreadableError(self.asked, message, say("install git, or name a path"))
        kept = {name: each for name, each in os.environ.items() if name not in _OF_ANOTHER}
        try:
            return subprocess.run(  # noqa: S603 - a list, no shell; texts follow --end-of-options
                [program, *_OPTIONS, "-C", str(self.folder.resolve()), *arguments],
                input=given,
                capture_output=True,
                env={**kept, **_ENVIRONMENT},
                check=False,
            )
        except (OSError, ValueError) as error:
            raise UnreadableError(
                self.asked, say("git cannot be run: {error}", error=error)
            ) from error


def _program() -> str:
    """Find git on the path, never in a folder that depends on where one stands."""
    folders = [each for each in os.get_exec_path() if Path(each).is_absolute()]
    return shutil.which("git", path=os.pathsep.join(folders)) or ""


def _last_line(text: bytes) -> str:
    lines = [each for each in text.decode("utf-8", errors="replace").splitlines() if each.strip()]
    return lines[-1] if lines else ""
