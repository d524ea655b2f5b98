"""Compare states of a package: what differs, and which version that demands."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from cnnic_validate import files
from cnnic_validate.check.definitions import read_statistics
from cnnic_validate.check.inputs import Inputs
from cnnic_validate.check.observations import JUDGED_BY_SCHEMA
from cnnic_validate.check.quantities import (
    ObservationContext,
    ObservationRow,
    read_code,
    read_measure,
    read_quantity,
)
from cnnic_validate.comparison import QUANTITY, Snapshot, diff_packages
from cnnic_validate.errors import DefinitionError, Fault
from cnnic_validate.figures import Lexicon, coarser, intervals_of, read_print
from cnnic_validate.message import say
from cnnic_validate.model.diff import DEFINING, Cells, Diff
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.package import Package
from cnnic_validate.model.statistics import (
    Indicator,
    Measure,
    PrintedNumber,
    Source,
    Statistics,
)
from cnnic_validate.model.version import Advice
from cnnic_validate.reading.documents import read_json, read_yaml
from cnnic_validate.reading.reader import read_table
from cnnic_validate.reading.revisions import Origin
from cnnic_validate.release.bundle import working_descriptor
from cnnic_validate.release.version import advice
from cnnic_validate.table import Record, Table, records
from cnnic_validate.workflow.loading import load_inputs
from cnnic_validate.workflow.states import state

_DOCUMENTS = ("rules", "partitions", "waivers")


def diff(old: str, new: str = ".", *, package: str = "") -> Diff:
    """Compare two states of a package, or two packages.

    Args:
        old: a folder, a descriptor, a git revision (`REV` or `REV:PATH`), or a published version
            (`STORE@VERSION`).
        new: the same.
        package: the package whose repository revisions are looked up in; by default `new` or `old`
            where it is a path, else the one here.

    Raises:
        DefinitionError: the definitions of one of the two are wrong.
        UnreadableError: one of the two cannot be found or read.
    """
    beside = package or next((each for each in (new, old) if Path(each).exists()), ".")
    with state(old, beside) as before, state(new, beside) as after:
        return diff_packages(_loaded(before), _loaded(after))


def version(old: str, new: str = ".", *, package: str = "") -> Advice:
    """Give the least version that `new` may have after `old`, and why.

    Raises:
        DefinitionError: the definitions of one of the two are wrong.
        UnreadableError: one of the two cannot be found or read, or `old` has no semantic version.
    """
    return advice(diff(old, new, package=package))


def snapshot(inputs: Inputs, name: str = "") -> Snapshot:
    """Give a loaded package as something that can be compared.

    Of a published bundle it is the package that it was made from: the tables that publishing adds
    follow from the rest.

    Args:
        inputs: the package; where some of it could not be read, that is not compared.
        name: how a person names this state of it; by default by its descriptor.

    Raises:
        DefinitionError: a document of the package is wrong.
        UnreadableError: a document of the package cannot be read.
    """
    descriptor = working_descriptor(_descriptor(inputs.package))
    own = {each["name"] for each in descriptor["resources"]}
    resources = tuple(each for each in inputs.package.resources if each.name in own)
    package = replace(inputs.package, resources=resources)
    return Snapshot(
        name=name or package.descriptor_path,
        package=package,
        descriptor=descriptor,
        documents=_documents(package),
        tables=inputs.tables,
        reading=_reading(package),
        read=partial(_intervals, inputs),
    )


def _loaded(origin: Origin) -> Snapshot:
    """Load a package of which every row must be readable: what is not read looks like deleted."""
    inputs = load_inputs(str(origin.path), shown=origin.shown)
    unread = [*inputs.faults]
    for table in inputs.tables.values():
        unread += (
            Fault(
                each.place.path, say("line {line}", line=each.place.line), each.message, each.hint
            )
            for each in table.faults
            if each.severity == "error"
        )
    if unread:
        raise DefinitionError(unread)
    return snapshot(inputs, origin.name)


def _descriptor(package: Package) -> dict[str, Any]:
    """Read the descriptor as it stands, with the schemas it names put in."""
    file = Path(package.descriptor_path).name
    value = read_json(package.root / file, package.descriptor_path)
    resources = []
    for each in value["resources"]:
        schema = each["schema"]
        if isinstance(schema, str):
            schema = read_json(files.inside(package.root, schema), schema)
        resources.append({**each, "schema": schema})
    return {**value, "resources": resources}


def _documents(package: Package) -> dict[str, Any]:
    paths = {name: getattr(package.rule_files, name) for name in _DOCUMENTS}
    return {
        name: read_yaml(files.inside(package.root, path), path)
        for name, path in paths.items()
        if path
    }


def _reading(package: Package) -> dict[str, Table]:
    return {
        role: read_table(files.inside(package.root, path), path)
        for role, path in package.rule_files.tables.items()
        if path
    }


# The columns that an interval follows from: what the number is about, and the number.
_ABOUT = (*sorted(QUANTITY), "source", "cites", "exemption")
_NUMBER = ("printed", "printed_unit", "decimals")


@dataclass(frozen=True, slots=True)
class _Sense:
    """How texts are read as numbers, and the interval of each text that was (None: none).

    One serves all indicators that are read alike, such as all percentages: their figures repeat
    each other's texts.
    """

    indicator: Indicator
    measure: Measure
    source: Source
    numbers: dict[Cells, Interval | None] = field(default_factory=dict)


def _intervals(
    inputs: Inputs, header: Cells, rows: Sequence[tuple[Cells, int]]
) -> Mapping[int, Interval]:
    """Give the interval of each row that is a figure, by the row's physical line.

    Rows are read as `read_figures` reads them, but only as far as the interval, and nothing twice:
    many rows are about few things.
    """
    if not rows:
        return {}
    context = ObservationContext("", _statistics(inputs), inputs.lexicon, JUDGED_BY_SCHEMA)
    pick_about, pick_number = _picker(header, _ABOUT), _picker(header, _NUMBER)
    senses: dict[Cells, _Sense | None] = {}
    alike: dict[Hashable, _Sense] = {}
    found = {}
    for row, line in rows:
        cells = (*row, "")
        about = pick_about(cells)
        if about not in senses:
            senses[about] = _sense(about, context, alike)
        if (sense := senses[about]) is None:
            continue
        texts = pick_number(cells)
        if texts not in sense.numbers:
            sense.numbers[texts] = _interval(sense, texts, context.lexicon)
        if (interval := sense.numbers[texts]) is not None:
            found[line] = interval
    return found


def _picker(header: Cells, columns: Cells) -> Callable[[Cells], Cells]:
    """Give the function from a row, with an empty cell added, to its cells in `columns`.

    The added cell stands for the columns that are not there.
    """
    where = {name: at for at, name in enumerate(header)}
    return itemgetter(*(where.get(name, len(header)) for name in columns))


def _sense(
    about: Cells, context: ObservationContext, alike: dict[Hashable, _Sense]
) -> _Sense | None:
    """Give how the number of a row is read; None where it is in doubt what the row is about."""
    record = Record(dict(zip(_ABOUT, about, strict=True)), 0, 0)
    row, statistics = ObservationRow(record, context), context.statistics
    indicator = read_code(row, "indicator", statistics.indicators)
    source = read_code(row, "source", statistics.sources)
    measure = read_measure(row)
    if indicator is None or source is None or measure is None:
        return None
    for column, known in (("exemption", statistics.exemptions), ("cites", statistics.sources)):
        if record[column] and record[column] not in known:
            return None
    if read_quantity(row, indicator, measure) is None:
        return None
    sense = _Sense(indicator, measure, source)
    read_by = (indicator.kind, indicator.unit_measure, indicator.quantum, indicator.bounds)
    writes = (source.rounding, source.number_style, source.symbols)
    return alike.setdefault((*read_by, measure, *writes), sense)


def _interval(sense: _Sense, texts: Cells, lexicon: Lexicon) -> Interval | None:
    """Give the interval of a number; None where it cannot be read, or cannot be."""
    printed, unit, decimals = texts
    indicator, measure = sense.indicator, sense.measure
    number = read_print(
        printed,
        unit,
        measure=measure,
        indicator=indicator,
        source=sense.source,
        lexicon=lexicon,
    )
    if not isinstance(number, PrintedNumber):
        return None
    hard, _ = intervals_of(
        number, coarser(number, decimals), indicator, measure, sense.source.rounding
    )
    return None if hard.is_empty else hard


def _statistics(inputs: Inputs) -> Statistics:
    tables = {name: inputs.tables.get(name) for name in DEFINING}
    rows = {name: list(records(table)) for name, table in tables.items() if table}
    statistics, _ = read_statistics(rows, inputs.rules.partitions, {})
    return statistics
