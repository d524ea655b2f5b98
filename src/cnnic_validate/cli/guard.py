"""What ends a command, and with which exit code."""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Callable
from typing import ParamSpec

import click

from cnnic_validate.cli.language import told
from cnnic_validate.message import say

CLEAN, FINDINGS, USAGE, NOT_JUDGED, BUG = 0, 1, 2, 3, 4

_Arguments = ParamSpec("_Arguments")


def guarded(action: Callable[_Arguments, int]) -> Callable[_Arguments, None]:
    """Turn a function that gives an exit code into a callback that exits with it.

    An exception that nobody meant to raise is a bug of ours: one line that asks to report it and
    exit code 4, with the traceback where CNNIC_DEBUG is set.
    """

    @functools.wraps(action)
    def callback(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> None:
        context = click.get_current_context()
        try:
            code = action(*args, **kwargs)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:  # noqa: BLE001 - the last line of defence
            _report_bug(error)
            code = BUG
        context.exit(code)

    return callback


def _report_bug(error: Exception) -> None:
    if os.environ.get("CNNIC_DEBUG"):
        traceback.print_exc(file=sys.stderr)
    from cnnic_validate.render.layout import wrapped  # noqa: PLC0415 - for bugs only

    what = f"{type(error).__name__}: {error}".split("\n", 1)[0]
    message = say(
        "cnnic-validate: a bug of ours, not a fault of your data ({what}); please report it with"
        " what you ran (CNNIC_DEBUG=1 shows where)",
        what=ascii(what)[1:-1],
    )
    click.echo("\n".join(wrapped(told(message), rest="  ")), err=True)
