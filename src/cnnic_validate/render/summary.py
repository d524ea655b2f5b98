"""The counts below the findings: what was checked, what was not, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cnnic_validate.model.finding import SEVERITIES
from cnnic_validate.model.report import Report
from cnnic_validate.model.rule import VERDICTS, RuleInstance, Verdict
from cnnic_validate.render.layout import WIDTH, Style, counted, cut, number, table, wrapped
from cnnic_validate.render.order import instances_in_order

# The verdicts that a person must be able to account for.
_EXPLAINED: tuple[Verdict, ...] = ("waived", "not applicable", "not evaluated", "undecided")
_REASONS_SHOWN = 5


def summary_lines(report: Report, style: Style) -> list[str]:
    """Write the counts of a report, then the reasons of what was not checked."""
    lines = table(summary_counts(report))
    for verdict in _EXPLAINED:
        chosen = [each for each in report.instances if each.verdict == verdict]
        if chosen:
            lines += ["", *_reasons(verdict, instances_in_order(chosen), style)]
    if report.unseen and style.verbose:
        lines += ["", style.paint(f"Unseen: {number(len(report.unseen))}", "place")]
        lines += [line for each in report.unseen for line in wrapped(each, first="  ")]
    return lines


def summary_counts(report: Report) -> list[tuple[str, str]]:
    """Give each count of a report with its label."""
    rows = [("judged", _judged(report))]
    if report.tables:
        tables = ", ".join(f"{each.resource} {number(each.rows)}" for each in report.tables)
        rows.append(("rows", f"{number(report.rows)}: {tables}"))
    if report.figures or report.unread:
        rows.append(("figures", _figures(report)))
    if report.instances:
        verdicts = report.verdicts
        shown = ", ".join(f"{number(verdicts[each])} {each}" for each in VERDICTS if verdicts[each])
        rows.append(("rules", f"{counted(len(report.instances), 'instance')}: {shown}"))
    if report.row_rules:
        rows.append(("row rules", _row_rules(report)))
    found = ", ".join(_found(report, severity) for severity in SEVERITIES[:2])
    notes = report.severities["info"]
    found += f", {counted(notes, 'note')}" if notes else ""
    known = sum(each.count for each in report.findings if each.known)
    rows.append(("findings", found + (f"; {number(known)} of them known" if known else "")))
    return rows


def _judged(report: Report) -> str:
    if not report.rules_from:
        return report.judged
    own = report.rules_from == report.judged
    return f"{report.judged}, by {'its own rules' if own else f'the rules of {report.rules_from}'}"


def _figures(report: Report) -> str:
    unseen = len(report.unseen)
    shown = number(report.figures)
    shown += f", of which {number(unseen)} unseen: no rule bounds them" if unseen else ", all seen"
    if report.unread:
        shown += f"; {counted(report.unread, 'row')} not read because of errors"
    return shown


def _found(report: Report, severity: str) -> str:
    count = {str(key): value for key, value in report.severities.items()}[severity]
    return counted(count, severity)


def _row_rules(report: Report) -> str:
    passed = sum(each.passed for each in report.row_rules)
    failed = sum(each.failed for each in report.row_rules)
    unknown = sum(each.not_evaluated for each in report.row_rules)
    shown = f"{number(len(report.row_rules))}: {counted(passed, 'row')} passed"
    shown += f", {number(failed)} failed" if failed else ""
    return shown + (f", {number(unknown)} not evaluated" if unknown else "")


def _reasons(verdict: Verdict, instances: Sequence[RuleInstance], style: Style) -> list[str]:
    heading = f"{verdict.capitalize()}: {number(len(instances))}"
    lines = [style.paint(heading, "place")]
    groups = by_reason(instances, whole=style.verbose)
    shown = groups
    if not style.verbose and len(groups) > _REASONS_SHOWN + 1:
        shown = groups[:_REASONS_SHOWN]
    for reason, members in shown:
        lines += wrapped(reason, first=f"{number(len(members)):>6}  ")
        lines += _examples(members, style)
    if rest := groups[len(shown) :]:
        count = sum(len(members) for _, members in rest)
        lines.append(f"{number(count):>6}  for {counted(len(rest), 'other reason')}; -v shows all")
    return lines


def _examples(members: Sequence[RuleInstance], style: Style) -> list[str]:
    indent = " " * 8
    if style.verbose:
        texts = [f"{each.rule}: {each.title}" for each in members]
        return [line for text in texts for line in wrapped(text, first=indent, rest=indent + "  ")]
    first = members[0]
    intro = f"{indent}e.g. " if len(members) > 1 else f"{indent}"
    return [intro + cut(f"{first.rule}: {first.title}", WIDTH - len(intro))]


def by_reason(
    instances: Iterable[RuleInstance], *, whole: bool
) -> list[tuple[str, list[RuleInstance]]]:
    """Group instances by reason, most frequent first.

    A reason reads ``kind: detail``. Unless `whole`, one kind is one group, of which only the kind
    is shown where the details differ.
    """
    groups: dict[str, list[RuleInstance]] = {}
    for each in instances:
        key = each.reason if whole else each.reason.partition(": ")[0]
        groups.setdefault(key, []).append(each)
    named = [
        (members[0].reason if len({each.reason for each in members}) == 1 else kind, members)
        for kind, members in groups.items()
    ]
    return sorted(named, key=lambda group: (-len(group[1]), group[0]))
