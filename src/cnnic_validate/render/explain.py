"""Explanations as text: a finding code, one figure among the others, the least checked figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cnnic_validate.message import say
from cnnic_validate.model.clash import UNBOUNDED
from cnnic_validate.model.codes import FindingCode
from cnnic_validate.model.explanation import (
    Checkability,
    Explanation,
    Freedom,
    Print,
    Verifiability,
)
from cnnic_validate.model.naming import with_unit
from cnnic_validate.model.rule import RuleInstance
from cnnic_validate.render.layout import WIDTH, Style, cut, number, table, wrapped
from cnnic_validate.render.order import instances_in_order
from cnnic_validate.render.sentences import bounds_words
from cnnic_validate.render.summary import verdict_counts
from cnnic_validate.render.translate import in_language

# How many figures of a rank are shown unless everything is wanted.
_SHOWN = 10
_SMALL = 0.01


def code_text(code: FindingCode, style: Style) -> str:
    """Write what a finding code means."""
    rows = _rows(style, ("example", style.tell(code.example)), ("fix", style.tell(code.fix)))
    meaning = wrapped(style.tell(code.meaning), first="  ")
    lines = [style.paint(code.code, "place"), *meaning, *table(rows)]
    return "\n".join(lines) + "\n"


def explanation_text(explanation: Explanation, style: Style) -> str:
    """Write a figure, what the others allow it, its other prints and vintages, its rules."""
    explanation = in_language(explanation, style.lang)
    vintages = [
        line
        for each in explanation.vintages
        for line in (*wrapped(each.release, first="  "), *_prints(each.prints, "    ", style))
    ]
    blocks = [
        _head(explanation, style),
        _section(
            style.tell("Other prints"),
            len(explanation.repeats),
            _prints(explanation.repeats, "  ", style),
            style,
        ),
        _section(style.tell("Other releases"), len(explanation.vintages), vintages, style),
        _rules(explanation.instances, style),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _head(explanation: Explanation, style: Style) -> list[str]:
    checked = explanation.checkability
    place = checked.figure.place
    first, *more = wrapped(
        style.tell(
            "{path}:{line} (row {row})  {key}",
            path=place.path,
            line=place.line,
            row=place.row,
            key=place.key,
        ),
        rest="    ",
    )
    rows = _rows(
        style, ("printed", _printed(checked.figure, style)), *_freedom_rows(checked, style)
    )
    return [
        style.paint(first, "place"),
        *more,
        *wrapped(
            style.tell(
                "{quantity}, as {release} has it",
                quantity=explanation.quantity.words,
                release=explanation.release,
            ),
            first="  ",
        ),
        *table(rows),
    ]


def _rows(style: Style, *rows: tuple[str, str]) -> list[tuple[str, str]]:
    return [("  " + style.tell(label), text) for label, text in rows]


# The labels of `_rows`, named here for the catalogue.
_LABELS = (
    *(say("example"), say("fix"), say("printed"), say("allowed")),
    *(say("noticed"), say("unnoticed"), say("unchecked")),
)


def _freedom_rows(checked: Checkability, style: Style) -> list[tuple[str, str]]:
    freedom = checked.freedom
    if freedom is None:
        nothing = style.tell("nothing: the other figures cannot all be right without it either")
        return [("allowed", nothing)]
    left, fitting = bounds_words(freedom.allowed), _fitting(freedom, style)
    allowed = style.tell("{range}, by all other figures together", range=left)
    if not freedom.fits:
        said = style.tell("an error says so; {fitting}", fitting=fitting)
        return [("allowed", allowed), ("noticed", said)]
    moves = f"{fitting}{_share(freedom, style)}"
    if checked.is_checked:
        return [("allowed", allowed), ("unnoticed", moves)]
    unchecked = style.tell(
        "no other figure bounds it; the bounds and one-sided rules leave {range}", range=left
    )
    return [("unchecked", unchecked), ("unnoticed", moves)]


def _fitting(freedom: Freedom, style: Style) -> str:
    if freedom.readings is None:
        return style.tell("no number printed to the same place fits")
    numbers = bounds_words(freedom.readings)
    return style.tell("{range} could stand here without an error", range=numbers)


def _share(freedom: Freedom, style: Style) -> str:
    if freedom.share is None:
        return ""
    if freedom.share == 0:
        return style.tell(", no other number")
    percent = 100 * freedom.share
    if percent < _SMALL:
        return style.tell(", less than {percent} % away", percent=_SMALL)
    shown = f"{percent:,.0f}" if percent >= 10 else f"{percent:.2g}"
    return style.tell(", up to {percent} % away", percent=shown)


def _printed(figure: Print, style: Style) -> str:
    return style.tell(
        "{printed}, that is {range}",
        printed=with_unit(figure.printed, figure.printed_unit),
        range=bounds_words(figure.means),
    )


def _prints(prints: Sequence[Print], indent: str, style: Style) -> list[str]:
    lines = []
    for each in prints:
        name = style.tell("{name} (line {line})", name=each.figure, line=each.place.line)
        lines += wrapped(name, first=indent, rest=indent)
        lines += wrapped(_printed(each, style), first=f"{indent}  ")
    return lines


def _section(heading: str, count: int, lines: Sequence[str], style: Style) -> list[str]:
    told = number(count) if count else style.tell("none")
    head = style.tell("{heading}: {count}", heading=heading, count=told)
    return [style.paint(head, "place"), *lines]


def _rules(instances: Sequence[RuleInstance], style: Style) -> list[str]:
    counts = Counter(each.verdict for each in instances)
    head = style.tell("Rules: none")
    if instances:
        head = style.tell(
            "Rule instances: {count:,}, {verdicts}",
            count=len(instances),
            verdicts=verdict_counts(counts, style),
        )
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
    words = [one.verdict, *([one.severity] if one.severity != "error" else [])]
    marks = style.tell(", ").join(style.tell(each) for each in words)
    times = style.tell(" ({count:,} times)", count=len(same)) if len(same) > 1 else ""
    text = style.tell(
        "{rule} [{marks}]: {title}{times}",
        rule=one.rule,
        marks=marks,
        title=one.title,
        times=times,
    )
    lines = wrapped(text, first="  ", rest="    ")
    if one.reason:
        lines += wrapped(one.reason, first="    ")
    if style.verbose:
        ids = dict.fromkeys(figure for each in same for figure in each.figures)
        lines += [line for each in ids for line in wrapped(each, first="      ")]
    return lines


def verifiability_text(ranked: Verifiability, style: Style) -> str:
    """Write the figures that nobody could see move, then those that could move furthest."""
    unchecked = [each for each in ranked.figures if not each.is_checked]
    seen = [each for each in ranked.figures if each.is_checked]
    of = ranked.package
    if ranked.release:
        of = style.tell("{release} in {package}", release=ranked.release, package=of)
    head = style.tell_n(
        "{number:,} figure of {of}, least checked first",
        "{number:,} figures of {of}, least checked first",
        len(ranked.figures),
        of=of,
    )
    blocks = [
        wrapped(head),
        _ranking(style.tell("Unchecked, no other figure bounds them"), unchecked, style),
        _ranking(style.tell("Seen, furthest to move unnoticed first"), seen, style),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _ranking(heading: str, figures: Sequence[Checkability], style: Style) -> list[str]:
    shown = figures if style.verbose or len(figures) <= _SHOWN + 1 else figures[:_SHOWN]
    lines = [line for each in shown for line in _ranked(each, style)]
    if rest := len(figures) - len(shown):
        lines.append(style.tell("  and {rest:,} more; -v shows all", rest=rest))
    return _section(heading, len(figures), lines, style)


def _ranked(each: Checkability, style: Style) -> list[str]:
    figure, freedom = each.figure, each.freedom
    if freedom is None:
        moves = style.tell("the other figures cannot all be right")
    elif not freedom.fits:
        moves = style.tell("noticed; {fitting}", fitting=_fitting(freedom, style))
    else:
        moves = style.tell(
            "could be {range}{share}",
            range=bounds_words(freedom.readings or UNBOUNDED),
            share=_share(freedom, style),
        )
    said = style.tell_n(
        "printed {printed}, {moves}; {number:,} rule",
        "printed {printed}, {moves}; {number:,} rules",
        each.rules,
        printed=figure.printed,
        moves=moves,
    )
    # Whole where it will be copied from; elsewhere the line tells long ids apart.
    name = figure.figure if style.verbose else cut(figure.figure, WIDTH - 2)
    said += style.tell(" (line {line})", line=figure.place.line) if name != figure.figure else ""
    return [*wrapped(name, first="  "), *wrapped(said, first="    ")]
