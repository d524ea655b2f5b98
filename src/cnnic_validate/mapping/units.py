"""Which texts are units, and which indicators take them: by the words of numbers."""

from __future__ import annotations

from cnnic_validate.figures import Lexicon, Unreadable, expected_unit, parse
from cnnic_validate.figures.parser import is_same_unit
from cnnic_validate.model.statistics import Indicator, Kind, Measure, PrintedNumber

# Points are said of the change of a ratio alone.
_AS: tuple[tuple[Measure, Kind], ...] = (("level", "stock"), ("change", "ratio"))


def unit_read(text: str, lexicon: Lexicon) -> PrintedNumber | None:
    """Read a unit as what one of it would be; None where the text is no unit."""
    if not text:
        return None
    for measure, kind in _AS:
        read = parse("1", text, measure=measure, kind=kind, lexicon=lexicon)
        if not isinstance(read, Unreadable):
            return read
    return None


def takes_unit(indicator: Indicator, measure: Measure, unit: str, lexicon: Lexicon) -> bool:
    """Whether figures of an indicator can be in a unit; a text that is none speaks against none."""
    read = unit_read(unit, lexicon)
    if read is None:
        return True
    expected = expected_unit(indicator, measure)
    if read.unit_measure:
        return is_same_unit(read.unit_measure, expected)
    return expected not in lexicon.measured
