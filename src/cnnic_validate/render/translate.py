"""Messages in another language, by gettext catalogues; pure but for reading the catalogue once.

`locale/LANG/LC_MESSAGES/cnnic_validate.po` is the source of a language, the `.mo` beside it what is
read; `scripts/messages.py` makes both. Words of a package are Chinese where it has them in
Chinese (`title_zh`, `why_zh`); codes, ids and what is printed stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
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
    *(say("transposition"), say("substitution"), say("dropped digit"), say("doubled digit")),
    *(say("extra digit"), say("decimal shift"), say("sign"), say("unit")),
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
        return separator.join(translated(each, language) for each in origin.parts)
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
    return template.format(**values)


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
