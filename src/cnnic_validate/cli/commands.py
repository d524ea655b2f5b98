"""The two commands and their options.

Only click is imported here: the work is imported when a command runs, so that `--help` is quick.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, TypeVar

import click

from cnnic_validate.cli.guard import guarded

_Command = TypeVar("_Command", bound=Callable[..., Any])

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
_EXIT_CODES = """\b
Exit codes:
  0    clean (warnings too, unless --fail-on warning)
  1    findings
  2    usage
  3    could not judge: unreadable input or a broken definition
  4    a bug of ours
  130  interrupted (143: terminated)
"""
_VALIDATE_EPILOG = f"""{_EXIT_CODES}
\b
Examples:
  cnnic-validate
  cnnic-validate incoming/cnnic-56.csv --source cnnic-56
  cnnic-validate table.csv --schema schemas/table.json
  cnnic-validate --format json -o report.json
"""
_GROUP_EPILOG = f"""{_EXIT_CODES}
\b
A release goes through three steps:
  cnnic new-release cnnic-56 -o cnnic-56.csv     then fill in what it prints
  cnnic-validate cnnic-56.csv                    until it is clean
  cnnic accept cnnic-56.csv
"""

_package = click.option(
    "--package",
    metavar="DIR",
    default=".",
    help="The data package: its folder or its datapackage.json; here by default.",
)
_source = click.option(
    "--source",
    metavar="ID",
    default="",
    help="The source of every row that names none.",
)
_output = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=False),
    help="Write there instead of to standard output; the file is replaced as a whole.",
)
_verbose = click.option(
    "-v", "--verbose", is_flag=True, help="Show everything, not what fits a screen."
)
_color = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the text; auto: on a terminal, unless NO_COLOR is set.",
)


def _version(command: _Command) -> _Command:
    option = click.version_option(package_name="cnnic-validate", message="%(prog)s %(version)s")
    return option(command)


def _day(
    _context: click.Context, _parameter: click.Parameter, value: datetime.datetime | None
) -> datetime.date | None:
    return value.date() if value else None


def _all(*decorators: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    def decorate(command: _Command) -> _Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


_report_options = _all(
    click.option(
        "--format",
        "format_",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="For a person or for a program (docs/report.schema.json).",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning"]),
        default="error",
        show_default=True,
        help="The least severity that gives exit code 1.",
    ),
)


@click.command("cnnic-validate", context_settings=_SETTINGS, epilog=_VALIDATE_EPILOG)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@_package
@click.option(
    "--schema",
    metavar="FILE",
    default="",
    help="Judge each PATH by this Table Schema alone, without a package.",
)
@_source
@_report_options
@_output
@click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    callback=_day,
    help="Judge waivers on this day (YYYY-MM-DD) instead of the newest source's.",
)
@_verbose
@_color
@_version
@guarded
def validate(**options: Any) -> int:
    """Judge a data package, or what is about to enter it.

    PATH is a package (its folder or datapackage.json; here where none is given), a release file
    with the columns of observations.csv, which is judged together with the package, or any CSV
    with --schema. A dash is standard input.
    """
    from cnnic_validate.cli import actions  # noqa: PLC0415 - see the module's docstring

    return actions.validate(**options)


@click.group("cnnic", context_settings=_SETTINGS, epilog=_GROUP_EPILOG)
@_version
def group() -> None:
    """Prepare, accept and explain the figures of a data package.

    `cnnic-validate` is the gate; this group has the rest.
    """


@group.command("normalise")
@click.argument("path", metavar="FILE")
@_package
@_source
@_output
@guarded
def normalise(**options: Any) -> int:
    """Fill in what the printed texts of a release FILE say.

    Writes the file as CSV with obs_value, unit_measure, unit_mult, decimals, qualifier and id
    filled where they are empty. What stands there already is kept.
    """
    from cnnic_validate.cli import actions  # noqa: PLC0415 - see the module's docstring

    return actions.normalise(**options)


@group.command("accept")
@click.argument("path", metavar="FILE")
@_package
@_source
@_verbose
@_color
@guarded
def accept(**options: Any) -> int:
    """Validate a release FILE and append it to the package.

    It is normalised first. Nothing is written where there is an error. The file of the package is
    replaced as a whole: a killed accept leaves it old or new.
    """
    from cnnic_validate.cli import actions  # noqa: PLC0415 - see the module's docstring

    return actions.accept(**options)


@group.command("new-release")
@click.argument("release_id", metavar="ID")
@click.option(
    "--like",
    metavar="SOURCE",
    default="",
    help="The release to take the rows from; by default the one numbered before ID.",
)
@click.option(
    "--period",
    metavar="MONTH",
    default="",
    help="The month that ID is about (2025-06); by default counted on from earlier ones.",
)
@_package
@_output
@guarded
def new_release(**options: Any) -> int:
    """Write a template for the release ID.

    It has the rows of an earlier release with the periods moved on: every key is filled, every
    printed text is empty.
    """
    from cnnic_validate.cli import actions  # noqa: PLC0415 - see the module's docstring

    return actions.new_release(**options)


@group.command("rules")
@click.option(
    "--verifiability",
    is_flag=True,
    help="Rank the figures instead: those that the rules check least come first.",
)
@click.option(
    "--release",
    metavar="ID",
    default="",
    help="With --verifiability: only the figures that this source prints.",
)
@_package
@_output
@_verbose
@_color
@guarded
def rules(**options: Any) -> int:
    """List what must hold, how often it does, and what lifts it."""
    from cnnic_validate.cli import actions  # noqa: PLC0415 - see the module's docstring

    return actions.rules(**options)


@group.command("explain")
@click.argument("code", metavar="[CODE]", default="")
@click.option(
    "--figure",
    metavar="ID",
    default="",
    help="Explain this figure: the interval that the others allow, and its rules.",
)
@_package
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For a person or for a program (docs/explanation.schema.json).",
)
@_output
@_verbose
@_color
@guarded
def explain(**options: Any) -> int:
    """Say what a finding CODE means, or what is known of one figure.

    A figure is shown with its other prints, its values in other releases, the rules that see it,
    and how far it could move without any of them noticing.
    """
    from cnnic_validate.cli import actions  # noqa: PLC0415 - see the module's docstring

    return actions.explain(**options)
