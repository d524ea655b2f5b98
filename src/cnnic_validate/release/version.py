"""The least version that a diff allows, by the recipe of the Data Package standard.

`datapackage.org/recipes/data-package-version`: MAJOR for what breaks who uses the data (rename,
remove, add or reorder fields, change types, tighten constraints, delete data), MINOR for more data
and looser constraints, PATCH for corrections and descriptions. The recipe makes no exception for
0.y.z and neither does this module: docs/decisions/0010-versions.md says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cnnic_validate.message import say, say_n
from cnnic_validate.model.diff import COUNTS, Diff, Edit, ResourceChange, SchemaChange, TableDiff
from cnnic_validate.model.version import (
    LEVELS,
    Advice,
    Bump,
    Level,
    Reason,
    SemanticVersion,
    parse_version,
)

__all__ = ["Bump", "Reason", "SemanticVersion", "advice", "least_version", "parse_version"]


def least_version(old_version: str, diff: Diff) -> Bump:
    """Give the least version that may follow `old_version` after a diff, with every reason.

    Without a difference it is `old_version` itself. What a pre-release announces is not counted
    twice: after 2.0.0-rc.1 a major change allows 2.0.0.

    Raises:
        UnreadableError: `old_version` is no semantic version.
    """
    old = parse_version(old_version)
    found = list(dict.fromkeys(_reasons(diff)))
    reasons = tuple(sorted(found, key=lambda each: -LEVELS.index(each.level)))
    level = reasons[0].level if reasons else "none"
    return Bump(str(_bumped(old, level)), level, reasons)


def advice(diff: Diff) -> Advice:
    """Give the least version of the newer state, and whether the one that it declares is enough.

    Raises:
        UnreadableError: the older state has no semantic version.
    """
    bump = least_version(diff.old_version, diff)
    return Advice(
        old=diff.old,
        new=diff.new,
        old_version=diff.old_version,
        declared=diff.new_version,
        bump=bump,
        is_enough=diff.new_version == diff.old_version or bump.allows(diff.new_version),
    )


def _bumped(old: SemanticVersion, level: Level) -> SemanticVersion:
    major, minor, patch = old.core
    if level == "none":
        return old
    if level == "major":
        announced = bool(old.pre) and minor == patch == 0
        return SemanticVersion((major + (not announced), 0, 0))
    if level == "minor":
        announced = bool(old.pre) and patch == 0
        return SemanticVersion((major, minor + (not announced), 0))
    return SemanticVersion((major, minor, patch + (not old.pre)))


def _reasons(diff: Diff) -> Iterator[Reason]:
    yield from filter(None, map(_of_metadata, diff.metadata))
    for each in diff.resources:
        yield from _of_resource(each)
    yield from map(_of_schema, diff.schemas)
    new = {each.name for each in diff.resources if each.nature in {"added", "removed"}}
    for table in diff.tables:
        if table.resource not in new:
            yield from _of_table(table)
    for kind in dict.fromkeys(each.kind for each in diff.definitions):
        count = sum(each.kind == kind for each in diff.definitions)
        counted = say_n(*COUNTS[kind], count)
        yield Reason("patch", say("{counted} added, removed or changed", counted=counted))


def _of_metadata(edit: Edit) -> Reason | None:
    """Judge a property of the package: its name and id are how others refer to it."""
    if edit.name == "version":
        return None
    if edit.name in {"name", "id"}:
        return Reason("major", say("{name} of the package changed", name=edit.name))
    return Reason("patch", say("property {name} of the package changed", name=edit.name))


def _of_resource(change: ResourceChange) -> Iterator[Reason]:
    name = change.name
    if change.nature == "removed":
        yield Reason("major", say("resource {name} removed", name=name))
    elif change.nature == "added":
        yield Reason("minor", say("resource {name} added", name=name))
    else:
        if change.nature == "renamed":
            yield Reason(
                "major",
                say("resource {old} renamed to {name}", old=change.old_name, name=name),
            )
        for edit in change.edits:
            if edit.name == "path":
                yield Reason(
                    "major",
                    say(
                        "file of {name} renamed: {old} → {new}",
                        name=name,
                        old=edit.old,
                        new=edit.new,
                    ),
                )
            else:
                level: Level = "major" if edit.name in _BYTES else "patch"
                yield Reason(
                    level,
                    say("property {name} of {resource} changed", name=edit.name, resource=name),
                )


# Properties of a resource that say how its bytes are read.
_BYTES = frozenset({"dialect", "encoding", "format", "mediatype", "compression"})
# What each effect of a change of a schema demands, and how it is told.
_EFFECTS: Mapping[str, tuple[Level, str]] = {
    "breaking": ("major", say("{what} of {place} changed: {old} → {new}")),
    "tighter": ("major", say("{what} of {place} tighter: {old} → {new}")),
    "looser": ("minor", say("{what} of {place} looser: {old} → {new}")),
    "none": ("patch", say("{what} of {place} changed")),
}


def _of_schema(change: SchemaChange) -> Reason:
    level, template = _EFFECTS[change.effect]
    place = f"{change.resource}.{change.field}" if change.field else change.resource
    if change.what == "field" and change.old is None:
        return Reason(level, say("field {place} added", place=place))
    if change.what == "field":
        return Reason(level, say("field {place} removed", place=place))
    if change.what == "order":
        return Reason(level, say("fields of {place} reordered", place=place))
    old, new = change.old or say("none"), change.new or say("none")
    return Reason(level, say(template, what=change.what, place=place, old=old, new=new))


def _of_table(table: TableDiff) -> Iterator[Reason]:
    name = table.resource
    if count := table.count("removed"):
        text = say_n(
            "{number:,} row of {name} deleted",
            "{number:,} rows of {name} deleted",
            count,
            name=name,
        )
        yield Reason("major", text)
    if count := table.count("added"):
        text = say_n(
            "{number:,} row of {name} added", "{number:,} rows of {name} added", count, name=name
        )
        yield Reason("minor", text)
    if count := table.count("changed"):
        text = say_n(
            "{number:,} row of {name} corrected",
            "{number:,} rows of {name} corrected",
            count,
            name=name,
        )
        yield Reason("patch", text)
    if table.reordered:
        yield Reason("patch", say("rows of {name} reordered", name=name))
