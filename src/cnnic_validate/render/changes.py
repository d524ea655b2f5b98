"""The first block of a report: what a change does to how figures are judged, and what it loses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cnnic_validate.message import say
from cnnic_validate.model.diff import STANDINGS, DefinitionChange, Edit, Standing
from cnnic_validate.model.finding import shown
from cnnic_validate.model.loss import KIND_WORDS, Loss
from cnnic_validate.model.report import Report
from cnnic_validate.render.definitions import definition_counts, definition_lines
from cnnic_validate.render.layout import ENGLISH, Style, wrapped

# What is shown without -v at a terminal, and in a table; characters of a text in a table.
_SHOWN = 20
_MOST_ROWS = 100
_CELL = 120
_HEADS: Mapping[Standing, str] = {
    "base": say("Changed here, not applied: judged by {base}'s rules"),
    "later": say("Added, and counting only once in {base}"),
    "used": say("Added, and used at once"),
}
_REMARKS: Mapping[Standing, str] = {
    "base": "",
    "later": say("These widen what passes: merge them first, then the figures that need them."),
    "used": "",
}


@dataclass(frozen=True, slots=True)
class FirstBlock:
    """One part of what a reviewer must see first.

    `lines` are for a terminal, `rows` (kind, name, what happened, more) for a table; `left_out`
    counts the rows that a table leaves out.
    """

    heading: str
    count: str
    remark: str
    lines: tuple[str, ...]
    rows: tuple[tuple[str, str, str, str], ...]
    left_out: int


def first_blocks(report: Report, style: Style = ENGLISH) -> list[FirstBlock]:
    """Give the parts of the first block of a report that was compared with a base."""
    blocks = []
    if report.is_first:
        heading = style.tell(
            "The first: no package in {base} yet; all is new, and judged by its own rules",
            base=report.against,
        )
        blocks.append(_definitions(heading, "", report.changes, style))
    else:
        blocks += [
            _definitions(
                style.tell(_HEADS[each], base=report.against), _REMARKS[each], chosen, style
            )
            for each in STANDINGS
            if (chosen := [change for change in report.changes if change.standing == each])
        ]
    if report.losses:
        at = 1 if blocks and not report.is_first else 0
        blocks.insert(at, _losses(report, style))
    return blocks


def first_lines(report: Report, style: Style = ENGLISH) -> list[str]:
    """Write the first block of a report, its parts one below the other."""
    lines: list[str] = []
    for each in first_blocks(report, style):
        head = each.heading
        if each.count:
            head = style.tell("{heading}: {count}", heading=head, count=each.count)
        lines += [style.paint(line, "place") for line in wrapped(head)]
        lines += wrapped(each.remark, first="  ") if each.remark else []
        lines += each.lines
    return lines


def _definitions(
    heading: str, remark: str, changes: Sequence[DefinitionChange], style: Style
) -> FirstBlock:
    kept = changes if style.verbose else changes[:_SHOWN]
    lines = [line for each in kept for line in definition_lines(each, style)]
    rows = tuple(
        (
            style.tell(each.kind),
            each.id,
            style.tell(each.nature),
            style.joined("; ", (_edit(edit) for edit in each.edits)),
        )
        for each in changes[:_MOST_ROWS]
    )
    return FirstBlock(
        heading,
        definition_counts(changes, style),
        style.tell(remark) if remark else "",
        (*lines, *_rest(len(changes) - len(kept), style)),
        rows,
        len(changes) - len(rows),
    )


def _losses(report: Report, style: Style) -> FirstBlock:
    losses = report.losses
    counts = Counter(each.kind for each in losses)
    told = style.tell(", ").join(
        style.tell("{number:,} × {kind}", number=number, kind=style.tell(KIND_WORDS[kind]))
        for kind, number in counts.items()
    )
    kept = losses if style.verbose else losses[:_SHOWN]
    lines = [line for each in kept for line in _loss_lines(each, style)]
    rows = tuple(
        (style.tell(KIND_WORDS[each.kind]), each.figure, each.what, _why(each, style))
        for each in losses[:_MOST_ROWS]
    )
    return FirstBlock(
        style.tell("Lost since {base}", base=report.against),
        told,
        "",
        (*lines, *_rest(len(losses) - len(kept), style)),
        rows,
        len(losses) - len(rows),
    )


def _loss_lines(loss: Loss, style: Style) -> Iterator[str]:
    head = style.tell(
        "{kind} {id}: {nature}",
        kind=style.tell(KIND_WORDS[loss.kind]),
        id=loss.figure,
        nature=loss.what,
    )
    yield from wrapped(head, first="  ", rest="    ")
    yield from wrapped(_why(loss, style), first="    ", rest="      ")


def _why(loss: Loss, style: Style) -> str:
    if not loss.why:
        return style.tell("no reason is given")
    return style.tell("reason: {why}", why=shown(loss.why, _CELL))


def _rest(count: int, style: Style) -> list[str]:
    return [style.tell("  {rest:,} more; -v shows all", rest=count)] if count else []


def _edit(edit: Edit) -> str:
    if edit.old is None or edit.new is None:
        return f"{edit.name}: {shown(edit.new or edit.old or '', _CELL)}"
    return f"{edit.name}: {shown(edit.old, _CELL)} → {shown(edit.new, _CELL)}"
