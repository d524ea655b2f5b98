"""Help in another language than English, laid out for characters of two columns.

click breaks lines at spaces and counts characters, both of which fail for Chinese. What is shown,
and in which order, is as in click's own help.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from cnnic_validate.message import say, say_n
from cnnic_validate.render.layout import WIDTH, Style, width_of, wrapped

if TYPE_CHECKING:
    from cnnic_validate.render import Language

# The widest first column, as in click.
_FIRST = 30
# What an option is called, what it is for, and its default in brackets.
_Record = tuple[str, str, str]
# A paragraph that begins with it is shown line by line.
_VERBATIM = "\b\n"
# The words of click that a command can show, named here for the catalogue.
WORDS = (
    *(say("Options"), say("Commands"), say("[OPTIONS]"), say("COMMAND [ARGS]...")),
    *(say("Show this message and exit."), say("Show the version and exit.")),
    *(say("default: {default}"), say("required"), say("Aborted!")),
    *(say("Error: {message}"), say("Try '{command} {option}' for help.")),
    *(say("Invalid value: {message}"), say("Invalid value for {param_hint}: {message}")),
    *(say("Missing argument"), say("Missing option"), say("Missing parameter")),
    *(say("Missing command."), say("No such command {name!r}."), say("No such option {name!r}.")),
    say_n(
        "Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1, possibility=""
    ),
    say("Option {name!r} does not take a value."),
    say_n(
        "Option {name!r} requires an argument.",
        "Option {name!r} requires {nargs} arguments.",
        1,
        name="",
    ),
    say_n(
        "Got unexpected extra argument ({args})",
        "Got unexpected extra arguments ({args})",
        1,
        args="",
    ),
    say_n(
        "{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1, value="", choice=""
    ),
    *(say("file"), say("{name} {filename!r} is a directory.")),
    say("Choose from:\n\t{choices}"),
)


def paragraphs(text: str) -> Iterator[tuple[str, bool]]:
    """Give the paragraphs of a help text as they are translated, and whether each is verbatim."""
    for each in inspect.cleandoc(text).split("\n\n"):
        is_verbatim = each.startswith(_VERBATIM)
        yield (
            (each.removeprefix(_VERBATIM), True) if is_verbatim else (" ".join(each.split()), False)
        )


def help_text(context: click.Context, language: Language) -> str:
    """Give the help of a command, lines of at most 80 columns."""
    command, style = context.command, Style(lang=language)
    blocks = [[usage_text(context, language)], *_texts(command.help or "", style)]
    options = [each for each in command.get_params(context) if isinstance(each, click.Option)]
    records = (_record(each, context, style) for each in options)
    blocks.append([style.tell("{label}:", label=say("Options")), *_columns(records)])
    if isinstance(command, click.Group):
        named = (
            (name, command.get_command(context, name)) for name in command.list_commands(context)
        )
        shorts = (
            (name, _short(each, style), "") for name, each in named if each and not each.hidden
        )
        blocks.append([style.tell("{label}:", label=say("Commands")), *_columns(shorts)])
    blocks += _texts(command.epilog or "", style)
    return "\n\n".join("\n".join(lines) for lines in blocks)


def usage_text(context: click.Context, language: Language) -> str:
    """Give the line that says how a command is called."""
    style = Style(lang=language)
    pieces = " ".join(style.tell(each) for each in context.command.collect_usage_pieces(context))
    first = style.tell("Usage: {command} ", command=context.command_path)
    return "\n".join(wrapped(pieces, first=first))


def _texts(text: str, style: Style) -> Iterator[list[str]]:
    for paragraph, is_verbatim in paragraphs(text) if text else ():
        told = style.tell(paragraph)
        if is_verbatim:
            yield [f"  {line}".rstrip() for line in told.splitlines()]
        else:
            yield wrapped(told, first="  ")


def _record(option: click.Option, context: click.Context, style: Style) -> _Record:
    """Give the names of an option, its help, and what click says of its default.

    click writes help and default as one text, the default in the words of gettext.
    """
    text = option.help or ""
    names, whole = option.get_help_record(context) or ("", "")
    return names, style.tell(text), whole.removeprefix(text).strip()


def _short(command: click.Command, style: Style) -> str:
    return style.tell(next(paragraphs(command.help or ""))[0])


def _columns(records: Iterable[_Record]) -> list[str]:
    """Lay out names and texts in two columns; a name that is too wide has a line of its own."""
    rows = list(records)
    column = min(max(width_of(name) for name, _, _ in rows), _FIRST) + 2
    lines = []
    for name, text, default in rows:
        first, rest = f"  {name}", " " * (column + 2)
        if width_of(first) + 2 > len(rest):
            lines.append(first)
            first = ""
        lines += wrapped(text, first=first + " " * (len(rest) - width_of(first)), rest=rest)
        longer = f"{lines[-1]}  {default}".rstrip()
        lines[-1:] = [longer] if width_of(longer) <= WIDTH else [lines[-1], rest + default]
    return lines
