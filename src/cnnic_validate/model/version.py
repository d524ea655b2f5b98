"""Semantic versions, and the least one that a diff allows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Literal

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.diff import Diff

Level = Literal["none", "patch", "minor", "major"]
LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")

# semver.org, version 2.0.0, question "Is there a suggested regular expression".
_SEMVER = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
    r"(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?",
    re.ASCII,
)
_LONGEST = 200


@total_ordering
@dataclass(frozen=True, slots=True)
class SemanticVersion:
    """A semantic version; build metadata is left out, for it orders nothing."""

    core: tuple[int, int, int]
    pre: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Write it as it is read."""
        core = ".".join(map(str, self.core))
        return f"{core}-{'.'.join(self.pre)}" if self.pre else core

    def __lt__(self, other: SemanticVersion) -> bool:
        """Compare by precedence (SemVer 2.0.0, clause 11)."""
        return self._rank() < other._rank()

    def _rank(self) -> tuple[object, ...]:
        parts = tuple((0, int(each), "") if each.isdigit() else (1, 0, each) for each in self.pre)
        return (self.core, not self.pre, parts)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a diff demands a level, in words."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Bump:
    """The least version that a diff allows, and why; `reasons` begin with those of `level`."""

    version: str
    level: Level
    reasons: tuple[Reason, ...]

    def allows(self, version: str) -> bool:
        """Whether data of this version may follow: it is a version, and at least the least one.

        A pre-release of a version that is high enough is high enough.
        """
        try:
            return parse_version(version).core >= parse_version(self.version).core
        except UnreadableError:
            return False


def parse_version(text: str) -> SemanticVersion:
    """Read a semantic version; raises `UnreadableError` where it is none."""
    found = _SEMVER.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        what = (
            say("the version {text!r} is no semantic version", text=text[:60])
            if text
            else say("has no version")
        )
        raise UnreadableError(
            "datapackage.json", what, say("write MAJOR.MINOR.PATCH, such as 1.0.0")
        )
    core = (int(found[1]), int(found[2]), int(found[3]))
    return SemanticVersion(core, tuple(found[4].split(".")) if found[4] else ())


@dataclass(frozen=True, slots=True)
class Advice:
    """The least version that `new` may have after `old`.

    `old` and `new` name the two states, `declared` is the version that `new` has. `is_enough` is
    whether that is the old one, not yet changed, or one that the bump allows.
    """

    old: str
    new: str
    old_version: str
    declared: str
    bump: Bump
    is_enough: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs from a base, and the least version that it allows; None: it cannot be told.

    `unread` counts the rows that could not be read: whether their figures are gone is not told, nor
    a version.
    """

    diff: Diff
    advice: Advice | None = None
    unread: int = 0
