"""Options that several commands have, and how every command is set up."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from cnnic_validate.cli.language import OPTION, language_of, told
from cnnic_validate.message import say

Command = TypeVar("Command", bound=Callable[..., Any])

# The names of render.REPORT_FORMATS, which is not imported for --help.
FORMATS = ("text", "json", "github", "sarif", "junit", "markdown", "html")

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


store = click.option(
    "--from",
    "store",
    metavar="STORE",
    required=True,
    help="The store: a folder, the web address of one, or s3://bucket/folder.",
)
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


def target(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Take the file to write; raises `click.BadParameter` for one that a package consists of."""
    if value:
        from cnnic_validate.workflow.loading import owner_of  # noqa: PLC0415 - not for --help

        if owner := owner_of(value):
            what = say("{path!r} is a file of {owner}: name another.", path=value, owner=owner)
            raise click.BadParameter(told(what))
    return value


output = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=False),
    callback=target,
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


def format_of(*names: str, document: str = "") -> Callable[[Command], Command]:
    """Give `--format` with the formats of a command, the first by default.

    `document` names what describes the formats for programs.
    """
    return click.option(
        "--format",
        "format_",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help=f"For a person or for a program ({document})."
        if document
        else "For a person or for a program.",
    )


def _language(context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Take the language of the line, which the group may name as well as its command."""
    return str(context.obj or language_of(value))


def lang_of(*, exposed: bool = True) -> Callable[[Command], Command]:
    """Give `--lang`; `exposed` is whether the command itself is told."""
    return click.option(
        OPTION,
        type=click.Choice(["en", "zh", "auto"]),
        default="en",
        show_default=True,
        callback=_language,
        expose_value=exposed,
        help="The language of what people read; auto: Chinese where the locale is.",
    )


lang = lang_of()


def version(command: Command) -> Command:
    """Add `--version`."""
    option = click.version_option(package_name="cnnic-validate", message="%(prog)s %(version)s")
    return option(command)


def day(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> datetime.date | None:
    """Take a day; raises `click.BadParameter` for a text that is none."""
    if value is None:
        return None
    try:
        read = datetime.date.fromisoformat(value)
    except ValueError:
        read = None
    # Python 3.11 reads shorter forms too.
    if read is None or str(read) != value:
        what = say("{value!r} is no day of the form YYYY-MM-DD.", value=value)
        raise click.BadParameter(told(what))
    return read


def period(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Take a period in its canonical form; raises `click.BadParameter` for a text that is none."""
    if value:
        from cnnic_validate.model.period import parse_period  # noqa: PLC0415 - not for --help

        read = parse_period(value)
        if read is None or str(read) != value:
            what = say("{value!r} is no period such as 2025-12, 2025-Q4 or 2025.", value=value)
            raise click.BadParameter(told(what))
    return value


def format_and_file(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Take each FORMAT=FILE apart; raises `click.BadParameter` for what is none."""
    pairs = [value.partition("=") for value in values]
    for value, (name, equals, path) in zip(values, pairs, strict=True):
        if name not in FORMATS or not equals or not path:
            known = ", ".join(FORMATS)
            what = say(
                "{value!r} is not FORMAT=FILE with FORMAT one of {known}.", value=value, known=known
            )
            raise click.BadParameter(told(what))
        target(context, parameter, path)
    places = [os.path.realpath(path) for _, _, path in pairs]
    for place, (_, _, path) in zip(places, pairs, strict=True):
        if places.count(place) > 1:
            raise click.BadParameter(told(say("{path!r} is named twice.", path=path)))
    return tuple((name, path) for name, _, path in pairs)


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
        type=click.Choice(FORMATS),
        default="text",
        show_default=True,
        help="For a person or for a program (docs/report.schema.json, docs/ci.md).",
    ),
    click.option(
        "--report",
        "reports",
        metavar="FORMAT=FILE",
        multiple=True,
        callback=format_and_file,
        help="Write the report to a file as well, in any format; may be repeated.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning"]),
        default="error",
        show_default=True,
        help="The least severity that gives exit code 1.",
    ),
)
