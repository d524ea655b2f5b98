"""What the commands that compare states of a package do."""

from __future__ import annotations

from cnnic_validate.cli.actions import judging
from cnnic_validate.cli.guard import CLEAN, FINDINGS
from cnnic_validate.cli.output import emit, style_for
from cnnic_validate.render.history import DIFF_FORMATS, VERSION_FORMATS
from cnnic_validate.workflow import history


@judging
def diff(  # noqa: PLR0913 - one for each option
    *,
    old: str,
    new: str,
    package: str,
    format_: str,
    exit_code: bool,
    output: str | None,
    verbose: bool,
    color: str,
    lang: str,
) -> int:
    """Write what differs between two states of a package."""
    style = style_for(color, output, verbose=verbose, lang=lang)
    found = history.diff(old, new, package=package)
    emit(DIFF_FORMATS[format_](found, style), output)
    return FINDINGS if exit_code and found.differs else CLEAN


@judging
def version(
    *,
    old: str,
    new: str,
    package: str,
    format_: str,
    output: str | None,
    verbose: bool,
    color: str,
    lang: str,
) -> int:
    """Write the least version that a diff allows."""
    style = style_for(color, output, verbose=verbose, lang=lang)
    found = history.version(old, new, package=package)
    emit(VERSION_FORMATS[format_](found, style), output)
    return CLEAN if found.is_enough else FINDINGS
