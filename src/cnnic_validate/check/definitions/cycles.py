"""Codes that lead, step by step, back to themselves."""

from __future__ import annotations

from collections.abc import Mapping


def on_cycles(onward: Mapping[str, str]) -> list[str]:
    """Give the members of every cycle of a mapping from code to code."""
    members: list[str] = []
    for start in onward:
        seen: set[str] = set()
        code = onward[start]
        while code in onward and code not in seen and code != start:
            seen.add(code)
            code = onward[code]
        if code == start:
            members.append(start)
    return members
