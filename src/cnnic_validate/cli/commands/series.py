"""The command that shows an indicator over time. Its work is imported when it runs."""

from __future__ import annotations

from typing import Any

import click

from cnnic_validate.cli import options
from cnnic_validate.cli.guard import guarded
from cnnic_validate.cli.spoken import Command

_EPILOG = """\b
Examples:
  cnnic series internet_users
  cnnic series internet_penetration --breakdown area_rural
  cnnic series internet_users --as-of cnnic-53
  cnnic series retail_sales --vintages
  cnnic series internet_users --format csv -o users.csv
  cnnic series internet_users --plot
  cnnic series internet_users --plot users.svg
"""


@click.command("series", cls=Command, epilog=_EPILOG)
@click.argument("indicator", metavar="INDICATOR", default="")
@click.option(
    "--breakdown",
    metavar="CODE",
    default="total",
    show_default=True,
    help="Of this class; classes of several dimensions are joined by `+`.",
)
@click.option(
    "--as-of",
    metavar="DATE|SOURCE",
    default="",
    help="As it was known on a day (YYYY-MM-DD), or once SOURCE was published.",
)
@click.option(
    "--vintages", is_flag=True, help="Every value that a release gave; * marks what stands."
)
@options.package
@options.format_of("text", "json", "csv", document="docs/series.schema.json")
@click.option(
    "--plot",
    metavar="[FILE]",
    is_flag=False,
    flag_value="-",
    default="",
    help="Draw it here, or into a FILE that ends in .svg or .png (extra [plot]).",
)
@options.output
@options.color
@options.lang
@guarded
def series(**given: Any) -> int:
    """Show the levels of INDICATOR over time, with their sources.

    Of a value printed several times the latest vintage stands, unless it says less than one before
    it. Breaks and revisions are marked below the value that they are about.
    """
    from cnnic_validate.cli.actions import series as action  # noqa: PLC0415 - see the docstring

    return action.series(**given)
