"""The commands that compare states of a package. Their work is imported when one runs."""

from __future__ import annotations

from typing import Any

import click

from cnnic_validate.cli import options
from cnnic_validate.cli.guard import guarded
from cnnic_validate.cli.spoken import Command

_STATES = """\b
OLD and NEW each name a state of a package:
  a path        its folder or its datapackage.json; NEW is `.` by default
  REV           a git revision (HEAD, v1.2.0) of the repository that holds it
  REV:PATH      the package that lies at PATH in that revision
  STORE@1.2.0   a published version (or STORE@latest)
What is both is refused; ./NAME always means the path.
"""

_old = click.argument("old", metavar="OLD")
_new = click.argument("new", metavar="[NEW]", default=".")
_package = click.option(
    "--package",
    metavar="DIR",
    default="",
    help="The package whose repository holds REV; by default NEW or OLD, or here.",
)


@click.command("diff", cls=Command, context_settings=options.SETTINGS, epilog=_STATES)
@_old
@_new
@_package
@options.format_of(
    "text", "json", "markdown", "csv", document="docs/diff.schema.json, docs/versions.md"
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 where anything differs.")
@options.output
@options.verbose
@options.color
@options.lang
@guarded
def diff(**given: Any) -> int:
    """Show what differs between two states of a package.

    Rows are told apart by their keys, and revised figures compared as intervals: whether the new
    text lies within what the old one allowed, fits it, or contradicts it. Changes of rules,
    exemptions and waivers come first.
    """
    from cnnic_validate.cli.actions import history  # noqa: PLC0415 - see the docstring

    return history.diff(**given)


@click.command("version", cls=Command, context_settings=options.SETTINGS, epilog=_STATES)
@_old
@_new
@_package
@options.format_of("text", "json", document="docs/versions.md")
@options.output
@options.verbose
@options.color
@options.lang
@guarded
def version(**given: Any) -> int:
    """Say the least version that NEW may have after OLD, and why.

    Computed from the diff by the recipe of the Data Package standard. Where NEW names another
    version than OLD and that is too low, the exit code is 1.
    """
    from cnnic_validate.cli.actions import history  # noqa: PLC0415 - see the docstring

    return history.version(**given)
