"""What `cnnic-validate` does."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterable

from cnnic_validate.cli.actions import (
    STANDARD_INPUT,
    complain_of,
    exit_code,
    judging,
    standard_input,
)
from cnnic_validate.cli.language import usage_error
from cnnic_validate.cli.output import is_terminal, style_for
from cnnic_validate.cli.progress import progress_on
from cnnic_validate.cli.reports import write_reports
from cnnic_validate.errors import CnnicError
from cnnic_validate.message import say
from cnnic_validate.model.report import Report
from cnnic_validate.workflow import gate


@judging
def validate(  # noqa: PLR0913 - one for each option
    *,
    paths: tuple[str, ...],
    package: str,
    schema: str,
    source: str,
    format_: str,
    fail_on: str,
    output: str | None,
    reports: tuple[tuple[str, str], ...],
    as_of: datetime.date | None,
    against: str,
    only_new: bool,
    verbose: bool,
    color: str,
    lang: str,
) -> int:
    """Judge `paths` and write the report."""
    if output and os.path.realpath(output) in [os.path.realpath(path) for _, path in reports]:
        raise usage_error(say("--output and --report both name {output!r}", output=output))
    _refuse_overwriting((*paths, schema), (output, *(path for _, path in reports)))
    if only_new and not against:
        raise usage_error(say("--only-new goes with --against, which says what is new"))
    if schema and against:
        raise usage_error(say("--against compares packages; --schema judges a table by itself"))
    style = style_for(color, output, verbose=verbose, lang=lang)
    try:
        with progress_on(sys.stderr, style.lang) as progress:
            report = gate.validate(
                paths,
                package=package,
                schema=schema,
                source=source,
                as_of=as_of,
                against=against,
                stdin=standard_input(paths),
                progress=progress,
                illustrate="html" in {format_, *(name for name, _ in reports)},
            )
    except CnnicError as error:
        # Programs that read the report, and files that hold it, get one here too.
        if format_ == "text" and output is None and not reports:
            raise
        report = Report(judged=", ".join(paths) or package, faults=error.faults)
    write_reports(report, style, format_=format_, output=output, reports=reports)
    if report.faults and (output is not None or not is_terminal()):
        complain_of(report.faults)
    return exit_code(report.news if only_new else report, fail_on)


def _refuse_overwriting(judged: Iterable[str], written: Iterable[str | None]) -> None:
    """Refuse to put a report in the place of what it is about; raises `UsageError`."""
    taken = {os.path.realpath(path) for path in judged if path not in {"", STANDARD_INPUT}}
    for path in written:
        if path and os.path.realpath(path) in taken:
            raise usage_error(
                say("{path!r} is what is judged: name another file for the report", path=path)
            )
