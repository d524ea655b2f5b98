"""The gate, `cnnic-validate`. Its work is imported when it runs."""

from __future__ import annotations

from typing import Any

import click

from cnnic_validate.cli import options
from cnnic_validate.cli.guard import guarded
from cnnic_validate.cli.spoken import Command

_VALIDATE_EPILOG = f"""{options.EXIT_CODES}
\b
Examples:
  cnnic-validate
  cnnic-validate incoming/cnnic-56.csv --source cnnic-56
  cnnic-validate table.csv --schema schemas/table.json
  cnnic-validate --format json -o report.json
  cnnic-validate --against origin/main --only-new
  cnnic-validate --report sarif=out.sarif --report html=out.html
"""


@click.command(
    "cnnic-validate", cls=Command, context_settings=options.SETTINGS, epilog=_VALIDATE_EPILOG
)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@options.package
@click.option(
    "--schema",
    metavar="FILE",
    default="",
    help="Judge each PATH by this Table Schema alone, without a package.",
)
@options.source
@options.report_options
@options.output
@click.option(
    "--as-of",
    metavar="DATE",
    callback=options.day,
    help="Judge waivers on this day (YYYY-MM-DD) instead of the newest source's.",
)
@click.option(
    "--against",
    metavar="BASE",
    default="",
    help="Compare with BASE (a path, a git revision or STORE@VERSION) and judge by its rules,"
    " schemas, exemptions and waivers: a change cannot switch off its own gate.",
)
@click.option(
    "--only-new",
    is_flag=True,
    help="With --against: only findings that BASE did not have give exit code 1.",
)
@options.verbose
@options.color
@options.lang
@options.version
@guarded
def validate(**given: Any) -> int:
    """Judge a data package, or what is about to enter it.

    PATH is a package (its folder or datapackage.json; here where none is given), a release file
    with the columns of observations.csv, which is judged together with the package, or any CSV
    with --schema. A dash is standard input.
    """
    from cnnic_validate.cli.actions import gate  # noqa: PLC0415 - see the docstring

    return gate.validate(**given)
