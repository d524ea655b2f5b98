"""Values as JSON, for programs; docs/report.schema.json and explanation.schema.json describe it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from cnnic_validate.errors import Fault
from cnnic_validate.model.diff import DefinitionChange
from cnnic_validate.model.explanation import Explanation, Freedom, Print
from cnnic_validate.model.finding import Evidence, Finding, Place, Suspect
from cnnic_validate.model.report import Report
from cnnic_validate.model.rule import RuleInstance
from cnnic_validate.model.version import Comparison
from cnnic_validate.render.escape import json_escaped
from cnnic_validate.render.order import in_order, instances_in_order

VERSION = 1


def report_json(report: Report) -> str:
    """Write a report as JSON; the same bytes for the same report: no clock, no machine."""
    value = {
        "version": VERSION,
        "valid": report.valid,
        "rules_from": report.rules_from,
        "against": report.against,
        "first": report.is_first,
        "changes": [_definition(each) for each in report.changes],
        "losses": [
            {"kind": each.kind, "figure": each.figure, "what": each.what, "why": each.why}
            for each in report.losses
        ],
        "comparisons": [_comparison(each) for each in report.comparisons],
        "summary": {
            "figures": report.figures,
            "unchecked": len(report.unchecked),
            "release": {
                "figures": len(report.release),
                "unchecked": len(report.unchecked_of_release),
            },
            "rows": report.rows,
            "rules": report.verdicts,
            "findings": report.severities,
        },
        "rules": [_instance(each) for each in instances_in_order(report.instances)],
        "findings": [_finding(each) for each in in_order(report.findings)],
        "faults": [_fault(each) for each in report.faults],
    }
    return _written(value)


def _comparison(each: Comparison) -> dict[str, Any]:
    counts = Counter(change.nature for change in each.diff.figures)
    advice = each.advice
    return {
        "base": each.diff.old,
        "figures": {
            nature: counts[nature] for nature in ("revised", "withdrawn", "added", "described")
        },
        "least_version": advice.bump.version if advice else None,
        "level": advice.bump.level if advice else None,
        "enough": advice.is_enough if advice else None,
        "unread": each.unread,
    }


def explanation_json(explanation: Explanation) -> str:
    """Write an explanation as JSON; the same bytes for the same package."""
    checked = explanation.checkability
    value = {
        "version": VERSION,
        "quantity": explanation.quantity,
        "release": explanation.release,
        "figure": _print(checked.figure),
        "checked": checked.is_checked,
        "freedom": _freedom(checked.freedom) if checked.freedom else None,
        "repeats": [_print(each) for each in explanation.repeats],
        "vintages": [
            {"release": each.release, "figures": [_print(one) for one in each.prints]}
            for each in explanation.vintages
        ],
        "rules": [
            _instance(each) | {"title": each.title}
            for each in instances_in_order(explanation.instances)
        ],
    }
    return _written(value)


def _definition(change: DefinitionChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "id": change.id,
        "nature": change.nature,
        "standing": change.standing,
        "edits": [{"name": each.name, "old": each.old, "new": each.new} for each in change.edits],
    }


def _written(value: dict[str, Any]) -> str:
    return json_escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def _instance(instance: RuleInstance) -> dict[str, Any]:
    return {
        "id": instance.rule,
        "verdict": instance.verdict,
        "severity": instance.severity,
        "figures": list(instance.figures),
        "reason": instance.reason,
    }


def _print(figure: Print) -> dict[str, Any]:
    return {
        "id": figure.figure,
        "source": figure.source,
        "printed": figure.printed,
        "printed_unit": figure.printed_unit,
        "means": list(figure.means),
        "place": _place(figure.place),
    }


def _freedom(freedom: Freedom) -> dict[str, Any]:
    return {
        "allowed": list(freedom.allowed),
        "readings": list(freedom.readings) if freedom.readings else None,
        "fits": freedom.fits,
        # Written to six places, so that the last bits of a float never show.
        "share": None if freedom.share is None else float(f"{freedom.share:.6g}"),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "known": finding.known,
        "count": finding.count,
        "place": _place(finding.place),
        "value": finding.value,
        "hint": finding.hint,
        "because": [_evidence(each) for each in finding.because],
        "figures": [_place(each) for each in finding.figures],
        "suspects": [_suspect(each) for each in finding.suspects],
    }


def _suspect(suspect: Suspect) -> dict[str, Any]:
    return {
        "places": [_place(each) for each in suspect.places],
        "operation": suspect.operation,
        "admissible": [list(each) for each in suspect.admissible],
        "probability": round(suspect.probability, 4),
        "suggestions": [
            {"text": each.text, "kind": each.kind, "probability": round(each.probability, 4)}
            for each in suspect.suggestions
        ],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    place = _place(evidence.place) if evidence.place else None
    return {"text": evidence.text, "place": place}


def _place(place: Place) -> dict[str, Any]:
    return {
        "path": place.path,
        "line": place.line,
        "row": place.row,
        "column": place.column,
        "key": place.key,
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "path": fault.path,
        "where": fault.where,
        "message": fault.message,
        "hint": fault.hint,
    }
