"""The header against the schema: which column holds which field (`fieldsMatch`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnnic_validate.message import say
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.package import TableSchema
from cnnic_validate.model.place import Place
from cnnic_validate.model.spelling import nearest

# So many pairs of names are compared at most.
_COMPARED = 10_000
# What other programs write between the cells, and its name.
_SEPARATORS = {";": say("semicolons"), "\t": say("tabs"), "|": say("vertical bars")}


def separator_hint(header: Sequence[str]) -> str:
    """Say what seems to separate the names in a header that is one column; else nothing."""
    if len(header) != 1:
        return ""
    return next(
        (
            say("the names are separated by {marks}: save the file with commas", marks=marks)
            for mark, marks in _SEPARATORS.items()
            if mark in header[0]
        ),
        "",
    )


def columns_of(header: Sequence[str], schema: TableSchema) -> dict[str, int]:
    """Map each field that the table has to its column, from 0, by name.

    `exact` maps by order and `equal` to `partial` by name; where an exact header is as it should be
    the two agree, and where it is not, the name says better what a column holds.
    """
    first = {name: index for index, name in reversed(list(enumerate(header)))}
    return {field.name: first[field.name] for field in schema.fields if field.name in first}


def check_header(path: str, header: Sequence[str], schema: TableSchema) -> Iterator[Finding]:
    """Compare the header with the schema as `fieldsMatch` says.

    Duplicate and empty names are the reader's findings and are not repeated.
    """
    names = [field.name for field in schema.fields]
    there, expected = set(header), set(names)
    missing = [name for name in names if name not in there]
    unknown = [name for name in header if name and name not in expected]
    match = schema.fields_match
    if match == "partial":
        if len(missing) == len(names):
            message = say("no column is one of the schema's: {names}", names=_listed(names))
            yield _finding(path, message)
        return
    renamed = dict(_renamed(missing, unknown)) if match != "subset" else {}
    old = {new: name for name, new in renamed.items()}
    hint: str
    if len(missing) == len(names) and not renamed:
        message = say("no column is one of the schema's: {names}", names=_listed(names))
        hint = separator_hint(header) or say(
            "is the header line missing, or the separator no comma?"
        )
        yield _finding(path, message, hint=hint)
        return
    if match in {"exact", "equal", "subset"}:
        for name in missing:
            message = say("the column `{name}` is missing", name=shown(name, 60))
            near = old.get(name, "")
            yield _finding(
                path,
                message,
                name,
                near and say("was it renamed to `{near}`?", near=shown(near, 60)),
            )
    if match in {"exact", "equal", "superset"}:
        for name in unknown:
            near = renamed.get(name, "")
            if match == "superset" and not near and len(names) * len(unknown) <= _COMPARED:
                near = nearest(name, names)
            hint = say("did you mean `{near}`?", near=near) if near else ""
            message = say("the column `{name}` is not in the schema", name=shown(name, 60))
            yield _finding(path, message, name, hint)
    if match == "exact" and not missing and not unknown and list(header) != names:
        yield from _misordered(path, header, names)


def _misordered(path: str, header: Sequence[str], names: Sequence[str]) -> Iterator[Finding]:
    if len(header) != len(names):  # a duplicate, which the reader has named
        return
    for number, (seen, expected) in enumerate(zip(header, names, strict=True), start=1):
        if seen != expected:
            message = say(
                "column {number} is `{seen}`, the schema has `{expected}` there",
                number=number,
                seen=seen,
                expected=expected,
            )
            hint = say("put the columns in the order of the schema")
            yield _finding(path, message, seen, hint)
            return


def _renamed(missing: Sequence[str], unknown: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pair unknown columns with the missing fields they probably are, where there are not many."""
    if len(missing) * len(unknown) > _COMPARED:
        return
    left = list(missing)
    for name in unknown:
        near = nearest(name, left)
        if near:
            left.remove(near)
            yield name, near


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (", …" if len(names) > 10 else "")


def _finding(path: str, message: str, column: str = "", hint: str = "") -> Finding:
    place = Place(path, 1, 0, column)
    return Finding("header", "error", message, place, value=shown(column), hint=hint)
