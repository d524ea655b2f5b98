"""What a change adds to the definitions of its base, and when it counts.

A word, an indicator, a breakdown or a source that is new judges only the figures that come with it,
and is used at once. What would widen what passes (an exemption, a qualifier, a source that rounds
otherwise than to nearest) counts once it is in the base: a change cannot excuse itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cnnic_validate.check.inputs import OBSERVATIONS, Inputs
from cnnic_validate.figures.lexicon import DOTS
from cnnic_validate.message import say
from cnnic_validate.model.diff import DefinitionChange, Standing
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.package import Package
from cnnic_validate.table import records

NEAREST = "nearest"
# Kinds of definitions that may be pure additions.
_ADDITIONS = frozenset(
    {"word", "indicator", "breakdown", "source", "withdrawal", "label", "agency"}
)
# Codes of findings about a text that a qualifier would make readable.
_OF_TEXTS = frozenset({"printed", "unit", "scale"})


def standing(change: DefinitionChange, base: Inputs) -> DefinitionChange:
    """Say of a changed definition whether it counts in judging the change that brings it."""
    return replace(change, standing=_standing(change, base))


def _standing(change: DefinitionChange, base: Inputs) -> Standing:
    if change.nature != "added" or change.kind not in {"exemption", *_ADDITIONS}:
        return "base"
    cells = {each.name: each.new or "" for each in change.edits}
    if change.kind == "word":
        text = cells.get("word", "").replace(DOTS, "")
        if text in base.lexicon.words:
            return "base"
        return "later" if cells.get("role") == "qualifier" else "used"
    if change.kind == "source":
        return "used" if rounds_to_nearest(cells) else "later"
    return "later" if change.kind == "exemption" else "used"


def changed_agencies(change: Package, base: Package) -> Iterator[DefinitionChange]:
    """Give the names of agencies that a change adds to the list, and those that it takes out."""
    for name in (each for each in change.agencies if each not in base.agencies):
        yield DefinitionChange("agency", name, "added", ())
    for name in (each for each in base.agencies if each not in change.agencies):
        yield DefinitionChange("agency", name, "removed", ())


def rounds_to_nearest(source: Mapping[str, str]) -> bool:
    """Whether a row of sources says that it rounds to nearest, or says nothing else."""
    default = "unknown" if source.get("kind") == "press" else NEAREST
    return (source.get("rounding") or default) == NEAREST


def told_steps(
    findings: Sequence[Finding], changes: Sequence[DefinitionChange], change: Inputs
) -> list[Finding]:
    """Say of findings that what the change adds would settle them, in which two steps.

    Args:
        findings: what the change is found to be by the rules of the base, and not by its own.
        changes: what it changes in definitions, with their standing.
        change: the change as loaded.
    """
    later = [each for each in changes if each.standing == "later"]
    if not later:
        return list(findings)
    ids = {
        kind: {each.id for each in later if each.kind == kind} for kind in ("exemption", "source")
    }
    words = [
        edit.new.replace(DOTS, "")
        for each in later
        if each.kind == "word"
        for edit in each.edits
        if edit.name == "word" and edit.new
    ]
    source_of = {
        record["id"]: record["source"]
        for table in (change.tables.get(OBSERVATIONS), change.incoming)
        if table is not None and {"id", "source"} <= set(table.header)
        for record in records(table)
    }

    def steps(finding: Finding) -> Finding:
        if finding.place.column == "exemption" and finding.value in ids["exemption"]:
            return replace(finding, hint=_steps(say("the exemption {id}", id=finding.value)))
        if finding.code in _OF_TEXTS and any(word in finding.value for word in words):
            word = next(word for word in words if word in finding.value)
            return replace(finding, hint=_steps(say("the word {word}", word=word)))
        places = (finding.place, *finding.figures)
        named = sorted(ids["source"] & {source_of.get(each.key, "") for each in places})
        if named:
            what = say("how {id} rounds", id=", ".join(named))
            return replace(finding, hint=_steps(what))
        return finding

    return [steps(each) for each in findings]


def _steps(what: str) -> str:
    return say(
        "{what} counts only once it is in the base: two steps, first a change with that alone,"
        " then its figures",
        what=what,
    )
