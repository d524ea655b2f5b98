"""Reports as SARIF 2.1.0 (OASIS), for code scanning.

A result is known again by its fingerprint, made of what stays when lines move: what was found, in
which file, row key and column.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import Any
from urllib.parse import quote

from cnnic_validate.errors import Fault
from cnnic_validate.model.codes import CODES
from cnnic_validate.model.finding import Finding, Severity
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import Report
from cnnic_validate.render.changes import first_lines
from cnnic_validate.render.ci import family_of, finding_sentences, rule_id
from cnnic_validate.render.escape import escaped, json_escaped
from cnnic_validate.render.findings import place_words
from cnnic_validate.render.layout import counted
from cnnic_validate.render.order import in_order

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST_RESULTS = 5000
FINGERPRINT = "cnnicValidate/v1"
_MOST_RELATED = 10
_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def report_sarif(report: Report) -> str:
    """Write a report as a SARIF log of one run; the same bytes for the same report.

    Of more than 5,000 findings the first are results, errors first; a notification and the run's
    properties count the rest.
    """
    findings = in_order(report.findings)
    kept = findings[:MOST_RESULTS]
    left_out = sum(each.count for each in findings[MOST_RESULTS:])
    rules = {rule_id(each): each for each in reversed(kept)}
    index = {name: position for position, name in enumerate(sorted(rules))}
    run = {
        "tool": {
            "driver": {
                "name": "cnnic-validate",
                "semanticVersion": metadata.version("cnnic-validate"),
                "rules": [_rule(name, rules[name]) for name in index],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, left_out)],
        "results": _results(kept, index, report),
        "properties": {
            "valid": report.valid,
            "findings": report.severities,
            "notListed": left_out,
        },
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_escaped(json.dumps(log, ensure_ascii=False, indent=1)) + "\n"


def _rule(name: str, finding: Finding) -> dict[str, Any]:
    code = CODES.get(finding.code)
    rule: dict[str, Any] = {"id": name, "properties": {"tags": [family_of(finding.code)]}}
    rule["defaultConfiguration"] = {"level": _LEVELS[finding.severity]}
    if code:
        own = f" Rule {finding.rule}." if name != finding.code else ""
        text = f"{code.meaning}\n\nExample: {code.example}\n\nFix: {code.fix}"
        rule["shortDescription"] = {"text": code.meaning + own}
        rule["fullDescription"] = {"text": code.meaning + own}
        rule["help"] = {"text": text.replace("`", ""), "markdown": text}
    return rule


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    notifications = [_fault(each) for each in report.faults]
    if left_out:
        text = f"{counted(left_out, 'more finding')}: only {MOST_RESULTS:,} results are listed"
        notifications.append({"level": "warning", "message": {"text": text}})
    invocation: dict[str, Any] = {
        "executionSuccessful": not report.faults,
        "toolExecutionNotifications": notifications,
    }
    if first := first_lines(report):
        text = "\n".join(first)
        invocation["toolConfigurationNotifications"] = [
            {"level": "note", "message": {"text": text}}
        ]
    return invocation


def _fault(fault: Fault) -> dict[str, Any]:
    where = f"in {fault.where}: " if fault.where else ""
    hint = f" ({fault.hint})" if fault.hint else ""
    return {
        "level": "error",
        "message": {"text": escaped(f"{where}{fault.message}{hint}")},
        "locations": [_location(Place(fault.path))],
    }


def _results(
    findings: Sequence[Finding], index: Mapping[str, int], report: Report
) -> list[dict[str, Any]]:
    seen: Counter[str] = Counter()
    results = []
    for each in findings:
        identity = _identity(each)
        seen[identity] += 1
        digest = hashlib.sha256(f"{identity}\0{seen[identity]}".encode()).hexdigest()
        results.append(_result(each, index, report, digest))
    return results


def _identity(finding: Finding) -> str:
    """Give what makes a finding the same in another commit: no line, no row, no message.

    Where a row has no key its value tells it from others; equal ones are numbered.
    """
    place = finding.place
    key = place.key or f"\0{finding.value}"
    parts = (rule_id(finding), place.path, key, place.column)
    return "\0".join(parts).encode("utf-8", "backslashreplace").decode()


def _result(
    finding: Finding, index: Mapping[str, int], report: Report, digest: str
) -> dict[str, Any]:
    place = finding.place if finding.place.path else Place(report.judged)
    name = rule_id(finding)
    result: dict[str, Any] = {
        "ruleId": name,
        "ruleIndex": index[name],
        "level": _LEVELS[finding.severity],
        "message": {"text": "\n".join(finding_sentences(finding))},
        "locations": [_location(place)],
        "partialFingerprints": {FINGERPRINT: digest},
        "occurrenceCount": finding.count,
        "properties": {
            "column": place.column,
            "key": place.key,
            "row": place.row,
            "value": finding.value,
        },
    }
    if report.against:
        result["baselineState"] = "unchanged" if finding.known else "new"
    others = [each for each in finding.figures if each != finding.place][:_MOST_RELATED]
    if others:
        result["relatedLocations"] = [
            {"id": number, **_location(each), "message": {"text": escaped(place_words(each))}}
            for number, each in enumerate(others, 1)
        ]
    return result


def _location(place: Place) -> dict[str, Any]:
    # The viewer shows a file without a region nowhere, so what has no line stands on the first.
    region = {"startLine": max(1, place.line)}
    if place.start:
        region |= {"startColumn": place.start, "endColumn": place.end}
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _artifact(place.path), "region": region}
    }
    if named := "/".join(part for part in (place.key, place.column) if part):
        location["logicalLocations"] = [{"fullyQualifiedName": escaped(named)}]
    return location


def _artifact(path: str) -> dict[str, Any]:
    uri = quote(path.encode("utf-8", "backslashreplace"), safe="/")
    if path.startswith("/"):
        return {"uri": f"file://{uri}"}
    return {"uri": uri.removeprefix("./"), "uriBaseId": "%SRCROOT%"}
