"""The joint check: all figures of a package against all rules at once."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from cnnic_validate.check.joint.build.declared import build_declared
from cnnic_validate.check.joint.build.implied import build_implied
from cnnic_validate.check.joint.build.network import Network, Unevaluated
from cnnic_validate.check.joint.build.partitions import build_partitions
from cnnic_validate.check.joint.build.prune import prune, unchecked_figures
from cnnic_validate.check.joint.build.scope import Scope
from cnnic_validate.check.joint.explain import explain_warning, explained, revised, suspects_of
from cnnic_validate.check.joint.locate.localise import Locator, Repair, localise
from cnnic_validate.check.joint.locate.operations import merge_operations
from cnnic_validate.check.joint.locate.revisions import revisions
from cnnic_validate.check.joint.locate.suggest import NO_SLIP, Columns, columns_of, texts_within
from cnnic_validate.check.joint.prove.conflict import Conflict
from cnnic_validate.check.joint.prove.repeats import check_repeats
from cnnic_validate.check.joint.prove.soft import check_soft
from cnnic_validate.check.joint.prove.verdicts import Judgement, Proof
from cnnic_validate.message import say
from cnnic_validate.model.clash import Suspect
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.place import Place
from cnnic_validate.model.rule import RuleInstance, RuleSet, Waiver
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import Figure, Statistics

Tell = Callable[[str, int, int], None]
_STAGES = 4
# So often what was located is freed and the rest judged again.
_MOST_ROUNDS = 8


def silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody how far the work is."""


