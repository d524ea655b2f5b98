"""What a spreadsheet did to a column of prints: zeros dropped from decimals, digits of arithmetic.

A column is what one source prints at one place in one unit and measure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cnnic_validate.message import joined, say, say_n
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.statistics import Figure

NOISE = "float-noise"
# Fewer figures are no column. With one decimal a whole number is often printed so in a sentence:
# more of them must lack the zero that one in ten would end in.
_LEAST, _LEAST_OF_ONE_DECIMAL = 5, 30
_NAMED = 10
# What a spreadsheet holds as a number; what has a word in it is text, and kept.
_BARE = re.compile(r"[-+−]?[0-9][0-9.,'\u2019 \u00a0\u202f]*%?")


def column_findings(figures: Iterable[Figure], findings: Iterable[Finding]) -> list[Finding]:
    """Give the findings with those of float noise joined by column, and the lost zeros added."""
    columns: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        columns[_column(figure)].append(figure)
    lost = [found for each in columns.values() for found in _lost_zeros(each)]
    return [*_joined_noise(findings), *lost]


def _column(figure: Figure) -> tuple[str, ...]:
    unit = figure.number.unit_measure
    measure = figure.quantity.measure
    return figure.source, figure.locator, measure, figure.printed_unit, unit


def _lost_zeros(column: Sequence[Figure]) -> Iterator[Finding]:
    """Find a column of which some prints have fewer decimals and none ends in 0.

    Where zeros are printed one number in ten ends in one: a column of several decimals without any,
    some of its numbers shorter, has been through a program that drops them.
    """
    scale = column[0].number.unit_mult
    plain = [
        each for each in column if _BARE.fullmatch(each.printed) and each.number.unit_mult == scale
    ]
    most = max((each.number.decimals for each in plain), default=0)
    short = [each for each in plain if each.number.decimals < most]
    least = _LEAST if most > 1 else _LEAST_OF_ONE_DECIMAL
    if most < 1 or len(plain) < least or not short or len(short) * 2 > len(plain):
        return
    if any("." in each.number.obs_value and each.number.obs_value.endswith("0") for each in plain):
        return
    texts = joined(", ", [f"{each.printed} ({each.place.line})" for each in short[:_NAMED]])
    yield Finding(
        "lost-zeros",
        "warning",
        say_n(
            "{number:,} of {count:,} numbers has fewer decimals than the others, and none ends in "
            "0: {texts} (with their lines)",
            "{number:,} of {count:,} numbers have fewer decimals than the others, and none ends in "
            "0: {texts} (with their lines)",
            len(short),
            count=len(plain),
            texts=texts,
        ),
        short[0].place,
        value=shown(short[0].printed),
        hint=say(
            "a spreadsheet has probably dropped the zeros: write them as printed ({text}), for "
            "they say how precise a number is",
            text=_with_zeros(short[0], most),
        ),
        figures=tuple(each.place for each in short),
    )


def _with_zeros(figure: Figure, decimals: int) -> str:
    number = figure.number
    mark = "" if number.decimals else "."
    full = number.obs_value + mark + "0" * (decimals - number.decimals)
    return figure.printed.replace(number.obs_value.lstrip("-"), full.lstrip("-"), 1)


def _joined_noise(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Tell float noise once for its file, with every line."""
    noisy: list[Finding] = []
    for each in findings:
        if each.code == NOISE:
            noisy.append(each)
        else:
            yield each
    if len(noisy) == 1:
        yield noisy[0]
    elif noisy:
        first = noisy[0]
        lines = joined(", ", [str(each.place.line) for each in noisy[:_NAMED]])
        if len(noisy) > _NAMED:
            lines += ", …"
        message = say(
            "{count:,} numbers have the noise of a spreadsheet's arithmetic, on lines {lines}",
            count=len(noisy),
            lines=lines,
        )
        places = tuple(each.place for each in noisy)
        yield replace(first, message=message, figures=places, count=len(noisy))
