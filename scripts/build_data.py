"""Build data/observations.csv from the transcriptions and the reviewed mapping.

Every row of `data/transcriptions/*.csv` (what a page prints) is decided in `data/mapping/*.csv`
(what it means): imported, split into several figures, or excluded with a reason. This script joins
the two, reads the printed numbers with the package's own parser, and writes one row a figure. An
excluded row that names the figure which it prints again adds to the hosts on which that was seen.
The same input gives the same bytes; ids follow from a row's own keys, so that a row added or
removed changes no other id. Figures that `cnnic accept` appended, whose sources no mapping names,
are kept as they stand, after the built ones.

Run ``python scripts/build_data.py``; with ``--check`` nothing is written, and the exit code is 1
where the file would change.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cnnic_validate.figures import Lexicon, Unreadable, load_lexicon, normalised, proposed_id
from cnnic_validate.model.interval import ANYTHING
from cnnic_validate.model.statistics import Indicator
from cnnic_validate.reading.reader import read_table
from cnnic_validate.release.rows import csv_file
from cnnic_validate.table import Record, records
from made import keep, options_of

TABLES = (
    "article_figures",
    "cnnic_55",
    "companions",
    "cnnic_history",
    "companions_2024_months",
    "cnnic_56_57",
    "cnnic_56_57_more",
    "later_releases",
    "companions_2025_2026",
)
OUTPUT = "data/observations.csv"
COLUMNS = (
    "id",
    "indicator",
    "breakdown",
    "time_period",
    "measure",
    "reference_period",
    "denominator_period",
    "reference_denominator_period",
    "printed",
    "printed_unit",
    "obs_value",
    "unit_measure",
    "unit_mult",
    "decimals",
    "qualifier",
    "exemption",
    "obs_status",
    "conf_status",
    "source",
    "cites",
    "locator",
    "url",
    "seen_on",
    "note",
)
# What a mapping row gives as it stands; `printed` and `printed_unit` only where it repairs.
_MAPPED = (
    "indicator",
    "breakdown",
    "time_period",
    "measure",
    "reference_period",
    "denominator_period",
    "reference_denominator_period",
    "decimals",
    "exemption",
    "source",
    "cites",
    "locator",
    "note",
)


# What two prints of one figure of one document have in common: its quantity and its source.
_Key = tuple[str, ...]
_KEY = ("indicator", "breakdown", "time_period", "measure", "reference_period", "source")


class BuildError(Exception):
    """The mapping and the transcriptions do not make a table; the message has a line a fault."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the rows are built against: indicators, addresses of sources, the words of numbers.

    `again` holds source rows that print a figure of another table again: excluded, with the
    quantity and source of the figure that they repeat.
    """

    indicators: Mapping[str, Indicator]
    addresses: Mapping[str, str]
    lexicon: Lexicon
    again: Mapping[_Key, Sequence[Record]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build or check the file; gives the exit code."""
    options = options_of(__doc__).parse_args(arguments)
    try:
        text = build(options.root)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    figures = f"{text.count(chr(10)) - 1} figures"
    return keep(options, OUTPUT, text, holds=figures, script=__file__)


def build(root: Path) -> str:
    """Give `observations.csv` as text.

    Args:
        root: the folder of the package.

    Raises:
        BuildError: with every source row that is not decided, and every figure that cannot be read.
    """
    definitions = _definitions(root)
    faults: list[str] = []
    rows = [row for table in TABLES for row in _figures(root, table, definitions, faults)]
    found = Counter(_key(row) for row in rows)
    faults += [
        f"an excluded row repeats {found[key]} figures: {', '.join(filter(None, key))}"
        for key in definitions.again
        if found[key] != 1
    ]
    rows += _accepted(root, {row["source"] for row in rows}, definitions)
    seen: dict[str, str] = {}
    for row in rows:
        if row["id"] in seen:
            faults.append(f"{row['id']}: two figures have this id; tell them apart by locator")
        seen[row["id"]] = row["printed"]
    if faults:
        raise BuildError("\n".join(faults))
    return csv_file(COLUMNS, rows)


def _key(row: Mapping[str, str] | Record) -> _Key:
    return tuple(row[column] for column in _KEY)


def _accepted(root: Path, built: Collection[str], definitions: Definitions) -> list[dict[str, str]]:
    """Give the figures already there of listed sources that the mapping does not build."""
    if not (root / OUTPUT).exists():
        return []
    kept = definitions.addresses.keys() - set(built)
    return [each.values for each in _read(root, OUTPUT) if each["source"] in kept]


