"""Which release a figure's value comes from, and which quantity it is a vintage of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from cnnic_validate.model.period import Period
from cnnic_validate.model.statistics import Figure, Measure, Quantity

OpenKey = tuple[str, str, Period, Measure, Period | None]


def releases_of(figures: Iterable[Figure]) -> dict[str, str]:
    """Give for each figure, by id, the release whose value it prints.

    That is its source, or the release that it cites, step by step: an article that repeats a report
    which repeats a census prints the census. A document that repeats two releases leaves open which
    of them is meant, and the steps end there.
    """
    held = tuple(figures)
    cites: dict[tuple[str, Quantity], set[str]] = defaultdict(set)
    for figure in held:
        cites[figure.source, figure.quantity].add(figure.cites or figure.source)
    releases = {}
    for figure in held:
        release, seen = figure.cites or figure.source, {figure.source}
        while release not in seen:
            seen.add(release)
            onward = cites.get((release, figure.quantity), {release})
            if len(onward) == 1:
                release = next(iter(onward))
        releases[figure.id] = release
    return releases


def quantities_of(figures: Iterable[Figure], releases: Mapping[str, str]) -> dict[str, Quantity]:
    """Give for each figure, by id, its quantity, an unknown denominator period filled in.

    An empty `denominator_period` is unknown: it joins the one known period that the release prints
    the same ratio with, else the one known anywhere; where there are several it stays open.
    """
    held = tuple(figures)
    near: dict[tuple[OpenKey, str], set[Period]] = defaultdict(set)
    anywhere: dict[OpenKey, set[Period]] = defaultdict(set)
    for figure in held:
        if period := figure.quantity.denominator_period:
            near[open_key(figure.quantity), releases[figure.id]].add(period)
            anywhere[open_key(figure.quantity)].add(period)
    joined = {}
    for figure in held:
        quantity = figure.quantity
        if quantity.denominator_period is None:
            known = near[open_key(quantity), releases[figure.id]] or anywhere[open_key(quantity)]
            if len(known) == 1:
                quantity = quantity._replace(denominator_period=next(iter(known)))
        joined[figure.id] = quantity
    return joined


def open_key(quantity: Quantity) -> OpenKey:
    """Give a quantity without its denominator periods: what an unknown one is looked up by."""
    return (
        quantity.indicator,
        quantity.breakdown,
        quantity.time_period,
        quantity.measure,
        quantity.reference_period,
    )
