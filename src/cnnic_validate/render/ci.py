"""What reports for programs share: families of checks, stable names of rules, findings in lines."""

from __future__ import annotations

from collections.abc import Mapping

from cnnic_validate.model.finding import Finding
from cnnic_validate.model.rule import IMPLIED_RULES
from cnnic_validate.render.escape import escaped
from cnnic_validate.render.findings import evidence_words, suspect_texts
from cnnic_validate.render.layout import ENGLISH, Style
from cnnic_validate.render.sentences import worded

# The sections of docs/findings.md, in its order.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "Reading the file": (
        "encoding",
        "nul-byte",
        "quote",
        "ragged-row",
        "header",
        "empty-file",
    ),
    "The Table Schema": (
        "type",
        "required",
        "minimum",
        "maximum",
        "exclusive-minimum",
        "exclusive-maximum",
        "min-length",
        "max-length",
        "enum",
        "pattern",
        "unique",
        "primary-key",
        "unique-key",
        "foreign-key",
        "formula",
    ),
    "Rules of one row": ("row-rule",),
    "Figures": (
        "printed",
        "scale",
        "unit",
        "obs-value",
        "decimals",
        "status",
        "float-noise",
        "lost-zeros",
        "quantum",
        "out-of-bounds",
        "time-period",
        "future-period",
        "future-source",
        "reference-period",
        "denominator-period",
        "breakdown",
        "measure",
        "duplicate-figure",
        "missing-figure",
        "new-figure",
        "definition",
    ),
    "Figures together": (*IMPLIED_RULES, "declared", "joint"),
    "Upkeep": (
        "redundant-rule",
        "contradictory-rule",
        "vacuous-rule",
        "stale-waiver",
        "expired-waiver",
    ),
    "Revisions": (
        "undeclared-revision",
        "undeclared-withdrawal",
        "stale-withdrawal",
        "lost-check",
        "headline-value",
        "version-bump",
    ),
}
OTHER_FAMILY = "Other"
_FAMILY_OF = {code: family for family, codes in FAMILIES.items() for code in codes}


def family_of(code: str) -> str:
    """Give the family of a finding code."""
    return _FAMILY_OF.get(code, OTHER_FAMILY)


def rule_id(finding: Finding) -> str:
    """Name what found a finding, the same in every run: its code, and a declared rule's own id.

    A conflict of several rules has no rule of its own: its code alone names it.
    """
    if finding.rule in {"", finding.code} or "," in finding.rule:
        return finding.code
    return finding.code if finding.rule in IMPLIED_RULES else f"{finding.code}/{finding.rule}"


def instance_id(rule: str) -> str:
    """Name the rule of a rule instance as `rule_id` names it in findings."""
    return rule if rule in IMPLIED_RULES else f"declared/{rule}"


def finding_sentences(finding: Finding, style: Style = ENGLISH) -> list[str]:
    """Tell all of a finding but its place, a line each, nothing in them but visible text."""
    finding = worded(finding, style.lang)
    lines = [finding.message]
    if finding.value and finding.value not in finding.message:
        lines.append(style.tell("value: {value}", value=finding.value))
    lines += [
        style.tell("because {evidence}", evidence=evidence_words(each, finding.place, style))
        for each in finding.because
    ]
    lines += suspect_texts(finding, style)
    if finding.hint:
        lines.append(style.tell("fix: {hint}", hint=finding.hint))
    if finding.count > 1:
        lines.append(style.tell("{count:,} times", count=finding.count))
    if finding.known:
        lines.append(style.tell("known: the base had it already"))
    return [escaped(line) for line in lines]
