"""Model values as text; pure. One function for each kind of value, by format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cnnic_validate.model.report import Report
from cnnic_validate.render.findings import finding_lines
from cnnic_validate.render.json import report_json
from cnnic_validate.render.layout import Style
from cnnic_validate.render.rules import listing_text
from cnnic_validate.render.text import faults_lines, report_text

REPORT_FORMATS: Mapping[str, Callable[[Report, Style], str]] = {
    "text": report_text,
    "json": lambda report, _: report_json(report),
}

__all__ = [
    "REPORT_FORMATS",
    "Style",
    "faults_lines",
    "finding_lines",
    "listing_text",
    "report_text",
]
