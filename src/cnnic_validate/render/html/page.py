"""What the page shows, in its order, as values that the template writes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cnnic_validate.model.codes import CODES
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.listing import implied_title
from cnnic_validate.model.picture import Excerpt, ExcerptRow
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import Report
from cnnic_validate.model.rule import VERDICTS, RuleInstance, Verdict
from cnnic_validate.render.changes import FirstBlock, first_blocks
from cnnic_validate.render.compared import comparison_counts, figure_cells
from cnnic_validate.render.drawing.conflict import Drawing, drawing_of
from cnnic_validate.render.findings import evidence_words, found_by, suspect_texts
from cnnic_validate.render.layout import Style
from cnnic_validate.render.order import in_order, instances_in_order
from cnnic_validate.render.sentences import worded
from cnnic_validate.render.summary import by_reason, summary_counts
from cnnic_validate.render.text import verdict_words
from cnnic_validate.render.translate import translated

# More is counted by cause: a page of a hundred thousand findings helps nobody.
_MOST_FINDINGS = 300
_OPEN = 3
_MOST_CAUSES = 200
_MOST_FAULTS = 200
_MOST_UNCHECKED = 1000
_MOST_FIGURES = 300
_MOST_REASONS = 50
_MOST_COLUMNS = 30
_CELL = 120


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file beside a finding: its cells line by line, one where all are alike."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The row of a finding among its neighbours, column by column; `at` is its own among `rows`.

    The column of the finding comes first and is never one cell, none that is empty in all is there.
    """

    rows: tuple[ExcerptRow, ...]
    at: int
    columns: tuple[Column, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with all that explains it."""

    number: int
    finding: Finding
    found_by: str
    meaning: str
    because: tuple[str, ...]
    meant: tuple[str, ...]
    drawings: tuple[Drawing, ...]
    neighbours: Neighbours | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule and how often it got each verdict, in the order of `VERDICTS`."""

    id: str
    title: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why rule instances with one verdict were not checked: count, reason and an example each."""

    verdict: Verdict
    count: int
    rows: tuple[tuple[int, str, str], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    report: Report
    state: str
    verdict: str
    counts: tuple[tuple[str, str], ...]
    first: tuple[FirstBlock, ...]
    figures: tuple[tuple[str, str, str, str, str], ...]
    figures_left_out: int
    faults_left_out: int
    places: tuple[tuple[str, tuple[Shown, ...]], ...]
    causes: tuple[tuple[int, str, str, str], ...]
    not_shown: int
    verdicts: tuple[Verdict, ...]
    rules: tuple[RuleRow, ...]
    reasons: tuple[Reasons, ...]
    waived: Reasons | None
    unchecked: tuple[str, ...]

    @property
    def most_faults(self) -> int:
        """How many faults are written out."""
        return _MOST_FAULTS


def page_of(report: Report, style: Style) -> Page:
    """Give what the page of a report shows."""
    findings = in_order(report.findings)
    listed, rest = findings[:_MOST_FINDINGS], findings[_MOST_FINDINGS:]
    reasons = [_reasons(report, verdict, style) for verdict in VERDICTS[2:]]
    figures, figures_left_out = figure_cells(report, style, _MOST_FIGURES)
    given = [each for each in reasons if each]
    return Page(
        report=report,
        state=_state(report),
        verdict=verdict_words(report, style),
        counts=(*summary_counts(report, style), *comparison_counts(report, style)),
        first=tuple(first_blocks(report, style)),
        figures=tuple(figures),
        figures_left_out=figures_left_out,
        faults_left_out=max(0, len(report.faults) - _MOST_FAULTS),
        places=tuple(_places(report, listed, style)),
        causes=tuple(_causes(rest, style)),
        not_shown=sum(each.count for each in rest),
        verdicts=VERDICTS,
        rules=_worst_first((*_figure_rules(report, style), *_row_rules(report))),
        reasons=tuple(each for each in given if each.verdict != "waived"),
        waived=next((each for each in given if each.verdict == "waived"), None),
        unchecked=report.unchecked[:_MOST_UNCHECKED],
    )


def _state(report: Report) -> str:
    if report.faults or report.severities["error"]:
        return "error"
    return "warning" if report.severities["warning"] else "good"


def _places(
    report: Report, findings: Sequence[Finding], style: Style
) -> Iterable[tuple[str, tuple[Shown, ...]]]:
    """Group findings by the file in which they stand; the worst file comes first."""
    drawings: dict[Place, Drawing] = {
        each.place: drawing_of(each, style) for each in report.pictures
    }
    excerpts = {(each.path, each.row): each for each in report.excerpts}
    groups: dict[str, list[Shown]] = {}
    for number, bare in enumerate(findings, 1):
        finding = worded(bare, style.lang)
        place = finding.place
        excerpt = excerpts.get((place.path, place.row))
        suspects = finding.suspects[0].places if finding.suspects else ()
        group = groups.setdefault(place.path or report.judged, [])
        group.append(
            Shown(
                number,
                finding,
                found_by(finding, style),
                style.tell(CODES[finding.code].meaning) if finding.code in CODES else "",
                tuple(evidence_words(each, place, style) for each in finding.because),
                tuple(suspect_texts(finding, style)),
                tuple(drawings[each] for each in suspects if each in drawings),
                _neighbours(excerpt, place.column) if excerpt else None,
                number <= _OPEN,
            )
        )
    return ((path, tuple(group)) for path, group in groups.items())


def _neighbours(excerpt: Excerpt, column: str) -> Neighbours:
    found = [
        Column(name, tuple(shown(row.cells[at], _CELL) for row in excerpt.rows))
        for at, name in enumerate(excerpt.header)
        if name == column or any(row.cells[at] for row in excerpt.rows)
    ]
    found.sort(key=lambda each: each.name != column)
    columns = tuple(
        replace(each, cells=each.cells[:1])
        if each.name != column and len(set(each.cells)) == 1
        else each
        for each in found[:_MOST_COLUMNS]
    )
    at = next((at for at, row in enumerate(excerpt.rows) if row.row == excerpt.row), -1)
    return Neighbours(excerpt.rows, at, columns, len(found) - len(columns))


def _causes(findings: Iterable[Finding], style: Style) -> list[tuple[int, str, str, str]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for each in findings:
        counts[found_by(each, style), each.place.path, each.place.column] += each.count
    return [(count, *cause) for cause, count in counts.most_common(_MOST_CAUSES)]


def _figure_rules(report: Report, style: Style) -> Iterable[RuleRow]:
    counts: dict[str, Counter[Verdict]] = {}
    example: dict[str, str] = {}
    for each in report.instances:
        counts.setdefault(each.rule, Counter())[each.verdict] += 1
        example.setdefault(each.rule, each.title)
    for rule, verdicts in sorted(counts.items()):
        title = translated(implied_title(rule), style.lang)
        title = title or style.tell("e.g. {title}", title=example[rule])
        yield RuleRow(rule, title, tuple(verdicts[each] for each in VERDICTS))


def _worst_first(rules: Iterable[RuleRow]) -> tuple[RuleRow, ...]:
    """Bring rules that failed to the front, then those with an undecided instance."""
    failed, undecided = VERDICTS.index("failed"), VERDICTS.index("undecided")
    return tuple(
        sorted(rules, key=lambda each: (not each.counts[failed], not each.counts[undecided]))
    )


def _row_rules(report: Report) -> Iterable[RuleRow]:
    for each in report.row_rules:
        counts: Mapping[Verdict, int] = {
            "passed": each.passed,
            "failed": each.failed,
            "not evaluated": each.not_evaluated,
        }
        yield RuleRow(each.rule, each.title, tuple(counts.get(name, 0) for name in VERDICTS))


def _reasons(report: Report, verdict: Verdict, style: Style) -> Reasons | None:
    chosen: Sequence[RuleInstance] = instances_in_order(
        each for each in report.instances if each.verdict == verdict
    )
    if not chosen:
        return None
    groups = by_reason(chosen, whole=verdict == "waived")
    rows = tuple(
        (
            len(members),
            reason,
            style.tell("{rule}: {title}", rule=members[0].rule, title=members[0].title),
        )
        for reason, members in groups[:_MOST_REASONS]
    )
    left_out = sum(len(members) for _, members in groups[_MOST_REASONS:])
    return Reasons(verdict, len(chosen), rows, left_out)
