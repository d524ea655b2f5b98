"""Reports as GitHub-flavoured Markdown: a comment on a pull request, a job summary.

Nothing that a file holds can be read as Markdown, as HTML, as a mention, as a reference to an issue
or as a link.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cnnic_validate.message import say
from cnnic_validate.model.finding import Finding, Severity, shown
from cnnic_validate.model.report import Report
from cnnic_validate.render.changes import first_blocks
from cnnic_validate.render.ci import finding_sentences
from cnnic_validate.render.compared import comparison_counts, comparison_sections
from cnnic_validate.render.diff_markdown import section_block
from cnnic_validate.render.escape import escaped
from cnnic_validate.render.findings import found_by, place_words, suspect_texts
from cnnic_validate.render.layout import ENGLISH, Style, number
from cnnic_validate.render.order import in_order
from cnnic_validate.render.sentences import worded
from cnnic_validate.render.summary import summary_counts
from cnnic_validate.render.text import verdict_words
from cnnic_validate.render.translate import in_language

# GitHub takes 65,536 in one comment, the job summary takes more; a workflow adds a line or two.
MOST_CHARACTERS = 65_000
_KEPT_FOR_THE_REST = 500
# How many characters the table of each severity may take.
_TABLES: Mapping[Severity, int] = {"error": 24_000, "warning": 10_000, "info": 4_000}
_FAULTS = 50
_EXPLAINED = 20
_CAUSES = 50
_CELL = 300
# The headings of tables, named here for the catalogue.
_HEADS = (
    *(say("Definition"), say("Name"), say("Fields"), say("File"), say("Where"), say("Fault")),
    *(say("Fix"), say("Found by"), say("Message"), say("Meant"), say("Count")),
    *(say("Error"), say("Errors"), say("Warning"), say("Warnings"), say("Note"), say("Notes")),
)
_NAMES: tuple[tuple[Severity, str, str], ...] = (
    ("error", "Error", "Errors"),
    ("warning", "Warning", "Warnings"),
    ("info", "Note", "Notes"),
)
_SPECIAL = re.compile(r"([\\`*_\[\]#|<>&~$])")
_LIST_MARK = re.compile(r"^(\d*)([-+.)])")
# GitHub looks for these in the finished page, where no backslash helps. A word joiner parts them;
# it has no width.
_REFERENCES = re.compile(
    r"@(?=[\w-])|#(?=\d)|GH-(?=\d)|:(?=[a-z0-9_+-]+:)|www(?=\.)|:(?=//)", re.IGNORECASE
)
_JOINER = "\N{WORD JOINER}"


def report_markdown(report: Report, style: Style = ENGLISH) -> str:
    """Write a report as Markdown of at most 65,000 characters: verdict, findings, what differs.

    What does not fit is counted.
    """
    style = replace(style, color=False)
    report = in_language(report, style.lang)
    findings = in_order(report.findings)
    verdict = _text(verdict_words(report, style))
    blocks = [f"### {verdict}", *_changes(report, style), *_faults(report, style)]
    for severity, one, many in _NAMES:
        chosen = [each for each in findings if each.severity == severity]
        heading = style.tell(one if len(chosen) == 1 and chosen[0].count == 1 else many)
        blocks += _section(chosen, heading, style)
    blocks += _comparisons(report, style)
    return _fitted(blocks, _counts(report, style), style)


def _fitted(blocks: Iterable[str], last: str, style: Style) -> str:
    """Put blocks together as long as they fit, and always the last."""
    room = MOST_CHARACTERS - len(last) - _KEPT_FOR_THE_REST
    kept: list[str] = []
    left_out = 0
    for block in blocks:
        room -= len(block) + 2
        if room < 0 or left_out:
            left_out += 1
        else:
            kept.append(block)
    if left_out:
        kept.append(
            style.tell_n(
                "More does not fit here ({number:,} part); cnnic-validate -v lists it all.",
                "More does not fit here ({number:,} parts); cnnic-validate -v lists it all.",
                left_out,
            )
        )
    return "\n\n".join([*kept, last]) + "\n"


def _changes(report: Report, style: Style) -> Iterator[str]:
    """List what the change alters in how figures are judged: a reviewer must see it first."""
    for block in first_blocks(report, style):
        yield "#### " + _text(block.heading)
        if block.remark:
            yield _text(block.remark)
        if block.rows:
            rows = [
                (_text(kind), _code(name), _text(nature), _text(more))
                for kind, name, nature, more in block.rows
            ]
            yield _table(_told(style, "Definition", "Name", "Change", "Fields"), rows)
        if block.left_out:
            yield style.tell("and {rest:,} more", rest=block.left_out)


def _comparisons(report: Report, style: Style) -> Iterator[str]:
    """Tell what the change does to the figures of the base, and which version it asks for."""
    counts = comparison_counts(report, style)
    if counts:
        yield "#### " + style.tell("What differs")
        yield "\n".join(f"- {_text(style.joined(' ', each))}" for each in counts)
    for at, section in enumerate(comparison_sections(report, replace(style, verbose=False))):
        yield section_block(section, is_open=at == 0)


def _faults(report: Report, style: Style) -> Iterator[str]:
    shown_faults = report.faults[:_FAULTS]
    if shown_faults:
        rows = [
            (_code(each.path), _code(each.where), _text(each.message), _text(each.hint))
            for each in shown_faults
        ]
        yield _table(_told(style, "File", "Where", "Fault", "Fix"), rows)
    if rest := len(report.faults) - len(shown_faults):
        yield style.tell("and {rest:,} more", rest=rest)


def _section(findings: Sequence[Finding], heading: str, style: Style) -> Iterator[str]:
    total = sum(each.count for each in findings)
    if not total:
        return
    yield "#### " + style.tell("{heading}: {count:,}", heading=heading, count=total)
    rows: list[tuple[str, ...]] = []
    room = _TABLES[findings[0].severity]
    for each in findings:
        row = _row(worded(each, style.lang), style)
        room -= sum(map(len, row))
        if room < 0:
            break
        rows.append(row)
    yield _table(_told(style, "Where", "Found by", "Message", "Meant"), rows)
    listed = findings[: len(rows)]
    if rest := findings[len(rows) :]:
        yield _causes(rest, style)
    for each in [each for each in listed if each.account or each.because][:_EXPLAINED]:
        yield _details(worded(each, style.lang), style)


def _row(finding: Finding, style: Style) -> tuple[str, ...]:
    place = finding.place
    line = f":{place.line}" if place.line else ""
    where = [_code(f"{place.path}{line}"), *[_code(each) for each in (place.column,) if each]]
    times = style.tell(" ({count:,} times)", count=finding.count) if finding.count > 1 else ""
    times += style.tell(" (known: the base had it already)") if finding.known else ""
    value = finding.value if finding.value not in finding.message else ""
    message = _text(shown(finding.message, _CELL) + times)
    return (
        " ".join(where),
        _code(found_by(finding, style)),
        f"{message} {_code(value)}" if value else message,
        "<br>".join(_text(each) for each in suspect_texts(finding, style)),
    )


def _causes(findings: Sequence[Finding], style: Style) -> str:
    """Count the findings that are not listed, by cause."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for each in findings:
        counts[found_by(each, style), each.place.path, each.place.column] += each.count
    total = sum(counts.values())
    rows = [
        (number(count), _code(by), " ".join(_code(part) for part in (path, column) if part))
        for (by, path, column), count in counts.most_common(_CAUSES)
    ]
    if rest := total - sum(count for _, count in counts.most_common(_CAUSES)):
        rows.append((number(rest), style.tell("others"), ""))
    return (
        style.tell("and {total:,} more:", total=total)
        + "\n\n"
        + _table(_told(style, "Count", "Found by", "Where"), rows)
    )


