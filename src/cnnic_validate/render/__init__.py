"""Model values as text; pure. One function for each kind of value, by format."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping

from cnnic_validate.model.explanation import Explanation
from cnnic_validate.model.report import Report
from cnnic_validate.render.explain import code_text, explanation_text, verifiability_text
from cnnic_validate.render.findings import finding_lines
from cnnic_validate.render.json import explanation_json, report_json
from cnnic_validate.render.layout import Style
from cnnic_validate.render.rules import listing_text
from cnnic_validate.render.text import faults_lines, report_text
from cnnic_validate.render.translate import Language

# The formats of a report that are for people, and so in their language.
TRANSLATED = frozenset({"text", "markdown", "html"})


def _lazily(name: str) -> Callable[[Report, Style], str]:
    """Give a format that is imported when it is asked for: most runs write text alone."""

    def write(report: Report, style: Style) -> str:
        module = importlib.import_module(f"{__name__}.{name}")
        function = getattr(module, f"report_{name}")
        written: str = function(report, style) if name in TRANSLATED else function(report)
        return written

    return write


REPORT_FORMATS: Mapping[str, Callable[[Report, Style], str]] = {
    "text": report_text,
    "json": lambda report, _: report_json(report),
    **{name: _lazily(name) for name in ("github", "sarif", "junit", "markdown", "html")},
}
EXPLANATION_FORMATS: Mapping[str, Callable[[Explanation, Style], str]] = {
    "text": explanation_text,
    "json": lambda explanation, _: explanation_json(explanation),
}

__all__ = [
    "EXPLANATION_FORMATS",
    "REPORT_FORMATS",
    "Language",
    "Style",
    "code_text",
    "faults_lines",
    "finding_lines",
    "listing_text",
    "report_text",
    "verifiability_text",
]
