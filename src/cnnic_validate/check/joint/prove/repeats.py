"""One quantity printed several times in one release: all prints must share a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from cnnic_validate.check.joint.build.network import Network, Variable
from cnnic_validate.check.joint.prove.conflict import Conflict
from cnnic_validate.message import say
from cnnic_validate.model.naming import named
from cnnic_validate.model.rule import RuleInstance, Verdict, Waiver
from cnnic_validate.model.statistics import Figure, Statistics

RULE = "repeat"


@dataclass(frozen=True, slots=True)
class Repeats:
    """Instances, conflicts of two prints each, and the ids of the waivers that permit some."""

    instances: tuple[RuleInstance, ...]
    conflicts: tuple[Conflict, ...]
    used_waivers: frozenset[str]


def check_repeats(network: Network, statistics: Statistics, waivers: Sequence[Waiver]) -> Repeats:
    """Compare the prints of each variable: an instance for each print after the narrowest."""
    instances: list[RuleInstance] = []
    conflicts: list[Conflict] = []
    used: set[str] = set()
    for variable in network.variables:
        if len(variable.figures) < 2:
            continue
        permitting = {
            each.id: next((w for w in waivers if w.covers(RULE, (each.id,))), None)
            for each in variable.figures
        }
        used.update(waiver.id for waiver in permitting.values() if waiver and _clashes(variable))
        instances += _instances(variable, statistics, permitting)
        conflicts += [
            Conflict((), pair)
            for pair in combinations(variable.figures, 2)
            if _exclude(*pair) and not any(permitting[each.id] for each in pair)
        ]
    return Repeats(tuple(instances), tuple(conflicts), frozenset(used))


def _instances(
    variable: Variable, statistics: Statistics, permitting: dict[str, Waiver | None]
) -> Iterator[RuleInstance]:
    narrow = min(variable.figures, key=lambda each: (each.is_qualified, each.number.unit))
    title = say(
        "{words} is printed twice in one release",
        words=named(variable.quantity, statistics).words,
    )
    for figure in variable.figures:
        if figure is narrow:
            continue
        verdict: Verdict = "failed" if _exclude(narrow, figure) else "passed"
        waiver = permitting[figure.id] or permitting[narrow.id]
        reason = ""
        if verdict == "failed" and waiver:
            verdict = "waived"
            reason = waiver.reason
        yield RuleInstance(RULE, title, verdict, "error", (figure.id, narrow.id), reason)


def _exclude(one: Figure, two: Figure) -> bool:
    return one.hard.intersect(two.hard).is_empty


def _clashes(variable: Variable) -> bool:
    return any(_exclude(*pair) for pair in combinations(variable.figures, 2))
