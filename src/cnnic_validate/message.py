"""Texts that can be said in another language: English text that remembers what it was made of.

A `Message` is a `str`, the English text, so that whatever handles text goes on working: JSON,
SARIF, equality, sorting. It also carries what it was made of, from which `render.translate` makes
the same text in another language. `+` and `str` keep that; an f-string, `%` and `str.join` give
plain text that can no longer be translated: nest messages in `say`, or join them with `joined`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Told(NamedTuple):
    """A template, English text with ``{name}`` for each of `values` as `str.format` reads it.

    Of a number of things, `template` speaks of one and `plural`, else empty, of another `number`.
    """

    template: str
    values: Mapping[str, object]
    plural: str = ""
    number: int = 1


class Joint(NamedTuple):
    """Texts one behind the other; the separator is itself a template without values."""

    separator: str
    parts: tuple[str, ...]


class Title(NamedTuple):
    """A title of the package that has a Chinese twin, empty where the package gives none."""

    zh: str


class Message(str):
    """An English text and what it was made of."""

    __slots__ = ("origin",)

    origin: Told | Joint | Title

    def __str__(self) -> str:
        """Give the message itself: `str` of one, or of an error about it, can be translated."""
        return self

    def __add__(self, other: str) -> Message:
        return joined("", (self, other))

    def __radd__(self, other: str) -> Message:
        return joined("", (other, self))


def say(template: str, /, **values: object) -> Message:
    """Give the text of a template; its values may be messages themselves."""
    return _message(template.format(**values) if values else template, Told(template, values))


def say_n(singular: str, plural: str, number: int, /, **values: object) -> Message:
    """Give the text for a number of things, ``{number}`` in both templates."""
    named = {"number": number, **values}
    text = (singular if number == 1 else plural).format(**named)
    return _message(text, Told(singular, named, plural, number))


def joined(separator: str, parts: Iterable[str]) -> Message:
    """Join texts; the separator is translated like a template, each part by itself."""
    kept = tuple(parts)
    return _message(separator.join(kept), Joint(separator, kept))


def titled(english: str, chinese: str) -> Message:
    """Give a title in both languages."""
    return _message(english, Title(chinese))


def _message(text: str, origin: Told | Joint | Title) -> Message:
    message = Message(text)
    message.origin = origin
    return message
