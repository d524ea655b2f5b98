"""A report for a person at an 80-column terminal."""

from __future__ import annotations

from cnnic_validate.errors import Fault
from cnnic_validate.model.report import Report
from cnnic_validate.render.diff import definition_counts, definition_lines
from cnnic_validate.render.findings import finding_lines
from cnnic_validate.render.layout import Style, counted, wrapped
from cnnic_validate.render.summary import summary_lines

# Changes of definitions that are shown without -v.
_CHANGES_SHOWN = 20


def report_text(report: Report, style: Style) -> str:
    """Write what is wrong, then what was checked and what was not, then the verdict.

    Without `style.verbose`, repeats and reasons are grouped with counts so that they fit a screen.
    """
    blocks = [
        faults_lines(report.faults, style),
        changes_lines(report, style),
        finding_lines(report.findings, style),
        summary_lines(report, style),
        [verdict_words(report, style)],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def changes_lines(report: Report, style: Style) -> list[str]:
    """Write what a change alters in how figures are judged: a reviewer must see it first."""
    if not report.changes:
        return []
    count = definition_counts(report.changes)
    head = f"Changed, and judged as in {report.against}: {count}"
    lines = [style.paint(line, "place") for line in wrapped(head)]
    shown = report.changes if style.verbose else report.changes[:_CHANGES_SHOWN]
    lines += [line for each in shown for line in definition_lines(each, style)]
    if rest := len(report.changes) - len(shown):
        lines.append(f"  {rest:,} more; -v shows all")
    return lines


def faults_lines(faults: tuple[Fault, ...], style: Style) -> list[str]:
    """Write the faults of documents that could not be judged, all of them."""
    lines: list[str] = []
    for fault in faults:
        where = f": in `{fault.where}`" if fault.where else ""
        place, *more = wrapped(fault.path + where, rest="    ")
        label = "  error: "
        first, *others = wrapped(fault.message, first=label, rest="    ")
        painted = style.paint(label.strip(), "error")
        lines += [style.paint(place, "place"), *more, "  " + painted + first[len(label) - 1 :]]
        lines += others
        if fault.hint:
            lines += wrapped(fault.hint, first="  mend     ")
    return lines


def verdict_words(report: Report, style: Style) -> str:
    """Say in one sentence how a validation came out."""
    errors, warnings = report.severities["error"], report.severities["warning"]
    if report.faults:
        faults = counted(len(report.faults), "fault in what was given", "faults in what was given")
        found = f"; {counted(errors, 'error')} in the rest" if errors else ""
        return style.paint("Could not judge", "error") + f": {faults}{found}."
    if errors:
        also = f", {counted(warnings, 'warning')}" if warnings else ""
        return style.paint("Not valid", "error") + f": {counted(errors, 'error')}{also}."
    valid = style.paint("Valid", "good")
    if warnings:
        return f"{valid}, with {counted(warnings, 'warning')}."
    held = report.verdicts["passed"]
    if held:
        return f"{valid}: {counted(held, 'rule instance holds', 'rule instances hold')}, no errors."
    return f"{valid}: {counted(report.rows, 'row')}, no errors."
