"""The two commands and their options.

Only click is imported here and below: the work of a command is imported when it runs, so that
`--help` is quick.
"""

from __future__ import annotations

import click

from cnnic_validate.cli import options
from cnnic_validate.cli.commands import history, inspection, intake, publishing, releases
from cnnic_validate.cli.commands.gate import validate
from cnnic_validate.cli.commands.series import series
from cnnic_validate.cli.commands.site import site
from cnnic_validate.cli.spoken import Group

_GROUP_EPILOG = f"""{options.EXIT_CODES}
\b
A release goes through three steps:
  cnnic new-release cnnic-56 -o cnnic-56.csv     then fill in what it prints
  cnnic-validate cnnic-56.csv                    until it is clean
  cnnic accept cnnic-56.csv
"""

__all__ = ["group", "validate"]


@click.group("cnnic", cls=Group, context_settings=options.SETTINGS, epilog=_GROUP_EPILOG)
@options.lang_of(exposed=False)
@options.version
def group() -> None:
    """Prepare, accept, explain and publish the figures of a data package.

    `cnnic-validate` is the gate; this group has the rest.
    """


for _command in (
    intake.read,
    intake.map_,
    releases.new_release,
    releases.normalise,
    releases.accept,
    inspection.rules,
    inspection.explain,
    series,
    history.diff,
    history.version,
    publishing.publish,
    publishing.versions,
    publishing.get,
    publishing.verify,
    publishing.withdraw,
    site,
):
    group.add_command(_command)
