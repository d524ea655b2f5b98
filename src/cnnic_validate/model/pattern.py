r"""Patterns of Table Schema, which are XML Schema regular expressions, in the dialect we execute.

XML Schema patterns match the whole value, know no lookaround, no backreference and no flags, and
give `.`, `\s` and `\w` meanings of their own. Every pattern is translated once to a form that
Python's `re` and linear-time engines read alike, so that both executors agree and no pattern can
take exponential time.

Two liberties, both taken by the standard's own examples: a leading `^` and a trailing `$` are
accepted and change nothing, and `(?:` is accepted as a group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cnnic_validate.message import say

_QUANTIFIER = re.compile(r"[*+?]|\{([0-9]{1,4})(,([0-9]{1,4})?)?\}")
# Repetition multiplies the size of the compiled pattern.
_MOST_REPEATED = 1000
_SPACES = r"\x20\t\n\r"
_SINGLE_ESCAPES = {"n": r"\n", "r": r"\r", "t": r"\t"}
_PLAIN = r"\|.-^?*+{}()[]$/'\"#&~!%,:;<=>@_` "


class PatternError(ValueError):
    """The pattern is not one we can execute; the message says which part and why."""


@dataclass(slots=True)
class _PatternReader:
    """The pattern and how far it has been read."""

    pattern: str
    at: int = 0

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise PatternError(say("the pattern ends too early"))
        self.at += 1
        return character


def translate(pattern: str) -> str:
    r"""Translate an XML Schema pattern to an equal expression without anchors.

    Raises `PatternError` for what is not a pattern and for what is not supported: `\p`, `\i`, `\c`
    and class subtraction, and `\w`, of which XML Schema, Python and people each think otherwise
    (by the standard it does not hold `_`).
    """
    body = pattern.removeprefix("^")
    if body.endswith("$") and not _ends_escaped(body[:-1]):
        body = body[:-1]
    text = _PatternReader(body)
    translated = _branches(text, depth=0)
    if text.peek():
        raise PatternError(say("a `)` closes nothing"))
    try:
        re.compile(translated)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(str(error)) from error
    return translated


def _ends_escaped(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _branches(text: _PatternReader, depth: int) -> str:
    if depth > 50:
        raise PatternError(say("groups are nested deeper than 50"))
    out = []
    while (character := text.peek()) and character != ")":
        if character == "|":
            out.append(text.take())
        else:
            out.append(_atom(text, depth) + _quantifier(text))
    return "".join(out)


def _atom(text: _PatternReader, depth: int) -> str:
    character = text.take()
    if character == "(":
        return _group(text, depth)
    if character == "[":
        return _class(text)
    if character == ".":
        return r"[^\n\r]"
    if character == "\\":
        return _escape(text, inside_class=False)
    if character in "*+?{":
        raise PatternError(say("`{character}` repeats nothing", character=character))
    if character in "]}":
        raise PatternError(
            say("`{character}` must be written `\\{character}`", character=character)
        )
    if character in "^$":
        raise PatternError(
            say(
                "`{character}` inside a pattern is not read: a pattern is always anchored",
                character=character,
            )
        )
    return _literal(character)


def _group(text: _PatternReader, depth: int) -> str:
    if text.pattern.startswith("?:", text.at):
        text.at += 2
    elif text.peek() == "?":
        raise PatternError(say("`(?` is not part of XML Schema patterns (no lookaround, no flags)"))
    inner = _branches(text, depth + 1)
    if text.peek() != ")":
        raise PatternError(say("a `(` is not closed"))
    text.take()
    return f"(?:{inner})"


def _quantifier(text: _PatternReader) -> str:
    found = _QUANTIFIER.match(text.pattern, text.at)
    if not found:
        return ""
    text.at = found.end()
    if text.peek() and text.peek() in "?*+{":
        raise PatternError(
            say(
                "`{found}{peek}` is not part of XML Schema patterns",
                found=found[0],
                peek=text.peek(),
            )
        )
    low, high = found[1], found[3]
    if low is not None and max(int(low), int(high or 0)) > _MOST_REPEATED:
        raise PatternError(
            say(
                "`{found}` repeats more than {most_repeated} times",
                found=found[0],
                most_repeated=_MOST_REPEATED,
            )
        )
    return found[0]


def _class(text: _PatternReader) -> str:
    negated = text.peek() == "^"
    if negated:
        text.take()
    parts: list[str] = []
    while text.peek() != "]":
        parts.append(_class_part(text))
    text.take()
    if not parts:
        raise PatternError(say("a `[]` holds nothing"))
    return f"[{'^' if negated else ''}{''.join(parts)}]"


def _class_part(text: _PatternReader) -> str:
    low = _class_item(text)
    if text.peek() != "-" or text.pattern.startswith("-]", text.at):
        return low
    text.take()
    return f"{low}-{_class_item(text)}"


def _class_item(text: _PatternReader) -> str:
    character = text.take()
    if character == "[":
        raise PatternError(say("class subtraction `[…-[…]]` is not supported yet"))
    if character == "\\":
        return _escape(text, inside_class=True)
    return _literal(character)


def _escape(text: _PatternReader, *, inside_class: bool) -> str:
    character = text.take()
    if character in _SINGLE_ESCAPES:
        return _SINGLE_ESCAPES[character]
    if character in {"d", "D"}:  # every decimal digit of Unicode, as both engines read it
        return f"\\{character}"
    if character == "s":
        return _SPACES if inside_class else f"[{_SPACES}]"
    if character == "S" and not inside_class:
        return f"[^{_SPACES}]"
    if character in _PLAIN:
        return _literal(character)
    if character in "wW":
        raise PatternError(
            say(
                "`\\{character}` is not supported: write the characters, as in [A-Za-z0-9_]",
                character=character,
            )
        )
    if character in "pPiIcCS":
        raise PatternError(say("`\\{character}` is not supported here yet", character=character))
    raise PatternError(
        say("`\\{character}` is not part of XML Schema patterns", character=character)
    )


def _literal(character: str) -> str:
    """Write a character so that no engine takes it for anything else."""
    if character.isalnum() or ord(character) > 127 or character == "_":
        return character
    return f"\\x{ord(character):02x}"
