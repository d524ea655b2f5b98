"""The commands for a release on its way in. Their work is imported when one runs."""

from __future__ import annotations

from typing import Any

import click

from cnnic_validate.cli import options
from cnnic_validate.cli.guard import guarded
from cnnic_validate.cli.spoken import Command


@click.command("normalise", cls=Command)
@click.argument("path", metavar="FILE")
@options.package
@options.source
@options.output
@options.lang
@guarded
def normalise(**given: Any) -> int:
    """Fill in what the printed texts of a release FILE say.

    Writes the file as CSV with obs_value, unit_measure, unit_mult, decimals, qualifier and id
    filled where they are empty. What stands there already is kept.
    """
    from cnnic_validate.cli.actions import releases  # noqa: PLC0415 - see the docstring

    return releases.normalise(**given)


@click.command("accept", cls=Command)
@click.argument("path", metavar="FILE")
@options.package
@options.source
@options.verbose
@options.color
@options.lang
@guarded
def accept(**given: Any) -> int:
    """Validate a release FILE and append it to the package.

    It is normalised first. Nothing is written where there is an error. The file of the package is
    replaced as a whole: a killed accept leaves it old or new.
    """
    from cnnic_validate.cli.actions import releases  # noqa: PLC0415 - see the docstring

    return releases.accept(**given)


@click.command("new-release", cls=Command)
@click.argument("release_id", metavar="ID")
@click.option(
    "--like",
    metavar="SOURCE",
    default="",
    help="Start from this release, and those of its month before it; by default see above.",
)
@click.option(
    "--period",
    metavar="MONTH",
    default="",
    help="The month that ID is about (2025-06); by default counted on from earlier ones.",
)
@options.package
@options.output
@options.lang_of(exposed=False)
@guarded
def new_release(**given: Any) -> int:
    """Write a template for the release ID.

    It has what the last three releases of the same month printed, and what the release before ID
    printed besides, with the periods moved on: every printed text is empty, and so is a period that
    cannot be told. A row that stays empty is no figure.
    """
    from cnnic_validate.cli.actions import releases  # noqa: PLC0415 - see the docstring

    return releases.new_release(**given)
