"""Write one report in every format that was asked for."""

from __future__ import annotations

import os
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.cli.output import emit
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.report import Report
from cnnic_validate.render import REPORT_FORMATS, Style

# Where a GitHub runner takes the summary of a step from; steps append to it.
STEP_SUMMARY = "GITHUB_STEP_SUMMARY"


def write_reports(
    report: Report,
    style: Style,
    *,
    format_: str,
    output: str | None,
    reports: tuple[tuple[str, str], ...],
) -> None:
    """Write the files of `reports`, then `format_` to `output` or standard output.

    With the format `github` a runner's step summary gets the report as Markdown.

    Raises:
        UnreadableError: a file cannot be written.
    """
    for name, path in reports:
        emit(REPORT_FORMATS[name](report, Style(verbose=style.verbose, lang=style.lang)), path)
    if format_ == "github" and (summary := os.environ.get(STEP_SUMMARY)):
        _append(REPORT_FORMATS["markdown"](report, Style(lang=style.lang)), Path(summary))
    emit(REPORT_FORMATS[format_](report, style), output)


def _append(text: str, path: Path) -> None:
    try:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(text + "\n")
    except OSError as error:
        raise UnreadableError(
            files.shown_as(path),
            say("cannot be written: {strerror}", strerror=error.strerror),
            say(
                "{step_summary} names it; unset it where no runner reads it",
                step_summary=STEP_SUMMARY,
            ),
        ) from error
