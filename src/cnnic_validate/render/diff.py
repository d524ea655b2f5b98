"""A diff for a maintainer at an 80-column terminal: counts, then what to look at first.

Changes of how figures are judged come before the figures, revised figures before withdrawn ones,
and those before added ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cnnic_validate.message import say
from cnnic_validate.model.diff import (
    OBSERVATIONS,
    RELATIONS,
    Diff,
    Edit,
    FigureChange,
    PrintReading,
    Relation,
    ResourceChange,
    RowChange,
    SchemaChange,
    TableDiff,
)
from cnnic_validate.render.definitions import (
    cut_text,
    definition_counts,
    definition_lines,
    edit_lines,
    edit_words,
)
from cnnic_validate.render.layout import ENGLISH, Style, number, table, wrapped
from cnnic_validate.render.translate import translated

_T = TypeVar("_T")

# How many of a kind are shown without -v.
_SHOWN = 12
RELATION_WORDS: dict[Relation, str] = {
    "contradicted": say("contradicts the old figure: no true value fits both"),
    "moved": say("is now about another quantity"),
    "unread": say("cannot be compared: one of the two cannot be read"),
    "compatible": say("compatible: some true values fit both"),
    "refined": say("refined: lies within what the old figure allowed"),
    "equal": say("the same values, written in another way"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a diff: its heading, escaped, and its lines."""

    heading: str
    lines: tuple[str, ...]


def diff_text(diff: Diff, style: Style) -> str:
    """Write a diff; without `style.verbose` long lists are cut and counted."""
    blocks = [table(diff_counts(diff, style))]
    blocks += [
        [style.paint(section.heading, "place"), *section.lines]
        for section in diff_sections(diff, style)
    ]
    if not diff.differs:
        blocks.append(
            [style.tell("{what}.", what=style.paint(style.tell("No difference"), "good"))]
        )
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def diff_counts(diff: Diff, style: Style = ENGLISH) -> list[tuple[str, str]]:
    """Name the two states and give each count of a diff with its label."""
    return [
        (style.tell("old"), _named(diff.old, diff.old_version, style)),
        (style.tell("new"), _named(diff.new, diff.new_version, style)),
        *change_counts(diff, style),
    ]


def change_counts(diff: Diff, style: Style) -> list[tuple[str, str]]:
    """Give each count of a diff with its label; none where nothing differs."""
    rows = []
    if diff.gate_changes:
        rows.append((style.tell("judging"), definition_counts(diff.gate_changes, style)))
    if diff.figures:
        rows.append((style.tell("figures"), style.tell(", ").join(_figure_counts(diff, style))))
    others = [(each, style.tell(", ").join(_row_counts(each, style))) for each in diff.tables]
    rows += [(each.resource, text) for each, text in others if text and not _is_figures(each)]
    if about := [*diff.resources, *diff.schemas, *diff.metadata]:
        rows.append(
            (
                style.tell("descriptor"),
                style.tell_n("{number:,} change", "{number:,} changes", len(about)),
            )
        )
    return rows


def diff_sections(diff: Diff, style: Style) -> list[Section]:
    """Give the parts of a diff that are not empty, the most urgent first."""
    sections = [
        _listed(style.tell("How figures are judged"), diff.gate_changes, definition_lines, style),
        _listed(style.tell("Resources"), diff.resources, _resource, style),
        *figure_sections(diff, style),
        *(_table(each, style) for each in diff.tables if not _is_figures(each)),
        _listed(
            style.tell("Descriptions"),
            [*diff.metadata, *_texts(diff.schemas, style)],
            _property,
            style,
        ),
    ]
    return [each for each in sections if each is not None]


