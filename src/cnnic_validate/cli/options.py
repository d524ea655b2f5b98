"""Options that several commands have, and how every command is set up."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
EXIT_CODES = """\b
Exit codes:
  0    clean (warnings too, unless --fail-on warning)
  1    findings
  2    usage
  3    could not judge: unreadable input or a broken definition
  4    a bug of ours
  130  interrupted (143: terminated)
"""

package = click.option(
    "--package",
    metavar="DIR",
    default=".",
    help="The data package: its folder or its datapackage.json; here by default.",
)
source = click.option(
    "--source",
    metavar="ID",
    default="",
    help="The source of every row that names none.",
)
output = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=False),
    help="Write there instead of to standard output; the file is replaced as a whole.",
)
verbose = click.option(
    "-v", "--verbose", is_flag=True, help="Show everything, not what fits a screen."
)
color = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the text; auto: on a terminal, unless NO_COLOR is set.",
)


def version(command: Command) -> Command:
    """Add `--version`."""
    option = click.version_option(package_name="cnnic-validate", message="%(prog)s %(version)s")
    return option(command)


def day(
    _context: click.Context, _parameter: click.Parameter, value: datetime.datetime | None
) -> datetime.date | None:
    """Take the day of a date and time that click parsed."""
    return value.date() if value else None


def together(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Make one decorator of several, in the order of the help text."""

    def decorate(command: Command) -> Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


report_options = together(
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
