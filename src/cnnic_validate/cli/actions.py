"""What each command does: one call of the workflow, rendered, and an exit code."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from typing import ParamSpec

import click

from cnnic_validate import workflow
from cnnic_validate.cli.guard import CLEAN, FINDINGS, NOT_JUDGED
from cnnic_validate.cli.output import complain, emit, is_terminal, style_for
from cnnic_validate.cli.progress import progress_on
from cnnic_validate.errors import CnnicError, Fault
from cnnic_validate.model.report import Report
from cnnic_validate.render import (
    EXPLANATION_FORMATS,
    REPORT_FORMATS,
    Style,
    code_text,
    faults_lines,
    finding_lines,
    listing_text,
    report_text,
    verifiability_text,
)
from cnnic_validate.render.layout import counted

STANDARD_INPUT = "-"

_Arguments = ParamSpec("_Arguments")


def _judging(action: Callable[_Arguments, int]) -> Callable[_Arguments, int]:
    """Show the faults of what could not be judged, all of them, and give exit code 3."""

    def judged(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> int:
        try:
            return action(*args, **kwargs)
        except CnnicError as error:
            _complain_of(error.faults)
            return NOT_JUDGED

    return judged


def _complain_of(faults: tuple[Fault, ...]) -> None:
    complain("\n".join(faults_lines(faults, Style())) + "\n")


@_judging
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
            report = workflow.validate(
                paths,
                package=package,
                schema=schema,
                source=source,
                as_of=as_of,
                stdin=_standard_input(paths),
                progress=progress,
            )
    except CnnicError as error:
        # Programs that read the report, and files that hold it, get one here too.
        if format_ == "text" and output is None:
            raise
        report = Report(judged=", ".join(paths) or package, faults=error.faults)
    emit(REPORT_FORMATS[format_](report, style), output)
    if report.faults and (output is not None or not is_terminal()):
        _complain_of(report.faults)
    return _exit_code(report, fail_on)


def _standard_input(paths: tuple[str, ...]) -> bytes | None:
    if paths.count(STANDARD_INPUT) > 1:
        raise click.UsageError("standard input (-) can be read only once")
    if STANDARD_INPUT not in paths:
        return None
    return sys.stdin.buffer.read()


def _exit_code(report: Report, fail_on: str) -> int:
    if report.faults:
        return NOT_JUDGED
    failing = report.severities["error"]
    if fail_on == "warning":
        failing += report.severities["warning"]
    return FINDINGS if failing else CLEAN


@_judging
def normalise(*, path: str, package: str, source: str, output: str | None) -> int:
    """Write a release file with what its texts say filled in, and name what could not be."""
    stdin = _standard_input((path,))
    normalised = workflow.normalise(path, package=package, source=source, stdin=stdin)
    emit(normalised.text, output)
    if not normalised.unfilled:
        return CLEAN
    complain("\n".join(finding_lines(normalised.unfilled, Style())) + "\n")
    return FINDINGS


@_judging
def accept(*, path: str, package: str, source: str, verbose: bool, color: str) -> int:
    """Append a release file to the package, or say why not."""
    style = style_for(color, None, verbose=verbose)
    stdin = _standard_input((path,))
    accepted = workflow.accept(path, package=package, source=source, stdin=stdin)
    code = _exit_code(accepted.report, "error")
    text = report_text(accepted.report, style)
    if code == CLEAN:
        figures = counted(len(accepted.ids), "figure")
        emit(f"{text}\nAccepted: {figures} appended to {accepted.path}.\n", None)
    else:
        emit(f"{text}\nRefused: nothing was written.\n", None)
    return code


@_judging
def new_release(
    *, release_id: str, like: str, period: str, package: str, output: str | None
) -> int:
    """Write the template of a release."""
    text = workflow.new_release(release_id, like=like, period=period, package=package)
    emit(text, output)
    return CLEAN


@_judging
def rules(
    *,
    package: str,
    verifiability: bool,
    release: str,
    output: str | None,
    verbose: bool,
    color: str,
) -> int:
    """Write the rules of a package, or the figures that they check least."""
    style = style_for(color, output, verbose=verbose)
    if verifiability:
        text = verifiability_text(workflow.verifiability(package, release=release), style)
    elif release:
        raise click.UsageError("--release goes with --verifiability")
    else:
        text = listing_text(workflow.rules(package), style)
    emit(text, output)
    return CLEAN


@_judging
def explain(
    *,
    code: str,
    figure: str,
    package: str,
    format_: str,
    output: str | None,
    verbose: bool,
    color: str,
) -> int:
    """Write what a finding code means, or what the others say about a figure."""
    if bool(code) == bool(figure):
        raise click.UsageError("name a finding code or, with --figure, a figure")
    style = style_for(color, output, verbose=verbose)
    if figure:
        explanation = workflow.explain(figure, package=package)
        text = EXPLANATION_FORMATS[format_](explanation, style)
    elif format_ != "text":
        raise click.UsageError(f"--format {format_} goes with --figure")
    else:
        text = code_text(workflow.explain_code(code), style)
    emit(text, output)
    return CLEAN
