"""Validate printed official statistics as intervals, jointly, and publish what passes.

The names below are imported when they are first used, so that `import cnnic_validate` is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnnic_validate.errors import CnnicError, DefinitionError, Fault, UnreadableError
    from cnnic_validate.model.finding import Finding
    from cnnic_validate.model.report import Report
    from cnnic_validate.workflow.consumption import load, open_package, verify
    from cnnic_validate.workflow.gate import validate
    from cnnic_validate.workflow.history import diff
    from cnnic_validate.workflow.inspection import rules, schema
    from cnnic_validate.workflow.publishing import publish
    from cnnic_validate.workflow.releases import accept, new_release, normalise
    from cnnic_validate.workflow.series import series

_HOMES = {
    "CnnicError": "errors",
    "DefinitionError": "errors",
    "Fault": "errors",
    "Finding": "model.finding",
    "Report": "model.report",
    "UnreadableError": "errors",
    "accept": "workflow.releases",
    "diff": "workflow.history",
    "load": "workflow.consumption",
    "new_release": "workflow.releases",
    "open_package": "workflow.consumption",
    "publish": "workflow.publishing",
    "normalise": "workflow.releases",
    "rules": "workflow.inspection",
    "schema": "workflow.inspection",
    "series": "workflow.series",
    "validate": "workflow.gate",
    "verify": "workflow.consumption",
}

__all__ = [
    "CnnicError",
    "DefinitionError",
    "Fault",
    "Finding",
    "Report",
    "UnreadableError",
    "accept",
    "diff",
    "load",
    "new_release",
    "normalise",
    "open_package",
    "publish",
    "rules",
    "schema",
    "series",
    "validate",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
