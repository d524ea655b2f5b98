"""The lexicon: what may stand in a printed number or its unit, words, marks and symbols.

Words are one reviewed table; with them come the number styles and symbols that sources name.

The engine's own table is `lexicon.csv` beside this module; a package may add words (mostly units
and classifiers of the things that it counts) but never change the meaning of one. Nothing in the
table is executed: a word has a role and a value, and the grammar in `parser` does the rest.

Roles and their values:

* ``scale``: a power of ten, ``8`` for 亿.
* ``unit``: the code of `unit_measure`, with a power of ten where the word carries one
  (``percent 1`` for 成).
* ``classifier``: empty; the word says that things are counted, not which.
* ``qualifier``: ``none``, ``nearly``, ``over``, ``at_least``, ``at_most`` or ``about``.
* ``sign``: ``plus`` or ``minus``, then ``rank-minus`` or ``rank-plus`` where the word may also be
  said of a rank (an improvement is negative).
* ``number``: digits, or digits, power of ten and unit (``5 1 percent`` for "half").
* ``comparison``: ``year`` or ``previous``: what growth or change compares with (同比, 环比).

An ellipsis in a word stands for the number: ``$…`` precedes it, ``…左右`` follows it. Without one,
qualifiers and signs precede the number, scales, units and classifiers follow it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Literal

from cnnic_validate.errors import DefinitionError, Fault
from cnnic_validate.figures.styles import NumberStyle, collect_styles
from cnnic_validate.figures.symbols import Symbol, collect_symbols
from cnnic_validate.message import say
from cnnic_validate.model.finding import shown
from cnnic_validate.table import Record

Role = Literal["scale", "unit", "classifier", "qualifier", "sign", "number", "comparison"]
COLUMNS = ("word", "language", "script", "role", "value", "note")
DOTS = "…"

# What each role's value must look like.
_CODE = r"[A-Za-z][A-Za-z0-9_]*"
_VALUES: Mapping[Role, tuple[re.Pattern[str], str]] = {
    "scale": (re.compile(r"[0-9]{1,2}"), say("a power of ten such as 8")),
    "unit": (
        re.compile(rf"{_CODE}( [0-9]{{1,2}})?"),
        say("a unit code, or a code and a power of ten"),
    ),
    "classifier": (re.compile(""), say("nothing: a classifier names no unit")),
    "qualifier": (
        re.compile("none|nearly|over|at_least|at_most|about"),
        say("one of none, nearly, over, at_least, at_most, about"),
    ),
    "sign": (
        re.compile("(plus|minus)( rank-(plus|minus))?"),
        say("plus or minus, then rank-plus or rank-minus where ranks take the word"),
    ),
    "number": (
        re.compile(rf"[0-9]|[1-9][0-9]|[0-9]{{1,2}} [0-9]{{1,2}} {_CODE}"),
        say("digits, or digits, a power of ten and a unit code"),
    ),
    "comparison": (re.compile("year|previous"), say("year or previous")),
}
# Two spaces, a digit at the front or a mark of the number grammar would change how numbers split.
_WORD = re.compile(r"(?![0-9.,+\-− ])[^\x00-\x1f\x7f]{1,40}(?<! )")
_ASCII_LETTERS = re.compile(r"[A-Za-z]")
# A classifier is a word: a mark, or one Latin letter, is a flag, which says more than nothing.
_FLAG = re.compile(r"[^\w]*[A-Za-z]?[^\w]*|.*[()\[\]].*")


@dataclass(frozen=True, slots=True)
class Word:
    """One row of the lexicon. `text` is the word without the dots, `after` whether it follows."""

    text: str
    role: Role
    value: str
    after: bool


@dataclass(frozen=True, slots=True)
class LexiconFiles:
    """The tables of a package beside the words: their rows, and how a person names the files."""

    styles: Iterable[Record] = ()
    styles_path: str = "schemas/number_styles.csv"
    symbols: Iterable[Record] = ()
    symbols_path: str = "schemas/symbols.csv"


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words by their text (lower case where the table has no capital), and by first character.

    Two are never equal, so that what was read with one can be remembered.

    `measured` are the unit codes of what is measured rather than counted (percent, money, time): a
    classifier or a bare scale can never stand for one of these. `more` are these words with others
    that were added to them, for texts that cannot be read without: an addition never changes how
    another text is read. `styles` and `symbols` are by the code that a
    source names.
    """

    words: Mapping[str, Word]
    starts: Mapping[str, tuple[Word, ...]]
    measured: frozenset[str]
    styles: Mapping[str, NumberStyle]
    symbols: Mapping[str, tuple[Symbol, ...]]
    more: Lexicon | None = None

    def at(self, text: str, start: int) -> Word | None:
        """Give the longest word that stands in `text` at `start`, or None.

        A word of the table in lower case is read in any case; one with a capital (GB, USD) only as
        it is. A word that begins or ends in a Latin letter must do so at the edge of a word.
        """
        for word in self.starts.get(text[start].lower(), ()):
            end = start + len(word.text)
            piece = text[start:end]
            same = piece == word.text or (piece.isascii() and piece.lower() == word.text)
            if same and _is_whole(text, start, end):
                return word
        return None


# A classifier says nothing of these: "45亿" alone is persons or sites, never money or percent.
_MEASURED = frozenset(
    {
        "percent",
        "percentage_points",
        "per_mille",
        "yuan",
        "USD",
        "hours",
        "hours_per_week",
        "minutes",
        "kilobytes",
        "GB",
        "km",
        "rank",
    }
)


