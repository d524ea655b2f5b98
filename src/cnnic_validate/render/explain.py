"""Explanations as text: a finding code, one figure among the others, the least checked figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cnnic_validate.model.codes import FindingCode
from cnnic_validate.model.explanation import (
    Checkability,
    Explanation,
    Freedom,
    Print,
    Verifiability,
)
from cnnic_validate.model.rule import VERDICTS, RuleInstance
from cnnic_validate.render.layout import WIDTH, Style, counted, cut, number, table, wrapped
from cnnic_validate.render.order import instances_in_order

# How many figures of a rank are shown unless everything is wanted.
_SHOWN = 10
_SMALL = 0.01


def code_text(code: FindingCode, style: Style) -> str:
    """Write what a finding code means."""
    rows = (("  example", code.example), ("  mend", code.mend))
    lines = [style.paint(code.code, "place"), *wrapped(code.meaning, first="  "), *table(rows)]
    return "\n".join(lines) + "\n"


def explanation_text(explanation: Explanation, style: Style) -> str:
    """Write a figure, what the others allow it, its other prints and vintages, its rules."""
    vintages = [
        line
        for each in explanation.vintages
        for line in (*wrapped(each.release, first="  "), *_prints(each.prints, "    "))
    ]
    blocks = [
        _head(explanation, style),
        _section(
            "Other prints", len(explanation.repeats), _prints(explanation.repeats, "  "), style
        ),
        _section("Other releases", len(explanation.vintages), vintages, style),
        _rules(explanation.instances, style),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _head(explanation: Explanation, style: Style) -> list[str]:
    checked = explanation.checkability
    place = checked.figure.place
    first, *more = wrapped(f"{place.path}:{place.line} (row {place.row})  {place.key}", rest="    ")
    rows = [("  printed", _printed(checked.figure)), *_freedom_rows(checked)]
    return [
        style.paint(first, "place"),
        *more,
        *wrapped(f"{explanation.quantity}, as {explanation.release} has it", first="  "),
        *table(rows),
    ]


def _freedom_rows(checked: Checkability) -> list[tuple[str, str]]:
    freedom = checked.freedom
    if freedom is None:
        return [("  allowed", "nothing: the other figures cannot all be right without it either")]
    allowed = f"{_range(freedom.allowed)}, by all other figures together"
    if not freedom.fits:
        return [("  allowed", allowed), ("  noticed", f"an error says so; {_fitting(freedom)}")]
    moves = f"{_fitting(freedom)}{_share(freedom)}"
    if checked.seen:
        return [("  allowed", allowed), ("  unnoticed", moves)]
    bounds = "the bounds and one-sided rules leave " + _range(freedom.allowed)
    return [("  unseen", f"no other figure bounds it; {bounds}"), ("  unnoticed", moves)]


def _fitting(freedom: Freedom) -> str:
    if freedom.readings is None:
        return "no number printed to the same place fits"
    return f"{_range(freedom.readings)} could stand here without an error"


def _share(freedom: Freedom) -> str:
    if freedom.share is None:
        return ""
    if freedom.share == 0:
        return ", no other number"
    percent = 100 * freedom.share
    if percent < _SMALL:
        return f", less than {_SMALL} % away"
    return f", up to {percent:,.0f} % away" if percent >= 10 else f", up to {percent:.2g} % away"


def _range(ends: tuple[str, str]) -> str:
    low, high = ends
    if low and high:
        return low if low == high else f"{low} to {high}"
    if low:
        return f"at least {low}"
    return f"at most {high}" if high else "any value"


def _printed(figure: Print) -> str:
    unit = f" ({figure.printed_unit})" if figure.printed_unit else ""
    return f"{figure.printed}{unit}, that is {_range(figure.means)}"


def _prints(prints: Sequence[Print], indent: str) -> list[str]:
    lines = []
    for each in prints:
        lines += wrapped(f"{each.figure} (line {each.place.line})", first=indent, rest=indent)
        lines += wrapped(_printed(each), first=f"{indent}  ")
    return lines


def _section(heading: str, count: int, lines: Sequence[str], style: Style) -> list[str]:
    return [style.paint(f"{heading}: {number(count) if count else 'none'}", "place"), *lines]


def _rules(instances: Sequence[RuleInstance], style: Style) -> list[str]:
    counts = Counter(each.verdict for each in instances)
    shown = ", ".join(f"{number(counts[each])} {each}" for each in VERDICTS if counts[each])
    head = f"Rule instances: {number(len(instances))}, {shown}" if instances else "Rules: none"
    lines = [style.paint(head, "place")]
    alike: dict[tuple[str, ...], list[RuleInstance]] = {}
    for each in instances_in_order(instances):
        key = (each.rule, each.verdict, each.severity, each.title, each.reason)
        alike.setdefault(key, []).append(each)
    for same in alike.values():
        lines += _rule(same, style)
    return lines


def _rule(same: Sequence[RuleInstance], style: Style) -> list[str]:
    one = same[0]
    marks = [one.verdict, *([one.severity] if one.severity != "error" else [])]
    times = f" ({number(len(same))} times)" if len(same) > 1 else ""
    text = f"{one.rule} [{', '.join(marks)}]: {one.title}{times}"
    lines = wrapped(text, first="  ", rest="    ")
    if one.reason:
        lines += wrapped(one.reason, first="    ")
    if style.verbose:
        ids = dict.fromkeys(figure for each in same for figure in each.figures)
        lines += [line for each in ids for line in wrapped(each, first="      ")]
    return lines


def verifiability_text(ranked: Verifiability, style: Style) -> str:
    """Write the figures that nobody could see move, then those that could move furthest."""
    unseen = [each for each in ranked.figures if not each.seen]
    seen = [each for each in ranked.figures if each.seen]
    of = f"{ranked.release} in {ranked.package}" if ranked.release else ranked.package
    head = f"{counted(len(ranked.figures), 'figure')} of {of}, least checked first"
    blocks = [
        wrapped(head),
        _ranking("Unseen, no other figure bounds them", unseen, style),
        _ranking("Seen, furthest to move unnoticed first", seen, style),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _ranking(heading: str, figures: Sequence[Checkability], style: Style) -> list[str]:
    shown = figures if style.verbose or len(figures) <= _SHOWN + 1 else figures[:_SHOWN]
    lines = [line for each in shown for line in _ranked(each, style)]
    if rest := len(figures) - len(shown):
        lines.append(f"  and {number(rest)} more; -v shows all")
    return _section(heading, len(figures), lines, style)


def _ranked(each: Checkability, style: Style) -> list[str]:
    figure, freedom = each.figure, each.freedom
    if freedom is None:
        moves = "the other figures cannot all be right"
    elif not freedom.fits:
        moves = f"noticed; {_fitting(freedom)}"
    else:
        moves = f"could be {_range(freedom.readings or ('', ''))}{_share(freedom)}"
    said = f"printed {figure.printed}, {moves}; {counted(each.rules, 'rule')}"
    # Whole where it will be copied from; elsewhere the line tells long ids apart.
    name = figure.figure if style.verbose else cut(figure.figure, WIDTH - 2)
    said += f" (line {figure.place.line})" if name != figure.figure else ""
    return [*wrapped(name, first="  "), *wrapped(said, first="    ")]
