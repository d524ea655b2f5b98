"""A release on its way into the package: its template, its filled columns, its acceptance."""

from __future__ import annotations

from pathlib import Path

from cnnic_validate import files
from cnnic_validate.check.incoming import UNFILLED
from cnnic_validate.check.inputs import OBSERVATIONS
from cnnic_validate.check.package import check_package, read_package
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.accepted import Accepted, Normalised
from cnnic_validate.reading.descriptor import load_package
from cnnic_validate.reading.reader import read_table
from cnnic_validate.release.append import appended
from cnnic_validate.release.rows import csv_file
from cnnic_validate.release.template import release_template
from cnnic_validate.table import records
from cnnic_validate.workflow.loading import STANDARD_INPUT, load_inputs, release_inputs
from cnnic_validate.workflow.mapping import remember


def normalise(
    path: str, *, package: str = ".", source: str = "", stdin: bytes | None = None
) -> Normalised:
    """Give a release file with all columns of observations, what follows from `printed` filled in.

    Rows of a template that print nothing yet stay as they are; its titles are left out.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package or the file cannot be read.
    """
    outcome = check_package(release_inputs(path, package, source, stdin))
    if outcome.template is None:
        raise UnreadableError(
            package, say("the package has no resource {observations}", observations=OBSERVATIONS)
        )
    rows = [record.values for record in records(outcome.template)]
    blocking = tuple(
        each
        for each in outcome.report.findings
        if each.place.path == outcome.template.path and each.code in UNFILLED
    )
    return Normalised(csv_file(outcome.template.header, rows), blocking)


def accept(
    path: str, *, package: str = ".", source: str = "", stdin: bytes | None = None
) -> Accepted:
    """Append a release to the package's observations, if package and release pass together.

    Rows of a template that print nothing are left out.

    What was decided in mapping it (`cnnic map`) is remembered in the package.

    The file is replaced as a whole, where it is still the one that was judged: a crash leaves it
    old or new, and of two at once one is refused.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package or the file cannot be read, or the result cannot be written.
    """
    before = _observations_of(package)  # first: what is judged is this, or something newer
    inputs = release_inputs(path, package, source, stdin)
    outcome = check_package(inputs)
    published = inputs.tables.get(OBSERVATIONS)
    if not outcome.report.valid or outcome.release is None or not (before and published):
        return Accepted((), "", outcome.report)
    rows = [record.values for record in records(outcome.release)]
    file, data = before
    if not files.swap(file, data, appended(data, published.header, rows), published.path):
        refusal = say(
            "{path} was changed while the release was judged: accept it again",
            path=published.path,
        )
        return Accepted((), published.path, outcome.report, refusal)
    remembered = 0 if path == STANDARD_INPUT else remember(path, inputs)
    ids = tuple(row["id"] for row in rows)
    return Accepted(ids, published.path, outcome.report, remembered=remembered)


def _observations_of(package: str) -> tuple[Path, bytes] | None:
    """Give the file with the observations of a package, and what it holds."""
    read = load_package(package)
    resource = read.resource(OBSERVATIONS)
    if resource is None:
        return None
    file = files.inside(read.root, resource.path)
    return file, files.read_bytes(file, resource.path)


def printed_in(path: str) -> int:
    """Count the printed texts in a file that a template would replace; 0 where there is none.

    Raises:
        UnreadableError: it cannot be read.
    """
    file = Path(path)
    if not file.is_file():
        return 0
    return sum(
        bool(record.values.get("printed"))
        for record in records(read_table(file, files.shown_as(path)))
    )


def new_release(release_id: str, *, like: str = "", period: str = "", package: str = ".") -> str:
    """Give the template of a new release: the keys of earlier ones, periods moved, texts empty.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package cannot be read, or no earlier release is like it.
    """
    inputs = load_inputs(package)
    table = inputs.tables.get(OBSERVATIONS)
    rows = [record.values for record in records(table)] if table else []
    statistics = read_package(inputs).statistics
    return release_template(release_id, rows, statistics, like=like, period=period)
