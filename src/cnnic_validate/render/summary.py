"""The counts below the findings: what was checked, what was not, and why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from cnnic_validate.model.report import Report
from cnnic_validate.model.rule import VERDICTS, RuleInstance, Verdict
from cnnic_validate.render.compared import comparison_counts
from cnnic_validate.render.layout import WIDTH, Style, cut, number, table, width_of, wrapped
from cnnic_validate.render.order import instances_in_order

# The verdicts that a person must be able to account for.
_EXPLAINED: tuple[Verdict, ...] = ("waived", "not applicable", "not evaluated", "undecided")
_REASONS_SHOWN = 5
_UNCHECKED_SHOWN = 10
_NOT_JUDGED_NAMED = 10
_DETAIL = re.compile(": |：")


def summary_lines(report: Report, style: Style) -> list[str]:
    """Write the counts of a report, then the reasons of what was not checked."""
    judged, *rest = summary_counts(report, style)
    lines = table([judged, *comparison_counts(report, style), *rest])
    for verdict in _EXPLAINED:
        chosen = [each for each in report.instances if each.verdict == verdict]
        if told := _of_verdict(verdict, instances_in_order(chosen), report, style):
            lines += ["", *told]
    return lines + _unchecked_lines(report, style)


def _of_verdict(
    verdict: Verdict, chosen: Sequence[RuleInstance], report: Report, style: Style
) -> list[str]:
    """Write the reasons of a verdict; where a release is judged, of its own figures only."""
    about = chosen
    if report.release and not style.verbose:
        own = frozenset(report.release)
        about = [each for each in chosen if not own.isdisjoint(each.figures)]
    if not about:
        return []
    lines = _reasons(verdict, about, style)
    if others := len(chosen) - len(about):
        lines.append(style.tell("{others:>6}  about other figures; -v shows all", others=others))
    return lines


def _unchecked_lines(report: Report, style: Style) -> list[str]:
    """Name the figures that no rule bounds: some of a release, with -v all."""
    unchecked = report.unchecked if style.verbose else report.unchecked_of_release
    if not unchecked:
        return []
    said = style.tell("Unchecked: {count:,}", count=len(unchecked))
    if not style.verbose:
        said = style.tell("Unchecked of the release: {count:,}", count=len(unchecked))
    named = unchecked if style.verbose else unchecked[:_UNCHECKED_SHOWN]
    lines = ["", style.paint(said, "place")]
    lines += [line for each in named for line in wrapped(each, first="  ")]
    if rest := len(unchecked) - len(named):
        lines.append(style.tell("  {rest:,} more; -v shows all", rest=rest))
    return lines


def summary_counts(report: Report, style: Style) -> list[tuple[str, str]]:
    """Give each count of a report with its label."""
    rows = [(style.tell("judged"), _judged(report, style))]
    if report.tables:
        tables = style.tell(", ").join(
            f"{each.resource} {number(each.rows)}" for each in report.tables
        )
        rows.append(
            (
                style.tell("rows"),
                style.tell("{rows:,}: {tables}", rows=report.rows, tables=tables),
            )
        )
    if report.figures or report.unread or report.missing:
        rows.append((style.tell("figures"), _figures(report, style)))
    if report.release:
        rows.append((style.tell("release"), _release(report, style)))
    if report.instances:
        verdicts = report.verdicts
        shown = verdict_counts(verdicts, style)
        count = len(report.instances)
        told = style.tell_n(
            "{number:,} instance: {verdicts}",
            "{number:,} instances: {verdicts}",
            count,
            verdicts=shown,
        )
        rows.append((style.tell("rules"), told))
    if report.row_rules:
        rows.append((style.tell("row rules"), _row_rules(report, style)))
    if report.not_judged:
        names = [each.resource or each.path for each in report.not_judged]
        why = report.not_judged[0].reason
        told = style.tell(
            "{count:,}: {names}; e.g. {why}",
            count=len(names),
            names=style.joined(", ", names[:_NOT_JUDGED_NAMED]),
            why=why,
        )
        rows.append((style.tell("not judged"), told))
    counts = report.severities
    said = [
        style.tell_n("{number:,} error", "{number:,} errors", counts["error"]),
        style.tell_n("{number:,} warning", "{number:,} warnings", counts["warning"]),
    ]
    if counts["info"]:
        said.append(style.tell_n("{number:,} note", "{number:,} notes", counts["info"]))
    found = style.tell(", ").join(said)
    known = sum(each.count for each in report.findings if each.known)
    if known:
        found += style.tell("; {known:,} of them known", known=known)
    rows.append((style.tell("findings"), found))
    return rows


def verdict_counts(counts: Mapping[Verdict, int], style: Style) -> str:
    """Say how many rule instances got each verdict."""
    return style.tell(", ").join(
        style.tell("{count:,} {verdict}", count=count, verdict=style.tell(each))
        for each in VERDICTS
        if (count := counts.get(each, 0))
    )


def _judged(report: Report, style: Style) -> str:
    if not report.rules_from:
        return report.judged
    if report.rules_from == report.judged:
        return style.tell("{judged}, by its own rules", judged=report.judged)
    return style.tell(
        "{judged}, by the rules of {base}", judged=report.judged, base=report.rules_from
    )


def _figures(report: Report, style: Style) -> str:
    unchecked = len(report.unchecked)
    shown = (
        style.tell(
            "{figures:,}, of which {unchecked:,} unchecked: no rule bounds them",
            figures=report.figures,
            unchecked=unchecked,
        )
        if unchecked
        else style.tell("{figures:,}, all checked", figures=report.figures)
    )
    if report.missing:
        shown += style.tell_n(
            "; {number:,} row says why there is no value",
            "; {number:,} rows say why there is no value",
            len(report.missing),
        )
    if report.unread:
        shown += style.tell_n(
            "; {number:,} row not read because of errors",
            "; {number:,} rows not read because of errors",
            report.unread,
        )
    return shown


def _release(report: Report, style: Style) -> str:
    unchecked = len(report.unchecked_of_release)
    if not unchecked:
        return style.tell("{figures:,} of these, all checked", figures=len(report.release))
    return style.tell(
        "{figures:,} of these, {unchecked:,} of them unchecked",
        figures=len(report.release),
        unchecked=unchecked,
    )


def _row_rules(report: Report, style: Style) -> str:
    passed = sum(each.passed for each in report.row_rules)
    failed = sum(each.failed for each in report.row_rules)
    unknown = sum(each.not_evaluated for each in report.row_rules)
    shown = style.tell_n(
        "{rules:,}: {number:,} row passed",
        "{rules:,}: {number:,} rows passed",
        passed,
        rules=len(report.row_rules),
    )
    shown += style.tell(", {failed:,} failed", failed=failed) if failed else ""
    return shown + (style.tell(", {unknown:,} not evaluated", unknown=unknown) if unknown else "")


def _reasons(verdict: Verdict, instances: Sequence[RuleInstance], style: Style) -> list[str]:
    heading = style.tell(
        "{verdict}: {count:,}", verdict=style.tell(verdict).capitalize(), count=len(instances)
    )
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
        lines.append(
            style.tell_n(
                "{count:>6}  for {number:,} other reason; -v shows all",
                "{count:>6}  for {number:,} other reasons; -v shows all",
                len(rest),
                count=number(count),
            )
        )
    return lines


def _examples(members: Sequence[RuleInstance], style: Style) -> list[str]:
    indent = " " * 8
    if style.verbose:
        texts = [
            style.tell("{rule}: {title}", rule=each.rule, title=each.title) for each in members
        ]
        return [line for text in texts for line in wrapped(text, first=indent, rest=indent + "  ")]
    first = members[0]
    intro = indent + (style.tell("e.g. ") if len(members) > 1 else "")
    text = style.tell("{rule}: {title}", rule=first.rule, title=first.title)
    return [intro + cut(text, WIDTH - width_of(intro))]


def by_reason(
    instances: Iterable[RuleInstance], *, whole: bool
) -> list[tuple[str, list[RuleInstance]]]:
    """Group instances by reason, most frequent first.

    A reason reads ``kind: detail``, in Chinese with a wide colon. Unless `whole`, one kind is one
    group, of which only the kind is shown where the details differ.
    """
    groups: dict[str, list[RuleInstance]] = {}
    for each in instances:
        key = each.reason if whole else _DETAIL.split(each.reason, maxsplit=1)[0]
        groups.setdefault(key, []).append(each)
    named = [
        (members[0].reason if len({each.reason for each in members}) == 1 else kind, members)
        for kind, members in groups.items()
    ]
    return sorted(named, key=lambda group: (-len(group[1]), group[0]))
