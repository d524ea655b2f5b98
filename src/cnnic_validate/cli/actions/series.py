"""What `cnnic series` does."""

from __future__ import annotations

import click

from cnnic_validate.cli.actions import judging
from cnnic_validate.cli.guard import CLEAN
from cnnic_validate.cli.output import emit, style_for
from cnnic_validate.render.series import series_json, series_text
from cnnic_validate.workflow.series import read_series, table_of


@judging
def series(
    *,
    indicator: str,
    breakdown: str,
    as_of: str,
    vintages: bool,
    package: str,
    format_: str,
    output: str | None,
    color: str,
) -> int:
    """Write one indicator over time."""
    if vintages and format_ == "json":
        raise click.UsageError("--format json has all vintages: leave --vintages out")
    read = read_series(indicator, package=package, breakdown=breakdown, as_of=as_of)
    if format_ == "csv":
        emit(table_of(read, vintages=vintages), output)
    elif format_ == "json":
        emit(series_json(read), output)
    else:
        style = style_for(color, output, verbose=False)
        emit(series_text(read, style, vintages=vintages), output)
    return CLEAN
