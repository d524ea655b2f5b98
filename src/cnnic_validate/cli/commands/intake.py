"""The commands that take a printed table in. Their work is imported when one runs."""

from __future__ import annotations

from typing import Any

import click

from cnnic_validate.cli import options
from cnnic_validate.cli.guard import guarded
from cnnic_validate.cli.spoken import Command

_READ_EPILOG = """\b
Examples:
  cnnic read report.xlsx --source cnnic-57 --sheet "Table 5" -o grid.csv
  cnnic read report.pdf --source cnnic-57 --page 31-32 -o grid.csv
  cnnic read page.html --source nbs-2026-01 --table 2 -o grid.csv
  cnnic read - --source miit-2026-01 -o grid.csv     then paste, Ctrl-D
"""


@click.command("read", cls=Command, context_settings=options.SETTINGS, epilog=_READ_EPILOG)
@click.argument("path", metavar="FILE")
@click.option("--source", metavar="ID", required=True, help="The source that prints the table.")
@click.option("--sheet", metavar="NAME", default="", help="The worksheet of a workbook.")
@click.option(
    "--table",
    metavar="NUMBER",
    type=click.IntRange(min=1),
    help="The table, counted from 1, where a document has several.",
)
@click.option("--page", "pages", metavar="PAGES", default="", help="Of a PDF: 3, or 3-5.")
@click.option(
    "--encoding",
    metavar="NAME",
    default="",
    help="Of a text that is not UTF-8 and does not say what it is: gb18030, cp1252, …",
)
@click.option(
    "--delimiter",
    metavar="CHARACTER",
    default="",
    help="Between the cells of a text (or: tab), where not exactly one fits.",
)
@click.option(
    "--heading-rows",
    metavar="NUMBER",
    type=click.IntRange(min=0),
    help="How many rows below the titles are headings, where that is told wrongly.",
)
@click.option(
    "--label-columns",
    metavar="NUMBER",
    type=click.IntRange(min=0),
    help="How many columns at the left are labels, where that is told wrongly.",
)
@options.package
@options.output
@options.verbose
@options.lang
@guarded
def read(**given: Any) -> int:
    """Read a printed table, cell by cell, as it is displayed.

    FILE is a workbook (.xlsx), web page, PDF, CSV or pasted text; a dash is standard input. Each
    value is written with its headings, its label and its place; footnote marks are set apart, never
    read as digits. What is hidden is named, what cannot be read is listed (exit code 1).
    """
    from cnnic_validate.cli.actions import intake  # noqa: PLC0415 - see the docstring

    return intake.read(**given)


_MAP_EPILOG = f"""{options.EXIT_CODES}
\b
Keys:
  Enter, 1 to 5  the first candidate, or the one with this number
  n              a code that the catalogue does not have yet
  x              exclude it, then the reason
  s              leave it for later
  q              leave all the rest for later
"""


@click.command("map", cls=Command, context_settings=options.SETTINGS, epilog=_MAP_EPILOG)
@click.argument("path", metavar="[GRID]", default="")
@click.option(
    "--period",
    metavar="PERIOD",
    default="",
    callback=options.period,
    help="The period of the values for which the table names none: 2025-12.",
)
@click.option(
    "--no-input", is_flag=True, help="Ask nothing: what is not known stays in the list of work."
)
@click.option(
    "--forget",
    metavar="LABEL",
    default="",
    help="Take back what is remembered of a label, instead.",
)
@options.package
@options.output
@options.lang
@guarded
def map_(**given: Any) -> int:
    """Draft a release from a table that `cnnic read` has read.

    Each heading and row label is mapped to an indicator and a class: by what was decided before,
    by likeness where there is no doubt, else by you. No printed number is looked at. Decisions are
    kept beside the draft (FILE.labels.csv), so that you can stop and go on, and remembered in the
    package when the draft is accepted.
    """
    from cnnic_validate.cli.actions import mapping  # noqa: PLC0415 - see the docstring

    return mapping.map_table(**given)