def figure_sections(diff: Diff, style: Style) -> list[Section]:
    """Give the parts of a diff that tell of figures, the most urgent first."""
    figures = {
        nature: [each for each in diff.figures if each.nature == nature]
        for nature in ("revised", "withdrawn", "added", "described")
    }
    revised = sorted(figures["revised"], key=urgency)
    sections = [
        _listed(style.tell("Revised figures"), revised, _revised, style),
        _grouped(style.tell("Withdrawn figures"), figures["withdrawn"], style),
        _grouped(style.tell("Added figures"), figures["added"], style),
        _listed(style.tell("Figures described anew"), figures["described"], _described, style),
    ]
    return [each for each in sections if each is not None]


def _named(name: str, version: str, style: Style) -> str:
    if not version:
        return name
    return style.tell("{name} (version {version})", name=name, version=version)


def _is_figures(each: TableDiff) -> bool:
    return each.resource == OBSERVATIONS


def _figure_counts(diff: Diff, style: Style) -> Iterator[str]:
    natures: Counter[str] = Counter(each.nature for each in diff.figures)
    relations = Counter(each.relation for each in diff.figures if each.relation)
    if natures["revised"]:
        parts = [
            style.tell("{count:,} {relation}", count=count, relation=style.tell(each))
            for each in RELATIONS
            if (count := relations[each])
        ]
        yield style.tell(
            "{count:,} revised ({relations})",
            count=natures["revised"],
            relations=style.tell(", ").join(parts),
        )
    for nature, template in (
        ("withdrawn", "{count:,} withdrawn"),
        ("added", "{count:,} added"),
        ("described", "{count:,} described anew"),
    ):
        if natures[nature]:
            yield style.tell(template, count=natures[nature])


def _row_counts(each: TableDiff, style: Style) -> Iterator[str]:
    for nature in ("changed", "removed", "added"):
        if count := each.count(nature):
            yield style.tell_n(
                "{number:,} row {nature}",
                "{number:,} rows {nature}",
                count,
                nature=style.tell(nature),
            )
    if each.reordered:
        yield style.tell("rows reordered")
    if not each.rows and each.old_header != each.new_header:
        yield style.tell("other columns")


def urgency(change: FigureChange) -> int:
    """Give the place of a revised figure in what to look at first."""
    return RELATIONS.index(change.relation) if change.relation else len(RELATIONS)


def _listed(
    heading: str,
    items: Sequence[_T],
    write: Callable[[_T, Style], Iterable[str]],
    style: Style,
) -> Section | None:
    if not items:
        return None
    shown = items if style.verbose or len(items) <= _SHOWN + 1 else items[:_SHOWN]
    lines = [line for each in shown for line in write(each, style)]
    if rest := len(items) - len(shown):
        lines.append(style.tell("  {rest:,} more; -v shows all", rest=rest))
    return Section(_counted(heading, len(items), style), tuple(lines))


def _counted(heading: str, count: int, style: Style) -> str:
    return style.tell("{heading}: {count:,}", heading=heading, count=count)


def _revised(change: FigureChange, style: Style) -> Iterator[str]:
    yield from _figure(change, style)
    old, new = change.old, change.new
    if old and new and change.relation:
        yield from wrapped(
            f"{printed_words(old, style)} → {printed_words(new, style)}",
            first="    ",
            rest="      ",
        )
        yield from wrapped(style.tell(RELATION_WORDS[change.relation]), first="    ", rest="      ")
    hidden = set() if style.verbose else _SAID
    yield from edit_lines([each for each in change.edits if each.name not in hidden], style)


# What the line of the two printed texts says already, or follows from them.
_SAID = frozenset(
    {"printed", "printed_unit", "obs_value", "unit_mult", "unit_measure", "decimals", "qualifier"}
)


def _described(change: FigureChange, style: Style) -> Iterator[str]:
    yield from _figure(change, style)
    yield from edit_lines(change.edits, style)


def _figure(change: FigureChange, style: Style) -> list[str]:
    line = change.row.new_line or change.row.old_line
    name = change.subject.id or style.tell("a figure without id")
    where = style.tell("{name} (line {line})", name=name, line=line)
    return wrapped(where, first="  ", rest="    ")