def _figures(
    root: Path, table: str, definitions: Definitions, faults: list[str]
) -> Iterator[dict[str, str]]:
    """Give the figures of one source table, in its order; faults are added to `faults`."""
    source = {str(each.line): each for each in _read(root, f"data/transcriptions/{table}.csv")}
    shown = f"data/mapping/{table}.csv"
    decided: dict[str, list[Record]] = defaultdict(list)
    for each in _read(root, shown):
        decided[each["line"]].append(each)
    faults += [
        f"{shown}: source line {line} is not decided" for line in source if line not in decided
    ]
    for line, rows in decided.items():
        if line not in source:
            faults.append(f"{shown}: the source has no line {line}")
            continue
        if fault := _undecided(rows):
            faults.append(f"{shown}: source line {line}: {fault}")
            continue
        for row in rows:
            if row["decision"] != "exclude":
                figure = _figure(source[line], row, definitions)
                if isinstance(figure, str):
                    faults.append(f"{shown}:{row.line}: source line {line}: {figure}")
                else:
                    yield figure


def _undecided(rows: Sequence[Record]) -> str:
    """Say why the rows on one source row do not decide it; empty where they do."""
    decisions = {row["decision"] for row in rows}
    if decisions == {"split"}:
        return "" if len(rows) > 1 else "a split gives at least two figures"
    if len(rows) > 1 or decisions - {"import", "exclude"}:
        return "one import, one exclude or several splits decide a row"
    if rows[0]["decision"] == "exclude" and not rows[0]["reason"]:
        return "an exclusion needs a reason"
    return ""


def _figure(source: Record, mapping: Record, definitions: Definitions) -> dict[str, str] | str:
    """Join a source row with its mapping; a text says why no figure comes of it."""
    indicator = definitions.indicators.get(mapping["indicator"])
    if indicator is None:
        return f"unknown indicator {mapping['indicator']!r}"
    if not mapping["locator"]:
        return "a figure needs a locator"
    row = {column: mapping[column] for column in _MAPPED}
    addresses = _addresses(source)
    row |= {
        "printed": mapping["printed"] or source["printed"],
        "printed_unit": mapping["printed_unit"] or source["printed_unit"] or source["unit"],
        "obs_status": mapping["obs_status"] or "A",
        "url": addresses[0] if addresses else _home(mapping["source"], source, definitions),
        "seen_on": str(_hosts([source, *definitions.again.get(_key(mapping), ())])),
    }
    # The id has the locator even where a shorter one is free: it must not depend on other rows.
    row["id"] = proposed_id(row, {proposed_id(row)})
    filled = normalised(row, indicator, None, definitions.lexicon)
    return f"{row['printed']!r}: {filled.message}" if isinstance(filled, Unreadable) else filled


def _home(code: str, source: Record, definitions: Definitions) -> str:
    """Give the address of the document itself for a table without a column of addresses."""
    return "" if "source_url" in source.values else definitions.addresses.get(code, "")


def _addresses(source: Record) -> list[str]:
    """Give the addresses at which a figure was seen; an entry of an index is none.

    A remark may follow an address after a space.
    """
    places = [each.partition(" ")[0] for each in source["source_url"].split(" ; ")]
    return [each for each in places if urlsplit(each).scheme in {"http", "https"}]


def _hosts(rows: Sequence[Record]) -> int:
    """Count the hosts that print the figure: those listed, or as many as were counted."""
    hosts = {urlsplit(each).hostname for row in rows for each in _addresses(row)}
    return max(len(hosts), *(int(row["confidence"] or 1) for row in rows))


def _definitions(root: Path) -> Definitions:
    indicators = {each["code"]: _indicator(each) for each in _read(root, "data/indicators.csv")}
    addresses = {each["id"]: each["url"] for each in _read(root, "data/sources.csv")}
    lexicon = load_lexicon(_read(root, "schemas/lexicon.csv"))
    return Definitions(indicators, addresses, lexicon, _again(root))


def _again(root: Path) -> dict[_Key, list[Record]]:
    """Give the excluded source rows that name the figure that they repeat."""
    again: dict[_Key, list[Record]] = defaultdict(list)
    for table in TABLES:
        source = {str(each.line): each for each in _read(root, f"data/transcriptions/{table}.csv")}
        for each in _read(root, f"data/mapping/{table}.csv"):
            if each["decision"] == "exclude" and each["indicator"] and each["line"] in source:
                again[_key(each)].append(source[each["line"]])
    return again


def _indicator(record: Record) -> Indicator:
    """Read as much of an indicator as the reading of its numbers needs."""
    return Indicator(
        code=record["code"],
        kind=record["kind"],  # type: ignore[arg-type]  # the schema of the table has the enum
        time=record["time"],  # type: ignore[arg-type]  # likewise
        unit_measure=record["unit_measure"],
        topic=record["topic"],
        title_en=record["title_en"],
        title_zh=record["title_zh"],
        agency=record["agency"],
        bounds=ANYTHING,
        growth=ANYTHING,
    )


def _read(root: Path, path: str) -> list[Record]:
    table = read_table(root / path, path)
    if table.faults:
        raise BuildError("\n".join(f"{path}: {each.message}" for each in table.faults))
    return list(records(table))


if __name__ == "__main__":
    sys.exit(main())
