"""The commands that look into a package. Their work is imported when one runs."""

from __future__ import annotations

from typing import Any

import click

from cnnic_validate.cli import options
from cnnic_validate.cli.guard import guarded
from cnnic_validate.cli.spoken import Command


@click.command("rules", cls=Command)
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
@options.package
@options.output
@options.verbose
@options.color
@options.lang
@guarded
def rules(**given: Any) -> int:
    """List what must hold, how often it does, and what exempts it."""
    from cnnic_validate.cli.actions import inspection  # noqa: PLC0415 - see the docstring

    return inspection.rules(**given)


@click.command("explain", cls=Command)
@click.argument("code", metavar="[CODE]", default="")
@click.option(
    "--figure",
    metavar="ID",
    default="",
    help="Explain this figure: the interval that the others allow, and its rules.",
)
@options.package
@options.format_of("text", "json", document="docs/explanation.schema.json")
@options.output
@options.verbose
@options.color
@options.lang
@guarded
def explain(**given: Any) -> int:
    """Say what a finding CODE means, or explain one figure.

    A figure is shown with its other prints, its values in other releases, the rules that see it,
    and how far it could move without any of them noticing.
    """
    from cnnic_validate.cli.actions import inspection  # noqa: PLC0415 - see the docstring

    return inspection.explain(**given)
