"""Messages in another language, by gettext catalogues; pure but for reading the catalogue once.

`locale/LANG/LC_MESSAGES/cnnic_validate.po` is the source of a language, the `.mo` beside it what is
read; `scripts/messages.py` makes both. Words of a package are Chinese where it has them in
Chinese (`title_zh`, `why_zh`); codes, ids and what is printed stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Literal, TypeVar, cast

from cnnic_validate.message import Joint, Message, Title, Told, say

if TYPE_CHECKING:
    import gettext

Language = Literal["en", "zh"]
# What a page says of its language (BCP 47).
TAGS: Mapping[Language, str] = {"en": "en", "zh": "zh-Hans"}
# Words of the model that reports show: named here for the catalogue.
WORDS = (
    *(say("error"), say("warning"), say("info")),
    *(say("passed"), say("failed"), say("waived")),
    *(say("not applicable"), say("not evaluated"), say("undecided")),
    *(say("nearest"), say("truncate"), say("unknown")),
)
# Units that the package of CNNIC measures in, by their codes; other packages' units stay codes.
UNITS = (
    *(say("persons"), say("percent"), say("per_mille"), say("percentage_points"), say("yuan")),
    *(say("subscriptions"), say("hours_per_week"), say("minutes"), say("services"), say("sites")),
    *(say("person_times"), say("kilobytes"), say("GB"), say("ports"), say("counties"), say("jobs")),
    *(say("males_per_100_females"), say("events"), say("enterprises"), say("hospitals")),
    *(say("courses"), say("columns"), say("articles"), say("rank"), say("accounts")),
    *(say("addresses"), say("blocks_32"), say("names"), say("pages"), say("stations")),
    *(say("terminals"), say("connections"), say("km"), say("USD"), say("yuan_per_USD")),
    *(say("computers"), say("hours")),
)
# Signs as wide as a Chinese character: they bring their own room.
_SIGNS = "，。；：、？！（）「」『』《》"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_Value = TypeVar("_Value")


def translated(text: str, language: Language) -> str:
    """Give a text in a language: plain text and what has no translation as it is."""
    if language == "en" or not text:  # the empty text is the head of a catalogue
        return text
    origin = text.origin if isinstance(text, Message) else None
    if isinstance(origin, Title):
        return origin.zh or str.__str__(text)
    catalogue = _catalogue(language)
    if isinstance(origin, Joint):
        separator = catalogue.gettext(origin.separator) if origin.separator else ""
        parts = [translated(each, language) for each in origin.parts]
        return _together(separator, parts)
    if not isinstance(origin, Told):
        return text
    template = (
        catalogue.ngettext(origin.template, origin.plural, origin.number)
        if origin.plural
        else catalogue.gettext(origin.template)
    )
    if not origin.values:
        return template
    values = {
        name: translated(value, language) if isinstance(value, str) else value
        for name, value in origin.values.items()
    }
    return _filled(template, values)


def _filled(template: str, values: Mapping[str, object]) -> str:
    """Fill a template in as `str.format` does, with the spaces that its values ask for."""
    pieces = _pieces(template)
    texts = [text.format(**values) if is_field else text for text, is_field in pieces]
    for at, (text, is_field) in enumerate(pieces):
        if not is_field:
            before = texts[at - 1] if at else ""
            after = texts[at + 1] if at + 1 < len(texts) else ""
            texts[at] = _spaced(before, text, after)
    return "".join(texts)


@cache
def _pieces(template: str) -> tuple[tuple[str, bool], ...]:
    """Take a template apart: its own texts, and its fields, each as a template of its own."""
    pieces: list[tuple[str, bool]] = []
    for text, name, spec, conversion in Formatter().parse(template):
        if text:
            pieces.append((text, False))
        if name is not None:
            how = f"!{conversion}" if conversion else ""
            pieces.append((f"{{{name}{how}:{spec}}}" if spec else f"{{{name}{how}}}", True))
    return tuple(pieces)


def _together(separator: str, parts: Sequence[str]) -> str:
    text = ""
    for at, part in enumerate(parts):
        text += (_spaced(text, separator, part) if at else "") + part
    return text


def _spaced(before: str, text: str, after: str) -> str:
    """Put a space between Chinese and other words, and none within Chinese or beside its signs.

    The text is ours, what stands before and after it are values: those stay as they are, and so do
    indents and the spaces around signs.
    """
    bare = text.strip(" ")
    left, right = _COLOUR.sub("", before)[-1:], _COLOUR.sub("", after)[:1]
    if not bare:
        gap = _gap(left, right)
        return text if gap is None or len(text) > 1 else gap
    start, end = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    first, last = _gap(left, bare[0]), _gap(bare[-1], right)
    return (
        (start if first is None or len(start) > 1 else first)
        + bare
        + (end if last is None or len(end) > 1 else last)
    )


def _gap(left: str, right: str) -> str | None:
    """Say what belongs between two characters; None: whatever is there."""
    kinds = {_kind(left), _kind(right)}
    if "" in kinds:
        return None
    return " " if kinds == {"han", "word"} else "" if kinds & {"han", "sign"} else None


def _kind(character: str) -> str:
    if character in _SIGNS:
        return "sign" if character else ""
    if "\u4e00" <= character <= "\u9fff":
        return "han"
    return "word" if character.isascii() and (character.isalnum() or character == "%") else ""


def in_language(value: _Value, language: Language) -> _Value:
    """Give a model value with every message in it in a language; what holds none comes back itself.

    Texts of the model's own vocabulary (verdicts, severities) stay: programs compare them.
    """
    return value if language == "en" else cast("_Value", _deep(value, language))


def _deep(value: object, language: Language) -> object:
    if isinstance(value, str):
        return translated(value, language)
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(_deep(each, language) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    old = {each.name: getattr(value, each.name) for each in fields(value) if each.init}
    new = {name: _deep(each, language) for name, each in old.items()}
    changed = {name: each for name, each in new.items() if each is not old[name]}
    return replace(value, **changed) if changed else value


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    # Imported here: most runs are in English.
    import gettext  # noqa: PLC0415 - see above
    from importlib import resources  # noqa: PLC0415 - see above

    folder = resources.files("cnnic_validate").joinpath("locale", language, "LC_MESSAGES")
    with folder.joinpath("cnnic_validate.mo").open("rb") as stream:
        return gettext.GNUTranslations(stream)
