"""The catalogues as one value: indicators, breakdowns, sources, exemptions, partitions."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import cast, get_args

from cnnic_validate.check.definitions.cycles import on_cycles
from cnnic_validate.check.definitions.indicators import read_indicators
from cnnic_validate.check.definitions.partitions import partition_faults
from cnnic_validate.check.definitions.row import CatalogueRow, keyed_rows, known_code
from cnnic_validate.check.definitions.sources import read_sources
from cnnic_validate.figures import Lexicon
from cnnic_validate.message import say, titled
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.place import Place
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import (
    TOTAL,
    Breakdown,
    Exemption,
    Identity,
    Partition,
    Statistics,
)
from cnnic_validate.table import Record, Table, records

_IS_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[\w.-]+\Z")
_KEYS = {"indicators": "code", "breakdowns": "code", "sources": "id", "exemptions": "code"}


def read_statistics(
    tables: Mapping[str, Iterable[Record]],
    partitions: Mapping[str, Partition],
    paths: Mapping[str, str],
    lexicon: Lexicon | None = None,
) -> tuple[Statistics, tuple[Finding, ...]]:
    """Build the catalogue that figures are read against.

    What cannot be used is left out of the catalogue and reported once, at its own cell: a row of an
    unknown kind, the terms of a ratio that name nothing, a parent that leads nowhere. A partition
    that names something unknown is left out too; `check_rules` reports it.

    Args:
        tables: the rows of `indicators`, `breakdowns`, `sources` and `exemptions`, as far as they
        are
            there and met their schemas.
        partitions: the partitions that the package declares.
        paths: the file of each table, as a person names it.
        lexicon: has the number styles and symbols that sources name; None: they are not compared.
    """
    findings: list[Finding] = []
    rows = {
        name: keyed_rows(tables.get(name, ()), paths.get(name, name), key, findings)
        for name, key in _KEYS.items()
    }
    breakdowns = Statistics({}, _breakdowns(rows["breakdowns"]), {}, {}, {})
    without_partitions = Statistics(
        read_indicators(rows["indicators"], breakdowns),
        breakdowns.breakdowns,
        read_sources(rows["sources"], lexicon),
        _exemptions(rows["exemptions"]),
        {},
    )
    usable = {
        code: each
        for code, each in partitions.items()
        if not any(partition_faults(each, without_partitions))
    }
    statistics = Statistics(
        without_partitions.indicators,
        without_partitions.breakdowns,
        without_partitions.sources,
        without_partitions.exemptions,
        usable,
    )
    return statistics, tuple(findings)


def late_sources(table: Table | None, as_of: datetime.date | None) -> Iterator[Finding]:
    """Find the sources that appeared after the day of a check, if one is given."""
    if table is None or as_of is None or "published" not in table.header:
        return
    for record in records(table):
        day = record["published"]
        if day > as_of.isoformat() and _IS_DAY.fullmatch(day):
            place = Place(
                table.path, record.line, record.row, "published", record.values.get("id", "")
            )
            message = say("{day} lies after {as_of}, the day of this check", day=day, as_of=as_of)
            hint = say("correct the date; a release is added once it has appeared")
            yield Finding("future-source", "error", message, place, value=day, hint=hint)


def _breakdowns(rows: Mapping[str, CatalogueRow]) -> dict[str, Breakdown]:
    found: dict[str, Breakdown] = {}
    for code, row in rows.items():
        if not _CODE.match(code):
            row.note(
                "code",
                say("`{code}` is no code", code=code),
                say("letters, digits, `_`, `-` and `.`"),
            )
        elif code == TOTAL and (row["dimension"] or row["parent"]):
            row.note("dimension", say("{total} has neither dimension nor parent", total=TOTAL))
        elif code != TOTAL and not row["dimension"]:
            row.note("dimension", say("{code} has no dimension", code=code))
        else:
            found[code] = Breakdown(
                code, row["dimension"], row["parent"], row["title_en"], row["title_zh"]
            )
    orphans = {code for code in found if code != TOTAL and not _has_parent(rows[code], found)}
    parents = {code: "" if code in orphans else each.parent for code, each in found.items()}
    for code in on_cycles(parents):
        rows[code].note("parent", say("{code} lies, by its parents, within itself", code=code))
        parents[code] = ""
    return {
        code: Breakdown(code, each.dimension, parents[code], each.title_en, each.title_zh)
        for code, each in found.items()
    }


def _has_parent(row: CatalogueRow, breakdowns: Mapping[str, Breakdown]) -> bool:
    parent = row["parent"]
    if parent == TOTAL:
        return True
    if not parent:
        row.note(
            "parent",
            say("{key} has no parent", key=row.key),
            say("write {total} where it is of the whole", total=TOTAL),
        )
        return False
    if not known_code(row, "parent", breakdowns, say("the parent")):
        return False
    if breakdowns[parent].dimension != row["dimension"]:
        row.note(
            "parent",
            say(
                "{parent} is of the dimension {dimension}, {key} of {other}",
                parent=parent,
                dimension=breakdowns[parent].dimension,
                key=row.key,
                other=row["dimension"],
            ),
            say("name a class of the same dimension, or {total}", total=TOTAL),
        )
        return False
    return True


def _exemptions(rows: Mapping[str, CatalogueRow]) -> dict[str, Exemption]:
    exempts = get_args(Identity)
    found: dict[str, Exemption] = {}
    for code, row in rows.items():
        words = row["exempts"].split()
        if not words:
            row.note(
                "exempts",
                say("{code} exempts nothing", code=code),
                say("write some of {known}", known=", ".join(exempts)),
            )
        for word in words:
            if word not in exempts:
                hint = did_you_mean(word, exempts) or say(
                    "known are {known}", known=", ".join(exempts)
                )
                row.note(
                    "exempts",
                    say("`{word}` is nothing that an exemption exempts from", word=word),
                    hint,
                )
        known = frozenset(cast("Identity", word) for word in words if word in exempts)
        title = titled(row["title"], row["title_zh"])
        found[code] = Exemption(code, known, title, titled(row["why"], row["why_zh"]))
    return found
