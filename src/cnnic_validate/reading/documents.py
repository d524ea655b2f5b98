"""Strict JSON and strict YAML: authors' documents as plain values.

Both give `dict`, `list`, `str`, `bool`, `None`, `int` and, so that a bound keeps the digits its
author wrote, `Decimal` in place of float. YAML is read as the JSON schema of YAML 1.2: what does
not look like a JSON number, `true`, `false` or `null` is text, so `no`, `1_000`, `12:30` and
`2025-01-17` stay what they look like. Aliases, anchors, tags and duplicate keys are refused: each
makes a document mean something else than it shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from cnnic_validate import files
from cnnic_validate.errors import DefinitionError, Fault
from cnnic_validate.message import say


def read_json(path: Path, shown: str) -> Any:
    """Read a JSON document; raises `UnreadableError` or one `DefinitionError`."""
    return parse_json(files.read_text(path, shown), shown)


def parse_json(text: str, shown: str) -> Any:
    """Parse JSON strictly: duplicate keys, `NaN`, `Infinity` and nesting past the limit are faults.

    `shown` names the document in faults. Raises one `DefinitionError` with every fault found.
    """
    faults: list[Fault] = []

    def note(message: str, hint: str = "") -> None:
        faults.append(Fault(shown, "", message, hint))

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in items:
            if key in values:
                note(
                    say("the key `{key}` stands twice in one object", key=key),
                    say("keep one of the two"),
                )
            values[key] = value
        return values

    def constant(name: str) -> None:
        note(say("`{name}` is not JSON", name=name), say("use null, or leave the property out"))

    value = _loads(
        text, shown, object_pairs_hook=pairs, parse_constant=constant, parse_float=_decimal
    )
    if _depth(value) > files.NESTING_DEPTH:
        note(_TOO_DEEP)
    elif "\\ud" in text.lower() and not _is_text(value):
        note(
            say("an escape such as `\\ud800` is half a character"),
            say("write the character itself"),
        )
    if faults:
        raise DefinitionError(faults)
    return value


# What Python's reader says of the slips that people make.
_JSON = {
    "Expecting value": say("a value was expected"),
    "Expecting ',' delimiter": say("a comma was expected"),
    "Expecting ':' delimiter": say("a colon was expected"),
    "Expecting property name enclosed in double quotes": say(
        "a name in double quotes was expected"
    ),
    "Illegal trailing comma before end of object": say("a comma stands behind the last entry"),
    "Illegal trailing comma before end of array": say("a comma stands behind the last entry"),
    "Unterminated string starting at": say("a text begins here and never ends"),
    "Invalid control character at": say("a text runs over the end of its line"),
    "Extra data": say("something follows the end"),
}


def _loads(text: str, shown: str, **hooks: Any) -> Any:
    try:
        return json.loads(text, **hooks)
    except json.JSONDecodeError as error:
        where = say("line {lineno}, column {colno}", lineno=error.lineno, colno=error.colno)
        raise DefinitionError(
            [Fault(shown, where, say("not JSON: {msg}", msg=_JSON.get(error.msg, error.msg)))]
        ) from error
    except RecursionError:
        raise DefinitionError([Fault(shown, "", _TOO_DEEP)]) from None
    except ValueError as error:  # a number of thousands of digits
        raise DefinitionError(
            [Fault(shown, "", say("not usable: {error}", error=error))]
        ) from error


_TOO_DEEP = say(
    "nested deeper than the limit of {NESTING_DEPTH} levels", NESTING_DEPTH=files.NESTING_DEPTH
)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:  # an exponent beyond what Decimal holds
        raise ValueError(f"the number {text[:40]} is out of range") from error


def _is_text(value: Any) -> bool:
    """Tell whether every string of a document can be written as UTF-8."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return False
    return True


