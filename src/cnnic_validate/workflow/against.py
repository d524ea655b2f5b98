"""Judge a change against its base, by the rules of the base."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from cnnic_validate.check.additions import changed_agencies, standing, told_steps
from cnnic_validate.check.composition import composed, of_the_base
from cnnic_validate.check.inputs import OBSERVATIONS, Inputs
from cnnic_validate.check.joint.engine import Tell, silent
from cnnic_validate.check.package import Outcome, check_package
from cnnic_validate.check.policy import unknown_withdrawals
from cnnic_validate.comparison import Snapshot, diff_packages
from cnnic_validate.errors import NoPackageError, UnreadableError
from cnnic_validate.model.diff import DefinitionChange, Diff
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.package import Package
from cnnic_validate.model.place import Place
from cnnic_validate.model.version import Advice, Comparison
from cnnic_validate.release.version import advice
from cnnic_validate.table import records
from cnnic_validate.workflow.history import snapshot
from cnnic_validate.workflow.loading import load_inputs, require_whole
from cnnic_validate.workflow.policy import Held
from cnnic_validate.workflow.states import state


def judge_against(
    against: str,
    inputs: Inputs,
    as_of: datetime.date | None = None,
    tell: Tell = silent,
) -> tuple[Inputs, Outcome]:
    """Judge a change by the rules of its base, and hold it against the revision policy.

    Where the change alters how figures are judged, it must pass by its own rules as well: what they
    find beyond the base's is added. Findings that the base has, too, are marked as known.

    Args:
        against: the base: a path, a git revision, or a published version (`STORE@VERSION`).
        inputs: the change as loaded, with a release where one is judged.
        as_of: the day on which waivers are judged; the date of the newest source where None.
        tell: called with (stage, done, total) as the work goes on.

    Returns:
        What was checked, and the outcome.

    Raises:
        DefinitionError: the definitions of the base are wrong.
        UnreadableError: the base cannot be found or read.
    """
    require_whole(inputs)
    # The whole name of the descriptor: the base may hold others.
    descriptor = inputs.package.root / Path(inputs.package.descriptor_path).name
    try:
        with state(against, str(descriptor)) as origin:
            base = load_inputs(str(origin.path), shown=origin.shown)
            require_whole(base)
            return _judged(against, inputs, base, as_of, tell)
    except NoPackageError:
        return inputs, _first(against, inputs, check_package(inputs, as_of, tell))


def _first(against: str, inputs: Inputs, outcome: Outcome) -> Outcome:
    """Say of a package that its base has none: all of it is new, and judged by its own rules."""
    empty = Package(inputs.package.root, against, "", "", "", ())
    compared = _compared(diff_packages(Snapshot(against, empty), snapshot(inputs)), inputs)
    report = replace(
        outcome.report,
        findings=(*outcome.report.findings, *_unknown_withdrawals(inputs, None)),
        against=against,
        is_first=True,
        changes=(
            *compared.diff.gate_changes,
            *compared.diff.additions,
            *changed_agencies(inputs.package, empty),
        ),
        comparisons=(compared,),
    )
    return replace(outcome, report=report)


def _judged(
    against: str, inputs: Inputs, base: Inputs, as_of: datetime.date | None, tell: Tell
) -> tuple[Inputs, Outcome]:
    diff = diff_packages(snapshot(base, against), snapshot(inputs))
    inputs = replace(inputs, changed=_touched(diff))
    judged = composed(inputs, base)
    outcome = check_package(judged, as_of, tell)
    agencies = changed_agencies(inputs.package, base.package)
    changed = (*diff.gate_changes, *diff.additions, *agencies)
    changes = tuple(standing(each, base) for each in changed)
    findings = list(outcome.report.findings)
    if diff.gate_changes or any(each.standing == "later" for each in changes):
        # What is said of rule files is said of those of the change, which may have fixed them.
        findings = [each for each in findings if not of_the_base(each, base)]
        own = check_package(inputs, as_of, tell).report.findings
        findings = _joined(findings, own, changes, inputs)
    before = check_package(base, as_of, tell)
    if findings:
        findings = _marked(findings, (inputs, outcome), (base, before))
    compared = _compared(diff, inputs, base)
    held = Held(compared.diff, base, before, inputs, outcome, is_whole=not compared.unread)
    findings += held.findings(compared.advice.bump if compared.advice else None)
    findings += _unknown_withdrawals(inputs, base)
    report = replace(
        outcome.report,
        findings=tuple(findings),
        rules_from=against,
        against=against,
        changes=changes,
        losses=held.losses,
        comparisons=(compared,),
    )
    return judged, replace(outcome, report=report)


def _unknown_withdrawals(inputs: Inputs, base: Inputs | None) -> tuple[Finding, ...]:
    """Find new entries for figures that neither the base nor the change has."""
    known = (
        {figure for each in base.rules.withdrawals for figure in each.figures} if base else set()
    )
    for table in (inputs.tables.get(OBSERVATIONS), base and base.tables.get(OBSERVATIONS)):
        known |= {record["id"] for record in records(table)} if table else set()
    path = inputs.package.rule_files.rules
    return tuple(unknown_withdrawals(inputs.rules.withdrawals, path, known=known))


def _touched(diff: Diff) -> frozenset[str]:
    """Give the ids of the figures whose print a change wrote."""
    return frozenset(
        each.subject.id for each in diff.figures if each.nature in {"added", "revised"}
    )


def _joined(
    findings: Sequence[Finding],
    own: Sequence[Finding],
    changes: Sequence[DefinitionChange],
    inputs: Inputs,
) -> list[Finding]:
    """Add what the change's own rules find at places where the base's found nothing alike.

    What only the base's rules find may be settled by what the change adds: then it says so.
    """

    def at(finding: Finding) -> tuple[object, ...]:
        return finding.code, finding.rule, finding.place

    by_base = {at(each) for each in findings}
    by_own = {(*at(each), each.severity) for each in own}
    alone = [each for each in findings if (*at(each), each.severity) not in by_own]
    told = dict(zip(map(id, alone), told_steps(alone, changes, inputs), strict=True))
    joined = [told.get(id(each), each) for each in findings]
    return joined + [each for each in own if at(each) not in by_base]


_Judged = tuple[Inputs, Outcome]


def _marked(findings: Iterable[Finding], change: _Judged, base: _Judged) -> list[Finding]:
    """Mark the findings that the base has, wherever the rows have moved.

    Each of the base makes one known: where a row stood twice, a third one is news.
    """
    identity = _identities(*base)
    left: Counter[tuple[object, ...]] = Counter()
    for each in base[1].report.findings:
        left[identity(each)] += each.count
    identity = _identities(*change)
    marked = []
    for each in findings:
        found = identity(each)
        known = left[found] >= each.count
        left[found] -= each.count if known else 0
        marked.append(replace(each, known=known))
    return marked


def _identities(inputs: Inputs, outcome: Outcome) -> Callable[[Finding], tuple[object, ...]]:
    """Give what tells one finding from another apart from lines, which move.

    The offending text is part of it, and so are the values of all figures that take part: what is
    wrong in another way than before is news.
    """
    descriptor = inputs.package.descriptor_path
    folder = descriptor.removesuffix(Path(descriptor).name)
    values = {each.id: (each.hard, each.number.qualifier) for each in outcome.figures}

    def at(place: Place) -> tuple[str, str, str]:
        return place.path.removeprefix(folder), place.column, place.key

    def identity(finding: Finding) -> tuple[object, ...]:
        told_apart = "" if finding.place.key else finding.message
        figures = frozenset((at(each), values.get(each.key)) for each in finding.figures)
        what = (finding.code, finding.rule, finding.severity, finding.value, told_apart)
        return (*what, at(finding.place), figures)

    return identity


def _compared(diff: Diff, inputs: Inputs, base: Inputs | None = None) -> Comparison:
    """Give what can be told of a change: of a row that cannot be read, not that it is gone.

    Rows of the base that cannot be read are left out: they hide nothing that was read there.
    """
    unread = _unread(inputs)
    if unread <= (_unread(base) if base else 0):
        return Comparison(diff, _advice(diff))
    kept = tuple(each for each in diff.figures if each.nature != "withdrawn")
    return Comparison(replace(diff, figures=kept), None, unread)


def _unread(inputs: Inputs) -> int:
    faults = [each for table in inputs.tables.values() for each in table.faults]
    return sum(each.count for each in faults if each.severity == "error")


def _advice(diff: Diff) -> Advice | None:
    """Give what the diff demands of the version; None where the base has no version to raise."""
    try:
        return advice(diff)
    except UnreadableError:
        return None