def printed_words(reading: PrintReading, style: Style) -> str:
    """Write a printed text with its unit."""
    return translated(reading.text, style.lang) or style.tell("nothing printed")


def _grouped(heading: str, changes: Sequence[FigureChange], style: Style) -> Section | None:
    """Write figures by source, each source with its indicators, or with -v each figure."""
    if not changes:
        return None
    by_source: dict[str, list[FigureChange]] = {}
    for each in changes:
        by_source.setdefault(each.subject.source, []).append(each)
    lines: list[str] = []
    for source, members in by_source.items():
        head = style.tell_n(
            "{source}: {number:,} figure",
            "{source}: {number:,} figures",
            len(members),
            source=source or style.tell("without source"),
        )
        lines += wrapped(head, first="  ", rest="    ")
        lines += _members(members, style)
    return Section(_counted(heading, len(changes), style), tuple(lines))


def _members(members: Sequence[FigureChange], style: Style) -> Iterator[str]:
    if style.verbose or len(members) <= _SHOWN // 2:
        for each in members:
            reading = each.new or each.old
            printed = printed_words(reading, style) if reading else ""
            text = style.tell("{name}: {text}", name=each.subject.id, text=printed)
            yield from wrapped(text, first="    ", rest="      ")
        return
    indicators = Counter(each.subject.indicator for each in members)
    named = [f"{name} {number(count)}" for name, count in indicators.most_common(_SHOWN)]
    rest = len(indicators) - len(named)
    more = ""
    if rest:
        more = style.tell_n(
            ", and {number:,} more indicator; -v shows all",
            ", and {number:,} more indicators; -v shows all",
            rest,
        )
    yield from wrapped(style.tell(", ").join(named) + more, first="    ")


def _table(each: TableDiff, style: Style) -> Section | None:
    def row(change: RowChange, style: Style) -> Iterator[str]:
        line = change.new_line or change.old_line
        again = f" ({change.nth})" if change.nth > 1 else ""
        name = f"{', '.join(change.key)}{again}" if each.keyed else _whole(change)
        text = style.tell(
            "{name}: {nature} (line {line})",
            name=cut_text(name, style),
            nature=style.tell(change.nature),
            line=line,
        )
        yield from wrapped(text, first="  ", rest="    ")
        if change.nature == "changed" or (style.verbose and each.keyed):
            yield from edit_lines(each.edits(change), style, whole=change.nature != "changed")

    if each.reordered and not each.rows:
        return Section(style.tell("Rows of {name}: in another order", name=each.resource), ())
    rows = [change for change in each.rows if not each.judges(change)]  # those stand above
    return _listed(style.tell("Rows of {name}", name=each.resource), rows, row, style)


def _whole(change: RowChange) -> str:
    cells = change.old if change.new is None else change.new
    return ", ".join(each for each in cells or () if each)


def _resource(change: ResourceChange, style: Style) -> Iterator[str]:
    was = style.tell(" (was {name})", name=change.old_name) if change.old_name else ""
    yield from wrapped(
        style.tell(
            "{name}: {nature}{was}", name=change.name, nature=style.tell(change.nature), was=was
        ),
        first="  ",
        rest="    ",
    )
    is_whole = change.nature in {"added", "removed"}
    if style.verbose or not is_whole:
        yield from edit_lines(change.edits, style, whole=is_whole)


def _texts(changes: Iterable[SchemaChange], style: Style) -> Iterator[Edit]:
    """Give the changes of schemas that change no table, named by their place."""
    for each in changes:
        if each.effect == "none":
            place = f"{each.resource}.{each.field}" if each.field else each.resource
            yield Edit(
                style.tell("{what} of {place}", what=each.what, place=place), each.old, each.new
            )


def _property(edit: Edit, style: Style) -> Iterator[str]:
    return iter(wrapped(edit_words(edit, style), first="  ", rest="    "))
