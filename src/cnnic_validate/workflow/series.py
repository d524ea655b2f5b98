"""One indicator over time: the values that stand, where they come from, what they were before."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cnnic_validate.check.package import read_package
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.breakdown import breakdown_fault, split
from cnnic_validate.model.series import Series
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import TOTAL, Figure
from cnnic_validate.release.series import known_on, latest_series, series_csv, vintages_csv
from cnnic_validate.workflow.loading import load_inputs

if TYPE_CHECKING:
    import pandas as pd

_NAMED = 5


def read_series(
    indicator: str,
    *,
    package: str = ".",
    breakdown: str = TOTAL,
    as_of: datetime.date | str | None = None,
) -> Series:
    """Give the levels of an indicator over time, of each period the value that stands.

    Args:
        indicator: its code.
        package: the folder of the package, or its descriptor.
        breakdown: a code, or codes of several dimensions joined by `+`.
        as_of: a date (as text YYYY-MM-DD) or the id of a source: only what was published by then.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package cannot be read, has no such indicator or breakdown, or prints
            no level of it.
    """
    inputs = load_inputs(package)
    reading = read_package(inputs)
    statistics = reading.statistics
    if indicator not in statistics.indicators:
        what = say("the package has no indicator {indicator}", indicator=indicator)
        hint = did_you_mean(indicator, statistics.indicators)
        raise UnreadableError(inputs.package.descriptor_path, what, hint)
    if fault := breakdown_fault(breakdown, statistics):
        raise UnreadableError(inputs.package.descriptor_path, *fault)
    day = known_on(as_of, statistics) if isinstance(as_of, str) and as_of else as_of or None
    own = [each for each in reading.figures if each.quantity.indicator == indicator]
    points = [
        each for each in latest_series(own, statistics, day) if each.quantity.breakdown == breakdown
    ]
    if not points:
        raise _nothing(inputs.package.descriptor_path, indicator, own, breakdown, day)
    return Series(
        statistics.indicators[indicator],
        breakdown,
        tuple(statistics.breakdowns[code] for code in split(breakdown)),
        day,
        tuple(points),
        statistics.exemptions,
        reading.unread,
    )


def series(
    indicator: str,
    *,
    package: str = ".",
    breakdown: str = TOTAL,
    as_of: datetime.date | str | None = None,
) -> pd.DataFrame:
    """Give the levels of an indicator over time as a frame; `frames.series_frame` has its columns.

    Arguments and errors are those of `read_series`.
    """
    # pandas takes longer to import than all else here, and no command needs it.
    from cnnic_validate.frames import series_frame  # noqa: PLC0415 - see above

    return series_frame(read_series(indicator, package=package, breakdown=breakdown, as_of=as_of))


def table_of(series: Series, *, vintages: bool = False) -> str:
    """Give a series as CSV: the columns of `series.csv`, or with `vintages` a row for each."""
    return vintages_csv(series.points) if vintages else series_csv(series.points)


def _nothing(
    path: str, indicator: str, own: Sequence[Figure], breakdown: str, day: datetime.date | None
) -> UnreadableError:
    """Say why a series has no point, and what there is instead; `own` are all its figures."""
    levels = [each.quantity for each in own if each.quantity.measure == "level"]
    what = say(
        "no level of {indicator} is printed for {breakdown}",
        indicator=indicator,
        breakdown=breakdown,
    )
    if any(each.breakdown == breakdown for each in levels):
        return UnreadableError(
            path,
            say("{what} by {day}", what=what, day=day),
            say("take a later --as-of, or leave it out"),
        )
    if levels:
        hint = say(
            "there is {names}: name one with --breakdown",
            names=_names(each.breakdown for each in levels),
        )
        return UnreadableError(path, what, hint)
    there = say("only growth and changes of it are") if own else say("no figure of it is")
    return UnreadableError(path, what, say("{there} in the package", there=there))


def _names(codes: Iterable[str]) -> str:
    """Name the first few of some codes, and count the rest."""
    named = sorted(set(codes))
    more = len(named) - _NAMED
    return ", ".join(named[:_NAMED]) + (say(" and {more} more", more=more) if more > 0 else "")
