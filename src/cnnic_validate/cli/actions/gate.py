"""What `cnnic-validate` does."""

from __future__ import annotations

import datetime
import sys

from cnnic_validate.cli.actions import complain_of, exit_code, judging, standard_input
from cnnic_validate.cli.output import emit, is_terminal, style_for
from cnnic_validate.cli.progress import progress_on
from cnnic_validate.errors import CnnicError
from cnnic_validate.model.report import Report
from cnnic_validate.render import REPORT_FORMATS
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
    as_of: datetime.date | None,
    verbose: bool,
    color: str,
) -> int:
    """Judge `paths` and write the report."""
    style = style_for(color, output, verbose=verbose)
    try:
        with progress_on(sys.stderr) as progress:
            report = gate.validate(
                paths,
                package=package,
                schema=schema,
                source=source,
                as_of=as_of,
                stdin=standard_input(paths),
                progress=progress,
            )
    except CnnicError as error:
        # Programs that read the report, and files that hold it, get one here too.
        if format_ == "text" and output is None:
            raise
        report = Report(judged=", ".join(paths) or package, faults=error.faults)
    emit(REPORT_FORMATS[format_](report, style), output)
    if report.faults and (output is not None or not is_terminal()):
        complain_of(report.faults)
    return exit_code(report, fail_on)
