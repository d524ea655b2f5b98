"""Findings as text: place, message, evidence, mend; repeats of one cause collapsed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cnnic_validate.model.finding import Evidence, Finding, Place
from cnnic_validate.render.layout import Style, counted, number, wrapped
from cnnic_validate.render.order import in_order

# How many findings of one code in one column are shown in full. A conflict of figures explains
# itself and is worth more room than the hundredth unreadable cell of a column.
_PLAIN_SHOWN = 3
_EXPLAINED_SHOWN = 20
_RUNS_NAMED = 8
# Texts offered, and how much less probable another suspect may be to be named.
_TEXTS = 3
_UNLIKELY = 20


@dataclass(frozen=True, slots=True)
class _Repeated:
    """Findings that differ in nothing but the line: the first, and where the others are."""

    finding: Finding
    lines: tuple[int, ...]
    count: int


def finding_lines(findings: Iterable[Finding], style: Style) -> list[str]:
    """Write findings one below the other, an empty line between, errors first."""
    blocks = []
    for group in _groups(in_order(findings)):
        limit = _EXPLAINED_SHOWN if group[0].because else _PLAIN_SHOWN
        repeated = [_Repeated(each, (), each.count) for each in group]
        if not style.verbose:
            repeated = _merged(group)
        shown = repeated if style.verbose or len(repeated) <= limit + 1 else repeated[:limit]
        blocks += ["\n".join(_block(each, style)) for each in shown]
        if rest := repeated[len(shown) :]:
            blocks.append("\n".join(_remaining(rest, style)))
    return "\n\n".join(blocks).split("\n") if blocks else []


def _groups(findings: list[Finding]) -> list[list[Finding]]:
    """Bring findings of one code in one column together, in the order of their first."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for each in findings:
        key = (each.severity, each.known, each.code, each.rule, each.place.path, each.place.column)
        groups.setdefault(key, []).append(each)
    return list(groups.values())


def _merged(group: list[Finding]) -> list[_Repeated]:
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for each in group:
        alike.setdefault((each.message, each.value, each.hint, each.because), []).append(each)
    return [
        _Repeated(
            same[0],
            tuple(each.place.line for each in same[1:]),
            sum(each.count for each in same),
        )
        for same in alike.values()
    ]


def _block(repeated: _Repeated, style: Style) -> list[str]:
    finding = repeated.finding
    place, *more = wrapped(place_words(finding.place), rest="    ")
    known = ", known" if finding.known else ""
    label = f"  {finding.severity}{known} ({found_by(finding)}): "
    first, *others = wrapped(finding.message, first=label, rest="    ")
    painted = style.paint(label.strip(), finding.severity)
    lines = [style.paint(place, "place"), *more, f"  {painted}{first[len(label) - 1 :]}", *others]
    if finding.value and finding.value not in finding.message:
        lines += wrapped(finding.value, first="  value    ")
    for evidence in finding.because:
        lines += wrapped(evidence_words(evidence, finding.place), first="  because  ")
    for text in suspect_texts(finding):
        lines += wrapped(text, first="  ")
    if finding.hint:
        lines += wrapped(finding.hint, first="  mend     ")
    if repeated.count > 1:
        lines += wrapped(_repeats(repeated), first="  repeats  ")
    return lines


def suspect_texts(finding: Finding) -> list[str]:
    """Say what was probably meant, and which other cells might be the wrong one."""
    if not finding.suspects:
        return []
    best, *others = finding.suspects
    texts = []
    if best.operation == "retype":
        named = [each for each in best.suggestions if each.text]
        copies = [each.kind for each in best.suggestions if not each.text]
        if named:
            texts.append(f"did you mean {' or '.join(each.text for each in named[:_TEXTS])}?")
        texts += [f"or is it {kind}?" for kind in copies]
    likely = [each for each in others if each.probability * _UNLIKELY > best.probability]
    if likely:
        cells = [
            " and ".join(_line(place, finding.place) for place in each.places) for each in likely
        ]
        texts.append(f"or the wrong cell is on {' or '.join(cells)}")
    return texts


def _line(place: Place, at: Place) -> str:
    return f"line {place.line}" if place.path == at.path else f"{place.path}:{place.line}"


def found_by(finding: Finding) -> str:
    """Give the code, which docs/findings.md explains, and the rule where that says more."""
    return finding.code if finding.rule in {"", finding.code} else f"{finding.code}: {finding.rule}"


def place_words(place: Place) -> str:
    """Name a place: path, line, row, then column and key as far as known."""
    line = f":{place.line}" if place.line else ""
    row = f" (row {place.row})" if place.row else ""
    return "  ".join(part for part in (f"{place.path}{line}{row}", place.column, place.key) if part)


def evidence_words(evidence: Evidence, at: Place) -> str:
    """Give one line of evidence with its place, where the text does not name that already."""
    place = evidence.place
    if place is None or not place.line or f"line {place.line}" in evidence.text:
        return evidence.text
    return f"{evidence.text} ({_line(place, at)})"


def _repeats(repeated: _Repeated) -> str:
    times = f"{number(repeated.count)} times"
    return f"{times}: also {_lines_named(repeated.lines)}" if any(repeated.lines) else times


def _lines_named(lines: Iterable[int]) -> str:
    known = sorted({line for line in lines if line})
    runs: list[tuple[int, int]] = []
    for line in known:
        first = runs.pop()[0] if runs and runs[-1][1] == line - 1 else line
        runs.append((first, line))
    shown = runs[:_RUNS_NAMED]
    named = ", ".join(f"{first}-{last}" if first < last else f"{first}" for first, last in shown)
    left = sum(last - first + 1 for first, last in runs[len(shown) :])
    more = f" and {number(left)} more" if left else ""
    return f"{'line' if len(known) == 1 else 'lines'} {named}{more}"


def _remaining(rest: list[_Repeated], style: Style) -> list[str]:
    finding = rest[0].finding
    where = f"{finding.place.path}  {finding.place.column}".rstrip()
    count = sum(each.count for each in rest)
    known = "known " if finding.known else ""
    what = counted(count, f"more {known}{finding.severity}")
    lines = [line for each in rest for line in (each.finding.place.line, *each.lines)]
    on = f" on {_lines_named(lines)}" if any(lines) else ""
    text = f"{what} ({found_by(finding)}){on}; -v shows all"
    place, *more = wrapped(where, rest="    ")
    return [style.paint(place, "place"), *more, *wrapped(text, first="  ", rest="    ")]