def _depth(value: Any) -> int:
    """Count the levels of nesting without recursion."""
    depth, level = 0, [value]
    while level := [each for each in level if isinstance(each, dict | list)]:
        depth += 1
        level = [
            child for each in level for child in (each.values() if isinstance(each, dict) else each)
        ]
        if depth > files.NESTING_DEPTH:
            break
    return depth


def read_yaml(path: Path, shown: str) -> Any:
    """Read a YAML document; raises `UnreadableError` or one `DefinitionError`."""
    return parse_yaml(files.read_text(path, shown), shown)


def parse_yaml(text: str, shown: str) -> Any:
    """Parse one YAML document strictly; an empty one is None.

    `shown` names the document in faults, whose `where` is the line. Raises one `DefinitionError`
    with every fault found.
    """
    faults: list[Fault] = []
    # The same loader in C where PyYAML was built with it: ten times faster on large documents.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events = list(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = say("line {line}", line=mark.line + 1) if mark else ""
        raise DefinitionError(
            [Fault(shown, where, say("not YAML: {problem}", problem=error.problem))]
        ) from error
    except yaml.YAMLError as error:
        raise DefinitionError([Fault(shown, "", say("not YAML: {error}", error=error))]) from error
    _refuse_features(events, shown, faults)
    if faults:
        raise DefinitionError(faults)
    content = [
        each for each in events if isinstance(each, yaml.NodeEvent | yaml.CollectionEndEvent)
    ]
    if not content:
        return None
    value = _value(iter(content), shown, faults)
    if faults:
        raise DefinitionError(faults)
    return value


def _refuse_features(events: list[Any], shown: str, faults: list[Fault]) -> None:
    """Note what makes a document mean something else than it shows, and nesting past the limit."""
    depth = documents = 0
    for event in events:
        where = say("line {line}", line=event.start_mark.line + 1)
        if isinstance(event, yaml.AliasEvent):
            message = say("the alias `*{anchor}` is not read", anchor=event.anchor)
            faults.append(Fault(shown, where, message, say("write the value out")))
            continue
        if getattr(event, "anchor", None):
            message = say("the anchor `&{anchor}` is not read", anchor=event.anchor)
            faults.append(Fault(shown, where, message, say("write the value out")))
        if getattr(event, "tag", None):
            message = say("the tag `{tag}` is not read", tag=event.tag)
            faults.append(Fault(shown, where, message, say("write the plain value")))
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                faults.append(
                    Fault(shown, where, say("a second document begins; one was expected"))
                )
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth == files.NESTING_DEPTH + 1:
                faults.append(Fault(shown, where, _TOO_DEEP))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _value(events: Iterator[Any], shown: str, faults: list[Fault]) -> Any:
    """Build the next value; the nesting was limited before, so recursion is safe."""
    return _node(next(events), events, shown, faults)


def _node(event: Any, events: Iterator[Any], shown: str, faults: list[Fault]) -> Any:
    if isinstance(event, yaml.ScalarEvent):
        plain = event.implicit[0] and event.style in {None, ""}
        return _scalar(event, shown, faults) if plain else event.value
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_node(event, events, shown, faults))
        return items
    values: dict[str, Any] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        where = say("line {line}", line=event.start_mark.line + 1)
        if isinstance(event, yaml.ScalarEvent):
            key = str(event.value)
        else:
            key = json.dumps(_node(event, events, shown, faults), default=str)
            faults.append(Fault(shown, where, say("the key {key} is not text", key=key)))
        if key in values:
            message = say("the key `{key}` stands twice in one mapping", key=key)
            faults.append(Fault(shown, where, message, say("keep one of the two")))
        values[key] = _value(events, shown, faults)
    return values


_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,4000})")
_FRACTION = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def _scalar(event: Any, shown: str, faults: list[Fault]) -> Any:
    """Read an unquoted scalar by the JSON schema of YAML 1.2."""
    text: str = event.value
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FRACTION.fullmatch(text):
        try:
            return _decimal(text)
        except ValueError as error:
            faults.append(
                Fault(shown, say("line {line}", line=event.start_mark.line + 1), str(error))
            )
    return text
