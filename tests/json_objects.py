"""The objects of a JSON document beside what its schema says of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def objects(value: Any, schema: Any, whole: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    """Give every object of a JSON value with the schema that describes it.

    Args:
        value: the value.
        schema: what describes it.
        whole: the schema that holds the definitions which others name.
    """
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    for each in schema.get("oneOf", []):
        if value is not None or each.get("type") == "null":
            yield from objects(value, each, whole)
    if isinstance(value, dict):
        yield value, schema
        for key, member in value.items():
            yield from objects(member, schema.get("properties", {}).get(key, {}), whole)
    elif isinstance(value, list):
        for member in value:
            yield from objects(member, schema.get("items") or {}, whole)
