"""What each command does: one call of the workflow, rendered, and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import ParamSpec

from cnnic_validate import files
from cnnic_validate.cli.guard import CLEAN, FINDINGS, NOT_JUDGED
from cnnic_validate.cli.language import language_here, usage_error
from cnnic_validate.cli.output import complain
from cnnic_validate.errors import CnnicError, Fault, UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.report import Report
from cnnic_validate.render import Style, faults_lines

STANDARD_INPUT = "-"

_Arguments = ParamSpec("_Arguments")


def judging(action: Callable[_Arguments, int]) -> Callable[_Arguments, int]:
    """Show the faults of what could not be judged, all of them, and give exit code 3."""

    def judged(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> int:
        try:
            return action(*args, **kwargs)
        except CnnicError as error:
            complain_of(error.faults)
            return NOT_JUDGED
        except OSError as error:
            # A folder that may not be searched fails wherever a path is first looked at.
            if not isinstance(error.filename, str):
                raise
            complain_of((Fault(error.filename, "", files.reason(error)),))
            return NOT_JUDGED

    return judged


def complain_of(faults: tuple[Fault, ...]) -> None:
    """Write what could not be judged to standard error."""
    complain("\n".join(faults_lines(faults, Style(lang=language_here()))) + "\n")


def standard_input(paths: tuple[str, ...]) -> bytes | None:
    """Read standard input where one of the paths is `-`; raises `UsageError` where two are."""
    if paths.count(STANDARD_INPUT) > 1:
        raise usage_error(say("standard input (-) can be read only once"))
    if STANDARD_INPUT not in paths:
        return None
    if not sys.stdin:
        raise UnreadableError(STANDARD_INPUT, say("cannot be read: it is closed"))
    return sys.stdin.buffer.read()


def exit_code(report: Report, fail_on: str) -> int:
    """Give the exit code of a report; `fail_on` is the least severity that fails."""
    if report.faults:
        return NOT_JUDGED
    failing = report.severities["error"]
    if fail_on == "warning":
        failing += report.severities["warning"]
    return FINDINGS if failing else CLEAN
