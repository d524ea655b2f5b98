"""Findings as text: place, message, evidence, fix; repeats of one cause collapsed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cnnic_validate.message import say
from cnnic_validate.model.clash import Operation
from cnnic_validate.model.finding import Evidence, Finding, Severity
from cnnic_validate.model.place import Place
from cnnic_validate.render.layout import ENGLISH, Style, broken, number, width_of, wrapped
from cnnic_validate.render.order import in_order
from cnnic_validate.render.sentences import copy_words, meant_words, worded

# How many findings of one code in one column are shown in full. A conflict of figures explains
# itself and is worth more room than the hundredth unreadable cell of a column.
_PLAIN_SHOWN = 3
_EXPLAINED_SHOWN = 20
_RUNS_NAMED = 8
# Texts offered, and how much less probable another suspect may be to be named.
_TEXTS = 3
_LABELS = (say("value"), say("because"), say("fix"), say("repeats"))
_UNLIKELY = 20


# How findings that are not shown are counted, of one and of several; by whether the base had them.
_MORE: Mapping[tuple[Severity, bool], tuple[str, str]] = {
    ("error", False): ("{number:,} more error", "{number:,} more errors"),
    ("error", True): ("{number:,} more known error", "{number:,} more known errors"),
    ("warning", False): ("{number:,} more warning", "{number:,} more warnings"),
    ("warning", True): ("{number:,} more known warning", "{number:,} more known warnings"),
    ("info", False): ("{number:,} more info", "{number:,} more infos"),
    ("info", True): ("{number:,} more known info", "{number:,} more known infos"),
}


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
        limit = _EXPLAINED_SHOWN if group[0].account or group[0].because else _PLAIN_SHOWN
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
        alike.setdefault(
            (each.message, each.value, each.hint, each.because, each.account), []
        ).append(each)
    return [
        _Repeated(
            same[0],
            tuple(each.place.line for each in same[1:]),
            sum(each.count for each in same),
        )
        for same in alike.values()
    ]


def _block(repeated: _Repeated, style: Style) -> list[str]:
    finding = worded(repeated.finding, style.lang)
    place, *more = wrapped(place_words(finding.place, style), rest="    ")
    severity, by = style.tell(finding.severity), found_by(finding, style)
    label = (
        style.tell("  {severity}, known ({by}): ", severity=severity, by=by)
        if finding.known
        else style.tell("  {severity} ({by}): ", severity=severity, by=by)
    )
    first, *others = wrapped(finding.message, first=label, rest="    ")
    painted = style.paint(label.strip(), finding.severity)
    lines = [
        style.paint(place, "place"),
        *more,
        f"  {painted}{first[len(label.rstrip()) :]}",
        *others,
    ]
    if finding.value and finding.value not in finding.message:
        lines += broken(finding.value, first=label_of("value", style))
    for evidence in finding.because:
        lines += wrapped(
            evidence_words(evidence, finding.place, style), first=label_of("because", style)
        )
    for text in suspect_texts(finding, style):
        lines += wrapped(text, first="  ")
    if finding.hint:
        lines += wrapped(finding.hint, first=label_of("fix", style))
    if repeated.count > 1:
        lines += wrapped(_repeats(repeated, style), first=label_of("repeats", style))
    return lines


def label_of(word: str, style: Style) -> str:
    """Give a label before a text of a finding; all take the same room."""
    columns = max(width_of(style.tell(each)) for each in _LABELS)
    label = style.tell(word)
    return "  " + label + " " * (columns - width_of(label) + 2)


def suspect_texts(finding: Finding, style: Style = ENGLISH) -> list[str]:
    """Say what was probably meant, and which other cells might be the wrong one."""
    if not finding.suspects:
        return []
    best, *others = finding.suspects
    texts = []
    if best.operation == Operation.RETYPE:
        units = [each.unit for each in best.figures]
        choices = [each.texts for each in best.suggestions]
        named = [
            style.joined(" and ", map(meant_words, choice, units))
            for choice in choices
            if all(each.text for each in choice)
        ]
        if named:
            offered = style.joined(" or ", named[:_TEXTS])
            texts.append(style.tell("did you mean {texts}?", texts=offered))
        copies = [copy_words(each) for (each, *more) in choices if not more and not each.text]
        texts += [style.tell("or is it {kind}?", kind=kind) for kind in copies]
    likely = [each for each in others if each.probability * _UNLIKELY > best.probability]
    if likely:
        cells = [
            style.joined(
                " and ", (line_words(place, finding.place, style) for place in each.places)
            )
            for each in likely
        ]
        cell = style.joined(" or ", cells)
        texts.append(style.tell("or the wrong cell is on {cell}", cell=cell))
    return texts


def line_words(place: Place, at: Place, style: Style) -> str:
    """Name a line, and the file where it is another than that of a finding."""
    if place.path != at.path:
        return f"{place.path}:{place.line}"
    return style.tell("line {line}", line=place.line)


def found_by(finding: Finding, style: Style = ENGLISH) -> str:
    """Give the code, which docs/findings.md explains, and the rules where they say more.

    `ratio`; `ratio with growth and change` where it takes several rules to see that they conflict;
    `declared, rule users-are-residents` where the code names a kind of rules.
    """
    named = [each for each in finding.rule.split(", ") if each]
    others = [each for each in named if each != finding.code]
    if not others:
        return finding.code
    *first, last = others
    listed = style.joined(" and ", (style.joined(", ", first), last)) if first else last
    if finding.code in named:
        return style.tell("{code} with {others}", code=finding.code, others=listed)
    return style.tell_n(
        "{code}, rule {others}",
        "{code}, rules {others}",
        len(others),
        code=finding.code,
        others=listed,
    )


def place_words(place: Place, style: Style = ENGLISH) -> str:
    """Name a place: path, line, row, then column and key as far as known."""
    line = f":{place.line}" if place.line else ""
    row = style.tell(" (row {row})", row=place.row) if place.row else ""
    return "  ".join(part for part in (f"{place.path}{line}{row}", place.column, place.key) if part)


def evidence_words(evidence: Evidence, at: Place, style: Style = ENGLISH) -> str:
    """Give one line of evidence with its place, where the text does not name that already."""
    place = evidence.place
    if place is None or not place.line:
        return evidence.text
    if style.tell("line {line}", line=place.line) in evidence.text:
        return evidence.text
    line = line_words(place, at, style)
    return style.tell("{text} ({place})", text=evidence.text, place=line)


def _repeats(repeated: _Repeated, style: Style) -> str:
    if not any(repeated.lines):
        return style.tell("{count:,} times", count=repeated.count)
    lines = _lines_named(repeated.lines, style)
    return style.tell("{count:,} times: also {lines}", count=repeated.count, lines=lines)


def _lines_named(lines: Iterable[int], style: Style) -> str:
    known = sorted({line for line in lines if line})
    runs: list[tuple[int, int]] = []
    for line in known:
        first = runs.pop()[0] if runs and runs[-1][1] == line - 1 else line
        runs.append((first, line))
    shown = runs[:_RUNS_NAMED]
    named = style.joined(
        ", ", (f"{first}-{last}" if first < last else f"{first}" for first, last in shown)
    )
    left = sum(last - first + 1 for first, last in runs[len(shown) :])
    more = style.tell(" and {left} more", left=number(left)) if left else ""
    return style.tell_n(
        "line {lines}{more}", "lines {lines}{more}", len(known), lines=named, more=more
    )


def _remaining(rest: list[_Repeated], style: Style) -> list[str]:
    finding = rest[0].finding
    where = f"{finding.place.path}  {finding.place.column}".rstrip()
    count = sum(each.count for each in rest)
    template = _MORE[finding.severity, finding.known]
    what = style.tell_n(*template, count)
    lines = [line for each in rest for line in (each.finding.place.line, *each.lines)]
    on = style.tell(" on {lines}", lines=_lines_named(lines, style)) if any(lines) else ""
    text = style.tell(
        "{what} ({by}){on}; -v shows all", what=what, by=found_by(finding, style), on=on
    )
    place, *more = wrapped(where, rest="    ")
    return [style.paint(place, "place"), *more, *wrapped(text, first="  ", rest="    ")]
