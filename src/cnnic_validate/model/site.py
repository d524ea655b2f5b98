"""What a site shows: the versions of a store, each with all that its pages say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cnnic_validate.model.catalogue import Catalogue, PublishedVersion
from cnnic_validate.model.diff import FigureChange
from cnnic_validate.model.explanation import Checkability
from cnnic_validate.model.listing import RuleListing
from cnnic_validate.model.report import Report
from cnnic_validate.model.series import Series
from cnnic_validate.model.statistics import Figure, Statistics
from cnnic_validate.model.version import Bump

# File systems take names of 255 bytes; a code is cut well before.
_LONGEST = 100
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text of the package in English and Chinese, each empty where the package has none."""

    en: str
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """What the descriptor says of the package; `licences` are names with addresses."""

    name: str
    title: str
    description: str
    licences: tuple[tuple[str, str], ...] = ()
    authors: tuple[str, ...] = ()
    homepage: str = ""
    title_zh: str = ""
    description_zh: str = ""


@dataclass(frozen=True, slots=True)
class ReadAt:
    """Where a figure was read: `url`, and what the package notes about it."""

    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class VersionStep:
    """What a version changed in the one before it, and which level that demands."""

    before: str
    bump: Bump
    figures: tuple[FigureChange, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """A published version as its pages show it.

    `series` has every indicator and breakdown with a level; `figures` all figures in the order of
    the package, `checks` how well each is checked, by id; `definitions` are of indicators, by
    code, `topics` and `dimensions` their titles; `readings` are of figures, by id. `files` are the
    sizes of the bundle's files by path. `step` is None for the first version.
    """

    published: PublishedVersion
    package: Described
    statistics: Statistics
    figures: tuple[Figure, ...]
    series: tuple[Series, ...]
    report: Report
    listing: RuleListing
    checks: Mapping[str, Checkability]
    definitions: Mapping[str, Bilingual] = field(default_factory=dict)
    topics: Mapping[str, Bilingual] = field(default_factory=dict)
    dimensions: Mapping[str, Bilingual] = field(default_factory=dict)
    readings: Mapping[str, ReadAt] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)
    step: VersionStep | None = None

    @property
    def version(self) -> str:
        """The version that it was published as."""
        return self.published.version

    @property
    def is_bilingual(self) -> bool:
        """Whether the package has Chinese titles, so that pages in Chinese are worth reading."""
        return any(each.title_zh for each in self.statistics.indicators.values())


@dataclass(frozen=True, slots=True)
class Unshown:
    """A published version whose data this program cannot read any more, and why."""

    published: PublishedVersion
    reason: str


@dataclass(frozen=True, slots=True)
class Site:
    """All versions of a store, oldest first.

    `base_url` is where the site will stand, empty where that is not known; it ends without `/`.
    """

    catalogue: Catalogue
    editions: tuple[Edition | Unshown, ...]
    base_url: str = ""


def file_name(code: str) -> str:
    """Give a name for the files of a code that is safe in a path and an address, one for each code.

    A code of letters, digits, `_`, `-` and `.` is its own name; any other sign is written as its
    number, so that `+`, which some servers read as a space, is in none.
    """
    name = _UNSAFE.sub(lambda found: f"~{ord(found[0]):x}", code)
    if name.startswith("."):
        name = f"~2e{name[1:]}"
    if len(name) > _LONGEST:
        name = f"{name[:_LONGEST]}~{hashlib.sha256(code.encode()).hexdigest()[:16]}"
    return name
