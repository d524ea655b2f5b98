"""The change log of published versions, the newest first, each made from its diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnnic_validate.model.diff import Diff, FigureChange, PrintReading
from cnnic_validate.model.version import Bump

_TITLE = "# Changes\n"
_MOST = 200


def changelog(
    version: str,
    created: str,
    change: tuple[Diff, Bump] | None,
    earlier: str,
    *,
    withdrawn: bool = False,
) -> str:
    """Write the change log of a version above that of the versions before.

    Args:
        version: the new version.
        created: its date, or an instant that begins with it.
        change: what differs from the version before and what that demands; None: none stands.
        earlier: the change log of the version before, empty where there is none.
        withdrawn: whether there were versions before it, all withdrawn.
    """
    lines = [f"## {version}, {created[:10]}", ""]
    if change is None:
        first = (
            "All versions before it are withdrawn." if withdrawn else "The first published version."
        )
        lines += [first, ""]
    else:
        lines += _entry(*change)
    older = earlier.removeprefix(_TITLE).lstrip("\n")
    return _TITLE + "\n" + "\n".join(lines) + (f"\n{older}" if older else "")


def _entry(diff: Diff, bump: Bump) -> Iterator[str]:
    for level in ("major", "minor", "patch"):
        reasons = [each.text for each in bump.reasons if each.level == level]
        if reasons:
            yield f"{level.upper()}:"
            yield ""
            yield from (f"- {each}" for each in reasons)
            yield ""
    yield from _figures("Revised figures", [e for e in diff.figures if e.nature == "revised"])
    yield from _figures("Withdrawn figures", [e for e in diff.figures if e.nature == "withdrawn"])


def _figures(heading: str, changes: Sequence[FigureChange]) -> Iterator[str]:
    if not changes:
        return
    yield f"{heading}:"
    yield ""
    for each in changes[:_MOST]:
        texts = " → ".join(_code(reading) for reading in (each.old, each.new) if reading)
        relation = f" ({each.relation})" if each.relation else ""
        yield f"- `{each.subject.id}`: {texts}{relation}"
    if len(changes) > _MOST:
        yield f"- and {len(changes) - _MOST:,} more"
    yield ""


def _code(reading: PrintReading) -> str:
    return f"`{reading.text.replace('`', chr(39))}`"
