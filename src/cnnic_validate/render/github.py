"""Findings as GitHub workflow commands: annotations on the lines of a pull request.

Escapes follow the toolkit's `command.ts`: `%`, CR and LF everywhere; in properties also `:` and
`,`. `endColumn` is the character after the last, as Ruff and cargo write it: GitHub's pages do not
say, and an empty cell has no other end that the runner takes. GitHub shows ten annotations of a
kind for each step and drops the rest in silence; here the tenth says how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cnnic_validate.errors import Fault
from cnnic_validate.model.finding import Finding, Severity, shown
from cnnic_validate.model.report import Report
from cnnic_validate.render.changes import first_lines
from cnnic_validate.render.ci import finding_sentences
from cnnic_validate.render.escape import escaped
from cnnic_validate.render.findings import found_by, place_words
from cnnic_validate.render.layout import Style, number
from cnnic_validate.render.order import in_order
from cnnic_validate.render.text import verdict_words

MOST_ANNOTATIONS = 10
_MOST_CHARACTERS = 4000
_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def report_github(report: Report) -> str:
    """Write a report as annotations, the worst first, and the verdict as a plain last line.

    Each line of the result but the last is one command; nothing that a file holds can start one.
    What the change alters in how figures are judged comes first, as a note.
    """
    findings = in_order(report.findings)
    first = first_lines(report)
    lines = [_changes(first)] if first else []
    for severity, command in _COMMANDS.items():
        alike = [each for each in findings if each.severity == severity]
        # What the change brings comes before what the base had already.
        chosen: list[Finding | Fault] = [*sorted(alike, key=lambda each: each.known)]
        if severity == "error":
            chosen = [*report.faults, *chosen]
        room = MOST_ANNOTATIONS - (1 if first and command == "notice" else 0)
        lines += _annotations(command, chosen, room)
    return "\n".join([*lines, verdict_words(report, Style())]) + "\n"


def _changes(first: Sequence[str]) -> str:
    return _command("notice", {"title": "changed definitions"}, "\n".join(first))


def _annotations(command: str, found: Sequence[Finding | Fault], room: int) -> Iterator[str]:
    kept = found if len(found) <= room else found[: room - 1]
    for each in kept:
        yield _fault(each) if isinstance(each, Fault) else _finding(command, each)
    if rest := found[len(kept) :]:
        count = sum(1 if isinstance(each, Fault) else each.count for each in rest)
        kind = "notes" if command == "notice" else f"{command}s"
        yield _command(
            command, {}, f"{number(count)} more {kind}; cnnic-validate -v lists them all"
        )


def _finding(command: str, finding: Finding) -> str:
    place = finding.place
    properties: dict[str, str] = {}
    if place.path and not place.path.startswith("<"):  # standard input is no file of the change
        properties["file"] = place.path
        if place.line:
            properties["line"] = str(place.line)
        if place.start:
            properties |= {"col": str(place.start), "endColumn": str(place.end)}
    column = f" (column {place.column})" if place.column else ""
    properties["title"] = found_by(finding) + column
    lines = [*finding_sentences(finding), escaped(place_words(place))]
    return _command(command, properties, "\n".join(lines))


def _fault(fault: Fault) -> str:
    message = f"in {fault.where}: {fault.message}" if fault.where else fault.message
    hint = f"\nmend: {escaped(fault.hint)}" if fault.hint else ""
    properties = {"file": fault.path, "title": "could not judge"}
    return _command("error", properties, escaped(message) + hint)


def _command(name: str, properties: Mapping[str, str], message: str) -> str:
    written = ",".join(
        f"{key}={escaped(value).translate(_PROPERTY)}" for key, value in properties.items()
    )
    data = shown(message, _MOST_CHARACTERS).translate(_DATA)
    return f"::{name}{' ' if written else ''}{written}::{data}"
