"""Model values as text; pure. One function for each kind of value, by format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cnnic_validate.model.explanation import Explanation
from cnnic_validate.model.report import Report
from cnnic_validate.render.explain import code_text, explanation_text, verifiability_text
from cnnic_validate.render.findings import finding_lines
from cnnic_validate.render.json import explanation_json, report_json
from cnnic_validate.render.layout import Style
from cnnic_validate.render.rules import listing_text
from cnnic_validate.render.text import faults_lines, report_text

REPORT_FORMATS: Mapping[str, Callable[[Report, Style], str]] = {
    "text": report_text,
    "json": lambda report, _: report_json(report),
}
EXPLANATION_FORMATS: Mapping[str, Callable[[Explanation, Style], str]] = {
    "text": explanation_text,
    "json": lambda explanation, _: explanation_json(explanation),
}

__all__ = [
    "EXPLANATION_FORMATS",
    "REPORT_FORMATS",
    "Style",
    "code_text",
    "faults_lines",
    "finding_lines",
    "listing_text",
    "report_text",
    "verifiability_text",
]
