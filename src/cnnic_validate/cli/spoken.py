"""click's classes with help and usage errors in the language of the command line."""

from __future__ import annotations

import sys
from typing import Any

import click

from cnnic_validate.cli.language import gettext_in, language_on

# What `-h` says of itself, in English: click would keep the words of the first language asked for.
_HELP = "Show this message and exit."


class Context(click.Context):
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


class Command(click.Command):
    """A command in the language that its line asks for."""

    context_class = Context

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

    context_class = Context

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command of it; the parameters are those of click."""
        language = language_on(_arguments(args, extra))
        with gettext_in(language):
            return super().main(*args, **extra, obj=language)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give `--help`."""
        return _in_english(super().get_help_option(ctx))


def _arguments(args: tuple[Any, ...], extra: dict[str, Any]) -> list[str]:
    """Give the arguments of a call of `main`, as click takes them."""
    given = args[0] if args else extra.get("args")
    return sys.argv[1:] if given is None else list(given)


def _in_english(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = _HELP
    return option
