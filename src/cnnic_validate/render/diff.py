"""A diff for a maintainer at an 80-column terminal: counts, then what to look at first.

Changes of how figures are judged come before the figures, revised figures before withdrawn ones,
and those before added ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cnnic_validate.model.diff import (
    OBSERVATIONS,
    RELATIONS,
    DefinitionChange,
    Diff,
    Edit,
    FigureChange,
    Reading,
    Relation,
    ResourceChange,
    RowChange,
    SchemaChange,
    TableDiff,
)
from cnnic_validate.render.layout import Style, counted, number, table, wrapped

_T = TypeVar("_T")

# Without -v: how many of a kind are shown, and how long a cell may be.
_SHOWN = 12
_CELL = 100
_WORDS: dict[Relation, str] = {
    "contradicted": "contradicts the old figure: no true value fits both",
    "moved": "is now about another quantity",
    "unread": "cannot be compared: one of the two cannot be read",
    "compatible": "compatible: some true values fit both",
    "refined": "refined: lies within what the old figure allowed",
    "equal": "the same values, written in another way",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a diff: its heading, escaped, and its lines."""

    heading: str
    lines: tuple[str, ...]


def diff_text(diff: Diff, style: Style) -> str:
    """Write a diff; without `style.verbose` long lists are cut and counted."""
    blocks = [table(diff_counts(diff))]
    blocks += [
        [style.paint(section.heading, "place"), *section.lines]
        for section in diff_sections(diff, style)
    ]
    if not diff.differs:
        blocks.append([style.paint("No difference", "good") + "."])
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def diff_counts(diff: Diff) -> list[tuple[str, str]]:
    """Give each count of a diff with its label."""
    rows = [
        ("old", _named(diff.old, diff.old_version)),
        ("new", _named(diff.new, diff.new_version)),
    ]
    if diff.gate_changes:
        rows.append(("judging", definition_counts(diff.gate_changes)))
    if diff.figures:
        rows.append(("figures", ", ".join(_figure_counts(diff))))
    others = [(each, ", ".join(_row_counts(each))) for each in diff.tables]
    rows += [(each.resource, text) for each, text in others if text and not _is_figures(each)]
    if about := [*diff.resources, *diff.schemas, *diff.metadata]:
        rows.append(("descriptor", counted(len(about), "change")))
    return rows


def diff_sections(diff: Diff, style: Style) -> list[Section]:
    """Give the parts of a diff that are not empty, the most urgent first."""
    figures = {
        nature: [each for each in diff.figures if each.nature == nature]
        for nature in ("revised", "withdrawn", "added", "described")
    }
    revised = sorted(figures["revised"], key=_urgency)
    sections = [
        _listed("How figures are judged", diff.gate_changes, definition_lines, style),
        _listed("Resources", diff.resources, _resource, style),
        _listed("Revised figures", revised, _revised, style),
        _grouped("Withdrawn figures", figures["withdrawn"], style),
        _grouped("Added figures", figures["added"], style),
        _listed("Figures described anew", figures["described"], _described, style),
        *(_table(each, style) for each in diff.tables if not _is_figures(each)),
        _listed("Descriptions", [*diff.metadata, *_texts(diff.schemas)], _property, style),
    ]
    return [each for each in sections if each is not None]


def definition_lines(change: DefinitionChange, style: Style) -> Iterator[str]:
    """Write a change of a rule, waiver, schema or another definition."""
    whole = change.nature == "changed" or style.verbose
    text = f"{change.kind} {change.id}: {change.nature}"
    if not whole:
        texts = {each.name: each.new or each.old or "" for each in change.edits}
        gist = next((texts[name] for name in _GISTS if texts.get(name)), "")
        text += f", {_cut(gist, style)}" if gist else ""
    yield from wrapped(text, first="  ", rest="    ")
    if whole:
        yield from _edits(change.edits, style, whole=change.nature != "changed")


# What says most about a definition that was added or removed, the best first.
_GISTS = ("rule", "lifts", "rules", "parts", "figures", "value", "field", "why")


def definition_counts(changes: Iterable[DefinitionChange]) -> str:
    """Count changes of definitions by kind."""
    kinds = Counter(each.kind for each in changes)
    return ", ".join(counted(n, kind, _PLURALS.get(kind, "")) for kind, n in kinds.items())


_PLURALS = {"basis": "bases", "policy": "policies"}


def _named(name: str, version: str) -> str:
    return f"{name} (version {version})" if version else name


def _is_figures(each: TableDiff) -> bool:
    return each.resource == OBSERVATIONS


def _figure_counts(diff: Diff) -> Iterator[str]:
    natures: Counter[str] = Counter(each.nature for each in diff.figures)
    relations = Counter(each.relation for each in diff.figures if each.relation)
    if natures["revised"]:
        parts = [f"{number(relations[each])} {each}" for each in RELATIONS if relations[each]]
        yield f"{number(natures['revised'])} revised ({', '.join(parts)})"
    for nature, words in (
        ("withdrawn", "withdrawn"),
        ("added", "added"),
        ("described", "described anew"),
    ):
        if natures[nature]:
            yield f"{number(natures[nature])} {words}"


def _row_counts(each: TableDiff) -> Iterator[str]:
    for nature in ("changed", "removed", "added"):
        if count := each.count(nature):
            yield f"{counted(count, 'row')} {nature}"
    if each.reordered:
        yield "rows reordered"
    if not each.rows and each.old_header != each.new_header:
        yield "other columns"


