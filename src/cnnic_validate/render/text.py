"""A report for a person at an 80-column terminal."""

from __future__ import annotations

from cnnic_validate.errors import Fault
from cnnic_validate.model.report import Report
from cnnic_validate.render.changes import first_lines
from cnnic_validate.render.compared import comparison_sections
from cnnic_validate.render.findings import finding_lines, label_of
from cnnic_validate.render.layout import Style, wrapped
from cnnic_validate.render.summary import summary_lines
from cnnic_validate.render.translate import in_language

# A person fixes a few and runs it again; JSON has all.
_FAULTS_SHOWN = 100


def report_text(report: Report, style: Style) -> str:
    """Write what is wrong, what differs, what was checked and what was not, then the verdict.

    Without `style.verbose`, repeats and reasons are grouped with counts so that they fit a screen.
    """
    report = in_language(report, style.lang)
    blocks = [
        faults_lines(report.faults, style),
        first_lines(report, style),
        finding_lines(report.findings, style),
        *(
            [style.paint(section.heading, "place"), *section.lines]
            for section in comparison_sections(report, style)
        ),
        summary_lines(report, style),
        [verdict_words(report, style)],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def faults_lines(faults: tuple[Fault, ...], style: Style) -> list[str]:
    """Write the first hundred faults of documents that could not be judged, and count the rest."""
    lines: list[str] = []
    for fault in in_language(faults[:_FAULTS_SHOWN], style.lang):
        where = style.tell(": in `{where}`", where=fault.where) if fault.where else ""
        place, *more = wrapped(fault.path + where, rest="    ")
        label = style.tell("  error: ")
        first, *others = wrapped(fault.message, first=label, rest="    ")
        painted = style.paint(label.strip(), "error")
        lines += [style.paint(place, "place"), *more, "  " + painted + first[len(label.rstrip()) :]]
        lines += others
        if fault.hint:
            lines += wrapped(fault.hint, first=label_of("fix", style))
    if (rest := len(faults) - _FAULTS_SHOWN) > 0:
        lines.append(style.tell("and {rest:,} more", rest=rest))
    return lines


def verdict_words(report: Report, style: Style) -> str:
    """Say in one sentence how a validation came out."""
    errors, warnings = report.severities["error"], report.severities["warning"]
    told = style.tell_n("{number:,} error", "{number:,} errors", errors)
    warned = style.tell_n("{number:,} warning", "{number:,} warnings", warnings)
    if report.faults:
        faults = style.tell_n(
            "{number:,} fault in what was given",
            "{number:,} faults in what was given",
            len(report.faults),
        )
        state = style.paint(style.tell("Could not judge"), "error")
        if errors:
            return style.tell(
                "{state}: {faults}; {errors} in the rest.", state=state, faults=faults, errors=told
            )
        return style.tell("{state}: {faults}.", state=state, faults=faults)
    if errors:
        state = style.paint(style.tell("Not valid"), "error")
        also = style.tell(", {warnings}", warnings=warned) if warnings else ""
        return style.tell("{state}: {errors}{also}.", state=state, errors=told, also=also)
    state = style.paint(style.tell("Valid"), "good")
    if warnings:
        return style.tell("{state}, with {warnings}.", state=state, warnings=warned)
    held = report.verdicts["passed"]
    what = (
        style.tell_n("{number:,} rule instance holds", "{number:,} rule instances hold", held)
        if held
        else style.tell_n("{number:,} row", "{number:,} rows", report.rows)
    )
    return style.tell("{state}: {what}, no errors.", state=state, what=what)
