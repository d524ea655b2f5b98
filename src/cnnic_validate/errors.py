"""What can go wrong outside the data.

Faults in the data are findings: values, never raised. `DefinitionError` is a fault in what an
author wrote (a descriptor, a schema, a rule); `UnreadableError` is input that could not be judged
at all. Anything else that escapes is a bug of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in an author's document.

    `path` is the file as shown to a person; `where` the context path inside it
    (``resources[2].schema.fields[0]``), empty for the whole document; `message` says what was seen
    and what was expected; `hint` how to fix it.
    """

    path: str
    where: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Give the fault on one line: place, then message, then hint."""
        place = f"{self.path}: in `{self.where}`" if self.where else self.path
        return f"{place}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class CnnicError(Exception):
    """Base of the errors that the public API raises on purpose; `faults` says what is wrong."""

    faults: tuple[Fault, ...] = ()


class DefinitionError(CnnicError):
    """An author's documents are wrong; `faults` holds every fault found, never only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UnreadableError(CnnicError):
    """Input that could not be judged: missing, no regular file, outside the package, too large."""

    def __init__(self, path: str, message: str, hint: str = "") -> None:
        self.path = path
        self.hint = hint
        self.faults = (Fault(path, "", message, hint),)
        super().__init__(str(self.faults[0]))


class NoPackageError(UnreadableError):
    """A base that was read whole and has no package: there is nothing to compare with yet."""
