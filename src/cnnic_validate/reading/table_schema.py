"""Table Schema v2: a JSON value to a `TableSchema`, with every fault noted.

Unknown properties are allowed, as the standard says. A property of the standard that is not
executed yet is a fault, never ignored in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cnnic_validate import files
from cnnic_validate.message import say
from cnnic_validate.model import lexical
from cnnic_validate.model.package import Field, ForeignKey, TableSchema
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.reading.constraints import constraints_of
from cnnic_validate.reading.faults import Faults, inside, kind, note, show

_FIELDS_MATCH = ("exact", "equal", "subset", "superset", "partial")
_TYPES_OF_THE_STANDARD = lexical.TYPES | {
    "object",
    "array",
    "list",
    "datetime",
    "time",
    "duration",
    "geopoint",
    "geojson",
}
_NOT_YET = {
    "number": ("decimalChar", "groupChar"),
    "integer": ("groupChar",),
}


def table_schema(value: Any, faults: Faults) -> TableSchema:
    """Read a Table Schema descriptor; what is wrong is noted, and the rest is read all the same."""
    if not isinstance(value, dict):
        note(faults, say("a Table Schema is an object, not {value}", value=kind(value)))
        return TableSchema(())
    fields = _fields(value, faults)
    names = [field.name for field in fields]
    match = value.get("fieldsMatch", "exact")
    if isinstance(match, list) and len(match) == 1:
        match = match[0]  # profile 2.0 asked for an array by mistake; 2.1 fixes it
    if match not in _FIELDS_MATCH:
        note(
            faults,
            say("{match} is not one of {known}", match=show(match), known=", ".join(_FIELDS_MATCH)),
            did_you_mean(str(match), _FIELDS_MATCH),
            "fieldsMatch",
        )
        match = "exact"
    missing: tuple[str, ...] = ("",)
    if "missingValues" in value:
        with inside(faults, "missingValues"):
            missing = _missing_values(value["missingValues"], faults)
    return TableSchema(
        fields=fields,
        primary_key=_key(value.get("primaryKey", []), "primaryKey", names, faults),
        unique_keys=_unique_keys(value.get("uniqueKeys"), names, faults),
        foreign_keys=_foreign_keys(value.get("foreignKeys", []), names, faults),
        missing_values=missing,
        fields_match=match,
    )


def _fields(value: Mapping[str, Any], faults: Faults) -> tuple[Field, ...]:
    if "fields" not in value:
        hint = next((did_you_mean("fields", [key]) and f"`{key}`" for key in value), "")
        note(faults, say("`fields` is missing"), hint and say("did you mean {hint}?", hint=hint))
        return ()
    items = value["fields"]
    if not isinstance(items, list) or not items:
        note(faults, say("a list of at least one field was expected"), where="fields")
        return ()
    if len(items) > files.COLUMNS:
        message = say(
            "has {count:,} fields, more than the limit of {limit:,}",
            count=len(items),
            limit=files.COLUMNS,
        )
        note(faults, message, where="fields")
        return ()
    fields: dict[str, Field] = {}
    for index, item in enumerate(items):
        with inside(faults, f"fields[{index}]"):
            field = _field(item, faults)
            if field and field.name in fields:
                note(
                    faults,
                    say("the field name `{name}` stands twice", name=field.name),
                    where="name",
                )
            elif field:
                fields[field.name] = field
    return tuple(fields.values())


def _field(item: Any, faults: Faults) -> Field | None:
    if not isinstance(item, dict):
        note(faults, say("a field is an object, not {item}", item=kind(item)))
        return None
    name = item.get("name")
    if not isinstance(name, str) or not name:
        note(faults, say("`name` is missing") if name is None else say("`name` must be a text"))
        return None
    type_name = _type(item, faults)
    missing = None
    if "missingValues" in item:
        with inside(faults, "missingValues"):
            missing = _missing_values(item["missingValues"], faults)
    field = Field(
        name=name,
        type=type_name,
        title=_text(item, "title", faults),
        description=_text(item, "description", faults),
        missing_values=missing,
        raw=item,
    )
    if type_name != item.get("type", "any"):  # what a constraint means depends on the type
        return field
    _check_options(item, type_name, faults)
    return replace(field, constraints=constraints_of(field, faults))


def _type(item: Mapping[str, Any], faults: Faults) -> str:
    type_name = item.get("type", "any")
    known = isinstance(type_name, str) and type_name in _TYPES_OF_THE_STANDARD
    if known and type_name in lexical.TYPES:
        return str(type_name)
    if known:
        note(
            faults,
            say("the type `{type_name}` is not supported yet", type_name=type_name),
            where="type",
        )
    else:
        hint = did_you_mean(str(type_name), sorted(_TYPES_OF_THE_STANDARD))
        note(faults, say("unknown field type {type_name}", type_name=show(type_name)), hint, "type")
    return "any"


def _check_options(item: Mapping[str, Any], type_name: str, faults: Faults) -> None:
    """Note the options of a type that are not executed, or not well formed."""
    if item.get("format", "default") != "default":
        note(
            faults,
            say("the format {format} is not supported yet", format=show(item["format"])),
            where="format",
        )
    for option in _NOT_YET.get(type_name, ()):
        if option in item and item[option] != {"decimalChar": "."}.get(option):
            note(faults, say("`{option}` is not supported yet", option=option), where=option)
    if type_name in {"number", "integer"} and item.get("bareNumber", True) is not True:
        note(faults, say("`bareNumber: false` is not supported yet"), where="bareNumber")
    if type_name == "boolean":
        for option in ("trueValues", "falseValues"):
            if option in item and not _is_texts(item[option]):
                note(faults, say("a list of texts was expected"), where=option)


def _missing_values(value: Any, faults: Faults) -> tuple[str, ...]:
    if isinstance(value, list):
        value = [each.get("value") if isinstance(each, dict) else each for each in value]
    if not _is_texts(value):
        note(faults, say("a list of texts, or of objects with a text `value`, was expected"))
        return ("",)
    if len(set(value)) < len(value):
        note(faults, say("a missing value stands twice"))
    return tuple(value)


def _key(value: Any, step: str, names: list[str], faults: Faults) -> tuple[str, ...]:
    """Read a list of field names (v1: one name) that must be known and different."""
    items = [value] if isinstance(value, str) else value
    with inside(faults, step):
        if not _is_texts(items):
            note(faults, say("a list of field names was expected"))
            return ()
        for name in items:
            if names and name not in names:
                note(
                    faults,
                    say("names an unknown field `{name}`", name=name),
                    did_you_mean(name, names),
                )
        if len(set(items)) < len(items):
            note(faults, say("names a field twice"))
    return tuple(items)


def _unique_keys(value: Any, names: list[str], faults: Faults) -> tuple[tuple[str, ...], ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not value:
        note(
            faults,
            say("a list of at least one list of field names was expected"),
            where="uniqueKeys",
        )
        return ()
    keys = [_key(item, f"uniqueKeys[{index}]", names, faults) for index, item in enumerate(value)]
    return tuple(key for key in keys if key)


def _foreign_keys(value: Any, names: list[str], faults: Faults) -> tuple[ForeignKey, ...]:
    if not isinstance(value, list):
        note(faults, say("a list was expected"), where="foreignKeys")
        return ()
    keys = []
    for index, item in enumerate(value):
        with inside(faults, f"foreignKeys[{index}]"):
            key = _foreign_key(item, names, faults)
            if key:
                keys.append(key)
    return tuple(keys)


def _foreign_key(item: Any, names: list[str], faults: Faults) -> ForeignKey | None:
    if not isinstance(item, dict):
        note(faults, say("a foreign key is an object, not {item}", item=kind(item)))
        return None
    reference = item.get("reference")
    if "fields" not in item or not isinstance(reference, dict) or "fields" not in reference:
        note(faults, say("`fields`, `reference` and `reference.fields` are needed"))
        return None
    resource = reference.get("resource", "")
    if not isinstance(resource, str):
        note(faults, say("a resource name was expected"), where="reference.resource")
        return None
    own = _key(item["fields"], "fields", names, faults)
    known = [] if resource else names  # another resource's fields are known later
    other = _key(reference["fields"], "reference.fields", known, faults)
    if len(own) != len(other):
        note(
            faults,
            say(
                "{count} fields refer to {other}: the numbers must be equal",
                count=len(own),
                other=len(other),
            ),
        )
        return None
    return ForeignKey(own, resource, other) if own else None


def _text(item: Mapping[str, Any], name: str, faults: Faults) -> str:
    value = item.get(name, "")
    if not isinstance(value, str):
        note(faults, say("a text was expected, not {value}", value=kind(value)), where=name)
        return ""
    return value


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
