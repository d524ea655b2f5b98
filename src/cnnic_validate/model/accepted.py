"""What `normalise` and `accept` give."""

from __future__ import annotations

from dataclasses import dataclass

from cnnic_validate.model.finding import Finding
from cnnic_validate.model.report import Report


@dataclass(frozen=True, slots=True)
class Accepted:
    """A release file appended to the package, or refused.

    `ids` are the ids of the figures appended to the file at `path`, in its order: empty where the
    `report` on package and release has errors, or a `refusal` says why not, and then nothing was
    written. `remembered` counts the labels that were mapped for it and are remembered now.
    """

    ids: tuple[str, ...]
    path: str
    report: Report
    refusal: str = ""
    remembered: int = 0


@dataclass(frozen=True, slots=True)
class Normalised:
    """A release file as CSV `text`, filled as far as it can be; `unfilled` says what could not."""

    text: str
    unfilled: tuple[Finding, ...]
