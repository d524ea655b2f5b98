"""Read what a flow works on (a package, a release file, standard input); folders it works in."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.check.inputs import OBSERVATIONS, Inputs
from cnnic_validate.check.joint.engine import Tell
from cnnic_validate.errors import CnnicError, DefinitionError, Fault, UnreadableError
from cnnic_validate.figures import Lexicon, LexiconFiles, load_lexicon
from cnnic_validate.grid.delimited import as_commas
from cnnic_validate.message import say
from cnnic_validate.model.package import Package, Resource
from cnnic_validate.reading.descriptor import DESCRIPTOR, load_package
from cnnic_validate.reading.package_files import files_of
from cnnic_validate.reading.reader import read_table, read_text_table
from cnnic_validate.reading.rules import load_rules
from cnnic_validate.release.signing import SigningKey, read_signing_key
from cnnic_validate.table import Record, Table, records

STANDARD_INPUT = "-"
STANDARD_INPUT_NAME = "<standard input>"
_CACHE_VARIABLE = "CNNIC_CACHE"


def load_inputs(path: str, *, shown: str = "", progress: Tell | None = None) -> Inputs:
    """Read a package: its descriptor, rules, lexicon and tables.

    `shown` is how a person would name its descriptor where that is not by its path.
    """
    package = load_package(path, shown)
    rules_read = load_rules(package)
    lexicon = _lexicon(package)
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


def require_whole(inputs: Inputs) -> None:
    """Refuse a package of which a file is not there itself: what is not read looks like removed.

    Raises:
        DefinitionError: with every file that the package names and that could not be read, or that
            is a link or of another repository, which git does not keep with the package.
    """
    package = inputs.package
    faults = list(inputs.faults)
    for path in (Path(package.descriptor_path).name, *files_of(package)):
        if what := files.unlike_a_file(package.root, path):
            message = say("is {what}, the file itself was expected", what=what)
            hint = say("put the file itself there: a version of the package must hold it")
            faults.append(Fault(_shown(package, path), "", message, hint))
    if faults:
        raise DefinitionError(faults)


def release_inputs(
    path: str, package: str, source: str, stdin: bytes | None, progress: Tell | None = None
) -> Inputs:
    """Read a package and the release file that is judged as part of it."""
    inputs = load_inputs(package, progress=progress)
    if inputs.package.resource(OBSERVATIONS) is None:
        what = say(
            "the package has no resource {observations} to judge {path} with",
            observations=OBSERVATIONS,
            path=path,
        )
        raise UnreadableError(
            inputs.package.descriptor_path,
            what,
            say("name another with --package; `cnnic-validate --schema` judges a table by itself"),
        )
    return replace(inputs, incoming=_release_table(path, stdin), source=source)


def _release_table(path: str, stdin: bytes | None) -> Table:
    """Read a release file: of commas, or of tabs, semicolons or bars if its header has no comma."""
    if path == STANDARD_INPUT:
        shown, data = STANDARD_INPUT_NAME, stdin or b""
    else:
        shown = files.shown_as(path)
        data = files.read_bytes(Path(path), shown)
    text = as_commas(data)
    return incoming_table(path, stdin) if text is None else read_text_table(text, shown)


def incoming_table(path: str, stdin: bytes | None) -> Table:
    """Read a CSV file that a person names; `-` is standard input."""
    if path == STANDARD_INPUT:
        return read_text_table(stdin or b"", STANDARD_INPUT_NAME)
    return read_table(Path(path), files.shown_as(path))


def table_records(path: str, name: str) -> list[Record]:
    """Give the rows of one resource of a package.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package cannot be read, or has no such resource.
    """
    package = load_package(path)
    return list(records(_resource_table(package, resource_of(package, name, path))))


def resource_of(package: Package, name: str, shown: str) -> Resource:
    """Give a resource by its name; `shown` is how a person named the package.

    Raises:
        UnreadableError: the package has no such resource.
    """
    found = package.resource(name)
    if found is None:
        names = ", ".join(each.name for each in package.resources)
        what = say("the package has no resource {resource!r}", resource=name)
        raise UnreadableError(shown, what, say("it has {names}", names=names))
    return found


def owner_of(path: str) -> str:
    """Give the descriptor of the package that a file is part of; empty where it is part of none."""
    file = Path(os.path.realpath(path))
    for folder in file.parents:
        descriptor = folder / DESCRIPTOR
        if not descriptor.is_file():
            continue
        if descriptor == file:
            return str(descriptor)
        with contextlib.suppress(CnnicError):
            package = load_package(folder)
            if file in [(package.root / each).resolve() for each in files_of(package)]:
                return str(descriptor)
    return ""


@contextlib.contextmanager
def unpacked(data: Mapping[str, bytes]) -> Iterator[Path]:
    """Write files, by path, into a folder that goes when the block ends."""
    with tempfile.TemporaryDirectory(prefix="cnnic-") as name:
        folder = Path(name)
        for path, content in data.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield folder


def cache_folder(given: str = "") -> Path:
    """Give the folder of the cache: the one given, `CNNIC_CACHE`, or the user's own."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - most commands need no cache

    named = given or os.environ.get(_CACHE_VARIABLE, "")
    return Path(named) if named else user_cache_path("cnnic-validate", appauthor=False)


def signing_key(path: str) -> SigningKey | None:
    """Read the private key in a file, None where none is named; `CNNIC_KEY_PASSPHRASE` opens it."""
    if not path:
        return None
    return read_signing_key(Path(path), os.environ.get("CNNIC_KEY_PASSPHRASE", ""))


def _resource_table(package: Package, resource: Resource) -> Table:
    return read_table(files.inside(package.root, resource.path), _shown(package, resource.path))


def _shown(package: Package, relative: str) -> str:
    """Name a file of a package as a person would, from where they stand."""
    return package.descriptor_path.removesuffix(Path(package.descriptor_path).name) + relative


def _lexicon(package: Package) -> Lexicon:
    named = package.rule_files
    words, styles, symbols = (_rows_of(package, path) for path in named.tables.values())
    files_read = LexiconFiles(styles, named.number_styles, symbols, named.symbols)
    return load_lexicon(words, named.lexicon, files_read)


def _rows_of(package: Package, relative: str) -> list[Record]:
    if not relative:
        return []
    table = read_table(files.inside(package.root, relative), _shown(package, relative))
    if table.faults:
        raise DefinitionError(
            Fault(
                each.place.path, say("line {line}", line=each.place.line), each.message, each.hint
            )
            for each in table.faults
        )
    return list(records(table))
