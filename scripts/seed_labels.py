"""Fill data/mapping/labels.csv with the labels of the source tables and what they were mapped to.

What `cnnic map` remembers begins with the reviewed mapping tables: each label of a transcription,
in both languages, with its class, measure and base, and the codes that its rows were imported as.
Rows that people decided since then, which `cnnic accept` adds, are kept after them.

Run ``python scripts/seed_labels.py``; with ``--check`` nothing is written, and the exit code is 1
where a label of the mapping tables is missing or stands for something else.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from build_data import TABLES
from cnnic_validate.mapping.labels import COLUMNS, KEY, label_row
from cnnic_validate.mapping.lines import entries
from cnnic_validate.model.mapping import Decision
from cnnic_validate.reading.reader import read_table
from cnnic_validate.release.rows import csv_file
from cnnic_validate.table import Record, records
from made import keep, options_of

OUTPUT = "data/mapping/labels.csv"
_LEVEL = " › "
_NAMES = _LEVEL.join(("indicator", "breakdown", "measure", "base"))
# The columns of a transcription that name what is measured.
_LABELS = ("indicator_zh", "indicator_en", "what")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the file; gives the exit code."""
    options = options_of(__doc__).parse_args(arguments)
    seeded = list(seeds(options.root, TABLES))
    text = csv_file(COLUMNS, [*seeded, *_decided_since(options.root, seeded)])
    return keep(options, OUTPUT, text, holds=f"{text.count(chr(10)) - 1} labels", script=__file__)


def seeds(root: Path, tables: Iterable[str]) -> Iterator[dict[str, str]]:
    """Give the rows that the mapping of some source tables makes, each once."""
    seen: set[tuple[str, ...]] = set()
    agencies = {each["id"]: each["agency"] for each in _read(root, "data/sources.csv")}
    kinds = {each["code"]: each["kind"] for each in _read(root, "data/indicators.csv")}
    for table in tables:
        printed = {str(each.line): each for each in _read(root, f"data/transcriptions/{table}.csv")}
        for mapping in _read(root, f"data/mapping/{table}.csv"):
            if mapping["decision"] != "import" or mapping["line"] not in printed:
                continue
            measure = _measure(printed[mapping["line"]], mapping, kinds)
            for row in _rows(printed[mapping["line"]], mapping, agencies, table, measure):
                key = tuple(row[column] for column in (*KEY, "indicator", "breakdown"))
                if key not in seen:
                    seen.add(key)
                    yield row


def _rows(
    printed: Record, mapping: Record, agencies: dict[str, str], table: str, measure: str
) -> Iterator[dict[str, str]]:
    decision = Decision("import", mapping["indicator"], mapping["breakdown"])
    agency = printed["publisher"] or agencies.get(mapping["source"], "")
    for column in _LABELS:
        if not printed[column]:
            continue
        parts = (
            printed[column],
            printed["breakdown"] or "total",
            measure,
            printed["base"],
        )
        said = {"label": _LEVEL.join(parts), "label_names": _NAMES}
        (entry,) = entries([Record(said, printed.line, printed.row)], agency, lambda _: False)
        yield label_row(entry.line, decision, table)


def _measure(printed: Record, mapping: Record, kinds: dict[str, str]) -> str:
    """Give what a row measures; a table that does not say so shows it by its indicator."""
    is_share = kinds.get(mapping["indicator"]) == "ratio"
    told = {"level": "share", "change": "change_pp"}.get(mapping["measure"], "") if is_share else ""
    return printed["measure"] or told or mapping["measure"]


def _decided_since(root: Path, seeded: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Give the rows already there whose key no mapping table has."""
    if not (root / OUTPUT).exists():
        return []
    known = {tuple(row[column] for column in KEY) for row in seeded}
    tables = set(TABLES)
    return [
        each.values
        for each in _read(root, OUTPUT)
        if each["source"] not in tables and tuple(each[column] for column in KEY) not in known
    ]


def _read(root: Path, path: str) -> list[Record]:
    return list(records(read_table(root / path, path)))


if __name__ == "__main__":
    sys.exit(main())
