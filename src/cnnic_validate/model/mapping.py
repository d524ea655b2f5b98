"""What a printed table is mapped by: lines to decide, decisions, candidates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["import", "exclude", "new"]


@dataclass(frozen=True, slots=True)
class LabelLine:
    """What a heading and a row label say together, with the periods left out: one thing to decide.

    Attributes:
        agency: whose table it is.
        context: the titles of the table, without digits.
        heading: what of the heading says what is measured.
        label: the row label, its levels joined.
        breakdown: the text of the class, where the table has a column of classes.
        is_share: a share is meant, or the change of one; else a level, its growth or its change.
        base: what a share is of, as the table says it.
        unit: the printed unit.
    """

    agency: str
    context: str
    heading: str
    label: str
    breakdown: str = ""
    is_share: bool = False
    base: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a line was decided to be.

    Attributes:
        verdict: imported, excluded, or a code that the catalogue does not have yet.
        indicator: its code, empty where excluded.
        breakdown: likewise.
        reason: why it is excluded.
        how: who decided: ``remembered``, ``answered`` by likeness, or a ``person``.
    """

    verdict: Verdict
    indicator: str = ""
    breakdown: str = ""
    reason: str = ""
    how: Literal["remembered", "answered", "person"] = "person"


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A code that a line may mean; `score` is from 0 to 1."""

    score: float
    indicator: str = field(compare=False)
    breakdown: str = field(compare=False)