def _details(finding: Finding, style: Style) -> str:
    """Write why, to be opened; text between the tags is HTML until an empty line."""
    place = finding.place
    head = style.tell("Why: {message}", message=shown(finding.message, _CELL))
    lines = [f"- {_text(line)}" for line in finding_sentences(finding, style)[1:]]
    return "\n".join(
        [
            "<details>",
            f"<summary>{_html(head)}</summary>",
            "",
            *lines,
            f"- {_text(place_words(place, style))}",
            "",
            "</details>",
        ]
    )


def _counts(report: Report, style: Style) -> str:
    rows = [(label, _text(text)) for label, text in summary_counts(report, style)]
    return "\n".join(
        [
            "<details>",
            f"<summary>{style.tell('What was checked')}</summary>",
            "",
            _table(_told(style, "", "Count"), rows),
            "",
            "</details>",
        ]
    )


def _told(style: Style, *heads: str) -> list[str]:
    return [style.tell(each) if each else "" for each in heads]


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _text(text: str) -> str:
    """Escape text so that it reads the same in a paragraph, a list and a table cell."""
    safe = _LIST_MARK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", escaped(text).strip()))
    return _REFERENCES.sub(rf"\g<0>{_JOINER}", safe)


def _html(text: str) -> str:
    return _REFERENCES.sub(rf"\g<0>{_JOINER}", html.escape(escaped(text), quote=True))


def _code(text: str) -> str:
    """Write data as code, in which GitHub finds no mention; a longer fence holds its backticks."""
    if not text:
        return ""
    safe = shown(escaped(text), _CELL).replace("|", r"\|")
    runs = [len(run) for run in re.findall("`+", safe)]
    fence = "`" * (max(runs, default=0) + 1)
    space = " " if safe.strip() and (safe[0] in "` " or safe[-1] in "` ") else ""
    return f"{fence}{space}{safe}{space}{fence}"
