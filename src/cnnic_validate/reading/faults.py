"""Collecting the faults of an author's document.

The functions that read a part of a document do not know where the part stands: they note faults
with the place inside it, and every caller puts its own step in front while it unwinds, so that a
fault reads ``resources[2].schema.fields[0]`` in the end.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cnnic_validate.errors import Fault, UnreadableError
from cnnic_validate.message import say

Faults = list[Fault]

# Stands for the document being read until `in_document` names it.
_OPEN = ""


def note(faults: Faults, message: str, hint: str = "", where: str = "") -> None:
    """Note a fault of the part being read; `where` is the place inside it."""
    faults.append(Fault(_OPEN, where, message, hint))


@contextlib.contextmanager
def inside(faults: Faults, step: str) -> Iterator[None]:
    """Put `step` in front of the place of every fault noted in the block."""
    begin = len(faults)
    yield
    faults[begin:] = [_below(step, fault) for fault in faults[begin:]]


def _below(step: str, fault: Fault) -> Fault:
    if fault.path != _OPEN:  # it stands in another document, whose places are complete
        return fault
    joint = "." if fault.where and not fault.where.startswith("[") else ""
    return replace(fault, where=f"{step}{joint}{fault.where}")


@contextlib.contextmanager
def in_document(faults: Faults, shown: str) -> Iterator[None]:
    """Name the document of every fault noted in the block that has none yet."""
    begin = len(faults)
    yield
    faults[begin:] = [
        replace(fault, path=shown) if fault.path == _OPEN else fault for fault in faults[begin:]
    ]


def show(value: Any) -> str:
    """Quote a value of a document, cut to 60 characters."""
    text = "`" + (value if isinstance(value, str) else str(value)) + "`"
    return text if len(text) <= 60 else text[:58] + "…`"


def kind(value: Any) -> str:
    """Name the JSON kind of a value."""
    names = {
        dict: say("an object"),
        list: say("a list"),
        str: say("a text"),
        bool: say("true or false"),
    }
    return "null" if value is None else names.get(type(value), say("a number"))


def note_unreadable(faults: Faults, error: UnreadableError, *, where: str) -> None:
    """Record that a file which the current document names cannot be read."""
    (fault,) = error.faults
    message = say("{path}: {what}", path=fault.path, what=fault.message)
    note(faults, message, fault.hint, where=where)
