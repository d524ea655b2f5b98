"""A release file as rows of `observations`: the columns that follow from the others filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cnnic_validate.check.inputs import OBSERVATIONS, Inputs
from cnnic_validate.check.table import check_table
from cnnic_validate.check.table.columns import separator_hint
from cnnic_validate.check.tables import CheckedTable, CheckedTables
from cnnic_validate.figures import FILLED, Lexicon, Unreadable, normalised
from cnnic_validate.message import say, say_n
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.package import Resource
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import TableCount
from cnnic_validate.model.spelling import nearest
from cnnic_validate.model.statistics import Statistics
from cnnic_validate.model.status import MISSING
from cnnic_validate.table import Batch, HeldTable, Record, Table, records

RELEASE = "release"
_NEEDED = ("indicator", "breakdown", "time_period", "measure", "printed")
# What a person, or `normalise`, writes into a row of a template.
_WRITTEN = ("printed", "id", "obs_value", "qualifier", "exemption", "note", "url")
# What makes two rows the same print of the same quantity.
_IDENTITY = (
    *("indicator", "breakdown", "time_period", "measure", "reference_period"),
    *("denominator_period", "reference_denominator_period"),
    *("printed", "printed_unit", "source", "locator"),
)
# What a proposed id is made of.
_PLAIN = re.compile(r"[A-Za-z0-9._+-]*")
# Why a row of a release could not be filled.
UNFILLED = frozenset({"printed", "scale", "unit", "foreign-key", "required"})
# Columns of a template that tell a person what a row is about; nobody reads them back.
COMMENTS = frozenset({"title_en", "title_zh"})
# What `normalise` fills; a release file may leave these columns out.
FILLED_COLUMNS = frozenset({"id", *FILLED})


@dataclass(frozen=True, slots=True)
class CheckedRelease:
    """A release file: all its rows, those that print something with their verdict, the others.

    `template` and `release` are None where its rows cannot be told apart; its findings say why.
    """

    checked: CheckedTable
    template: Table | None = None
    release: Table | None = None
    unfilled: tuple[Record, ...] = ()


def check_release(
    inputs: Inputs, tables: CheckedTables, statistics: Statistics
) -> CheckedRelease | None:
    """Fill and check a release file; None where there is none."""
    table = inputs.incoming
    if table is None:
        return None
    resource = inputs.package.resource(OBSERVATIONS)
    faults = tuple(missing_columns(table, inputs.source)) or tuple(second_heading(table))
    if resource is None or faults:
        return _refused(table, sum(1 for _ in records(table)), faults)
    published = tables[OBSERVATIONS].rows if OBSERVATIONS in tables else ()
    taken = [record["id"] for record in published]
    template = fill_release(
        table, resource, statistics, inputs.lexicon, source=inputs.source, taken=taken
    )
    filled, unfilled = split_unfilled(template)
    rows = tuple(records(filled))
    path = inputs.tables[OBSERVATIONS].path if published else ""
    if told := tuple(accepted_before(table.path, rows, path, published)):
        return _refused(table, len(rows), told)
    rules = [rule for rule in inputs.rules.row_rules if rule.resource == OBSERVATIONS]
    verdict = check_table(filled, release_resource(resource), rules, inputs.tables)
    clashes = tuple(clashing_ids(table.path, rows, path, published))
    checked = CheckedTable(
        TableCount(RELEASE, table.path, verdict.rows),
        rows,
        verdict.suspect_rows | {each.place.row for each in clashes},
        (*verdict.findings, *clashes, *_required_values(table.path, rows, resource)),
        verdict,
    )
    return CheckedRelease(checked, template, filled, unfilled)


def _required_values(path: str, rows: Sequence[Record], resource: Resource) -> Iterator[Finding]:
    """Say once that the schema has no room for what has no value, where a release has such rows."""
    required = [
        each.name
        for each in resource.schema.fields
        if each.name in FILLED and each.constraints.required and each.name != "unit_measure"
    ]
    without = [each for each in rows if each["obs_status"] in MISSING and not each["obs_value"]]
    if required and without:
        first = without[0]
        columns = ", ".join(required)
        yield Finding(
            "required",
            "error",
            say(
                "what has no value leaves {columns} empty, and the schema requires them",
                columns=columns,
            ),
            Place(path, first.line, first.row, required[0], first["id"]),
            hint=say(
                "remove `required` from {columns} in the schema of observations", columns=columns
            ),
        )


def _refused(table: Table, rows: int, findings: tuple[Finding, ...]) -> CheckedRelease:
    count = TableCount(RELEASE, table.path, rows)
    return CheckedRelease(CheckedTable(count, (), frozenset(), findings))


def missing_columns(table: Table, source: str) -> Iterator[Finding]:
    """Name the columns without which no row of a release says what it prints, or who prints it.

    Args:
        table: the release file.
        source: the source of rows that name none; empty: none was given.
    """
    if hint := separator_hint(table.header):
        message = say("the header is one column, so no row can be read as a figure")
        yield Finding("header", "error", message, Place(table.path, 1), hint=hint)
        return
    template = say("`cnnic new-release` writes a template with the columns that a release needs")
    missing = [name for name in _NEEDED if name not in table.header] if table.header else []
    near = {name: _renamed(name, table.header) for name in missing}
    if len(missing) == len(_NEEDED) and not any(near.values()):
        message = say(
            "the first line names none of the columns {names}, so no row can be read as a figure",
            names=", ".join(_NEEDED),
        )
        yield Finding("header", "error", message, Place(table.path, 1), hint=template)
        return
    for name in missing:
        message = say("the column {name} is missing, so no row can be read as a figure", name=name)
        hint = template
        if near[name]:
            hint = say("was it renamed to `{near}`?", near=shown(near[name], 60))
        yield Finding("header", "error", message, Place(table.path, 1, column=name), hint=hint)
    if table.header and "source" not in table.header and not source:
        message = say("the column source is missing, so no row says which release prints it")
        hint = say("name the release with --source ID, or add the column")
        yield Finding("header", "error", message, Place(table.path, 1, column="source"), hint=hint)


def second_heading(table: Table) -> Iterator[Finding]:
    """Tell of a first row that goes on with the headings: it names no figure, prints no digit."""
    row = next(records(table), None)
    if row is None or any(row[name] for name in _NEEDED if name != "printed"):
        return
    if row["printed"] and not any(map(str.isdigit, row["printed"])):
        message = say(
            "the row names no figure and prints {text}: a second row of headings",
            text=shown(row["printed"], 60),
        )
        hint = say("write what it says into printed_unit of the rows below, and delete the line")
        place = Place(table.path, row.line, row.row, "printed")
        yield Finding("header", "error", message, place, value=row["printed"], hint=hint)


def _renamed(name: str, header: tuple[str, ...]) -> str:
    """Give the column that a missing one probably is, or nothing."""
    plain = {each.strip().lower(): each for each in header[:100]}
    near = nearest(name, plain, cutoff=0.7)
    return plain[near] if near and plain[near] not in _NEEDED else ""


def fill_release(
    table: Table,
    resource: Resource,
    statistics: Statistics,
    lexicon: Lexicon,
    *,
    source: str = "",
    taken: Iterable[str] = (),
) -> HeldTable:
    """Give a release file with all columns of `observations`, each on its own physical line.

    Args:
        table: the release file as read; columns that it lacks are filled or stay empty.
        resource: the resource `observations`; columns that it does not have are kept at the end, so
            that the header check names them, except the titles that a template has.
        statistics: the definitions; a row of an unknown indicator is left as it is.
        lexicon: the words of numbers.
        source: the source of rows that name none.
        taken: ids in use.
    """
    known = tuple(each.name for each in resource.schema.fields)
    extra = tuple(name for name in table.header if name not in known and name not in COMMENTS)
    header = (*known, *extra)
    used = set(taken)
    rows, lines, numbers = [], [], []
    for record in records(table):
        values = {**record.values, "source": record["source"] or source}
        full = _filled(values, statistics, lexicon, used)
        used.add(full.get("id", ""))
        rows.append(tuple(full.get(name, "") for name in header))
        lines.append(record.line)
        numbers.append(record.row)
    batch = Batch(tuple(rows), tuple(lines), tuple(numbers))
    return HeldTable(table.path, header, table.faults, batch)


def _filled(
    values: dict[str, str], statistics: Statistics, lexicon: Lexicon, used: set[str]
) -> dict[str, str]:
    indicator = statistics.indicators.get(values.get("indicator", ""))
    if indicator is None:
        return values
    source = statistics.sources.get(values.get("source", ""))
    full = normalised(values, indicator, source, lexicon, used)
    if isinstance(full, Unreadable):
        return values
    if not values.get("id") and not _PLAIN.fullmatch(full.get("id", "")):
        full["id"] = ""  # a cell that it is made of is wrong, and is told of itself
    return full


def split_unfilled(release: HeldTable) -> tuple[HeldTable, tuple[Record, ...]]:
    """Take the rows of a template that nobody filled in out of a filled release.

    Such a row has a key, and nothing in `printed` nor in any column that is written beside it: a
    row where somebody wrote a value elsewhere is kept, for it lacks its printed text.
    """
    kept: list[int] = []
    unfilled: list[Record] = []
    for at, record in enumerate(records(release)):
        if any(record[name] for name in _WRITTEN) or record["obs_status"] in MISSING:
            kept.append(at)
        else:
            unfilled.append(record)
    held = release.held
    batch = Batch(
        tuple(held.rows[at] for at in kept),
        tuple(held.lines[at] for at in kept),
        tuple(held.numbers[at] for at in kept),
    )
    return replace(release, held=batch), tuple(unfilled)


def release_resource(observations: Resource) -> Resource:
    """Give the resource that a filled release file is checked as: nothing filled is required.

    Why a column could not be filled is told about `printed`, once.
    """
    schema = observations.schema
    fields = tuple(
        replace(each, constraints=replace(each.constraints, required=False))
        if each.name in FILLED_COLUMNS
        else each
        for each in schema.fields
    )
    loose = replace(schema, fields=fields, primary_key=(), fields_match="superset")
    return replace(observations, schema=loose)


def accepted_before(
    path: str, rows: Sequence[Record], published_path: str, published: Sequence[Record]
) -> Iterator[Finding]:
    """Say once that every row of a release is in the package, where it is: each would clash.

    Args:
        path: the release file.
        rows: its filled rows.
        published_path: the observations of the package.
        published: their rows.
    """
    there = {_print(each) for each in published}
    if rows and published and there.issuperset(map(_print, rows)):
        yield Finding(
            "duplicate-figure",
            "error",
            say_n(
                "the {number:,} row of this file is in {path} already",
                "all {number:,} rows of this file are in {path} already",
                len(rows),
                path=published_path,
            ),
            Place(path),
            hint=say("it was accepted: delete the file"),
        )


def _print(record: Record) -> tuple[str, ...]:
    return tuple(record[name] for name in _IDENTITY)


def clashing_ids(
    path: str, rows: Sequence[Record], published_path: str, published: Sequence[Record]
) -> Iterator[Finding]:
    """Find rows of a release whose id the package or an earlier row of the release has.

    Args: as `accepted_before` has them.
    """
    known = {record["id"]: (published_path, record) for record in published}
    for record in rows:
        key = record["id"]
        if key and key in known:
            other_path, other = known[key]
            yield Finding(
                code="primary-key",
                severity="error",
                message=say(
                    "the id {key} is taken by {path}:{line}",
                    key=key,
                    path=other_path,
                    line=other.line,
                ),
                place=Place(path, record.line, record.row, "id", key),
                value=key,
                hint=say(
                    "leave it empty to have a new one proposed; correct a published figure "
                    "in its own row"
                ),
            )
        known.setdefault(key, (path, record))
