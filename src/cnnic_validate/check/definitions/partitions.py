"""What must hold of a declared partition before a sum may be drawn from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cnnic_validate.message import say
from cnnic_validate.model.breakdown import breakdown_fault, is_within
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import Partition, Statistics


class DefinitionFault(NamedTuple):
    """A fault of one definition: the key it stands under, what is wrong, how to fix it.

    `name` is what was not found, where the fault is that.
    """

    column: str
    message: str
    hint: str = ""
    name: str = ""


def partition_faults(partition: Partition, statistics: Statistics) -> Iterator[DefinitionFault]:
    """Give what is wrong with a partition: unknown names, no stock or flow, overlapping parts."""
    for code in partition.indicators:
        indicator = statistics.indicators.get(code)
        if indicator is None:
            hint = did_you_mean(code, statistics.indicators)
            yield DefinitionFault(
                "indicators", say("the indicator {code} is unknown", code=code), hint, code
            )
        elif indicator.kind not in {"stock", "flow"}:
            message = say(
                "{code} is a {kind}: only stocks and flows add up", code=code, kind=indicator.kind
            )
            yield DefinitionFault("indicators", message, _additive(indicator.numerator))
    sound = True
    for column, code in (("of", partition.of), *(("parts", each) for each in partition.parts)):
        if fault := breakdown_fault(code, statistics):
            sound = False
            yield DefinitionFault(column, *fault, code)
    if sound:
        yield from _overlaps(partition, statistics)


def _additive(numerator: str) -> str:
    return say("name its numerator {numerator}", numerator=numerator) if numerator else ""


def _overlaps(partition: Partition, statistics: Statistics) -> Iterator[DefinitionFault]:
    wholes = [part for part in partition.parts if is_within(partition.of, part, statistics)]
    for part in wholes:
        message = say("the part {part} holds all of {of}", part=part, of=partition.of)
        yield DefinitionFault("parts", message, say("leave the whole out of its parts"))
    # The other parts lie inside such a part: nothing new.
    parts = [part for part in partition.parts if part not in wholes]
    for at, part in enumerate(parts):
        for other_at, other in enumerate(parts):
            if other == part and other_at < at:
                yield DefinitionFault(
                    "parts", say("{part} stands twice", part=part), say("name each part once")
                )
            elif other != part and is_within(part, other, statistics):
                message = say(
                    "the part {part} lies inside the part {other}", part=part, other=other
                )
                yield DefinitionFault(
                    "parts", message, say("parts may not overlap: nest partitions")
                )
