"""What a figure's row must say beside `printed`: the unit, the filled columns, a stable id."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

from cnnic_validate.figures.intervals import domain_of, intervals, rounding_of
from cnnic_validate.figures.lexicon import Lexicon
from cnnic_validate.figures.parser import PERCENT, POINTS, Unreadable
from cnnic_validate.figures.prints import NoValue, expected_unit, read_print
from cnnic_validate.message import say
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.statistics import (
    TOTAL,
    Indicator,
    Measure,
    PrintedNumber,
    Rounding,
    Source,
)

FILLED = ("obs_value", "unit_measure", "unit_mult", "decimals", "qualifier")
# What symbols beside a number, or in its place, say of it.
STATUSES = ("obs_status", "conf_status")
MEASURES: tuple[Measure, ...] = ("level", "growth", "change")

_SHORT = (("table", "t"), ("page", "p"), ("figure", "f"), ("chapter", "c"), ("footnote", "n"))


def measure_of(text: str) -> Measure | None:
    """Read the column `measure`; None where it is none of the three."""
    return next((measure for measure in MEASURES if measure == text), None)


def intervals_of(
    number: PrintedNumber,
    decimals: int | None,
    indicator: Indicator,
    measure: Measure,
    rounding: Rounding,
) -> tuple[Interval, Interval]:
    """Give the hard and the soft interval of a figure's number (see `intervals`).

    Args:
        number: in the indicator's own unit, as `read_number` gives it.
        decimals: the author's own decimals where coarser than printed; None takes the printed ones.
        indicator: gives quantum and bounds.
        measure: what the number measures.
        rounding: how its source rounds.
    """
    return intervals(
        number,
        decimals=decimals,
        rounding=_of_a_change(rounding, indicator) if measure == "change" else rounding,
        quantum=indicator.quantum if measure != "growth" else None,
        domain=domain_of(indicator, measure),
        percent=expected_unit(indicator, measure) in {PERCENT, POINTS},
    )


def _of_a_change(rounding: Rounding, indicator: Indicator) -> Rounding:
    """Give how a change is moved where each of its two counts was moved by itself."""
    kind, size = rounding_of(rounding)
    if kind == "random":
        return f"random:{2 * size - (indicator.quantum or 0)}"
    return f"perturbed:{2 * size}" if kind == "perturbed" else rounding


def coarser(number: PrintedNumber, text: str) -> int | None:
    """Give an author's own decimals from the column `decimals`.

    Returns:
        The decimals where they are an integer no finer than printed and no coarser than the first
        digit (a unit larger than the number says nothing); else None.
    """
    if not re.fullmatch(r"-?[0-9]{1,3}", text):
        return None
    whole = number.obs_value.lstrip("-").partition(".")[0]
    return int(text) if 1 - len(whole) <= int(text) <= number.decimals else None


def filled(read: PrintedNumber | NoValue, unit: str) -> dict[str, str]:
    """Give the columns `FILLED` of what is printed in `unit`, as text."""
    if isinstance(read, NoValue):
        return dict.fromkeys(FILLED, "") | {"unit_measure": unit}
    return {
        "obs_value": read.obs_value,
        "unit_measure": unit,
        "unit_mult": str(read.unit_mult),
        "decimals": str(read.decimals),
        "qualifier": read.qualifier,
    }


def normalised(
    values: Mapping[str, str],
    indicator: Indicator,
    source: Source | None,
    lexicon: Lexicon,
    taken: Container[str] = (),
) -> dict[str, str] | Unreadable:
    """Fill the empty columns that follow from the others.

    Args:
        values: one row of observations by column.
        indicator: the indicator that the row names.
        source: the source that prints it; None where it is not known.
        lexicon: the words, number styles and symbols.
        taken: ids in use; a row that has an id keeps it.

    Returns:
        The row with `id`, the columns `FILLED` and, where a symbol says them, `STATUSES` filled;
        what was filled before is kept, right or wrong: the check names a disagreement, this never
        hides one. Or why `printed` is unreadable.
    """
    measure = measure_of(values.get("measure", ""))
    if measure is None:
        return Unreadable(
            "printed",
            say("without a measure ({known}) a number cannot be read", known=", ".join(MEASURES)),
        )
    read = read_print(
        values.get("printed", ""),
        values.get("printed_unit", ""),
        measure=measure,
        indicator=indicator,
        source=source,
        lexicon=lexicon,
    )
    if isinstance(read, Unreadable):
        return read
    told = filled(read, expected_unit(indicator, measure))
    statuses = zip(STATUSES, (read.obs_status, read.conf_status), strict=True)
    told |= {column: text for column, text in statuses if text}
    row = dict(values)
    for column, text in told.items():
        row[column] = row.get(column) or text
    # An id begins with the source: without one, that cell alone is missing.
    if row.get("source"):
        row["id"] = row.get("id") or proposed_id(row, taken)
    return row


def proposed_id(values: Mapping[str, str], taken: Container[str] = ()) -> str:
    """Propose a stable, readable id for a row: the shortest that is not taken.

    `source.indicator.period`, with the breakdown and the measure where they are not the usual ones;
    then, for uniqueness, the locator (``t5`` for "table 5"), the period of the denominator, the
    reference period, and a number.
    """
    return next(each for each in _candidates(values) if each not in taken)


def _candidates(values: Mapping[str, str]) -> Iterator[str]:
    def cell(column: str) -> str:
        return values.get(column, "")

    parts = [cell("source"), cell("indicator"), _slug_period(cell("time_period"))]
    if cell("breakdown") not in {"", TOTAL}:
        parts.append(cell("breakdown"))
    if cell("measure") not in {"", "level"}:
        parts.append(cell("measure"))
    yield ".".join(parts)
    for piece in (
        _slug_locator(cell("locator")),
        "of-" + _slug_period(cell("denominator_period")),
        "from-" + _slug_period(cell("reference_period")),
    ):
        if piece and not piece.endswith("-"):
            parts.append(piece)
            yield ".".join(parts)
    number = 2
    while True:
        yield ".".join([*parts, str(number)])
        number += 1


def _slug_period(text: str) -> str:
    return text.replace("/", "--")


def _slug_locator(text: str) -> str:
    """Shorten a locator: "table 5" to t5, "demo.example.com" to demo-example-com."""
    for word, letter in _SHORT:
        if found := re.fullmatch(rf"{word} ([0-9]+[a-z]?)", text.lower()):
            return letter + found[1]
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
