"""Each flow on one screen: read, check, and where it passes, write.

Paths are as a person names them; `-` is standard input, whose bytes the caller hands over.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cnnic_validate import files
from cnnic_validate.check.incoming import UNFILLED
from cnnic_validate.check.joint.engine import Tell, silent
from cnnic_validate.check.joint.verifiability import explain_figure, least_checked
from cnnic_validate.check.package import OBSERVATIONS, Inputs, check_package
from cnnic_validate.check.table import check_table
from cnnic_validate.errors import DefinitionError, Fault, UnreadableError
from cnnic_validate.figures import load_lexicon
from cnnic_validate.load.descriptor import DESCRIPTOR, load_package, load_schema
from cnnic_validate.load.reader import read_table, read_text_table
from cnnic_validate.load.rules import load_rules
from cnnic_validate.model.accepted import Accepted, Normalised
from cnnic_validate.model.codes import CODES, FindingCode
from cnnic_validate.model.explanation import Explanation, Verifiability
from cnnic_validate.model.listing import RuleListing, rule_listing
from cnnic_validate.model.package import Package, Resource
from cnnic_validate.model.report import Report, TableCount
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.release.append import appended
from cnnic_validate.release.rows import csv_file
from cnnic_validate.release.template import release_template
from cnnic_validate.table import Record, Table, records

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

STANDARD_INPUT = "-"
STANDARD_INPUT_NAME = "<standard input>"


def validate(
    paths: Sequence[str] = (),
    *,
    package: str = ".",
    schema: str = "",
    source: str = "",
    as_of: datetime.date | None = None,
    stdin: bytes | None = None,
    progress: Tell | None = None,
) -> Report:
    """Judge a package, release files, or tables against a schema.

    Args:
        paths: packages (a folder or a descriptor) and CSV files; none means `package`. A CSV file
            is a release, judged as part of `package`, or with `schema` a table by itself.
        package: the package that release files belong to.
        schema: path of a Table Schema.
        source: the source of rows of a release file that name none.
        as_of: the day on which waivers are judged; the date of the newest source where None.
        stdin: the bytes of standard input, for the path `-`.
        progress: called with (stage, done, total) as the work goes on.

    Raises:
        DefinitionError: a descriptor, schema or rule file is wrong; it holds every fault.
        UnreadableError: the one path given, or the package, cannot be read.
    """
    reports = []
    _require_files(paths)
    for path in paths or (package,):
        if schema:
            reports.append(_judge_table(path, schema, stdin))
            continue
        if path != STANDARD_INPUT and _is_package(path):
            inputs = load_inputs(path, progress=progress)
        else:
            inputs = _release_inputs(path, package, source, stdin, progress)
        reports.append(check_package(inputs, as_of, progress or silent).report)
    return reports[0] if len(reports) == 1 else _merged(reports)


def rules(package: str = ".") -> RuleListing:
    """List the rules of a package, how their instances came out, and all that lifts them."""
    inputs = load_inputs(package)
    outcome = check_package(inputs)
    basis_of = {figure.id: figure.basis for figure in outcome.figures if figure.basis}
    name = inputs.package.descriptor_path
    return rule_listing(name, inputs.rules, outcome.statistics, outcome.report, basis_of)


def verifiability(package: str = ".", *, release: str = "") -> Verifiability:
    """Rank the figures of a package, or those that one source prints, least checked first.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package cannot be read, or no figure is of that release.
    """
    inputs = load_inputs(package)
    outcome = check_package(inputs)
    chosen = [each.id for each in outcome.figures if release in {"", each.source}]
    if release and not chosen:
        hint = did_you_mean(release, {each.source for each in outcome.figures})
        raise UnreadableError(package, f"the package has no figure of the release {release}", hint)
    name = inputs.package.descriptor_path
    return Verifiability(name, release, least_checked(outcome.joint, chosen))


def explain(figure_id: str, *, package: str = ".") -> Explanation:
    """Show what the other figures say about one figure, and how far it could move unnoticed.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package cannot be read, or has no such figure that can be read.
    """
    inputs = load_inputs(package)
    outcome = check_package(inputs)
    known = {each.id for each in outcome.figures}
    if figure_id in known:
        return explain_figure(outcome.joint, outcome.statistics, figure_id)
    table = inputs.tables.get(OBSERVATIONS)
    if table and any(record["id"] == figure_id for record in records(table)):
        what = f"the figure {figure_id} has errors and is not read"
        raise UnreadableError(package, what, "cnnic-validate says which")
    what = f"the package has no figure {figure_id}"
    raise UnreadableError(package, what, did_you_mean(figure_id, known))


def explain_code(code: str) -> FindingCode:
    """Say what a finding code means and how to mend what it names.

    Raises:
        UnreadableError: no finding has this code.
    """
    if code not in CODES:
        raise UnreadableError(code, "is no finding code", did_you_mean(code, CODES))
    return CODES[code]


def normalise(
    path: str, *, package: str = ".", source: str = "", stdin: bytes | None = None
) -> Normalised:
    """Give a release file with all columns of observations, what follows from `printed` filled in.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package or the file cannot be read.
    """
    outcome = check_package(_release_inputs(path, package, source, stdin))
    if outcome.release is None:
        raise UnreadableError(package, f"the package has no resource {OBSERVATIONS}")
    rows = [record.values for record in records(outcome.release)]
    blocking = tuple(
        each
        for each in outcome.report.findings
        if each.place.path == outcome.release.path and each.code in UNFILLED
    )
    return Normalised(csv_file(outcome.release.header, rows), blocking)


def accept(
    path: str, *, package: str = ".", source: str = "", stdin: bytes | None = None
) -> Accepted:
    """Append a release to the package's observations, if package and release pass together.

    The file is replaced as a whole: a crash leaves it old or new.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package or the file cannot be read, or the result cannot be written.
    """
    inputs = _release_inputs(path, package, source, stdin)
    outcome = check_package(inputs)
    resource = inputs.package.resource(OBSERVATIONS)
    published = inputs.tables.get(OBSERVATIONS)
    if not outcome.report.valid or outcome.release is None or not (resource and published):
        return Accepted((), "", outcome.report)
    target = files.inside(inputs.package.root, resource.path)
    rows = [record.values for record in records(outcome.release)]
    before = files.read_bytes(target, published.path)
    files.write_atomic(target, appended(before, published.header, rows), published.path)
    return Accepted(tuple(row["id"] for row in rows), published.path, outcome.report)


def new_release(release_id: str, *, like: str = "", period: str = "", package: str = ".") -> str:
    """Give the template of a new release: the keys of an earlier one, periods moved, texts empty.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package cannot be read, or no earlier release is like it.
    """
    inputs = load_inputs(package)
    table = inputs.tables.get(OBSERVATIONS)
    rows = [record.values for record in records(table)] if table else []
    return release_template(release_id, rows, like=like, period=period)


def schema(resource: str, *, package: str = ".") -> DataFrameSchema:
    """Give the pandera schema of a resource, made from its Table Schema and row rules.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package cannot be read, or has no such resource.
    """
    from cnnic_validate.pandera_schema import pandera_schema  # noqa: PLC0415 - pandera is slow

    loaded = load_package(package)
    found = loaded.resource(resource)
    if found is None:
        names = ", ".join(each.name for each in loaded.resources)
        what = f"the package has no resource {resource!r}"
        raise UnreadableError(package, what, f"it has {names}")
    row_rules = [rule for rule in load_rules(loaded).row_rules if rule.resource == resource]
    return pandera_schema(found.schema, resource, row_rules)


def _require_files(paths: Sequence[str]) -> None:
    """Refuse paths that lead nowhere before a package is looked for.

    Raises:
        UnreadableError: for the first such path.
    """
    for path in paths:
        if path != STANDARD_INPUT and not Path(path).exists():
            raise UnreadableError(path, "does not exist", "check the path")


def _is_package(path: str) -> bool:
    given = Path(path)
    return given.is_dir() or given.suffix == ".json" or given.name == DESCRIPTOR


def _release_inputs(
    path: str, package: str, source: str, stdin: bytes | None, progress: Tell | None = None
) -> Inputs:
    """Read a package and the release file that is judged as part of it."""
    inputs = load_inputs(package, progress=progress)
    if inputs.package.resource(OBSERVATIONS) is None:
        what = f"the package has no resource {OBSERVATIONS} to judge {path} with"
        raise UnreadableError(
            inputs.package.descriptor_path, what, "give --schema to judge a table by itself"
        )
    return replace(inputs, incoming=_incoming(path, stdin), source=source)


def load_inputs(path: str, *, progress: Tell | None = None) -> Inputs:
    """Read a package: its descriptor, rules, lexicon and tables."""
    package = load_package(path)
    rules_read = load_rules(package)
    lexicon = load_lexicon(_lexicon_rows(package), package.rule_files.lexicon)
    tables: dict[str, Table] = {}
    faults: list[Fault] = []
    for number, resource in enumerate(package.resources):
        if progress:
            progress("reading tables", number, len(package.resources))
        try:
            tables[resource.name] = _resource_table(package, resource)
        except UnreadableError as error:
            faults += error.faults
    return Inputs(package, rules_read, lexicon, tables, faults=tuple(faults))


def _resource_table(package: Package, resource: Resource) -> Table:
    return read_table(files.inside(package.root, resource.path), _shown(package, resource.path))


def _shown(package: Package, relative: str) -> str:
    """Name a file of a package as a person would, from where they stand."""
    return package.descriptor_path.removesuffix(Path(package.descriptor_path).name) + relative


def _lexicon_rows(package: Package) -> list[Record]:
    relative = package.rule_files.lexicon
    if not relative:
        return []
    table = read_table(files.inside(package.root, relative), _shown(package, relative))
    if table.faults:
        raise DefinitionError(
            Fault(each.place.path, f"line {each.place.line}", each.message, each.hint)
            for each in table.faults
        )
    return list(records(table))


def _incoming(path: str, stdin: bytes | None) -> Table:
    if path == STANDARD_INPUT:
        return read_text_table(stdin or b"", STANDARD_INPUT_NAME)
    return read_table(Path(path), path)


def _judge_table(path: str, schema: str, stdin: bytes | None) -> Report:
    table = _incoming(path, stdin)
    resource = Resource(Path(path).stem, path, load_schema(schema), schema)
    verdict = check_table(table, resource, (), {})
    return Report(
        judged=table.path,
        tables=(TableCount(resource.name, table.path, verdict.rows),),
        findings=verdict.findings,
        rules_from=schema,
    )


def _merged(reports: Sequence[Report]) -> Report:
    """Put the reports of several paths together, in their order."""
    return Report(
        judged=", ".join(report.judged for report in reports),
        tables=tuple(each for report in reports for each in report.tables),
        row_rules=tuple(each for report in reports for each in report.row_rules),
        figures=sum(report.figures for report in reports),
        unread=sum(report.unread for report in reports),
        unseen=tuple(each for report in reports for each in report.unseen),
        instances=tuple(each for report in reports for each in report.instances),
        findings=tuple(each for report in reports for each in report.findings),
        faults=tuple(each for report in reports for each in report.faults),
        rules_from=", ".join(dict.fromkeys(report.rules_from for report in reports)),
    )
