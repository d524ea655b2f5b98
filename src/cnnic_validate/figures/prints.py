"""What a source prints, read as it writes: its number style and its symbols, in the right unit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from cnnic_validate.figures.lexicon import Lexicon
from cnnic_validate.figures.parser import PERCENT, POINTS, Unreadable, is_same_unit, parse
from cnnic_validate.figures.styles import USUAL, NumberStyle
from cnnic_validate.figures.symbols import Marked, Symbol, symbol_hint, unmarked
from cnnic_validate.message import joined, say
from cnnic_validate.model.exact import decimal_text
from cnnic_validate.model.statistics import (
    Indicator,
    Measure,
    PrintedNumber,
    Source,
    power_of_ten,
)

BETWEEN = "between"
_FROM_LAST_DIGIT = re.compile(r".*[0-9]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class NoValue:
    """A print that is a symbol: there is no value, and the statuses say why."""

    obs_status: str
    conf_status: str = ""


def expected_unit(indicator: Indicator, measure: Measure) -> str:
    """Give a figure's unit: the indicator's, percent for growth, points for a percent's change."""
    if measure == "growth":
        return PERCENT
    if measure == "change" and indicator.unit_measure == PERCENT:
        return POINTS
    return indicator.unit_measure


def style_of(source: Source | None, lexicon: Lexicon) -> NumberStyle:
    """Give how a source writes numbers; as most do where it names no style that is known."""
    named = lexicon.styles.get(source.number_style) if source else None
    return named or lexicon.styles[USUAL]


def symbols_of(source: Source | None, lexicon: Lexicon) -> tuple[Symbol, ...]:
    """Give the symbols of a source; none where it names no table."""
    return lexicon.symbols.get(source.symbols, ()) if source else ()


def read_print(
    printed: str,
    printed_unit: str,
    *,
    measure: Measure,
    indicator: Indicator,
    source: Source | None,
    lexicon: Lexicon,
) -> PrintedNumber | NoValue | Unreadable:
    """Read what a source prints for an indicator, in the indicator's own unit.

    Returns:
        The number with what symbols beside it say; that there is none, and why; or why the print
        cannot be read. Never raises, whatever the texts.
    """
    symbols = symbols_of(source, lexicon)
    marked = unmarked(printed, symbols)
    if marked.missing:
        return NoValue(marked.obs_status, marked.conf_status)

    def number(text: str) -> PrintedNumber | Unreadable:
        return _in_unit(text, printed_unit, measure, indicator, lexicon, style_of(source, lexicon))

    read = _range(marked, number) if marked.upper else number(marked.text)
    if isinstance(read, Unreadable):
        if not read.symbol:
            return read
        hint = joined("; ", (read.hint, symbol_hint(source.symbols if source else "")))
        return replace(read, hint=hint)
    if marked.qualifier and read.qualifier:
        return Unreadable(
            "printed",
            say("more than one qualifier"),
            say("copy the number as the source prints it"),
        )
    return replace(
        read,
        qualifier=read.qualifier or marked.qualifier,
        obs_status=marked.obs_status,
        conf_status=marked.conf_status,
    )


def _range(
    marked: Marked, number: Callable[[str], PrintedNumber | Unreadable]
) -> PrintedNumber | Unreadable:
    """Read both ends of a range; what stands behind the upper one is said of both."""
    upper = number(marked.upper)
    text = marked.text
    if text[-1:].isdecimal():
        text += _FROM_LAST_DIGIT.sub("", marked.upper)
    lower = number(text)
    if isinstance(lower, Unreadable):
        return lower
    if isinstance(upper, Unreadable):
        return upper
    if lower.qualifier or upper.qualifier or lower.value >= upper.value:
        return Unreadable(
            "printed",
            say("{lower} to {upper} is no range", lower=marked.text, upper=marked.upper),
            say("the lower end comes first"),
        )
    power = min(lower.unit_mult, upper.unit_mult)
    return replace(
        lower,
        obs_value=_times(lower, power),
        upper=_times(upper, power),
        unit_mult=power,
        decimals=max(_decimals(lower, power), _decimals(upper, power)),
        qualifier=BETWEEN,
    )


def _times(number: PrintedNumber, power: int) -> str:
    return decimal_text(number.value / power_of_ten(power), _decimals(number, power))


def _decimals(number: PrintedNumber, power: int) -> int:
    return max(0, number.decimals - (number.unit_mult - power))


def _in_unit(
    printed: str,
    printed_unit: str,
    measure: Measure,
    indicator: Indicator,
    lexicon: Lexicon,
    style: NumberStyle,
) -> PrintedNumber | Unreadable:
    """Read a number and hold its unit against the indicator's."""
    number = parse(
        printed, printed_unit, measure=measure, kind=indicator.kind, lexicon=lexicon, style=style
    )
    if isinstance(number, Unreadable) and lexicon.more is not None:
        number = parse(
            printed,
            printed_unit,
            measure=measure,
            kind=indicator.kind,
            lexicon=lexicon.more,
            style=style,
        )
    if isinstance(number, Unreadable):
        return number
    expected = expected_unit(indicator, measure)
    if number.unit_measure:
        fits = is_same_unit(number.unit_measure, expected)
    else:
        fits = expected not in lexicon.measured
    if fits:
        return number
    seen = number.unit_measure or say("things counted or a bare scale")
    return Unreadable(
        "unit",
        say(
            "printed in {seen}; {measure} of {code} is in {expected}",
            seen=seen,
            measure=measure,
            code=indicator.code,
            expected=expected,
        ),
        say("correct printed_unit, the measure or the indicator"),
    )
