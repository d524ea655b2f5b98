"""Where the cells that findings are about stand in their lines, for reports that point at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cnnic_validate.model.finding import Finding
from cnnic_validate.reading.reader import TextTable
from cnnic_validate.reading.records import cell_spans
from cnnic_validate.table import Table

# Where cells start and end, by line and column.
_Spans = Mapping[tuple[int, str], tuple[int, int]]


def positioned(findings: Sequence[Finding], tables: Iterable[Table]) -> tuple[Finding, ...]:
    """Give findings whose places say between which characters of the line the cell stands.

    What is about a whole row, a cell that begins in a later line than the one named, a name that
    two columns have, or another file than these keeps the place it has.

    Args:
        findings: those of a report.
        tables: the tables as read from the files that the findings name.
    """
    texts = {each.path: each for each in tables if isinstance(each, TextTable)}
    wanted: dict[str, dict[int, set[str]]] = {}
    for place in (each.place for each in findings):
        if place.line and place.column and place.path in texts:
            lines = wanted.setdefault(place.path, {})
            lines.setdefault(place.line, set()).add(place.column)
    spans = {path: _spans(texts[path], lines) for path, lines in wanted.items()}
    return tuple(_positioned(each, spans) for each in findings)


def _positioned(finding: Finding, spans: Mapping[str, _Spans]) -> Finding:
    place = finding.place
    span = spans.get(place.path, {}).get((place.line, place.column))
    if span is None:
        return finding
    return replace(finding, place=replace(place, start=span[0], end=span[1]))


def _spans(table: TextTable, wanted: Mapping[int, Iterable[str]]) -> _Spans:
    """Find the cells of `wanted` columns by line."""
    names = Counter(table.header)
    index = {name: at for at, name in enumerate(table.header) if names[name] == 1}
    spans: dict[tuple[int, str], tuple[int, int]] = {}
    for number, text in table.line_texts(wanted):
        cells = {index[name]: name for name in wanted[number] if name in index}
        found = cell_spans(text, max(cells) + 1) if cells else []
        spans.update({(number, cells[at]): each for at, each in enumerate(found) if at in cells})
    return spans
