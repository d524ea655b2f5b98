"""What a figure is about, with the titles by which a person knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cnnic_validate.message import Message, joined, say, titled
from cnnic_validate.model.period import Period
from cnnic_validate.model.statistics import TOTAL, Measure, Quantity, Statistics

_MEASURES: Mapping[Measure, str] = {
    "growth": say("growth of {words} on {reference}"),
    "change": say("change of {words} on {reference}"),
}


@dataclass(frozen=True, slots=True)
class NamedQuantity:
    """A quantity with its titles: of the indicator, and of the classes of its breakdown."""

    title: str
    classes: tuple[str, ...]
    period: Period
    measure: Measure
    reference: Period | None

    @property
    def words(self) -> Message:
        """Its name: title, breakdown, period, measure."""
        name = self.title
        if self.classes:
            name = say("{name} ({classes})", name=name, classes=joined(", ", self.classes))
        words = say("{name} {period}", name=name, period=self.period)
        if self.measure == "level":
            return words
        return say(_MEASURES[self.measure], words=words, reference=self.reference)


def named(quantity: Quantity, statistics: Statistics) -> NamedQuantity:
    """Name a quantity by the titles of the package; what has none keeps its code."""
    indicator = statistics.indicators.get(quantity.indicator)
    classes = () if quantity.breakdown == TOTAL else quantity.breakdown.split("+")
    return NamedQuantity(
        titled(indicator.title_en, indicator.title_zh) if indicator else quantity.indicator,
        tuple(
            titled(known.title_en, known.title_zh)
            if (known := statistics.breakdowns.get(code))
            else code
            for code in classes
        ),
        quantity.time_period,
        quantity.measure,
        quantity.reference_period,
    )


def with_unit(printed: str, unit: str) -> str:
    """Write a print with the unit of its table, where the print does not name it."""
    if not unit or (unit in {"percent", "%"} and printed.endswith(("%", "percent", "﹪"))):
        return printed
    return say("{printed} ({unit})", printed=printed, unit=unit) if printed else ""
