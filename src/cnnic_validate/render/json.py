"""Values as JSON, for programs; docs/report.schema.json and explanation.schema.json describe it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from cnnic_validate.errors import Fault
from cnnic_validate.message import joined
from cnnic_validate.model.clash import Bounds, MeantText, Reading, Suggestion, Suspect
from cnnic_validate.model.diff import DefinitionChange
from cnnic_validate.model.explanation import Explanation, Freedom, Print
from cnnic_validate.model.finding import Evidence, Finding
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import Report
from cnnic_validate.model.rule import RuleInstance
from cnnic_validate.model.version import Comparison
from cnnic_validate.render.escape import json_escaped
from cnnic_validate.render.order import in_order, instances_in_order
from cnnic_validate.render.sentences import meant_words, readings_in, worded

VERSION = 2


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
            "not_judged": len(report.not_judged),
            "rules": report.verdicts,
            "findings": report.severities,
        },
        "rules": [_instance(each) for each in instances_in_order(report.instances)],
        "findings": [_finding(each) for each in in_order(report.findings)],
        "not_judged": [
            {"resource": each.resource, "path": each.path, "reason": each.reason}
            for each in report.not_judged
        ],
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
        "quantity": explanation.quantity.words,
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
        "means": _bounds(figure.means),
        "place": _place(figure.place),
    }


def _freedom(freedom: Freedom) -> dict[str, Any]:
    return {
        "allowed": _bounds(freedom.allowed),
        "readings": _bounds(freedom.readings) if freedom.readings else None,
        "fits": freedom.fits,
        # Written to six places, so that the last bits of a float never show.
        "share": None if freedom.share is None else float(f"{freedom.share:.6g}"),
    }


def _finding(bare: Finding) -> dict[str, Any]:
    finding = worded(bare)
    readings = readings_in(bare)
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
        "figures": [_place(each) | _reading(readings.get(each)) for each in finding.figures],
        "suspects": [_suspect(each) for each in finding.suspects],
    }


def _suspect(suspect: Suspect) -> dict[str, Any]:
    return {
        "places": [_place(each.place) | _reading(each) for each in suspect.figures],
        "operation": suspect.operation,
        "admissible": [_bounds(each) for each in suspect.admissible],
        "probability": round(suspect.probability, 4),
        "suggestions": [_suggestion(each, suspect) for each in suspect.suggestions],
    }


def _suggestion(suggestion: Suggestion, suspect: Suspect) -> dict[str, Any]:
    kinds = list(dict.fromkeys(each.slip for each in suggestion.texts))
    units = [each.unit for each in suspect.figures]
    return {
        "text": joined(" and ", map(meant_words, suggestion.texts, units)),
        "kind": kinds[0] if len(kinds) == 1 else "several",
        "probability": round(suggestion.probability, 4),
        "cells": [_meant(each) for each in suggestion.texts],
    }


def _meant(meant: MeantText) -> dict[str, Any]:
    return {
        "text": meant.text,
        "kind": meant.slip,
        "unit_power": meant.power,
        "period": str(meant.period) if meant.period else None,
    }


def _reading(reading: Reading | None) -> dict[str, Any]:
    """Write what a figure prints; nothing of one that was not read as a figure."""
    if reading is None:
        return {"printed": None, "printed_unit": None, "means": None}
    return {
        "printed": reading.printed,
        "printed_unit": reading.unit,
        "means": _bounds(reading.means),
    }


def _bounds(bounds: Bounds) -> list[str | None]:
    """Write both ends as decimal text; null: open."""
    return [None if end is None else f"{end:f}" for end in bounds]


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
