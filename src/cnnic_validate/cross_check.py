"""What frictionless says of a built bundle: a second opinion by another hand. Its only import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frictionless import Package, system
from frictionless.exception import FrictionlessException

_MOST = 5


def frictionless_objections(folder: Path, descriptor: str = "datapackage.json") -> tuple[str, ...]:
    """Give what frictionless finds wrong with a package, a line an error, the first few of each.

    Bytes and hashes are compared too. Nothing outside `folder` is read.
    """
    try:
        with system.use_context(trusted=False, standards="v2"):
            package = Package(descriptor, basepath=str(folder))
            report = package.validate()
    except FrictionlessException as error:
        return tuple(f"frictionless: {each}" for each in _messages(error))
    return tuple(f"frictionless: {line}" for line in _lines(report))


def _messages(error: FrictionlessException) -> list[str]:
    return [each.message for each in (*error.reasons, error.error)][:_MOST]


def _lines(report: Any) -> Iterator[str]:
    yield from (each.message for each in report.errors[:_MOST])
    for task in report.tasks:
        for error in task.errors[:_MOST]:
            yield f"{task.name}: {error.message}"
