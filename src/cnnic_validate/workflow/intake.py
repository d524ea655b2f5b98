"""A printed table on its way in: read cell by cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.grid import Wanted, grids, one_of
from cnnic_validate.grid.layout import laid_out
from cnnic_validate.grid.number_format import USUAL_MARKS, NumberMarks
from cnnic_validate.grid.transcript import COLUMNS, Transcript
from cnnic_validate.message import say
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.release.rows import csv_file
from cnnic_validate.table import Record
from cnnic_validate.workflow.loading import (
    STANDARD_INPUT,
    STANDARD_INPUT_NAME,
    load_inputs,
    table_records,
)

SOURCES = "sources"


def read(
    path: str,
    source: str,
    *,
    wanted: Wanted,
    package: str = ".",
    stdin: bytes | None = None,
) -> Transcript:
    """Read a printed table: what it displays, with headings, labels and places.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UndecodedError: the document is a text in an encoding that it does not name.
        UnreadableError: the document cannot be read, holds several tables of which none is named,
            or the package has no such source.
    """
    style = source_record(source, package)["number_style"]
    if style:
        wanted = replace(wanted, marks=_marks(style, package))
    if path == STANDARD_INPUT:
        shown, data = STANDARD_INPUT_NAME, stdin or b""
    else:
        shown, data = path, files.read_bytes(Path(path), path)
    grid = one_of(grids(data, shown, wanted), wanted)
    return Transcript(grid, laid_out(grid, wanted), source)


def _marks(style: str, package: str) -> NumberMarks:
    """Give the marks of a number style; the usual ones where the package does not define it."""
    known = load_inputs(package).lexicon.styles.get(style)
    if known is None:
        return USUAL_MARKS
    group = "" if known.grouping == "none" else known.groups[:1]
    return NumberMarks(known.decimal, group, known.grouping)


def transcript_file(transcript: Transcript) -> str:
    """Give what was read as a CSV file, a row a value."""
    return csv_file(COLUMNS, transcript.rows())


def source_record(source: str, package: str) -> Record:
    """Give the row of a source.

    Raises:
        UnreadableError: the package has no such source.
    """
    held = {each["id"]: each for each in table_records(package, SOURCES)}
    if source in held:
        return held[source]
    what = say("the package has no source {source}", source=source)
    hint = did_you_mean(source, held) or say("add its row to {sources}", sources=SOURCES)
    raise UnreadableError(package, what, hint)