def _urgency(change: FigureChange) -> int:
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
        lines.append(f"  {number(rest)} more; -v shows all")
    return Section(f"{heading}: {number(len(items))}", tuple(lines))


def _revised(change: FigureChange, style: Style) -> Iterator[str]:
    yield from _figure(change)
    old, new = change.old, change.new
    if old and new and change.relation:
        yield from wrapped(f"{_printed(old)} → {_printed(new)}", first="    ", rest="      ")
        yield from wrapped(_WORDS[change.relation], first="    ", rest="      ")
    hidden = set() if style.verbose else _SAID
    yield from _edits([each for each in change.edits if each.name not in hidden], style)


# What the line of the two printed texts says already, or follows from them.
_SAID = frozenset(
    {"printed", "printed_unit", "obs_value", "unit_mult", "unit_measure", "decimals", "qualifier"}
)


def _described(change: FigureChange, style: Style) -> Iterator[str]:
    yield from _figure(change)
    yield from _edits(change.edits, style)


def _figure(change: FigureChange) -> list[str]:
    line = change.row.new_line or change.row.old_line
    where = f"{change.subject.id or 'a figure without id'} (line {line})"
    return wrapped(where, first="  ", rest="    ")


def _printed(reading: Reading) -> str:
    return f"{reading.printed} {reading.printed_unit}".strip() or "nothing printed"


def _grouped(heading: str, changes: Sequence[FigureChange], style: Style) -> Section | None:
    """Write figures by source, each source with its indicators, or with -v each figure."""
    if not changes:
        return None
    by_source: dict[str, list[FigureChange]] = {}
    for each in changes:
        by_source.setdefault(each.subject.source, []).append(each)
    lines: list[str] = []
    for source, members in by_source.items():
        head = f"{source or 'without source'}: {counted(len(members), 'figure')}"
        lines += wrapped(head, first="  ", rest="    ")
        lines += _members(members, style)
    return Section(f"{heading}: {number(len(changes))}", tuple(lines))


def _members(members: Sequence[FigureChange], style: Style) -> Iterator[str]:
    if style.verbose or len(members) <= _SHOWN // 2:
        for each in members:
            reading = each.new or each.old
            text = f"{each.subject.id}: {_printed(reading) if reading else ''}"
            yield from wrapped(text, first="    ", rest="      ")
        return
    indicators = Counter(each.subject.indicator for each in members)
    named = [f"{name} {number(count)}" for name, count in indicators.most_common(_SHOWN)]
    rest = len(indicators) - len(named)
    more = f", and {counted(rest, 'more indicator')}; -v shows all" if rest else ""
    yield from wrapped(", ".join(named) + more, first="    ")


def _table(each: TableDiff, style: Style) -> Section | None:
    def row(change: RowChange, style: Style) -> Iterator[str]:
        line = change.new_line or change.old_line
        again = f" ({change.nth})" if change.nth > 1 else ""
        name = f"{', '.join(change.key)}{again}" if each.keyed else _whole(change)
        text = f"{_cut(name, style)}: {change.nature} (line {line})"
        yield from wrapped(text, first="  ", rest="    ")
        if change.nature == "changed" or (style.verbose and each.keyed):
            yield from _edits(each.edits(change), style, whole=change.nature != "changed")

    if each.reordered and not each.rows:
        return Section(f"Rows of {each.resource}: in another order", ())
    rows = [change for change in each.rows if not each.judges(change)]  # those stand above
    return _listed(f"Rows of {each.resource}", rows, row, style)


def _whole(change: RowChange) -> str:
    cells = change.old if change.new is None else change.new
    return ", ".join(each for each in cells or () if each)


def _resource(change: ResourceChange, style: Style) -> Iterator[str]:
    was = f" (was {change.old_name})" if change.old_name else ""
    yield from wrapped(f"{change.name}: {change.nature}{was}", first="  ", rest="    ")
    is_whole = change.nature in {"added", "removed"}
    if style.verbose or not is_whole:
        yield from _edits(change.edits, style, whole=is_whole)


def _texts(changes: Iterable[SchemaChange]) -> Iterator[Edit]:
    """Give the changes of schemas that change no table, named by their place."""
    for each in changes:
        if each.effect == "none":
            place = f"{each.resource}.{each.field}" if each.field else each.resource
            yield Edit(f"{each.what} of {place}", each.old, each.new)


def _property(edit: Edit, style: Style) -> Iterator[str]:
    return iter(wrapped(_edit(edit, style), first="  ", rest="    "))


def _edits(edits: Iterable[Edit], style: Style, *, whole: bool = False) -> Iterator[str]:
    """Write edits, or with `whole` the fields of what was added or removed as a whole."""
    for each in edits:
        if whole:
            if text := each.new or each.old:
                line = f"{each.name}: {_cut(text, style)}"
                yield from wrapped(line, first="    ", rest="      ")
        else:
            yield from wrapped(_edit(each, style), first="    ", rest="      ")


def _edit(edit: Edit, style: Style) -> str:
    def side(text: str | None) -> str:
        return "(none)" if text is None else _cut(text, style) or "(empty)"

    return f"{edit.name}: {side(edit.old)} → {side(edit.new)}"


def _cut(text: str, style: Style) -> str:
    return text if style.verbose or len(text) <= _CELL else text[: _CELL - 1] + "…"
