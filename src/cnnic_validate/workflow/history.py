"""Compare states of a package: what differs, and which version that demands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cnnic_validate import files
from cnnic_validate.check.definitions import read_statistics
from cnnic_validate.check.observations import read_figures
from cnnic_validate.check.package import Inputs
from cnnic_validate.comparison import Snapshot, diff_packages
from cnnic_validate.errors import DefinitionError, Fault
from cnnic_validate.message import say
from cnnic_validate.model.diff import DEFINING, Diff
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.package import Package
from cnnic_validate.model.statistics import Statistics
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
        lexicon=_lexicon(package),
        read=_Reader(inputs).intervals,
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


def _lexicon(package: Package) -> Table | None:
    path = package.rule_files.lexicon
    return read_table(files.inside(package.root, path), path) if path else None


class _Reader:
    """Reads rows as figures; the definitions are read when the first row is asked for."""

    __slots__ = ("inputs", "statistics")

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.statistics: Statistics | None = None

    def intervals(self, rows: Sequence[Record]) -> Mapping[int, Interval]:
        """Give the interval of each row that is a figure, by the row's physical line."""
        if not rows:
            return {}
        if self.statistics is None:
            self.statistics = _statistics(self.inputs)
        figures, _ = read_figures(rows, "", self.statistics, self.inputs.lexicon)
        return {figure.place.line: figure.hard for figure in figures}


def _statistics(inputs: Inputs) -> Statistics:
    tables = {name: inputs.tables.get(name) for name in DEFINING}
    rows = {name: list(records(table)) for name, table in tables.items() if table}
    statistics, _ = read_statistics(rows, inputs.rules.partitions, {})
    return statistics
