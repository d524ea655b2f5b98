"""click's classes with help and usage errors in the language of the command line.

`Group` says again what `Command` says: click has two classes, and one base of ours under both would
make inheritance two deep.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from cnnic_validate.cli import INTERRUPTED
from cnnic_validate.cli.language import gettext_in, language_on, told
from cnnic_validate.message import say

# What `-h` says of itself, in English: click would keep the words of the first language asked for.
_HELP = "Show this message and exit."


class SpokenContext(click.Context):
    """The state of a command that runs; `obj` is its language."""

    def get_help(self) -> str:
        """Give the help of the command."""
        if self.obj in {None, "en"}:
            return super().get_help()
        from cnnic_validate.cli.help import help_text  # noqa: PLC0415 - not for English

        return help_text(self, self.obj)

    def get_usage(self) -> str:
        """Give the line that says how the command is called."""
        if self.obj in {None, "en"}:
            return super().get_usage()
        from cnnic_validate.cli.help import usage_text  # noqa: PLC0415 - not for English

        return usage_text(self, self.obj)


class LaidOutError(click.UsageError):
    """A usage error whose words are broken into lines of at most 80 columns."""

    def format_message(self) -> str:
        """Give the lines."""
        return str(self.message)


def _laid_out(error: click.UsageError) -> LaidOutError:
    from cnnic_validate.render.layout import wrapped  # noqa: PLC0415 - for errors only

    text = error.format_message()
    if error.ctx and error.ctx.obj != "en":
        # click ends and joins its sentences by itself.
        text = re.sub(r"(?<=')[.]$", "。", text).replace("。 ", "。")
    lines: list[str] = []
    for each in text.split("\n"):
        # The first line stands behind "Error: ".
        lines += wrapped(each.strip(), first="  " if lines else " " * len("Error: "), rest="  ")
    return LaidOutError("\n".join(lines).lstrip(), error.ctx)


@contextmanager
def _ended() -> Iterator[None]:
    """Lay out the usage errors of a command and of those that it runs; say that it is interrupted.

    click would end an interrupt with exit code 1, which says that there are findings.
    """
    try:
        yield
    except LaidOutError:
        raise
    except click.UsageError as error:
        raise _laid_out(error) from error
    except KeyboardInterrupt as error:
        context = click.get_current_context(silent=True)
        program = context.find_root().info_name if context else Path(sys.argv[0]).name
        click.echo(told(say("{program}: interrupted", program=program)), err=True)
        raise click.exceptions.Exit(INTERRUPTED) from error


class Command(click.Command):
    """A command in the language that its line asks for."""

    context_class = SpokenContext

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Take the line apart; the parameters are those of click."""
        with _ended():
            context = super().make_context(*args, **extra)
            _refuse_empty(context)
            return context

    def invoke(self, ctx: click.Context) -> Any:
        """Run it in its context."""
        with _ended():
            return super().invoke(ctx)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run it; the parameters are those of click."""
        language = language_on(_arguments(args, extra))
        with gettext_in(language):
            return super().main(*args, **extra, obj=language)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give `--help`."""
        return _in_english(super().get_help_option(ctx))


class Group(click.Group):
    """A group of commands in the language that its line asks for."""

    context_class = SpokenContext

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Take the line apart; the parameters are those of click."""
        with _ended():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command of it in its context."""
        with _ended():
            return super().invoke(ctx)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command of it; the parameters are those of click."""
        language = language_on(_arguments(args, extra))
        with gettext_in(language):
            return super().main(*args, **extra, obj=language)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give `--help`."""
        return _in_english(super().get_help_option(ctx))


def _refuse_empty(context: click.Context) -> None:
    """Refuse an empty text: a variable of a script that is not set would mean what is the default.

    Raises:
        click.BadParameter: for the first one; a key left out by mistake would check nothing.
    """
    for parameter in context.command.params:
        value = context.params.get(parameter.name or "")
        given = context.get_parameter_source(parameter.name or "")
        is_empty = value == "" or (isinstance(value, tuple) and "" in value)
        if is_empty and given is click.core.ParameterSource.COMMANDLINE:
            what = told(say("it is empty: name something, or leave it out."))
            raise click.BadParameter(what, context, parameter)


def _arguments(args: tuple[Any, ...], extra: dict[str, Any]) -> list[str]:
    """Give the arguments of a call of `main`, as click takes them."""
    given = args[0] if args else extra.get("args")
    return sys.argv[1:] if given is None else list(given)


def _in_english(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = _HELP
    return option