@dataclass(frozen=True, slots=True)
class JointResult:
    """Verdicts on all rule instances, the findings, and the figures that no rule bounds.

    `required` has, for each figure outside its bounds that the others bound, what they require and
    what may have been meant. `network`, `judgement` and all `conflicts` are what all this was
    reached with, for what goes on from there.
    """

    instances: tuple[RuleInstance, ...]
    findings: tuple[Finding, ...]
    unchecked: tuple[str, ...]
    required: Mapping[Place, tuple[Suspect, ...]]
    network: Network
    judgement: Judgement
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What the joint check is asked.

    `figures` are those read, in file order, their indicators known; `outside` are figures that lie
    outside their bounds: their interval is all that they can be, so that the rules say what is left
    of it. `as_of` is the day on which waivers are judged, `waivers_path` where they stand;
    `incoming` is the path of the file under judgement, empty for the package itself; `changed` are
    the ids of figures of the package that a change touched.
    """

    figures: Sequence[Figure]
    statistics: Statistics
    rules: RuleSet
    as_of: datetime.date
    outside: Sequence[Figure] = ()
    waivers_path: str = ""
    incoming: str = ""
    changed: frozenset[str] = frozenset()


def check_joint(asked: Question, tell: Tell = silent) -> JointResult:
    """Check all figures jointly.

    Args:
        asked: the figures, and what they are judged by.
        tell: called with (stage, done, total) as the work goes on.
    """
    with _collector_paused():
        return _checked(asked, tell)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the collector of cycles off: the network is large, has none, and is walked in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _checked(asked: Question, tell: Tell) -> JointResult:
    stage = "checking figures jointly"
    tell(stage, 0, _STAGES)
    scope = _built(asked)
    network, rules, statistics = scope.network, asked.rules, asked.statistics
    tell(stage, 1, _STAGES)
    outside = frozenset(each.id for each in asked.outside)
    proof = Proof(network, rules.waivers, outside)
    repeats = check_repeats(network, statistics, rules.waivers)
    columns = columns_of((*asked.figures, *asked.outside))
    errors = _errors(asked, proof, repeats.conflicts, columns)
    tell(stage, 2, _STAGES)
    judgement = proof.judgement(asked.as_of)
    active = [index for index, (verdict, _) in judgement.verdicts.items() if verdict != "waived"]
    unchecked = tuple(each for each in unchecked_figures(network, active) if each not in outside)
    conflicts = (*proof.conflicts, *repeats.conflicts)
    doubted = outside.union(figure.id for each in conflicts for figure in each.figures)
    ground = proof.ground
    soft = check_soft(scope, ground.box, frozenset(unchecked), doubted, asked.incoming)
    tell(stage, 3, _STAGES)
    findings = (
        *errors,
        *(
            explain_warning(network, statistics, index, asked.incoming)
            for index in judgement.broken_warnings
        ),
        *soft.findings,
        *_upkeep(asked, judgement, repeats.used_waivers),
    )
    instances = (
        *_judged(network, judgement),
        *repeats.instances,
        *soft.instances,
        *(_unjudged(network, each) for each in network.unevaluated),
    )
    required = dict(_required(Locator(ground, statistics, columns), asked.outside))
    tell(stage, _STAGES, _STAGES)
    return JointResult(instances, findings, unchecked, required, network, judgement, conflicts)


def _built(asked: Question) -> Scope:
    """Build the network of all rules over the figures."""
    scope = Scope((*asked.figures, *asked.outside), asked.statistics)
    build_implied(scope)
    build_partitions(scope)
    build_declared(scope, asked.rules.figure_rules)
    prune(scope)
    return scope


def _errors(
    asked: Question, proof: Proof, repeats: Sequence[Conflict], columns: Columns
) -> list[Finding]:
    """Find conflicts and what is probably wrong, free that, and judge the rest, until it holds.

    After some rounds nothing is freed any more: what is found then is told, and set aside.
    """
    fresh = asked.changed.union(
        each.id for each in asked.figures if each.place.path == asked.incoming
    )
    findings: list[Finding] = []
    found = [*proof.more(), *repeats]
    for turn in count():
        if not found:
            break
        locator = Locator(proof.ground, asked.statistics, columns, fresh)
        told = merge_operations(locator, localise(locator, found))
        changed, clashes = revisions(proof.ground.network, told)
        findings += [revised(asked.statistics, each) for each in changed]
        findings += [explained(locator, each) for each in clashes]
        if turn < _MOST_ROUNDS:
            fixed = [each for each in told if each.repairs]
            proof.free(
                {figure.id for each in fixed for figure in each.repairs[0].figures},
                [conflict for each in fixed for conflict in each.conflicts],
            )
        found = proof.more()
    return findings


def _required(
    locator: Locator, outside: Sequence[Figure]
) -> Iterator[tuple[Place, tuple[Suspect, ...]]]:
    """Give what all others require of figures that cannot be what they print."""
    for figure in outside:
        left = locator.ground.box.interval(locator.ground.variable_of[figure.id])
        if left.low is None or left.high is None or left == figure.hard:
            continue
        texts = tuple(texts_within(figure, left, locator.statistics, locator.columns))
        odds = NO_SLIP + sum(each.odds for each in texts)
        repair = Repair((figure,), (left,), (texts,), odds)
        yield figure.place, suspects_of([repair], locator.statistics)


def _judged(network: Network, judgement: Judgement) -> Iterator[RuleInstance]:
    for index, constraint in enumerate(network.constraints):
        verdict, reason = judgement.verdicts[index]
        ids = tuple(figure.id for figure in network.figures(constraint.variables))
        yield RuleInstance(
            constraint.rule, constraint.title, verdict, constraint.severity, ids, reason
        )


def _unjudged(network: Network, each: Unevaluated) -> RuleInstance:
    ids = tuple(figure.id for figure in network.figures(each.variables))
    return RuleInstance(each.rule, each.title, each.verdict, each.severity, ids, each.reason)


def _stale(figures: Sequence[Figure], waivers: Iterable[Waiver], path: str) -> Iterator[Finding]:
    known = {each.id for each in figures}
    for waiver in waivers:
        message = say("waiver {id} waives nothing that would fail", id=waiver.id)
        hint: str = say("delete it; its reason has gone")
        if strangers := [each for each in waiver.figures if each not in known]:
            message = say(
                "waiver {id} names {figure}, which is no figure read here",
                id=waiver.id,
                figure=strangers[0],
            )
            hint = did_you_mean(strangers[0], known) or say("correct the id, or delete the waiver")
        place = Place(path, key=waiver.id)
        yield Finding("stale-waiver", "warning", message, place, hint=hint)


def _upkeep(asked: Question, judgement: Judgement, used: frozenset[str]) -> Iterator[Finding]:
    path = asked.waivers_path
    stale = [each for each in judgement.stale if each.id not in used]
    yield from _stale((*asked.figures, *asked.outside), stale, path)
    for waiver in judgement.expired:
        yield Finding(
            code="expired-waiver",
            severity="warning",
            message=say(
                "waiver {id} ended on {until}, before {as_of}",
                id=waiver.id,
                until=waiver.until,
                as_of=asked.as_of,
            ),
            place=Place(path, key=waiver.id),
            hint=say(
                "fix the figures, or agree on a new date with its owner, {owner}",
                owner=waiver.owner,
            ),
        )
