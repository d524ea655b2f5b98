"""A bundle: the files of one published version, the same bytes on every machine.

What the package has is taken as it stands, byte for byte; what is made beside it (`series.csv`, the
wide tables, the change log, the report, the citation) follows from it alone. There is no clock, no
name of a machine and no order of a file system in any of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cnnic_validate.model.statistics import Indicator
from cnnic_validate.release.metadata import METADATA, metadata

DESCRIPTOR = "datapackage.json"
CHANGES = "CHANGELOG.md"
CITATION = "CITATION.cff"
REPORT = "report.json"
SUMS = "SHA256SUMS"
# Marks resources that publishing makes; a package of one's own has none.
GENERATED = "cnnic:generated"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# What publishing writes into descriptors, and a working one does not have.
_WRITTEN = ("created",)
_WRITTEN_OF_RESOURCES = ("hash", "bytes")


@dataclass(frozen=True, slots=True)
class GeneratedTable:
    """A table that is made from the figures: its resource name, path, bytes and Table Schema."""

    name: str
    path: str
    title: str
    data: bytes
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a bundle is made of.

    `descriptor` is the working one, as it stands in JSON; `files` every file that it names, by path
    inside the package; `tables` are made from the figures; `documents` are whole texts by path
    (change log, report, citation); `indicators` say in the metadata what is measured.
    """

    descriptor: Mapping[str, Any]
    files: Mapping[str, bytes]
    tables: tuple[GeneratedTable, ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict)
    indicators: tuple[Indicator, ...] = ()


def bundle(contents: Contents, version: str, created: str) -> dict[str, bytes]:
    """Give the files of a bundle by path, in order of path.

    Args:
        contents: what it is made of.
        version: the version that it is published as.
        created: the instant that it says it was made at, in ISO 8601 with `Z`.

    Raises:
        ValueError: two of its parts have one path; the caller chose the names of one of them.
    """
    made = {each.path: each.data for each in contents.tables}
    made |= {path: text.encode() for path, text in contents.documents.items()}
    taken = (contents.files.keys() | {DESCRIPTOR, SUMS} | METADATA) & made.keys()
    if taken:
        raise ValueError(f"two files of the bundle have the path {min(taken)}")
    out = {**contents.files, **made}
    descriptor = _published(contents, out, version, created)
    out[DESCRIPTOR] = json_bytes(descriptor)
    schemas = {each["name"]: _schema(each, out) for each in descriptor["resources"]}
    described = metadata(descriptor, schemas, contents.indicators)
    out |= {path: json_bytes(value) for path, value in described.items()}
    out[SUMS] = sums(out)
    return dict(sorted(out.items()))


def _published(
    contents: Contents, data: Mapping[str, bytes], version: str, created: str
) -> dict[str, Any]:
    """Give the descriptor with what is known of the bytes, and with the tables that were made."""
    resources = [
        {**each, **_of_bytes(data[each["path"]])} for each in contents.descriptor["resources"]
    ]
    resources += [
        {
            "name": each.name,
            "type": "table",
            "title": each.title,
            "path": each.path,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            GENERATED: True,
            "schema": each.schema,
            **_of_bytes(each.data),
        }
        for each in contents.tables
    ]
    whole = {"$schema": _PROFILE, **contents.descriptor, "version": version, "created": created}
    return {**whole, "resources": resources}


def _schema(resource: Mapping[str, Any], data: Mapping[str, bytes]) -> dict[str, Any]:
    """Give the Table Schema of a resource, which may be a file of its own."""
    schema = resource.get("schema", {})
    return dict(json.loads(data[schema]) if isinstance(schema, str) else schema)


def _of_bytes(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "hash": f"sha256:{digest(data)}"}


def working_descriptor(published: Mapping[str, Any]) -> dict[str, Any]:
    """Give the descriptor of a bundle as it was before publishing, its version left as it is.

    One that names no profile has that of Data Package v2, by which it was judged.
    """
    kept = {key: value for key, value in published.items() if key not in _WRITTEN}
    resources = [
        {key: value for key, value in each.items() if key not in _WRITTEN_OF_RESOURCES}
        for each in published["resources"]
        if not each.get(GENERATED)
    ]
    return {"$schema": _PROFILE, **kept, "resources": resources}


def digest(data: bytes) -> str:
    """Give the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sums(data: Mapping[str, bytes]) -> bytes:
    """Write the sums of files as `sha256sum -c` reads them, in order of path."""
    lines = (f"{digest(data[path])}  {path}\n" for path in sorted(data))
    return "".join(lines).encode()


def json_bytes(value: Any) -> bytes:
    """Write a document as JSON, its keys in their own order; exact decimals as numbers."""
    return (json.dumps(value, ensure_ascii=False, indent=2, default=_number) + "\n").encode()


def _number(value: object) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} is no value of JSON")
