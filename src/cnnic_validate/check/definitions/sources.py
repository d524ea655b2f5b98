"""The catalogue of sources: who printed what, when, and how they write and round numbers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Literal, cast, get_args

from cnnic_validate.check.definitions.cycles import on_cycles
from cnnic_validate.check.definitions.row import CatalogueRow, choice, known_code
from cnnic_validate.figures import Lexicon
from cnnic_validate.message import say
from cnnic_validate.model.finding import shown
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import Source
from cnnic_validate.model.status import MISSING, OBS_STATUS

SourceKind = Literal["release", "press", "database"]
_PLAIN_ROUNDING = ("nearest", "truncate", "unknown")
_SIZED_ROUNDING = re.compile(r"(?:random|perturbed):[1-9][0-9]{0,5}")
_UNKNOWN = "unknown"
_YEAR_START = re.compile(r"--(0[1-9]|1[0-2])-01")


def read_sources(rows: Mapping[str, CatalogueRow], lexicon: Lexicon | None) -> dict[str, Source]:
    """Read the sources; what cannot be used of one is reported, and the rest kept.

    Args:
        rows: the rows of the table by id.
        lexicon: has the number styles and symbols that sources name; None: they are not compared.
    """
    found: dict[str, Source] = {}
    for code, row in rows.items():
        kind = choice(row, "kind", get_args(SourceKind))
        if kind:
            found[code] = Source(
                id=code,
                kind=cast("SourceKind", kind),
                agency=row["agency"],
                title_en=row["title_en"],
                title_zh=row["title_zh"],
                published=_date(row, "published"),
                rounding=_rounding(row, kind),
                edition_of=row["edition_of"],
                url=row["url"],
                number_style=_named(row, "number_style", lexicon.styles if lexicon else None),
                symbols=_named(row, "symbols", lexicon.symbols if lexicon else None),
                obs_status=_status(row),
                year_start=_year_start(row),
            )
    return _editions(rows, found)


def _rounding(row: CatalogueRow, kind: str) -> str:
    text = row["rounding"]
    if not text:
        return _UNKNOWN if kind == "press" else "nearest"
    if text in _PLAIN_ROUNDING or _SIZED_ROUNDING.fullmatch(text):
        return text
    row.note(
        "rounding",
        say("`{text}` is no {column}", text=shown(text, 60), column="rounding"),
        did_you_mean(text, _PLAIN_ROUNDING)
        or say(
            "known are {known}, and for counts random:5 (to multiples of 5), perturbed:2 (by up "
            "to 2)",
            known=", ".join(_PLAIN_ROUNDING),
        ),
    )
    return _UNKNOWN


def _named(row: CatalogueRow, column: str, known: Collection[str] | None) -> str:
    """Read the code of a number style or of a table of symbols."""
    text = row[column]
    if not text or known is None or text in known:
        return text
    row.note(
        column,
        say("`{text}` is no {column} that is known", text=shown(text, 60), column=column),
        did_you_mean(text, known)
        or say(
            "known are {known}; others are added in schemas/{column}.csv, which the descriptor "
            "names under `cnnic:rules`",
            known=", ".join(known) or say("none"),
            column=column if column == "symbols" else f"{column}s",
        ),
    )
    return ""


def _status(row: CatalogueRow) -> str:
    known = [code for code in OBS_STATUS if code not in MISSING]
    return choice(row, "obs_status", known) if row["obs_status"] else ""


def _year_start(row: CatalogueRow) -> int:
    """Read the month in which the fiscal year begins, as SDMX writes REPORTING_YEAR_START_DAY."""
    text = row["reporting_year_start"]
    if not text:
        return 1
    if found := _YEAR_START.fullmatch(text):
        return int(found[1])
    row.note(
        "reporting_year_start",
        say("`{text}` is no first day of a month", text=shown(text, 60)),
        say("write --MM-DD as SDMX does, such as --04-01 for a year that begins in April"),
    )
    return 1


def _editions(rows: Mapping[str, CatalogueRow], sources: Mapping[str, Source]) -> dict[str, Source]:
    edition_of = {code: each.edition_of for code, each in sources.items()}
    for code, other in edition_of.items():
        if other and not known_code(rows[code], "edition_of", sources, say("the source")):
            edition_of[code] = ""
    for code in on_cycles(edition_of):
        rows[code].note(
            "edition_of", say("{code} is, by `edition_of`, an edition of itself", code=code)
        )
        edition_of[code] = ""
    return {code: _with_edition(each, edition_of[code]) for code, each in sources.items()}


def _with_edition(source: Source, edition_of: str) -> Source:
    return source if source.edition_of == edition_of else replace(source, edition_of=edition_of)


def _date(row: CatalogueRow, column: str) -> datetime.date | None:
    text = row[column]
    if not text:
        return None
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        date = None
    if date is None or date.isoformat() != text:
        row.note(column, say("`{text}` is no date", text=text), say("write YYYY-MM-DD"))
        return None
    return date
