"""What a change does to a package, told beside the findings: its figures, and the version."""

from __future__ import annotations

from collections.abc import Mapping

from cnnic_validate.message import say
from cnnic_validate.model.diff import FigureChange
from cnnic_validate.model.report import Report
from cnnic_validate.model.version import Comparison
from cnnic_validate.render.definitions import edit_words
from cnnic_validate.render.diff import (
    RELATION_WORDS,
    Section,
    change_counts,
    figure_sections,
    printed_words,
    urgency,
)
from cnnic_validate.render.layout import Style
from cnnic_validate.render.version import change_words

# What can happen to a figure, the most urgent first.
_NATURES: Mapping[str, str] = {
    "revised": say("revised"),
    "withdrawn": say("withdrawn"),
    "added": say("added"),
    "described": say("described anew"),
}


def comparison_counts(report: Report, style: Style) -> list[tuple[str, str]]:
    """Give the counts of what differs from the base, and the version that it asks for."""
    rows = []
    for each in report.comparisons:
        rows.append((style.tell("against"), _differing(each, style)))
        if (advice := each.advice) and advice.bump.level != "none":
            least = style.tell(
                "{version} at least: {change}",
                version=advice.bump.version,
                change=change_words(advice, style),
            )
            rows.append((style.tell("version"), least))
    return rows


def _differing(each: Comparison, style: Style) -> str:
    said = [style.joined(" ", cells) for cells in change_counts(each.diff, style)]
    if each.unread:
        said.append(
            style.tell_n(
                "{number:,} row could not be read: what is gone, and the version, cannot be told",
                "{number:,} rows could not be read: what is gone, and the version, cannot be told",
                each.unread,
            )
        )
    counts = style.tell("; ").join(said or [style.tell("nothing differs")])
    return style.tell("{base}: {counts}", base=each.diff.old, counts=counts)


def comparison_sections(report: Report, style: Style) -> list[Section]:
    """Give what happened to the figures of the base: revised, withdrawn, added, described anew."""
    return [section for each in report.comparisons for section in figure_sections(each.diff, style)]


def figure_cells(
    report: Report, style: Style, most: int
) -> tuple[list[tuple[str, str, str, str, str]], int]:
    """Give what happened to each figure, the most urgent first, and how many more there are.

    Cells are what happened, the figure with its line, what was printed before and what is now, and
    how the two agree, or which other cells differ.
    """
    changes = [
        change
        for each in report.comparisons
        for nature in _NATURES
        for change in sorted(
            (change for change in each.diff.figures if change.nature == nature), key=urgency
        )
    ]
    return [_cells(each, style) for each in changes[:most]], max(0, len(changes) - most)


def _cells(change: FigureChange, style: Style) -> tuple[str, str, str, str, str]:
    line = change.row.new_line or change.row.old_line
    name = style.tell("{name} (line {line})", name=change.subject.id, line=line)
    means = style.tell(RELATION_WORDS[change.relation]) if change.relation else ""
    if change.nature == "described":
        means = style.tell("; ").join(edit_words(each, style) for each in change.edits)
    before, after = (
        printed_words(each, style) if each else "" for each in (change.old, change.new)
    )
    return style.tell(_NATURES[change.nature]), name, before, after, means
