"""The language of a command line, known before its options are parsed.

Help and usage errors are in the language of the rest, wherever `--lang` stands on the line. Our own
texts come from the catalogue when they are shown; click asks gettext for its own words, and gettext
is given the same catalogue while a command runs. In English nothing here imports anything.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from cnnic_validate.render import Language

OPTION = "--lang"
# The catalogue, `locale/LANGUAGE/LC_MESSAGES/DOMAIN.mo`.
_DOMAIN = "cnnic_validate"
# The variable by which gettext chooses; git, the one program that is run, is run with LC_ALL=C.
_VARIABLE = "LANGUAGE"


def language_of(lang: str) -> Language:
    """Give the language of `--lang`; `auto` goes by the locale, as POSIX orders its names."""
    if lang == "auto":
        named = (os.environ.get(each, "") for each in ("LC_ALL", "LC_MESSAGES", "LANG"))
        lang = next((each for each in named if each), "")
    return "zh" if lang.lower().startswith("zh") else "en"


def language_on(arguments: Sequence[str]) -> Language:
    """Give the language that a command line asks for, whatever else may be wrong with it."""
    asked = ""
    for at, each in enumerate(arguments):
        if each == "--":
            break
        if each == OPTION:
            asked = "".join(arguments[at + 1 : at + 2])
        elif each.startswith(f"{OPTION}="):
            asked = each.partition("=")[2]
    return language_of(asked)


def language_here() -> Language:
    """Give the language of the command that runs; English where none does."""
    context = click.get_current_context(silent=True)
    return cast("Language", context.obj or "en") if context else "en"


def told(message: str) -> str:
    """Give a message in the language of the command that runs."""
    language = language_here()
    if language == "en":
        return message
    from cnnic_validate.render.translate import translated  # noqa: PLC0415 - not for English

    return translated(message, language)


def usage_error(message: str) -> click.UsageError:
    """Make the error of options that do not go together."""
    return click.UsageError(told(message))


@contextmanager
def gettext_in(language: Language) -> Iterator[None]:
    """Let gettext, which click asks for its own words, speak a language; then as before."""
    if language == "en":
        yield
        return
    # Imported here: most runs are in English.
    import gettext  # noqa: PLC0415 - see above
    from pathlib import Path  # noqa: PLC0415 - see above

    domain, before = gettext.textdomain(), os.environ.get(_VARIABLE)
    gettext.bindtextdomain(_DOMAIN, str(Path(__file__).parents[1] / "locale"))
    gettext.textdomain(_DOMAIN)
    os.environ[_VARIABLE] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            os.environ.pop(_VARIABLE)
        else:
            os.environ[_VARIABLE] = before
