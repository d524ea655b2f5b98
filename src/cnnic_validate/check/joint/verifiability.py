"""How well the figures check each other: how far each could move unnoticed.

A figure is freed and its rules are propagated around it: what comes out encloses the values that
the other figures allow. Only rules whose breach is an error count. A value outside is certain to be
noticed; one inside may be noticed by rules further away, which say next to nothing about it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cnnic_validate.check.joint.build.network import Network, Variable
from cnnic_validate.check.joint.engine import JointResult
from cnnic_validate.check.joint.locate.region import Region
from cnnic_validate.check.joint.prove.conflict import Conflict
from cnnic_validate.check.joint.prove.ground import Ground
from cnnic_validate.check.joint.prove.verdicts import ground_of
from cnnic_validate.check.joint.readings import bounds_in_print, nearest_decimal
from cnnic_validate.model.clash import Bounds
from cnnic_validate.model.explanation import Checkability, Explanation, Freedom, OtherVintage, Print
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.naming import named
from cnnic_validate.model.rule import RuleInstance, Verdict
from cnnic_validate.model.statistics import Figure, Statistics, power_of_ten

_JUDGED: Collection[Verdict] = ("passed", "failed", "undecided")


@dataclass(frozen=True, slots=True)
class _Indexed:
    """The joint check, indexed by figure and by variable."""

    network: Network
    ground: Ground
    conflicts_of: Mapping[str, Sequence[Conflict]]
    instances_of: Mapping[str, Sequence[RuleInstance]]
    unchecked: Collection[str]


def explain_figure(joint: JointResult, statistics: Statistics, figure_id: str) -> Explanation:
    """Show one figure among all others.

    Args:
        joint: the joint check of all figures.
        statistics: the definitions, for words and the order of releases.
        figure_id: the id of a figure that was checked.

    Raises:
        KeyError: no such figure was checked.
    """
    view = _view(joint)
    index = view.ground.variable_of[figure_id]
    variable = view.network.variables[index]
    figure = next(each for each in variable.figures if each.id == figure_id)
    return Explanation(
        quantity=named(variable.quantity, statistics),
        release=variable.release,
        checkability=_checkability(view, figure),
        repeats=tuple(_print(each) for each in variable.figures if each is not figure),
        vintages=_vintages(view.network, variable, statistics),
        instances=tuple(view.instances_of.get(figure_id, ())),
    )


def least_checked(joint: JointResult, figures: Iterable[str]) -> tuple[Checkability, ...]:
    """Rank figures: the unchecked first, then by how far each could move for its size.

    Args:
        joint: the joint check of all figures.
        figures: ids of figures that were checked.
    """
    view = _view(joint)
    wanted = set(figures)
    found = []
    for variable in view.network.variables:
        chosen = [figure for figure in variable.figures if figure.id in wanted]
        found += [_checkability(view, figure) for figure in chosen]
    return tuple(sorted(found, key=_rank))


def _rank(each: Checkability) -> tuple[bool, float, str]:
    if each.freedom is None:
        return (True, 0.0, each.figure.figure)
    share = math.inf if each.freedom.share is None else each.freedom.share
    return (each.is_checked, -share, each.figure.figure)


def _view(joint: JointResult) -> _Indexed:
    network = joint.network
    conflicts_of: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in joint.conflicts:
        for figure in conflict.figures:
            conflicts_of[figure.id].append(conflict)
    instances_of: dict[str, list[RuleInstance]] = defaultdict(list)
    for instance in joint.instances:
        for figure_id in dict.fromkeys(instance.figures):
            instances_of[figure_id].append(instance)
    return _Indexed(
        network,
        ground_of(network, joint.judgement),
        conflicts_of,
        instances_of,
        frozenset(joint.unchecked),
    )


def _checkability(view: _Indexed, figure: Figure) -> Checkability:
    left = Region(view.ground, view.conflicts_of.get(figure.id, ())).left({figure.id})
    freedom = None if left is None else _freedom(figure, left[figure.id])
    return Checkability(
        figure=_print(figure),
        is_checked=figure.id not in view.unchecked,
        rules=sum(each.verdict in _JUDGED for each in view.instances_of.get(figure.id, ())),
        freedom=freedom,
    )


def _freedom(figure: Figure, allowed: Interval) -> Freedom:
    """Move the printed number in steps of its last place as long as its interval meets `allowed`.

    The interval moves with the number; that the margin of a word such as "nearly" widens with it is
    left out.
    """
    number, hard = figure.number, figure.hard
    down = _steps(hard.high, allowed.low, number.unit)
    up = _steps(allowed.high, hard.low, number.unit)
    fits = (down is None or down >= 0) and (up is None or up >= 0)
    return Freedom(
        allowed=bounds_in_print(allowed, number),
        readings=_readings(figure, down, up),
        fits=fits,
        share=_share(figure, down, up) if fits else 0.0,
    )


def _readings(figure: Figure, down: int | None, up: int | None) -> Bounds | None:
    """Write the numbers so many printed units below and above; None where there is none between."""
    if down is not None and up is not None and down + up < 0:
        return None
    number = figure.number
    scale, places = power_of_ten(number.unit_mult), max(0, number.decimals)
    low, high = (
        None
        if steps is None
        else nearest_decimal((number.value + steps * number.unit) / scale, places)
        for steps in (None if down is None else -down, up)
    )
    return (low, high)


def _steps(upper: Fraction | None, lower: Fraction | None, unit: Fraction) -> int | None:
    """Count the whole printed units from one end to another; None where one of them is open."""
    return None if upper is None or lower is None else math.floor((upper - lower) / unit)


def _share(figure: Figure, down: int | None, up: int | None) -> float | None:
    if down is None or up is None:
        return None
    if down == up == 0:
        return 0.0
    value = abs(figure.number.value)
    return float(max(down, up) * figure.number.unit / value) if value else None


def _print(figure: Figure) -> Print:
    return Print(
        figure=figure.id,
        source=figure.source,
        printed=figure.printed,
        printed_unit=figure.printed_unit,
        means=bounds_in_print(figure.hard, figure.number),
        place=figure.place,
    )


def _vintages(
    network: Network, variable: Variable, statistics: Statistics
) -> tuple[OtherVintage, ...]:
    others = [
        each
        for each in network.variables
        if each.quantity == variable.quantity and each.figures and each is not variable
    ]
    return tuple(
        OtherVintage(each.release, tuple(_print(figure) for figure in each.figures))
        for each in sorted(others, key=lambda each: _published(each.release, statistics))
    )


def _published(release: str, statistics: Statistics) -> tuple[bool, str, str]:
    """Give a sort key in order of publication; a release without a date comes last."""
    source = statistics.sources.get(release)
    day = source.published if source else None
    return (day is None, day.isoformat() if day else "", release)
