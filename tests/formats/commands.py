"""Read workflow commands as the runner does."""

from __future__ import annotations

import re

COMMAND = re.compile(r"^::([a-z-]+)(?: ([^:]*?))?::(.*)$")


def unescaped(text, *, is_property):
    pairs = [("%0D", "\r"), ("%0A", "\n")]
    if is_property:
        pairs += [("%3A", ":"), ("%2C", ",")]
    for code, character in [*pairs, ("%25", "%")]:
        text = text.replace(code, character)
    return text


def commands(text):
    """Give (kind, properties, message) of each command of an output."""
    read = []
    for line in text.split("\n"):
        if match := COMMAND.match(line):
            kind, written, data = match.groups()
            pairs = (each.split("=", 1) for each in (written or "").split(",") if each)
            properties = {key: unescaped(value, is_property=True) for key, value in pairs}
            read.append((kind, properties, unescaped(data, is_property=False)))
    return read
