"""The command that builds the site of a store. Its work is imported when it runs."""

from __future__ import annotations

from typing import Any

import click

from cnnic_validate.cli import options
from cnnic_validate.cli.guard import guarded
from cnnic_validate.cli.spoken import Command

_EPILOG = """\b
Examples:
  cnnic site --from ../store --to ../site --base-url https://example.org/data
  cnnic site --from ../store --to ../site --serve
"""


@click.command("site", cls=Command, epilog=_EPILOG)
@options.store
@click.option(
    "--to",
    metavar="DIR",
    required=True,
    help="The folder of the site, made where it is missing; an earlier site in it is replaced.",
)
@click.option(
    "--base-url",
    metavar="URL",
    default="",
    help="Where the site will stand, for canonical links, the feed and citations.",
)
@click.option("--serve", is_flag=True, help="Then show it at http://127.0.0.1:PORT/.")
@click.option(
    "--port",
    metavar="PORT",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="With --serve; 0 takes a free one.",
)
@options.lang
@guarded
def site(**given: Any) -> int:
    """Build the site of a store: a page for each indicator.

    In two languages. Static files that need no server and no script but for search, hover and what
    was known when. Every version has its own permanent addresses below v/, the newest stands at
    latest/ too. Killed at any time, it leaves the site that was there.
    """
    from cnnic_validate.cli.actions import site as action  # noqa: PLC0415 - see the docstring

    return action.site(**given)
