"""Pictures of conflicts: what each rule leaves a suspect figure, and the series it stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cnnic_validate.check.joint.build.network import Network
from cnnic_validate.check.joint.engine import JointResult
from cnnic_validate.check.joint.prove.box import float_ends, initial_box
from cnnic_validate.check.joint.prove.conflict import Conflict
from cnnic_validate.check.joint.prove.propagate import propagate
from cnnic_validate.check.joint.readings import bounds_in_print, reading_of
from cnnic_validate.model.clash import UNBOUNDED, Bounds, NamedRule, Operation, Suspect
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.naming import named
from cnnic_validate.model.picture import Picture, PicturePoint, Span
from cnnic_validate.model.place import Place
from cnnic_validate.model.statistics import Figure, Measure, Statistics

_MOST_FIGURES = 2
_MOST_RULES = 6
_MOST_PRINTS = 3
_MOST_TEXTS = 3
_MOST_POINTS = 60
# More periods make the suspect small, fewer are no series.
_MOST_PERIODS = 9
_LEAST_PERIODS = 3

_Series = tuple[str, str, Measure, int, int]


@dataclass(frozen=True, slots=True)
class _Drawn:
    network: Network
    statistics: Statistics
    variable_of: Mapping[str, int]
    touching: Sequence[Sequence[int]]
    conflicts: Sequence[Conflict]
    series: Mapping[_Series, Sequence[Figure]]


def draw(
    joint: JointResult, statistics: Statistics, findings: Iterable[Finding]
) -> tuple[Picture, ...]:
    """Draw the most probable suspects of each conflict.

    Args:
        joint: the joint check that the findings come from.
        statistics: the definitions, for words.
        findings: those to draw; what has no suspect is passed over.
    """
    network = joint.network
    series: dict[_Series, list[Figure]] = defaultdict(list)
    for variable in network.variables:
        for figure in variable.figures:
            series[_series_of(figure)].append(figure)
    active = [
        index for index, verdict in joint.judgement.verdicts.items() if verdict[0] != "waived"
    ]
    view = _Drawn(
        network,
        statistics,
        network.variable_of(),
        network.neighbours(active),
        joint.conflicts,
        series,
    )
    return tuple(picture for each in findings if each.suspects for picture in _pictures(view, each))


def _pictures(view: _Drawn, finding: Finding) -> Iterator[Picture]:
    best = finding.suspects[0]
    suspects = {place.key for place in best.places}
    chosen = [_figure(view, place) for place in best.places[:_MOST_FIGURES]]
    for position, (place, figure) in enumerate(zip(best.places, chosen, strict=False)):
        index = view.variable_of[figure.id]
        spans = (
            Span("printed", _ends(figure, figure), reading_of(figure, view.statistics)),
            *_other_prints(view, view.network.variables[index].figures, figure),
            *_rules(view, figure, index),
            Span("together", best.admissible[position]),
            *(
                _exchanged(view, figure, chosen)
                if best.operation == Operation.SWAP
                else _suggestions(best)
            ),
        )
        quantity = named(figure.quantity, view.statistics)
        points = _points(view, figure, suspects)
        yield Picture(place, quantity, figure.printed, figure.printed_unit, spans, points)


def _figure(view: _Drawn, place: Place) -> Figure:
    """Give the figure at a place: its key is the figure's id."""
    figures = view.network.variables[view.variable_of[place.key]].figures
    return next(each for each in figures if each.id == place.key)


def _other_prints(view: _Drawn, figures: Sequence[Figure], figure: Figure) -> list[Span]:
    others = [each for each in figures if each is not figure]
    return [
        Span("print", _ends(each, figure), reading_of(each, view.statistics), each.source)
        for each in others[:_MOST_PRINTS]
    ]


def _ends(figure: Figure, of: Figure) -> Bounds:
    """Give what a print means in the unit of another."""
    return bounds_in_print(figure.hard, of.number)


def _rules(view: _Drawn, figure: Figure, index: int) -> list[Span]:
    """Say what rules leave the figure: each conflict's together, then others one by one."""
    groups = [
        each.constraints
        for each in view.conflicts
        if each.constraints and any(other.id == figure.id for other in each.figures)
    ]
    told = {index for group in groups for index in group}
    others = [(each,) for each in view.touching[index] if each not in told]
    spans = {}
    for position, group in enumerate([*groups, *others]):
        left = _left_by(view.network, group, figure)
        # Another rule that leaves an end open says little.
        if left is None or (position >= len(groups) and None in (left.low, left.high)):
            continue
        found = (view.network.constraints[each] for each in group)
        named = tuple(NamedRule(each.rule, each.title) for each in found)
        spans[named] = Span("rule", bounds_in_print(left, figure.number), rules=named)
    return list(spans.values())[:_MOST_RULES]


def _left_by(network: Network, constraints: Sequence[int], figure: Figure) -> Interval | None:
    """Give what some rules leave a figure; None where they refute each other without it."""
    part = network.part(sorted(constraints))
    at = part.variable_of()[figure.id]
    box = initial_box(part)
    box.reset(at, *float_ends(part.variables[at].domain))
    everything = range(len(part.constraints))
    if propagate(part, box, everything, part.neighbours(everything)) is not None:
        return None
    return box.interval(at)


def _exchanged(view: _Drawn, figure: Figure, pair: Sequence[Figure]) -> list[Span]:
    return [
        Span("suggestion", _ends(other, figure), reading_of(other, view.statistics))
        for other in pair
        if other is not figure
    ]


def _suggestions(suspect: Suspect) -> list[Span]:
    alone = [each.texts[0] for each in suspect.suggestions if len(each.texts) == 1]
    return [
        Span("suggestion", text.means, meant=text, unit=suspect.figures[0].unit)
        for text in alone[:_MOST_TEXTS]
        if text.means != UNBOUNDED
    ]


def _series_of(figure: Figure) -> _Series:
    quantity = figure.quantity
    reference = quantity.reference_period
    back = quantity.time_period.last - reference.last if reference else 0
    return (
        quantity.indicator,
        quantity.breakdown,
        quantity.measure,
        quantity.time_period.months,
        back,
    )


def _points(view: _Drawn, figure: Figure, suspects: set[str]) -> tuple[PicturePoint, ...]:
    """Give the series of a figure in the scale of its print: the periods nearest to its own."""
    here = figure.quantity.time_period.last
    found = view.series[_series_of(figure)]
    periods = sorted(
        {each.quantity.time_period for each in found},
        key=lambda each: (abs(each.last - here), each),
    )[:_MOST_PERIODS]
    if len(periods) < _LEAST_PERIODS:
        return ()
    near = [each for each in found if each.quantity.time_period in periods][:_MOST_POINTS]
    ordered = sorted(near, key=lambda each: (each.quantity.time_period, each.place))
    return tuple(
        PicturePoint(
            str(each.quantity.time_period),
            each.quantity.time_period.last,
            each.printed,
            _ends(each, figure),
            each.place,
            each.id in suspects,
        )
        for each in ordered
    )