def load_lexicon(
    extra: Iterable[Record] = (),
    path: str = "schemas/lexicon.csv",
    files: LexiconFiles = LexiconFiles(),
) -> Lexicon:
    """Give the built-in lexicon with a package's additions.

    Args:
        extra: rows of the package's own table, by the names in `COLUMNS`, with their lines.
        path: how a person names that table.
        files: the package's number styles and symbols.

    Raises:
        DefinitionError: with one fault for each row that is malformed, or that gives a known word
            another role or value. A row that repeats what is known is no fault.
    """
    words: dict[str, Word] = {}
    styles: dict[str, NumberStyle] = {}
    symbols: dict[str, list[Symbol]] = {}
    faults = [
        *_collect(_builtin("lexicon.csv"), "figures/lexicon.csv", words),
        *_collect(extra, path, words),
        *collect_styles(_builtin("number_styles.csv"), "figures/number_styles.csv", styles),
        *collect_styles(files.styles, files.styles_path, styles),
        *collect_symbols(files.symbols, files.symbols_path, symbols),
    ]
    if faults:
        raise DefinitionError(faults)
    tables = {table: tuple(found) for table, found in symbols.items()}
    return Lexicon(words, _starts(words), _MEASURED, styles, tables)


def with_additions(lexicon: Lexicon, change: Lexicon) -> Lexicon:
    """Give a lexicon with the words, number styles and tables of symbols that a change adds to it.

    Not with those that it gives another meaning, nor with qualifiers, which widen a figure.
    """
    added = {text: word for text, word in change.words.items() if is_addition(word, lexicon)}
    symbols = {
        table: tuple(each for each in found if each.meaning != "qualifier")
        for table, found in change.symbols.items()
        if table not in lexicon.symbols
    }
    base = replace(
        lexicon,
        styles={**change.styles, **lexicon.styles},
        symbols={**symbols, **lexicon.symbols},
    )
    words = {**lexicon.words, **added}
    return replace(base, more=replace(base, words=words, starts=_starts(words))) if added else base


def is_addition(word: Word, lexicon: Lexicon) -> bool:
    """Whether a word may be used beside those of a lexicon as soon as it is added."""
    return word.text not in lexicon.words and word.role != "qualifier"


def _collect(rows: Iterable[Record], path: str, words: dict[str, Word]) -> list[Fault]:
    """Add the words of a table to `words`; give what is wrong with its rows."""
    faults: list[Fault] = []
    for record in rows:
        where = say("line {line}", line=record.line)
        word = _word(record.values)
        if isinstance(word, str):
            faults.append(Fault(path, where, word))
            continue
        known = words.setdefault(word.text, word)
        if known != word:
            message = say(
                "{word!r} is already known as {meaning}, and cannot become {other}",
                word=record["word"],
                meaning=_meaning(known),
                other=_meaning(word),
            )
            faults.append(
                Fault(path, where, message, say("a package may add words, not change them"))
            )
    return faults


def _meaning(word: Word) -> str:
    side = say(" after the number") if word.after else say(" before the number")
    return say(
        "{role} {value}{side}", role=word.role, value=word.value or say("(no value)"), side=side
    )


def _word(row: Mapping[str, str]) -> Word | str:
    """Read one row; a text says what is wrong with it."""
    text, role, value = row.get("word", ""), row.get("role", ""), row.get("value", "")
    bare = text.replace(DOTS, "")
    if text.count(DOTS) > 1 or not _WORD.fullmatch(bare) or "  " in bare:
        return say(
            "word {text!r}: expected 1 to 40 characters that begin with no digit, "
            "space, sign, comma or full stop",
            text=shown(text, 60),
        )
    if DOTS in text and not (text.startswith(DOTS) or text.endswith(DOTS)):
        return say(
            "word {text!r}: the dots stand for the number, before or after the word", text=text
        )
    for known, (pattern, expected) in _VALUES.items():
        if role == known:
            if not pattern.fullmatch(value):
                return say(
                    "value {value!r} of the {role} {text!r}: expected {expected}",
                    value=shown(value, 60),
                    role=role,
                    text=text,
                    expected=expected,
                )
            if known == "classifier" and _FLAG.fullmatch(bare):
                return say(
                    "{text!r} is no word that counts things; a flag or symbol of a source belongs "
                    "in a table of symbols, with its meaning",
                    text=text,
                )
            after = text.startswith(DOTS) or (
                DOTS not in text and known in {"scale", "unit", "classifier"}
            )
            return Word(bare, known, value, after)
    return say(
        "role {role!r} of {text!r}: expected one of {known}",
        role=shown(role, 60),
        text=text,
        known=", ".join(_VALUES),
    )


def _builtin(name: str) -> Iterator[Record]:
    """Give the rows of a table beside this module."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=1):
        yield Record(row, line=number + 1, row=number)


def _starts(words: Mapping[str, Word]) -> dict[str, tuple[Word, ...]]:
    starts: dict[str, list[Word]] = {}
    for word in sorted(words.values(), key=lambda each: len(each.text), reverse=True):
        starts.setdefault(word.text[0].lower(), []).append(word)
    return {first: tuple(group) for first, group in starts.items()}


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the piece ends where Latin words end ("percent" is no part of "percentage")."""
    return not (
        (start > 0 and _latin(text[start - 1]) and _latin(text[start]))
        or (end < len(text) and _latin(text[end]) and _latin(text[end - 1]))
    )


def _latin(character: str) -> bool:
    return bool(_ASCII_LETTERS.match(character))
