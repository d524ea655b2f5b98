"""What the commands that take a printed table in do."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import click

from cnnic_validate.cli.actions import judging, standard_input
from cnnic_validate.cli.guard import CLEAN, FINDINGS
from cnnic_validate.cli.language import told, usage_error
from cnnic_validate.cli.output import complain, emit, style_for
from cnnic_validate.grid import UndecodedError, Wanted
from cnnic_validate.message import say
from cnnic_validate.render.intake import transcript_text
from cnnic_validate.workflow import intake

_NAMED = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|", "\\t": "\t"}


@judging
def read(
    *,
    path: str,
    source: str,
    package: str,
    output: str | None,
    verbose: bool,
    lang: str,
    **chosen: Any,
) -> int:
    """Write what a table displays, and say what is hidden or cannot be read."""
    wanted = _wanted(**chosen)
    stdin = standard_input((path,))
    try:
        found = intake.read(path, source, wanted=wanted, package=package, stdin=stdin)
    except UndecodedError as error:
        if not error.proposed or not _is_confirmed(error):
            raise
        wanted = replace(wanted, encoding=error.proposed)
        found = intake.read(path, source, wanted=wanted, package=package, stdin=stdin)
    emit(intake.transcript_file(found), output)
    style = style_for("auto", output, verbose=verbose, lang=lang)
    complain(transcript_text(found, style) + "\n")
    return FINDINGS if found.unread() else CLEAN


def _wanted(*, delimiter: str, **chosen: Any) -> Wanted:
    character = _NAMED.get(delimiter, delimiter)
    if len(character) > 1:
        raise usage_error(say("{delimiter!r} is no single character", delimiter=delimiter))
    return Wanted(delimiter=character, **chosen)


def is_asked() -> bool:
    """Whether somebody is there to answer."""
    return bool(sys.stdin and sys.stdin.isatty())


def _is_confirmed(error: UndecodedError) -> bool:
    """Ask, on a terminal, whether a text is in the encoding that reads it."""
    if not is_asked():
        return False
    question = say(
        "{path} {message}. Read it as {encoding}?",
        path=error.path,
        message=error.faults[0].message,
        encoding=error.proposed,
    )
    return click.confirm(told(question), default=True, err=True)
