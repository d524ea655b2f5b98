"""Where a command writes, and whether in colour."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

from cnnic_validate import files
from cnnic_validate.cli.language import language_of
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.render import Style
from cnnic_validate.render.layout import wrapped

_STANDARD_OUTPUT = "<standard output>"


def style_for(color: str, output: str | None, *, verbose: bool, lang: str = "en") -> Style:
    """Decide on colours: `auto` is a terminal without NO_COLOR (no-color.org); on the language."""
    wanted = color == "always"
    if color == "auto" and output is None:
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        wanted = is_terminal() and not plain
    return Style(color=wanted, verbose=verbose, lang=language_of(lang))


def is_terminal() -> bool:
    """Whether standard output is shown to a person."""
    return bool(sys.stdout and sys.stdout.isatty())


def emit(text: str, output: str | None) -> None:
    """Write to the file `output`, which is replaced as a whole, or to standard output.

    A reader that closes the pipe has seen what it wanted: no error. What the terminal's encoding
    cannot show is written as an escape.

    Raises:
        UnreadableError: the file cannot be written.
    """
    if output is not None:
        _write_file(text.encode("utf-8"), Path(output))
        return
    if not sys.stdout:
        raise UnreadableError(_STANDARD_OUTPUT, say("cannot be written: it is closed"))
    try:
        _write(text, sys.stdout)
    except BrokenPipeError:
        drop_output()
    except OSError as error:
        drop_output()
        message = say("cannot be written: {reason}", reason=files.reason(error, writing=True))
        raise UnreadableError(_STANDARD_OUTPUT, message) from error


def drop_output() -> None:
    """Let what is still buffered go nowhere, instead of failing again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_file(data: bytes, path: Path) -> None:
    if path.is_dir() or path.is_file() or not path.exists():
        files.write_atomic(path, data)
        return
    # A device or a pipe is written to; renaming a file over it would remove it.
    try:
        path.write_bytes(data)
    except OSError as error:
        message = say("cannot be written: {reason}", reason=files.reason(error, writing=True))
        raise UnreadableError(files.shown_as(path), message) from error


def sentence(text: str) -> str:
    """Break one sentence into lines for a terminal; what a terminal would interpret is escaped."""
    return "\n".join(wrapped(text)) + "\n"


def complain(text: str) -> None:
    """Write to standard error, where it is open."""
    if sys.stderr:
        _write(text, sys.stderr)


def _write(text: str, stream: TextIO) -> None:
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()
