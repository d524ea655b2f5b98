"""Symbols and flags: what a source prints in place of a number, or beside one.

A package declares them in `schemas/symbols.csv`, one table for each way of marking, and a source
names its table in its column `symbols`. The same sign means different things to different
agencies, so none is known before a table says what it means.

Places: ``cell`` is all that is printed, ``prefix`` and ``suffix`` touch the number or stand one
space from it, ``superscript`` is raised behind it, ``between`` stands between two numbers.

Meanings and their values:

* ``status``: a code of CL_OBS_STATUS, such as P.
* ``confidential``: a code of CL_CONF_STATUS; empty is C. In place of a number it is suppressed.
* ``missing``: a code of CL_OBS_STATUS that says why there is no value; empty is O.
* ``zero``: nothing; a true zero.
* ``below_unit``: nothing; less than half of the printed unit.
* ``qualifier``: ``nearly``, ``over``, ``at_least``, ``at_most`` or ``about``.
* ``range``: nothing; the number lies between the two.
* ``footnote``: nothing; the number is as printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast, get_args

from cnnic_validate.errors import Fault
from cnnic_validate.message import say
from cnnic_validate.model.finding import shown
from cnnic_validate.model.status import (
    CONF_STATUS,
    CONFIDENTIAL,
    MISSING,
    NOT_SIGNIFICANT,
    OBS_STATUS,
    SUPPRESSED,
    WITHOUT_VALUE,
)
from cnnic_validate.table import Record

Spot = Literal["cell", "prefix", "suffix", "superscript", "between"]
Meaning = Literal[
    "status", "confidential", "missing", "zero", "below_unit", "qualifier", "range", "footnote"
]
COLUMNS = ("table", "symbol", "place", "meaning", "value", "note")
QUALIFIERS = ("nearly", "over", "at_least", "at_most", "about")

# Which meanings a symbol can have where it stands.
_FITTING: Mapping[Spot, tuple[Meaning, ...]] = {
    "cell": ("missing", "confidential", "zero", "below_unit"),
    "prefix": ("status", "confidential", "qualifier", "range", "footnote"),
    "suffix": ("status", "confidential", "qualifier", "footnote"),
    "superscript": ("status", "confidential", "footnote"),
    "between": ("range",),
}
_VALUES: Mapping[Meaning, frozenset[str]] = {
    "status": frozenset(OBS_STATUS) - MISSING,
    "confidential": frozenset(CONF_STATUS) | {""},
    "missing": WITHOUT_VALUE | {""},
    "qualifier": frozenset(QUALIFIERS),
}
_RAISED = re.compile(r"[\u00b2\u00b3\u00b9\u2070-\u207f\u02b0-\u02b8\u1d2c-\u1d6a]+\Z")


@dataclass(frozen=True, slots=True)
class Symbol:
    """One row of a table of symbols."""

    text: str
    spot: Spot
    meaning: Meaning
    value: str


class Marked(NamedTuple):
    """A printed text without its symbols, and what they say of the number.

    `upper` is the text of the upper end of a range, whose lower end is `text`. `missing` says that
    there is no number.
    """

    text: str
    obs_status: str = ""
    conf_status: str = ""
    qualifier: str = ""
    upper: str = ""
    missing: bool = False


def collect_symbols(
    rows: Iterable[Record], path: str, tables: dict[str, list[Symbol]]
) -> Iterator[Fault]:
    """Add the symbols of a file to `tables`; give what is wrong with its rows."""
    for record in rows:
        found = _symbol(record.values)
        where = say("line {line}", line=record.line)
        if isinstance(found, str):
            yield Fault(path, where, found)
            continue
        table = tables.setdefault(record["table"], [])
        if any((each.text, each.spot) == (found.text, found.spot) for each in table):
            message = say(
                "{symbol!r} as {place} stands twice in the table {table}",
                symbol=found.text,
                place=found.spot,
                table=record["table"],
            )
            yield Fault(path, where, message, say("one symbol has one meaning in one place"))
            continue
        table.append(found)


def _symbol(row: Mapping[str, str]) -> Symbol | str:
    """Read one row; a text says what is wrong with it."""
    table, text, place, meaning, value = (row.get(name, "") for name in COLUMNS[:-1])
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", table):
        return say("table {text!r}: expected a name of letters, digits, _ and -", text=shown(table))
    if not text.strip() or text != text.strip() or len(text) > 20:
        return say(
            "symbol {text!r}: expected 1 to 20 characters, without space around",
            text=shown(text, 60),
        )
    if place not in get_args(Spot):
        known = ", ".join(get_args(Spot))
        return say("place {text!r}: expected one of {known}", text=shown(place, 60), known=known)
    spot = cast("Spot", place)
    if meaning not in _FITTING[spot]:
        known = ", ".join(_FITTING[spot])
        return say(
            "meaning {text!r} of a {place}: expected one of {known}",
            text=shown(meaning, 60),
            place=place,
            known=known,
        )
    known_values = _VALUES.get(meaning, frozenset({""}))
    if value not in known_values:
        listed = ", ".join(sorted(known_values - {""})) or say("nothing")
        return say(
            "value {text!r} of {meaning}: expected {known}",
            text=shown(value, 60),
            meaning=meaning,
            known=listed,
        )
    written = _plain(text) if spot == "superscript" else text
    return Symbol(written, spot, meaning, value)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def unmarked(text: str, symbols: Sequence[Symbol]) -> Marked:
    """Take the symbols of a source out of a printed text; the rest is for the parser."""
    for each in symbols:
        if each.spot == "cell" and text == each.text:
            return _in_place_of_a_number(each)
    marked = Marked(text)
    for _ in symbols:  # one may stand behind another
        stripped = _stripped(marked, symbols)
        if stripped == marked:
            break
        marked = stripped
    return _ranged(marked, symbols)


def _in_place_of_a_number(symbol: Symbol) -> Marked:
    if symbol.meaning == "zero":
        return Marked("0")
    if symbol.meaning == "below_unit":
        return Marked("0", NOT_SIGNIFICANT)
    if symbol.meaning == "confidential":
        return Marked("", SUPPRESSED, symbol.value or CONFIDENTIAL, missing=True)
    return Marked("", symbol.value or "O", missing=True)


def _stripped(marked: Marked, symbols: Sequence[Symbol]) -> Marked:
    """Take one symbol off an end of the text; the longest that stands there."""
    text = marked.text
    for each in sorted(symbols, key=lambda each: -len(each.text)):
        rest = _without(text, each)
        if rest and any(map(str.isdecimal, rest)):
            return _told(marked._replace(text=rest), each)
    return marked


def _without(text: str, symbol: Symbol) -> str:
    """Give the text without the symbol, which stands whole at its end; empty where it does not."""
    mark = symbol.text
    if symbol.spot == "superscript":
        raised = _RAISED.search(text)
        return text[: raised.start()] if raised and _plain(raised[0]) == mark else ""
    if symbol.spot == "suffix" and text.endswith(mark):
        rest = text.removesuffix(mark)
        # A digit or letter that touches the number would be part of it, or of its unit.
        touches = rest[-1:].isalnum() and (
            mark[0].isdecimal() or (mark[0].isalpha() and rest[-1:].isalpha())
        )
        return "" if touches else _one_space_less(rest, -1)
    if symbol.spot == "prefix" and text.startswith(mark):
        rest = text.removeprefix(mark)
        touches = mark[-1].isdecimal() and rest[:1].isdecimal()
        return "" if touches else _one_space_less(rest, 0)
    return ""


def _one_space_less(text: str, end: Literal[0, -1]) -> str:
    if not text or text[end] not in " \u00a0":
        return text
    return text[:-1] if end else text[1:]


def _told(marked: Marked, symbol: Symbol) -> Marked:
    if symbol.meaning == "status":
        return marked._replace(obs_status=marked.obs_status or symbol.value)
    if symbol.meaning == "confidential":
        return marked._replace(conf_status=symbol.value or CONFIDENTIAL)
    if symbol.meaning == "qualifier":
        return marked._replace(qualifier=symbol.value)
    return marked


def _ranged(marked: Marked, symbols: Sequence[Symbol]) -> Marked:
    """Split a text at a mark between two numbers."""
    for each in symbols:
        if each.spot != "between":
            continue
        low, _, high = marked.text.partition(each.text)
        if all(any(map(str.isdecimal, end)) for end in (low, high)):
            return marked._replace(text=low.rstrip(" \u00a0"), upper=high.lstrip(" \u00a0"))
    return marked


def symbol_hint(table: str) -> str:
    """Say where the meaning of a symbol belongs."""
    if not table:
        return say(
            "a symbol or flag of the source belongs in a table of symbols (`symbols` under "
            "`cnnic:rules`), which the source names in its column `symbols`"
        )
    return say(
        "a symbol or flag of the source belongs in its table of symbols, {table}", table=table
    )
