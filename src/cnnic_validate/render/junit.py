"""Reports as JUnit XML: a suite for each family of checks, a test case for each rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as Xml

from cnnic_validate.model.finding import Finding
from cnnic_validate.model.report import Report
from cnnic_validate.model.rule import VERDICTS, Verdict
from cnnic_validate.render.changes import first_lines
from cnnic_validate.render.ci import (
    FAMILIES,
    OTHER_FAMILY,
    family_of,
    finding_sentences,
    instance_id,
    rule_id,
)
from cnnic_validate.render.escape import escaped
from cnnic_validate.render.findings import place_words
from cnnic_validate.render.layout import counted, number
from cnnic_validate.render.order import in_order

_MOST_TOLD = 20
_DOCUMENTS = "Documents"


@dataclass(slots=True)
class _Case:
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)


def report_junit(report: Report) -> str:
    """Write a report as JUnit XML.

    A rule with an error finding fails; warnings are told in its output; a rule that was never
    judged is skipped; a document that could not be read is an error. Each case says how many
    instances of its rule got which verdict.
    """
    suites: dict[str, dict[str, _Case]] = {
        family: {code: _Case() for code in codes if family != "Figures together"}
        for family, codes in FAMILIES.items()
    }
    suites["Rules of one row"].clear()
    _count_instances(report, suites)
    for finding in in_order(report.findings):
        cases = suites.setdefault(family_of(finding.code), {})
        cases.setdefault(rule_id(finding), _Case()).findings.append(finding)
    root = Xml.Element("testsuites", name="cnnic-validate")
    totals: Counter[str] = Counter()
    _documents(root, report, totals)
    for family in (*FAMILIES, OTHER_FAMILY):
        if suites.get(family):
            _suite(root, family, suites[family], totals)
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(totals[key]))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, "unicode") + "\n"


def _count_instances(report: Report, suites: Mapping[str, dict[str, _Case]]) -> None:
    together = suites["Figures together"]
    for instance in report.instances:
        case = together.setdefault(instance_id(instance.rule), _Case())
        case.verdicts[instance.verdict] += 1
    for count in report.row_rules:
        case = suites["Rules of one row"].setdefault(f"row-rule/{count.rule}", _Case())
        case.verdicts.update(
            {
                "passed": count.passed,
                "failed": count.failed,
                "not evaluated": count.not_evaluated,
            }
        )


def _documents(root: Xml.Element, report: Report, totals: Counter[str]) -> None:
    """Write what was read: a case for each table, an error for each fault."""
    suite = Xml.SubElement(root, "testsuite", name=_DOCUMENTS)
    for table in report.tables:
        case = _case(suite, _DOCUMENTS, table.path)
        Xml.SubElement(case, "system-out").text = counted(table.rows, "row")
    if first := first_lines(report):
        case = _case(suite, _DOCUMENTS, "changed definitions")
        Xml.SubElement(case, "system-out").text = "\n".join(first)
    for fault in report.faults:
        case = _case(
            suite, _DOCUMENTS, f"{fault.path}: {fault.where}" if fault.where else fault.path
        )
        error = Xml.SubElement(
            case, "error", type="could-not-judge", message=escaped(fault.message)
        )
        error.text = escaped(str(fault))
    counts = {"tests": len(suite), "failures": 0, "errors": len(report.faults), "skipped": 0}
    _total(suite, counts, totals)


def _suite(
    root: Xml.Element, family: str, cases: Mapping[str, _Case], totals: Counter[str]
) -> None:
    suite = Xml.SubElement(root, "testsuite", name=family)
    for name, each in cases.items():
        case = _case(suite, family, name)
        errors = [finding for finding in each.findings if finding.severity == "error"]
        if errors:
            count = sum(finding.count for finding in errors)
            failure = Xml.SubElement(
                case, "failure", type=escaped(name), message=counted(count, "error")
            )
            failure.text = _told(errors)
        elif each.verdicts and not each.verdicts["passed"] and not each.findings:
            Xml.SubElement(case, "skipped", message=_counts(each.verdicts))
        others = [finding for finding in each.findings if finding.severity != "error"]
        said = [_counts(each.verdicts)] if each.verdicts else []
        said += [_told(others)] if others else []
        if said:
            Xml.SubElement(case, "system-out").text = "\n\n".join(said)
    counts = {
        "tests": len(suite),
        "failures": len(suite.findall("*/failure")),
        "errors": 0,
        "skipped": len(suite.findall("*/skipped")),
    }
    _total(suite, counts, totals)


def _case(suite: Xml.Element, family: str, name: str) -> Xml.Element:
    # No clock: the same report gives the same bytes.
    return Xml.SubElement(suite, "testcase", classname=family, name=escaped(name), time="0")


def _total(suite: Xml.Element, counts: Mapping[str, int], totals: Counter[str]) -> None:
    for key, count in counts.items():
        suite.set(key, str(count))
        totals[key] += count


def _counts(verdicts: Mapping[Verdict, int]) -> str:
    shown = ", ".join(f"{number(verdicts[each])} {each}" for each in VERDICTS if verdicts.get(each))
    return f"instances {number(sum(verdicts.values()))}: {shown or 'none'}"


def _told(findings: Sequence[Finding]) -> str:
    blocks = [_finding(each) for each in findings[:_MOST_TOLD]]
    if rest := findings[_MOST_TOLD:]:
        blocks.append(f"and {number(sum(each.count for each in rest))} more")
    return "\n\n".join(blocks)


def _finding(finding: Finding) -> str:
    first, *more = finding_sentences(finding)
    return "\n".join([escaped(place_words(finding.place)), f"{finding.severity}: {first}", *more])
