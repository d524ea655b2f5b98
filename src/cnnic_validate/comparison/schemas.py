"""Table Schemas compared by what a change does to the tables that were valid before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from cnnic_validate.comparison.documents import ABSENT, diff_values, edit
from cnnic_validate.model.diff import SchemaChange
from cnnic_validate.model.package import Bound, Field, TableSchema

Effect = Literal["breaking", "tighter", "looser", "none"]

# How constraints are named in a schema, and whether a larger bound refuses more.
_LOWER = {
    "minimum": "minimum",
    "exclusive_minimum": "exclusiveMinimum",
    "min_length": "minLength",
}
_UPPER = {
    "maximum": "maximum",
    "exclusive_maximum": "exclusiveMaximum",
    "max_length": "maxLength",
}
_COMPARED = frozenset({"name", "type", "format", "missingValues", "constraints", "categories"})
# Properties of a field that say how its texts are read.
_MEANING = frozenset(
    {"trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber", "delimiter", "itemType"}
)
_COMPARED_IN_SCHEMA = frozenset(
    {"fields", "primaryKey", "uniqueKeys", "foreignKeys", "missingValues", "fieldsMatch"}
)
# What a table may lack (`missing`) or have more than (`more`) its schema, by `fieldsMatch`.
_FREEDOMS: Mapping[str, frozenset[str]] = {
    "exact": frozenset(),
    "equal": frozenset({"order"}),
    "subset": frozenset({"order", "more"}),
    "superset": frozenset({"order", "missing"}),
    "partial": frozenset({"order", "more", "missing"}),
}


def diff_schemas(
    resource: str, old: TableSchema, new: TableSchema, raw: tuple[Any, Any] = ({}, {})
) -> tuple[SchemaChange, ...]:
    """Compare two schemas of one resource.

    Args:
        resource: its name.
        old: the schema as it was.
        new: the schema as it is.
        raw: the two as they stand in JSON, for what the model does not hold.
    """
    return (
        *_fields(resource, old, new),
        *_keys(resource, old, new),
        *_texts(resource, "", *raw, _COMPARED_IN_SCHEMA),
    )


def _fields(resource: str, old: TableSchema, new: TableSchema) -> Iterator[SchemaChange]:
    before = {each.name: each for each in old.fields}
    after = {each.name: each for each in new.fields}
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if was and now:
            yield from _field(resource, was, now)
        else:
            texts = edit("field", _whole(was), _whole(now))
            yield SchemaChange(resource, name, "field", "breaking", texts.old, texts.new)
    kept = [name for name in before if name in after]
    if [*kept, *(name for name in after if name not in before)] != list(after):
        orders = " ".join(before), " ".join(after)
        yield SchemaChange(resource, "", "order", "breaking", *orders)


def _whole(each: Field | None) -> Any:
    """Give a field that was added or removed as it stands in the schema."""
    if each is None:
        return ABSENT
    return each.raw or {"name": each.name, "type": each.type}


def _field(resource: str, old: Field, new: Field) -> Iterator[SchemaChange]:
    def change(what: str, effect: Effect, was: Any, now: Any) -> SchemaChange:
        texts = edit(what, _plain(was), _plain(now))
        return SchemaChange(resource, new.name, what, effect, texts.old, texts.new)

    for what in ("type", "format"):
        was, now = getattr(old, what), getattr(new, what)
        if was != now:
            yield change(what, "breaking", was, now)
    if old.missing_values != new.missing_values:
        yield change("missingValues", "breaking", old.missing_values, new.missing_values)
    yield from _constraints(old, new, change)
    yield from _texts(resource, new.name, old.raw, new.raw, _COMPARED)


def _constraints(
    old: Field, new: Field, change: Callable[[str, Effect, Any, Any], SchemaChange]
) -> Iterator[SchemaChange]:
    before, after = old.constraints, new.constraints
    for what in ("required", "unique"):
        was, now = getattr(before, what), getattr(after, what)
        if was != now:
            yield change(what, "tighter" if now else "looser", was or None, now or None)
    for names, sign in ((_LOWER, 1), (_UPPER, -1)):
        for attribute, what in names.items():
            was, now = getattr(before, attribute), getattr(after, attribute)
            if was != now:
                yield change(what, _of_bound(was, now, sign), was, now)
    if before.pattern != after.pattern:
        effect: Effect = "tighter" if after.pattern else "looser"
        yield change("pattern", effect, before.pattern, after.pattern)
    allowed, allows = before.enum, after.enum
    if allowed != allows:
        yield change("enum", _of_enum(allowed, allows), allowed, allows)


def _of_bound(old: Bound | None, new: Bound | None, sign: int) -> Effect:
    """Tell what another bound does; `sign` is 1 for lower bounds, where more is tighter."""
    if old is None or new is None:
        return "tighter" if old is None else "looser"
    if isinstance(old, str) or isinstance(new, str):
        # Dates of one form sort as their texts do.
        comparable = len(str(old)) == len(str(new)) and isinstance(old, str) == isinstance(new, str)
        larger = str(new) > str(old)
    else:
        comparable, larger = True, new > old
    return "looser" if comparable and larger == (sign < 0) else "tighter"


def _of_enum(old: tuple[str, ...] | None, new: tuple[str, ...] | None) -> Effect:
    if old is None or new is None:
        return "tighter" if old is None else "looser"
    if set(old) == set(new):
        return "none"
    return "looser" if set(old) < set(new) else "tighter"


def _keys(resource: str, old: TableSchema, new: TableSchema) -> Iterator[SchemaChange]:
    def change(what: str, effect: Effect, was: Any, now: Any) -> SchemaChange:
        texts = edit(what, _plain(was), _plain(now))
        return SchemaChange(resource, "", what, effect, texts.old, texts.new)

    if old.primary_key != new.primary_key:
        effect: Effect = "tighter" if new.primary_key else "looser"
        yield change("primaryKey", effect, old.primary_key or None, new.primary_key or None)
    for what, before, after in (
        ("uniqueKeys", old.unique_keys, new.unique_keys),
        ("foreignKeys", old.foreign_keys, new.foreign_keys),
    ):
        for key in dict.fromkeys((*after, *before)):
            if key not in before:
                yield change(what, "tighter", None, key)
            elif key not in after:
                yield change(what, "looser", key, None)
    if old.missing_values != new.missing_values:
        yield change("missingValues", "breaking", old.missing_values, new.missing_values)
    if old.fields_match != new.fields_match:
        keeps = _FREEDOMS[old.fields_match] <= _FREEDOMS[new.fields_match]
        was, now = old.fields_match, new.fields_match
        yield change("fieldsMatch", "looser" if keeps else "tighter", was, now)


def _texts(
    resource: str, field: str, old: Any, new: Any, compared: frozenset[str]
) -> Iterator[SchemaChange]:
    """Compare the properties that the model does not hold; those of meaning are breaking."""
    for each in diff_values(_without(old, compared), _without(new, compared)):
        effect: Effect = "breaking" if each.name in _MEANING else "none"
        yield SchemaChange(resource, field, each.name, effect, each.old, each.new)


def _without(value: Any, names: frozenset[str]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {}
    return {name: each for name, each in value.items() if name not in names}


def _plain(value: Any) -> Any:
    """Write a value of the model as text: keys as `fields → resource.fields`."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, tuple):
        return ", ".join(value)
    if hasattr(value, "reference_fields"):
        target = f"{value.resource or 'itself'}({', '.join(value.reference_fields)})"
        return f"{', '.join(value.fields)} → {target}"
    return str(value)
