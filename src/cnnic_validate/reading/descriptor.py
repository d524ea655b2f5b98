"""Data Package v2 descriptors: a folder or a `datapackage.json` to a `Package`.

Every fault of the descriptor and of the schemas it names is collected and raised once. Unknown
properties are allowed, as the standard says; a property of the standard that is not executed yet is
a fault, never ignored in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnnic_validate import files
from cnnic_validate.errors import DefinitionError, UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.package import (
    AGENCIES_PROPERTY,
    Package,
    Resource,
    RuleFiles,
    TableSchema,
)
from cnnic_validate.model.spelling import did_you_mean, nearest
from cnnic_validate.reading.documents import read_json
from cnnic_validate.reading.faults import (
    Faults,
    in_document,
    inside,
    kind,
    note,
    note_unreadable,
    show,
)
from cnnic_validate.reading.integrity import check_integrity
from cnnic_validate.reading.table_schema import table_schema

DESCRIPTOR = "datapackage.json"
RULES_PROPERTY = "cnnic:rules"

_NAME = re.compile(r"[a-z0-9._-]+")
_RULE_FILES = ("partitions", "rules", "waivers", "lexicon", "number_styles", "symbols")
# Properties of a resource that change what its bytes mean, and the values that are executed.
_NOT_YET: dict[str, tuple[Any, ...]] = {
    "data": (),
    "url": (),
    "compression": ("", "no"),
    "type": ("table",),
    "profile": ("tabular-data-resource", "data-resource"),
    "format": ("csv",),
    "mediatype": ("text/csv",),
}
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
# The defaults of Table Dialect v2: a dialect that states them says nothing.
_DIALECT: dict[str, Any] = {
    "type": "delimited",
    "header": True,
    "headerRows": [1],
    "headerJoin": " ",
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
    "commentRows": [],
}
# Line ends are recognised, a single header row is joined by nothing, the rest is for the reader's
# information: none of these changes what is read.
_DIALECT_NEUTRAL = frozenset(
    {"$schema", "name", "title", "description", "lineTerminator", "headerJoin", "csvddfVersion"}
)


@dataclass(frozen=True, slots=True)
class _PackagePlace:
    """Where the package is: its folder, and the folder part of how a person names its files."""

    root: Path
    prefix: str

    def shown(self, relative: str) -> str:
        return self.prefix + relative


def load_package(path: Path | str, shown: str = "") -> Package:
    """Read a package: `path` is its folder or its descriptor.

    `shown` is how a person would name the descriptor where that is not by its path. Raises
    `UnreadableError` where the descriptor cannot be read, and one `DefinitionError` with every
    fault of the descriptor and its schemas.
    """
    given = Path(path)
    if not given.exists():
        raise UnreadableError(files.shown_as(given), say("does not exist"), say("check the path"))
    file = given / DESCRIPTOR if given.is_dir() else given
    if given.is_dir() and not file.exists():
        here = say("this folder") if given == Path() else files.shown_as(given)
        raise UnreadableError(
            files.shown_as(file),
            say(
                "{here} has no {descriptor}, so it is no data package",
                here=here,
                descriptor=DESCRIPTOR,
            ),
            say("go to the folder of a package, or name it with --package"),
        )
    shown = shown or files.shown_as(file)
    place = _PackagePlace(file.parent.resolve(), shown.removesuffix(file.name))
    value = read_json(file, shown)
    faults: Faults = []
    with in_document(faults, shown):
        package = _package(value, place, shown, faults)
    if faults:
        raise DefinitionError(dict.fromkeys(faults))  # a schema may serve two resources
    return package


def load_schema(path: Path | str) -> TableSchema:
    """Read a Table Schema by itself; raises `UnreadableError` or one `DefinitionError`."""
    shown = files.shown_as(path)
    faults: Faults = []
    with in_document(faults, shown):
        schema = table_schema(read_json(Path(path), shown), faults)
        _check_references([Resource("", "", schema)], faults)
    if faults:
        raise DefinitionError(faults)
    return schema


def _package(value: Any, place: _PackagePlace, shown: str, faults: Faults) -> Package:
    if not isinstance(value, dict):
        note(faults, say("a package descriptor is an object, not {value}", value=kind(value)))
        return Package(place.root, shown, "", "", "", ())
    if "name" not in value:
        note(faults, say("`name` is missing"), _misspelt("name", value))
    elif not _is_name(value["name"]):
        note(
            faults,
            say(
                "{name} is not a name: {name_rule}", name=show(value["name"]), name_rule=_NAME_RULE
            ),
            where="name",
        )
    resources = _resources(value, place, faults)
    _check_references(resources, faults)
    with inside(faults, RULES_PROPERTY):
        rule_files = _rule_files(value.get(RULES_PROPERTY, {}), place, faults)
    return Package(
        root=place.root,
        descriptor_path=shown,
        name=_text(value, "name", faults) if _is_name(value.get("name")) else "",
        title=_text(value, "title", faults),
        version=_text(value, "version", faults),
        resources=tuple(resources),
        rule_files=rule_files,
        agencies=_agencies(value, faults),
    )


_NAME_RULE = say("lower-case letters, digits, `.`, `-` and `_` were expected")


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _misspelt(name: str, value: Mapping[str, Any]) -> str:
    """Hint at the property that was probably meant to be `name`."""
    near = nearest(name, value)
    if not near:
        return ""
    return say("`{near}` stands there: did you mean `{name}`?", near=near, name=name)


def _resources(value: Mapping[str, Any], place: _PackagePlace, faults: Faults) -> list[Resource]:
    if "resources" not in value:
        note(faults, say("`resources` is missing"), _misspelt("resources", value))
        return []
    items = value["resources"]
    if not isinstance(items, list) or not items:
        note(faults, say("a list of at least one resource was expected"), where="resources")
        return []
    resources: list[Resource] = []
    for index, item in enumerate(items):
        with inside(faults, f"resources[{index}]"):
            resource = _resource(item, place, faults)
            if any(each.name == resource.name for each in resources if each.name):
                message = say("the resource name `{name}` stands twice", name=resource.name)
                note(faults, message, where="name")
            resources.append(resource)
    return resources


def _resource(item: Any, place: _PackagePlace, faults: Faults) -> Resource:
    """Read a resource; a part that is wrong is noted and left empty."""
    if not isinstance(item, dict):
        note(faults, say("a resource is an object, not {item}", item=kind(item)))
        return Resource("", "", TableSchema(()))
    name = item.get("name")
    if name is None:
        note(faults, say("`name` is missing"), _misspelt("name", item))
    elif not _is_name(name):
        note(
            faults,
            say("{name} is not a name: {name_rule}", name=show(name), name_rule=_NAME_RULE),
            where="name",
        )
        name = None
    _check_not_yet(item, faults)
    path = _path(item, faults)
    if path:
        check_integrity(item, path, place.root, place.shown(path), faults)
    schema, schema_path = _schema(item, place, faults)
    return Resource(
        name=name or "",
        path=path,
        schema=schema,
        schema_path=schema_path,
        title=_text(item, "title", faults),
        description=_text(item, "description", faults),
    )


def _path(item: Mapping[str, Any], faults: Faults) -> str:
    value = item.get("path")
    if value is None:
        if "data" not in item and "url" not in item:
            note(faults, say("`path` is missing"), _misspelt("path", item))
        return ""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, list):
        note(faults, say("a list of several paths is not supported yet"), where="path")
        return ""
    if not isinstance(value, str):
        note(faults, say("a text was expected, not {value}", value=kind(value)), where="path")
        return ""
    refusal = files.refusal(value)
    if refusal:
        note(
            faults,
            say("{value}: {refusal}", value=show(value), refusal=refusal),
            say("name a file inside the package"),
            "path",
        )
        return ""
    return value


def _check_not_yet(item: Mapping[str, Any], faults: Faults) -> None:
    for name, executed in _NOT_YET.items():
        if name in item and item[name] not in executed:
            what = f"`{name}`" if not executed else f"`{name}` {show(item[name])}"
            note(faults, say("{what} is not supported yet", what=what), where=name)
    encoding = item.get("encoding", "utf-8")
    if not isinstance(encoding, str) or encoding.lower() not in _UTF8:
        note(
            faults,
            say("the encoding {encoding} is not supported yet", encoding=show(encoding)),
            where="encoding",
        )
    if "dialect" in item:
        with inside(faults, "dialect"):
            _check_dialect(item["dialect"], faults)


def _check_dialect(value: Any, faults: Faults) -> None:
    if isinstance(value, str):
        note(faults, say("a dialect in a file of its own is not supported yet"))
        return
    if not isinstance(value, dict):
        note(faults, say("an object was expected, not {value}", value=kind(value)))
        return
    for name, setting in value.items():
        if name in _DIALECT_NEUTRAL or (name in _DIALECT and setting == _DIALECT[name]):
            continue
        note(
            faults,
            say("`{name}` {setting} is not supported yet", name=name, setting=show(setting)),
            where=name,
        )


def _schema(
    item: Mapping[str, Any], place: _PackagePlace, faults: Faults
) -> tuple[TableSchema, str]:
    """Read the schema of a resource, inline or from a file of the package; give it and its path."""
    value = item.get("schema")
    if value is None:
        note(faults, say("`schema` is missing"), _misspelt("schema", item))
        return TableSchema(()), ""
    if not isinstance(value, str):
        with inside(faults, "schema"):
            return table_schema(value, faults), ""
    shown = place.shown(value)
    try:
        file = files.inside(place.root, value, shown)
        document = read_json(file, shown)
    except UnreadableError as error:
        note_unreadable(faults, error, where="schema")
        return TableSchema(()), value
    except DefinitionError as error:
        faults.extend(error.faults)
        return TableSchema(()), value
    with in_document(faults, shown):
        return table_schema(document, faults), value


def _check_references(resources: list[Resource], faults: Faults) -> None:
    """Check that foreign keys name resources of the package, and fields of theirs."""
    by_name = {resource.name: resource for resource in resources if resource.name}
    for index, resource in enumerate(resources):
        for number, key in enumerate(resource.schema.foreign_keys):
            where = f"resources[{index}].schema.foreignKeys[{number}].reference"
            target = by_name.get(key.resource)
            if not key.resource:
                continue
            if target is None:
                hint = did_you_mean(key.resource, by_name)
                message = say("names an unknown resource `{resource}`", resource=key.resource)
                note(faults, message, hint, f"{where}.resource")
                continue
            known = [field.name for field in target.schema.fields]
            for name in key.reference_fields:
                if known and name not in known:
                    message = say(
                        "`{resource}` has no field `{name}`", resource=key.resource, name=name
                    )
                    note(faults, message, did_you_mean(name, known), f"{where}.fields")


def _rule_files(value: Any, place: _PackagePlace, faults: Faults) -> RuleFiles:
    if not isinstance(value, dict):
        note(faults, say("an object was expected, not {value}", value=kind(value)))
        return RuleFiles()
    paths = dict.fromkeys(_RULE_FILES, "")
    for key, path in value.items():
        if key not in paths:
            expected = say("one of {known} was expected", known=", ".join(_RULE_FILES))
            hint = did_you_mean(key, _RULE_FILES) or expected
            note(faults, say("unknown key `{key}`", key=key), hint, key)
        elif not isinstance(path, str):
            note(faults, say("a path was expected, not {path}", path=kind(path)), where=key)
        else:
            try:
                files.inside(place.root, path, place.shown(path))
            except UnreadableError as error:
                note_unreadable(faults, error, where=key)
            else:
                paths[key] = path
    return RuleFiles(**paths)


def _agencies(value: Mapping[str, Any], faults: Faults) -> tuple[str, ...]:
    names = value.get(AGENCIES_PROPERTY, [])
    if not isinstance(names, list) or not all(isinstance(each, str) and each for each in names):
        message = say("a list of names was expected, not {value}", value=show(names))
        note(faults, message, where=AGENCIES_PROPERTY)
        return ()
    return tuple(names)


def _text(value: Mapping[str, Any], name: str, faults: Faults) -> str:
    text = value.get(name, "")
    if not isinstance(text, str):
        note(faults, say("a text was expected, not {text}", text=kind(text)), where=name)
        return ""
    return text
