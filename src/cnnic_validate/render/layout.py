"""Lines of text for a terminal: widths, wrapping, colour."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cnnic_validate.message import joined, say, say_n
from cnnic_validate.render.escape import escaped
from cnnic_validate.render.translate import Language, translated

WIDTH = 80
# Without -v: how many texts of a list are shown.
_SHOWN = 8

Role = Literal["error", "warning", "info", "place", "good", "quiet"]
_CODES: Mapping[Role, str] = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "place": "1",
    "good": "1;32",
    "quiet": "2",
}
_SIGN_AFTER_NUMBER = re.compile(r"(?<=\d) (?=[%‰])")
_GLUE = "\N{NO-BREAK SPACE}"
# No line of Chinese begins with the ones or ends with the others.
_CLOSING = frozenset("，。；：、？！）」』》”’")
_OPENING = frozenset("（「『《“‘")


@dataclass(frozen=True, slots=True)
class Style:
    """How text is shown: with ANSI colours or without, all or what fits a screen, the language."""

    color: bool = False
    verbose: bool = False
    lang: Language = "en"

    def paint(self, text: str, role: Role) -> str:
        """Colour `text`, which must be escaped, where colours are wanted."""
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.color else text

    def tell(self, template: str, /, **values: object) -> str:
        """Give the text of a template (`message.say`) in the language."""
        return translated(say(template, **values), self.lang)

    def tell_n(self, singular: str, plural: str, count: int, /, **values: object) -> str:
        """Give the text for a number of things (`message.say_n`) in the language."""
        return translated(say_n(singular, plural, count, **values), self.lang)

    def joined(self, separator: str, texts: Iterable[str]) -> str:
        """Join texts (`message.joined`) in the language."""
        return translated(joined(separator, texts), self.lang)


ENGLISH = Style()


def width_of(text: str) -> int:
    """Count the terminal columns of one line of text; a Chinese character takes two."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, *, first: str = "", rest: str | None = None) -> list[str]:
    """Escape `text` and break it into lines of at most 80 columns.

    Lines break at spaces and between Chinese characters, never inside a number, a path or an id,
    nor between a number and its percent sign; a piece wider than the line stands on its own line.

    Args:
        text: anything.
        first: what the first line starts with; shown as it is.
        rest: what the other lines start with; the width of `first` in spaces where it is None.
    """
    follow = " " * width_of(first) if rest is None else rest
    lines: list[str] = []
    line, is_empty = first, True
    for gap, piece in _pieces(_SIGN_AFTER_NUMBER.sub(_GLUE, escaped(text))):
        joined = line + piece if is_empty else line + gap + piece
        if not is_empty and width_of(joined) > WIDTH:
            lines.append(line)
            joined = follow + piece
        line, is_empty = joined, False
    lines.append(line)
    return [each.replace(_GLUE, " ").rstrip() for each in lines]


def broken(text: str, *, first: str) -> list[str]:
    """Break like `wrapped`; where a piece is wider than the line, anywhere."""
    lines = wrapped(text, first=first)
    if all(width_of(line) <= WIDTH for line in lines):
        return lines
    lines, left = [], width_of(first)
    line, width = first, left
    for character in escaped(text):
        if width + _columns(character) > WIDTH:
            lines.append(line.rstrip())
            line, width = " " * left, left
        line += character
        width += _columns(character)
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Give what must stay together, each with the gap before it."""
    for word in text.split(" "):
        gap, piece = " ", ""
        for character in word:
            if (
                piece
                and _columns(piece[-1]) == _columns(character) == 2
                and character not in _CLOSING
                and piece[-1] not in _OPENING
            ):
                yield gap, piece
                gap, piece = "", ""
            piece += character
        yield gap, piece


def cut(text: str, columns: int) -> str:
    """Escape `text` and shorten it to `columns` at a place where a line could break."""
    safe = escaped(text)
    if width_of(safe) <= columns:
        return safe
    kept = ""
    for gap, piece in _pieces(safe):
        longer = f"{kept}{gap}{piece}" if kept else piece
        if width_of(longer) > columns - 2:
            break
        kept = longer
    if kept:
        return f"{kept} …"
    while width_of(safe) > columns - 1:
        safe = safe[:-1]
    return f"{safe}…"


def table(rows: Iterable[tuple[str, str]], *, indent: str = "") -> list[str]:
    """Lay out labels and texts in two columns, texts wrapped.

    Args:
        rows: label and text each; labels are ours and need no escape.
        indent: what stands before each label.
    """
    pairs = list(rows)
    column = max((width_of(label) for label, _ in pairs), default=0) + 2
    lines = []
    for label, text in pairs:
        lines += wrapped(text, first=indent + label + " " * (column - width_of(label)))
    return lines


def listed(texts: Sequence[str], style: Style) -> list[str]:
    """Lay out texts below a heading; without `style.verbose` long lists are cut and counted."""
    shown = texts if style.verbose or len(texts) <= _SHOWN + 1 else texts[:_SHOWN]
    lines = [line for text in shown for line in wrapped(text, first="  ", rest="    ")]
    if rest := len(texts) - len(shown):
        lines.append(style.tell("  {rest:,} more; -v shows all", rest=rest))
    return lines


def number(value: int) -> str:
    """Write a count with thousands separators."""
    return f"{value:,}"


def counted(value: int, singular: str, plural: str = "") -> str:
    """Write a count with its noun: `1 error`, `1,153 figures`."""
    return f"{value:,} {singular if value == 1 else plural or singular + 's'}"
