"""Checks that held in the base of a change and are not made any more.

A rule instance that passed is still made where each of its figures that is left takes part in one
of the same rule, about the same quantities at least: other prints of them may have come, or gone.
Why one is lost does not matter: an exemption, a waiver, a term that is gone, a period that was
cleared, a figure that moved to another source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cnnic_validate.message import say
from cnnic_validate.model.rule import RuleInstance
from cnnic_validate.model.statistics import Figure
from cnnic_validate.model.vintages import OpenKey, open_key

_JUDGED = frozenset({"passed", "failed"})
_Quantities = Mapping[str, OpenKey]


@dataclass(frozen=True, slots=True)
class LostCheck:
    """An instance that held, and in words what became of it."""

    instance: RuleInstance
    became: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Figures with the rule instances that they take part in."""

    figures: Sequence[Figure]
    instances: Sequence[RuleInstance]

    @property
    def quantities(self) -> dict[str, OpenKey]:
        """Give what each figure is about, by its id."""
        return {each.id: open_key(each.quantity) for each in self.figures}


def lost_checks(
    before: Checked, now: Checked, *, present: Collection[str], is_whole: bool
) -> Iterator[LostCheck]:
    """Give the instances of errors that held before and are not judged as errors now.

    Args:
        before: the base.
        now: the change, by the rules of the base.
        present: the ids of all rows of the change; of one that could not be read a finding says
            why.
        is_whole: whether the ids of all its rows are known.
    """
    by_figure: dict[tuple[str, str], list[RuleInstance]] = defaultdict(list)
    for instance in now.instances:
        for figure in instance.figures:
            by_figure[instance.rule, figure].append(instance)
    about, read = before.quantities, now.quantities
    for instance in before.instances:
        if instance.verdict != "passed" or instance.severity != "error":
            continue
        figures = instance.figures
        if any(each not in read and (each in present or not is_whole) for each in figures):
            continue
        left = {each: by_figure[instance.rule, each] for each in figures if each in read}
        terms = {about[each] for each in figures if each in about}
        if not all(any(_judges(each, terms, read) for each in alike) for alike in left.values()):
            alike = [each for members in left.values() for each in members]
            yield LostCheck(instance, _became(instance, alike, read))


def _judges(now: RuleInstance, terms: Collection[OpenKey], read: _Quantities) -> bool:
    is_judged = now.verdict in _JUDGED and now.severity == "error"
    return is_judged and {read[each] for each in now.figures if each in read}.issuperset(terms)


def _became(before: RuleInstance, alike: Sequence[RuleInstance], read: _Quantities) -> str:
    for each in alike:
        if each.verdict not in _JUDGED:
            return say("{verdict}: {reason}", verdict=say(each.verdict), reason=each.reason)
    if gone := [figure for figure in before.figures if figure not in read]:
        return say("{figure} is gone", figure=gone[0])
    if any(each.title == before.title and each.severity != "error" for each in alike):
        return say("it is no error any more")
    return say("nothing compares these figures any more")
